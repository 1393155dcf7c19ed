//! Work without a network, as a device speaks with the server: whose it is, what it gets, what it is answered.

use aftercare_server::jobs::housekeeping::tidy;
use aftercare_server::uploads::WAITING_MAX;
use domain::time::Seconds;
use reqwest::multipart::{Form, Part};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::support::{ADMIN, AGENT, Browser, MEMBER, OTHER_CLIENT, TestApp};

/// Brimley Care's engagement, which has checklists and open tickets.
const BRIMLEY: &str = "brimley-rota";

async fn get(browser: &Browser, path: &str) -> (StatusCode, Value) {
    let response = browser.request(Method::GET, path).send().await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/json", "{path}");
    assert_eq!(response.headers()["cache-control"], "no-store", "{path}");
    (response.status(), response.json().await.unwrap())
}

async fn pull(browser: &Browser, since: &str) -> Value {
    let (status, pulled) = get(browser, &format!("/api/v1/sync/pull?engagement={BRIMLEY}&since={since}")).await;
    assert_eq!(status, StatusCode::OK);
    pulled
}

async fn send(browser: &Browser, body: &Value) -> (StatusCode, Value) {
    let response = browser.request(Method::POST, "/api/v1/sync/push").json(body).send().await.unwrap();
    (response.status(), response.json().await.unwrap())
}

/// Sends operations, numbered from 1, and gives their answers.
async fn push(browser: &Browser, person: &str, ops: Vec<Value>) -> Vec<Value> {
    let number = |(index, mut op): (usize, Value)| {
        op["seq"] = json!(index + 1);
        op["at"] = json!(0);
        op
    };
    let ops: Vec<Value> = ops.into_iter().enumerate().map(number).collect();
    let (status, answer) = send(browser, &json!({"v": 1, "client_id": "phone", "person": person, "ops": ops})).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(answer["v"], 1);
    answer["answers"].as_array().unwrap().clone()
}

/// The words of the answers.
fn words(answers: &[Value]) -> Vec<&str> {
    answers.iter().map(|answer| answer["answer"].as_str().unwrap()).collect()
}

fn some_checklist(pulled: &Value) -> String {
    pulled["kept"][0].as_str().expect("the demo has an open checklist there").to_owned()
}

async fn send_file(browser: &Browser, checklist: &str, parts: Vec<Part>) -> (StatusCode, Value) {
    let form = parts.into_iter().fold(Form::new(), |form, part| form.part("file", part));
    let response = browser.post_files(&format!("/api/v1/sync/files?checklist={checklist}"), form).await;
    (response.status(), response.json().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_session_the_answer_is_401_in_json_and_never_a_redirect() {
    let app = TestApp::start().await;
    let nobody = app.browser();
    for path in ["/api/v1/sync/workspace", "/api/v1/sync/pull?engagement=brimley-rota"] {
        let (status, answer) = get(&nobody, path).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}");
        assert!(answer["problem"].as_str().unwrap().contains("Sign in"), "{answer}");
    }
    let (status, answer) = send(&nobody, &json!({"v": 1})).await;
    assert_eq!((status, answer["problem"].is_string()), (StatusCode::UNAUTHORIZED, true));
    assert_eq!(send_file(&nobody, "x", vec![]).await.0, StatusCode::UNAUTHORIZED);
    // From another site's page nothing is taken.
    let staff = app.signed_in(AGENT).await;
    let foreign = staff.bare(Method::POST, "/api/v1/sync/push").header("sec-fetch-site", "cross-site").json(&json!({}));
    let foreign = foreign.send().await.unwrap();
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    assert!(foreign.json::<Value>().await.unwrap()["problem"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn another_clients_engagement_and_checklist_are_the_same_as_none() {
    let app = TestApp::start().await;
    let (staff, stranger) = (app.signed_in(ADMIN).await, app.signed_in(MEMBER).await);
    let run = some_checklist(&pull(&staff, "").await);
    let theirs = get(&stranger, "/api/v1/sync/pull?engagement=brimley-rota").await;
    let missing = get(&stranger, "/api/v1/sync/pull?engagement=nothing").await;
    assert_eq!(theirs, (StatusCode::NOT_FOUND, json!({"problem": "This is not here."})));
    assert_eq!(theirs, missing);
    let file = || vec![Part::text("x").file_name("x.txt")];
    assert_eq!(send_file(&stranger, &run, file()).await, send_file(&stranger, "nothing", file()).await);
    let (_, workspace) = get(&stranger, "/api/v1/sync/workspace").await;
    assert_eq!(workspace["me"]["name"], "Neil Amero");
    assert_eq!(workspace["role"], "client_member");
    let engagements = workspace["engagements"].as_array().unwrap();
    assert!(engagements.iter().all(|one| one["client"] == "St. Agnes Hospital" && one["is_own"] == true));
    assert_eq!(engagements.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_envelope_that_cannot_be_read_says_what_to_do() {
    let app = TestApp::start().await;
    let staff = app.signed_in(AGENT).await;
    let (status, answer) = send(&staff, &json!({"v": 99, "letters": []})).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(answer["problem"].as_str().unwrap().contains("Load the app anew"), "{answer}");
    let older = json!({"v": 0, "client_id": "p", "person": "amal", "ops": [], "mood": "good"});
    assert_eq!(send(&staff, &older).await.0, StatusCode::OK);
    assert_eq!(send(&staff, &json!({"v": 1, "ops": 7})).await.0, StatusCode::BAD_REQUEST);
    let text = staff.request(Method::POST, "/api/v1/sync/push").body("{").send().await.unwrap();
    assert_eq!(text.status(), StatusCode::BAD_REQUEST);
    // What Mira did is not sent in Amal's name.
    let (status, answer) = send(&staff, &json!({"v": 1, "client_id": "p", "person": "mira", "ops": []})).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED);
    assert!(answer["problem"].as_str().unwrap().contains("Somebody else"), "{answer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_of_somebody_else_than_who_is_signed_in_gets_and_leaves_nothing() {
    let app = TestApp::start().await;
    let amal = app.signed_in(AGENT).await;
    let run = some_checklist(&pull(&amal, "").await);
    let (_, refused) = send(&amal, &json!({"v": 1, "client_id": "p", "person": "mira", "ops": []})).await;
    let path = |person: &str| format!("/api/v1/sync/pull?engagement={BRIMLEY}&person={person}");
    assert_eq!(get(&amal, &path("mira")).await, (StatusCode::UNAUTHORIZED, refused.clone()));
    assert_eq!(get(&amal, &path("amal")).await.0, StatusCode::OK);
    let file = || vec![Part::text("x").file_name("x.txt")];
    let place = |person: &str| format!("{run}&person={person}");
    assert_eq!(send_file(&amal, &place("mira"), file()).await, (StatusCode::UNAUTHORIZED, refused));
    assert_eq!(send_file(&amal, &place("amal"), file()).await.0, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_may_leave_only_so_many_files_that_nothing_names() {
    let app = TestApp::start().await;
    let (amal, mira) = (app.signed_in(AGENT).await, app.signed_in(ADMIN).await);
    let pulled = pull(&amal, "").await;
    let run = some_checklist(&pulled);
    let plan = pulled["checklists"].as_array().unwrap().iter().find(|one| one["plan"]["id"] == run.as_str()).unwrap();
    let items = plan["plan"]["sections"].as_array().unwrap().iter().flat_map(|one| one["items"].as_array().unwrap());
    let item = items.clone().find(|item| item["owner"] != "buyer").unwrap()["id"].clone();
    let file = || vec![Part::text("x").file_name("x.txt")];
    let mut last = Value::Null;
    for _ in 0..WAITING_MAX {
        let (status, sent) = send_file(&amal, &run, file()).await;
        assert_eq!(status, StatusCode::OK, "{sent}");
        last = sent;
    }
    let (status, answer) = send_file(&amal, &run, file()).await;
    assert_eq!((status, &answer["problems"][0]["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("files")));
    assert!(answer["problems"][0]["message"].as_str().unwrap().contains("that no change names"), "{answer}");
    assert_eq!(send_file(&mira, &run, file()).await.0, StatusCode::OK, "others have room of their own");
    let attach = json!({"checklist": run, "id": "f", "do": "attach", "item": item, "file": last});
    assert_eq!(words(&push(&amal, "amal", vec![attach]).await), ["applied"]);
    assert_eq!(send_file(&amal, &run, file()).await.0, StatusCode::OK, "one was named");
    assert_eq!(send_file(&amal, &run, file()).await.0, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_elsewhere_comes_back_and_what_came_second_is_said_in_words() {
    let app = TestApp::start().await;
    let (mira, amal) = (app.signed_in(ADMIN).await, app.signed_in(AGENT).await);
    let first = pull(&amal, "").await;
    let run = some_checklist(&first);
    let tickets = first["tickets"].as_array().unwrap();
    assert_eq!(tickets.len(), first["open"].as_array().unwrap().len());
    let ticket = tickets.iter().find(|one| one["is_new"] == true).expect("the demo has a new ticket there");
    let (key, base) = (&ticket["key"], &ticket["version"]);
    assert!(ticket["messages"][0]["text"].as_str().is_some_and(|text| !text.is_empty()), "{ticket}");
    assert!(ticket["clocks"][0]["label"].is_string() && ticket["state"] == "New", "{ticket}");
    app.advance(Seconds::minutes(20));
    let accept = |id: &str| json!({"ticket": key, "id": id, "do": "accept", "base": base, "workaround": "Paper"});
    assert_eq!(words(&push(&mira, "mira", vec![accept("a")]).await), ["applied"]);
    let answers = push(
        &amal,
        "amal",
        vec![
            accept("b"),
            json!({"checklist": run, "id": "c", "do": "log", "text": "The ward is dark"}),
            json!({"checklist": run, "id": "d", "do": "sing", "item": "x"}),
            json!({"ticket": key, "id": "e", "do": "comment", "text": "Only us", "internal": true}),
        ],
    )
    .await;
    assert_eq!(words(&answers), ["conflict", "applied", "refused", "applied"]);
    assert_eq!(
        answers[0],
        json!({"seq": 1, "answer": "conflict", "since": ["Mira Kovač noted workaround “Paper”.", "Mira Kovač accepted it."]})
    );
    assert_eq!(answers[2]["problems"][0]["field"], "do");
    app.advance(Seconds::minutes(1));
    let next = pull(&mira, first["cursor"].as_str().unwrap()).await;
    let changed = next["tickets"].as_array().unwrap().iter().find(|one| one["key"] == *key).unwrap();
    assert_eq!((changed["is_new"].clone(), changed["workaround"].clone()), (json!(false), json!("Paper")));
    let said = changed["messages"].as_array().unwrap().last().unwrap();
    assert_eq!((said["text"].clone(), said["is_internal"].clone()), (json!("Only us"), json!(true)));
    assert_eq!(next["checklists"].as_array().unwrap().len(), 1);
    assert!(next["checklists"][0].to_string().contains("The ward is dark"));
    // The page shows the same line; clients get it, and no internal note.
    assert!(mira.page(&format!("/checklists/{run}")).await.contains("The ward is dark"));
    let ruth = app.signed_in(OTHER_CLIENT).await;
    let theirs = pull(&ruth, "").await.to_string();
    assert!(theirs.contains("The ward is dark") && !theirs.contains("Only us"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_sent_first_and_is_what_the_server_found_it_to_be() {
    let app = TestApp::start().await;
    let amal = app.signed_in(AGENT).await;
    let pulled = pull(&amal, "").await;
    let run = some_checklist(&pulled);
    let plan = pulled["checklists"].as_array().unwrap().iter().find(|one| one["plan"]["id"] == run.as_str()).unwrap();
    let items = plan["plan"]["sections"].as_array().unwrap().iter().flat_map(|one| one["items"].as_array().unwrap());
    let item = items.clone().find(|item| item["owner"] != "buyer").unwrap()["id"].clone();
    let text = || Part::text("all is well").file_name("log.txt");
    let (status, mut file) = send_file(&amal, &run, vec![text()]).await;
    assert_eq!(status, StatusCode::OK, "{file}");
    let path = format!("/attachments/{}", file["id"].as_str().unwrap());
    assert_eq!(amal.get(&path).await.status(), StatusCode::NOT_FOUND, "nobody has named it yet");
    // A device that lies about it, and one that makes a file up.
    file["media_type"] = json!("text/html");
    file["name"] = json!("../../page.html");
    file["size"] = json!(7);
    let made_up = json!({"id": "0".repeat(32), "name": "a.txt", "media_type": "text/plain", "size": 1});
    let attach =
        |id: &str, file: &Value| json!({"checklist": run, "id": id, "do": "attach", "item": item, "file": file});
    let answers = push(&amal, "amal", vec![attach("f", &file), attach("g", &made_up), attach("f", &file)]).await;
    assert_eq!(words(&answers), ["applied", "refused", "duplicate"]);
    assert_eq!(answers[1]["problems"][0]["field"], "files");
    let response = amal.get(&path).await;
    assert_eq!(response.headers()["content-type"], "text/plain; charset=utf-8");
    let named = response.headers()["content-disposition"].to_str().unwrap().to_owned();
    assert!(named.contains("page.html.txt"), "{named}");
    tidy(&app.state).await.unwrap();
    assert_eq!(amal.get(&path).await.text().await.unwrap(), "all is well");
    let page = Part::text("<!doctype html><p>x").file_name("x.html");
    for wrong in [vec![page], vec![text(), text()], vec![]] {
        let (status, answer) = send_file(&amal, &run, wrong).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(answer["problems"][0]["field"], "files", "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_envelope_of_500_long_texts_fits_and_one_beyond_is_refused() {
    let app = TestApp::start().await;
    let amal = app.signed_in(AGENT).await;
    let run = some_checklist(&pull(&amal, "").await);
    // Four bytes each.
    let long = "🏥".repeat(2_000);
    let line = |index: usize| json!({"checklist": run, "id": format!("l{index}"), "do": "log", "text": long});
    let answers = push(&amal, "amal", (0..501).map(line).collect()).await;
    assert_eq!(words(&answers), vec!["applied"; 500], "the device sends the rest in the next one");
    // A little beyond, so that all of it is on its way before the answer comes.
    let chunks = (0..=96).map(|_| Ok::<_, std::io::Error>(vec![b' '; 64 << 10]));
    let stream = reqwest::Body::wrap_stream(futures::stream::iter(chunks));
    let response = amal.request(Method::POST, "/api/v1/sync/push").body(stream).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::PAYLOAD_TOO_LARGE);
    let answer: Value = response.json().await.unwrap();
    assert!(answer["problem"].as_str().unwrap().contains("larger"), "{answer}");
}
