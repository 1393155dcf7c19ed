//! `/what-if`: due times of a ticket that nobody has reported.

use app::drawn;
use app::model::what_if::Answer;
use domain::sla::what_if::{Sheet, Values};
use reqwest::StatusCode;

use super::support::{AGENT, Browser, MEMBER, TestApp, text_of};

const PAUSED: &str = "&pause1_reason=waiting_on_client&pause1_length=2&pause1_unit=hours";

/// What the page gives the browser to answer from.
fn sheet_of(html: &str) -> Sheet {
    let text = html.split_once("data-sheet=\"").unwrap().1.split('"').next().unwrap();
    let text = text.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    Sheet::decode(&text).expect("a sheet")
}

/// The value of the field "Reported at" as the page fills it in.
fn moment_of(html: &str) -> String {
    let tag = html.split('<').find(|tag| tag.starts_with("input") && tag.contains("name=\"at\"")).unwrap();
    tag.split_once("value=\"").unwrap().1.split('"').next().unwrap().to_owned()
}

fn values_of(query: &str) -> Values {
    let fields: Vec<_> = query.split('&').filter_map(|field| field.split_once('=')).collect();
    let value = |name: &str| fields.iter().find(|(field, _)| *field == name).map(|(_, value)| (*value).to_owned());
    Values::read(|name| value(name).unwrap_or_default())
}

async fn refused(browser: &Browser, query: &str) -> String {
    let response = browser.get(&format!("/what-if?{query}")).await;
    assert_eq!(response.status(), StatusCode::UNPROCESSABLE_ENTITY, "{query}");
    response.text().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_answers_at_once_and_the_browser_would_say_the_same() {
    let app = TestApp::start().await;
    let agent = app.signed_in(AGENT).await;
    let html = agent.page("/what-if").await;
    let text = text_of(&html);
    for name in ["First response", "Resolution", "HRM go-live care", "Standard care", "Times are in"] {
        assert!(text.contains(name), "{name}: {text}");
    }
    assert!(html.contains("class=\"intervals\""), "the intervals of the page \"Why this time?\"");
    let sheet = sheet_of(&html);
    let at = moment_of(&html);
    for plan in &sheet.plans {
        for rule in &plan.policies[0].priorities {
            let query = format!(
                "plan={}&priority={}&zone={}&at={at}{PAUSED}&pause1_from={at}",
                plan.id,
                rule.key,
                sheet.zones[0].name()
            );
            let drawn = drawn::what_if::answer(&Answer::to(&values_of(&query), &sheet));
            assert!(drawn.contains("why-due"), "{query}: {drawn}");
            let html = agent.page(&format!("/what-if?{query}")).await;
            assert!(html.contains(&drawn), "{query}: {drawn}\n{html}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_may_ask_about_its_own_engagements_only() {
    let app = TestApp::start().await;
    let member = app.signed_in(MEMBER).await;
    let html = member.page("/what-if").await;
    let sheet = sheet_of(&html);
    let plans: Vec<_> = sheet.plans.iter().map(|plan| plan.id.as_str()).collect();
    assert!(!plans.is_empty() && plans.iter().all(|plan| plan.starts_with("st-agnes-")), "{plans:?}");
    assert!(!html.contains("Brimley") && !html.contains("Luma"), "{html}");
    let other = refused(&member, "plan=brimley-rota").await;
    assert_eq!(text_of(&other), text_of(&refused(&member, "plan=brimley-rote").await).replace("rote", "rota"));
    assert!(other.contains("Choose one of the plans."), "{other}");
    let stranger = app.browser().get("/what-if").await;
    assert_ne!(stranger.status(), StatusCode::OK, "somebody is signed in");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_names_its_field_and_what_was_typed_stays() {
    let app = TestApp::start().await;
    let agent = app.signed_in(AGENT).await;
    let at = moment_of(&agent.page("/what-if").await);
    let html = refused(&agent, "plan=standard-care&at=soon&priority=high").await;
    assert!(html.contains("href=\"#w-at\"") && html.contains("Give a date and a time"), "{html}");
    assert!(html.contains("value=\"soon\""), "what was typed stays");
    assert!(!html.contains("why-due"), "no answer");
    let html = refused(&agent, &format!("plan=standard-care&at={at}&priority=huge")).await;
    assert!(html.contains("href=\"#w-priority\""), "{html}");
    let query = format!(
        "plan=standard-care&at={at}{PAUSED}&pause1_from={at}&pause2_reason=waiting_on_client&pause2_length=0&pause2_from="
    );
    let html = refused(&agent, &query).await;
    assert!(html.contains("id=\"w-pause2_from-error\"") && html.contains("id=\"w-pause2_length-error\""), "{html}");
    assert!(!html.contains("id=\"w-pause1_from-error\""), "{html}");
    refused(&agent, "zone=Mars/Base").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn choosing_another_plan_without_a_script_drops_what_it_does_not_have() {
    let app = TestApp::start().await;
    let agent = app.signed_in(AGENT).await;
    let sheet = sheet_of(&agent.page("/what-if").await);
    let keys = |plan: &str| -> Vec<String> {
        let rules = &sheet.plan(plan).unwrap().policies[0].priorities;
        rules.iter().map(|rule| rule.key.as_str().to_owned()).collect()
    };
    let others = keys("standard-care");
    let only = keys("hrm-go-live-care").into_iter().find(|key| !others.contains(key)).expect("policies that differ");
    let query = format!("plan=standard-care&priority={only}");
    refused(&agent, &query).await;
    let html = agent.page(&format!("/what-if?{query}&change=plan")).await;
    assert!(text_of(&html).contains("Standard"), "{html}");
}
