//! What monitors and load balancers are told.

use reqwest::StatusCode;

use super::support::TestApp;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_whose_job_is_down_says_that_it_is_not_well_until_the_job_runs_again() {
    let app = TestApp::start().await;
    let browser = app.browser();
    assert_eq!(browser.get("/healthz").await.status(), StatusCode::OK);
    app.state.jobs_down().set("clock watch", true);
    let answer = browser.get("/healthz").await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.text().await.unwrap(), "being started again: clock watch");
    app.state.jobs_down().set("clock watch", false);
    assert_eq!(browser.get("/healthz").await.status(), StatusCode::OK);
}
