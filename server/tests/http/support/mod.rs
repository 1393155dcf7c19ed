//! A server of one's own for each test, and browsers to visit it with.

mod browser;
mod stream;

use std::net::IpAddr;
use std::path::Path;
use std::sync::Once;
use std::time::Duration;

use aftercare_server::config::{Config, LogFormat, PublicUrl, RequestLimits, UploadLimits};
use aftercare_server::jobs::clock_watch;
use aftercare_server::server::Server;
use aftercare_server::state::{AppState, Clock};
use aftercare_server::{app, auth, seed, telemetry};
use domain::ids::TicketKey;
use domain::people::Email;
use domain::time::{Seconds, Timestamp};
use reqwest::StatusCode;
use store::access::{Activity, Session};
use store::{Store, StoreConfig};
use tempfile::TempDir;
use tokio::task::JoinHandle;

pub use browser::{Browser, form, text_of};
pub use stream::Stream;

/// The demo's password; see `server/demo/world.toml`.
pub const PASSWORD: &str = "harbour-lantern-42-quiet";
pub const ADMIN: &str = "mira@northwind.example";
pub const AGENT: &str = "amal@northwind.example";
/// Of St. Agnes Hospital, whose tickets are `ACME-*`.
pub const MEMBER: &str = "neil@st-agnes.example";
/// Of Brimley Care, whose tickets are `BRIM-*`.
pub const OTHER_CLIENT: &str = "ruth@brimley.example";

static LOG: Once = Once::new();

/// A running server. Ends with the test.
pub struct TestApp {
    pub base: String,
    pub state: AppState,
    pub clock: Clock,
    folder: TempDir,
    serving: JoinHandle<anyhow::Result<()>>,
}

impl TestApp {
    /// With the demo provider.
    pub async fn start() -> Self {
        Self::start_with(|_| {}).await
    }

    /// With another configuration.
    pub async fn start_with(change: impl FnOnce(&mut Config)) -> Self {
        Self::start_service(change, app::service).await
    }

    /// With routes of the test's own among the pages.
    pub async fn start_service(
        change: impl FnOnce(&mut Config),
        service: impl FnOnce(&AppState) -> axum::Router,
    ) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&StoreConfig::new("mem://")).await.unwrap();
        let clock = Clock::standing(Timestamp::from_unix(chrono::Utc::now().timestamp()));
        seed::demo(&store, &config(folder.path()), clock.now()).await.unwrap();
        Self::on_store(folder, store, clock, change, service).await
    }

    async fn on_store(
        folder: TempDir,
        store: Store,
        clock: Clock,
        change: impl FnOnce(&mut Config),
        service: impl FnOnce(&AppState) -> axum::Router,
    ) -> Self {
        let mut config = config(folder.path());
        change(&mut config);
        LOG.call_once(|| telemetry::start(&config));
        let server = Server::start(config, store, clock.clone()).await.unwrap();
        let base = format!("http://{}", server.address().unwrap());
        let state = server.state().clone();
        settle(&state).await;
        let service = service(&state);
        let serving = tokio::spawn(server.run_service(service));
        Self { base, state, clock, folder, serving }
    }

    pub fn data_dir(&self) -> &Path {
        self.folder.path()
    }

    /// A browser nobody is signed in with.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.base)
    }

    /// A browser with a session, made without the form: hashing takes time.
    pub async fn signed_in(&self, email: &str) -> Browser {
        let person = self.state.store().person_by_email(&Email::parse(email).unwrap()).await.unwrap().unwrap().person;
        let token = self.state.store().create_session(&person.id, self.clock.now(), "test").await.unwrap();
        let mut browser = self.browser();
        browser.take_cookie(auth::cookie::name(self.state.public_url()), token.reveal());
        browser
    }

    /// The session of a browser, for asking the store directly.
    pub async fn session(&self, browser: &Browser) -> Session {
        let token = browser.cookie(auth::cookie::name(self.state.public_url())).unwrap();
        auth::resolve(&self.state, &token, Activity::Background).await.unwrap().unwrap()
    }

    /// Reports an issue of the first product that the browser's person sees.
    pub async fn report(&self, browser: &Browser, title: &str, what_happens: &str, impact: &str) -> TicketKey {
        let session = self.session(browser).await;
        let engagement = self.state.store().directory().engagements(&session.scope())[0].id.to_string();
        let fields =
            [("engagement", engagement.as_str()), ("title", title), ("what_happens", what_happens), ("impact", impact)];
        let response = browser.post_files("/report", form(&fields)).await;
        assert_eq!(response.status(), StatusCode::SEE_OTHER);
        let place = response.headers()["location"].to_str().unwrap();
        place.trim_start_matches("/tickets/").split('?').next().unwrap().parse().unwrap()
    }

    pub fn advance(&self, by: Seconds) {
        self.clock.advance(by);
    }

    /// Ends it in order and waits until it has.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.state.stopping().cancel();
        tokio::time::timeout(Duration::from_secs(20), self.serving).await.expect("the server did not end").unwrap()
    }
}

/// Waits until what is due at the start has been written and told, so that a test sees its own changes only.
async fn settle(state: &AppState) {
    clock_watch::watch(state).await.unwrap();
    // Rows of two watchers may be told in another order than that of their keys: then the wait ends by itself.
    let deadline = tokio::time::Instant::now() + Duration::from_secs(1);
    while state.live().latest() != state.store().outbox_latest(&state.store().system()).await.unwrap() {
        if tokio::time::Instant::now() > deadline {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

/// What `aftercare serve` would have without a file, on a free port.
pub fn config(folder: &Path) -> Config {
    let site = folder.join("site");
    make_site(&site);
    Config {
        public_url: PublicUrl::local(0),
        address: IpAddr::from([127, 0, 0, 1]),
        port: 0,
        data_dir: folder.to_owned(),
        site_dir: Some(site),
        database_url: "mem://".to_owned(),
        database_memtable: 32 << 20,
        database_cache: 16 << 20,
        requests: RequestLimits {
            body: 256 * 1024,
            timeout: Duration::from_secs(20),
            upload_timeout: Duration::from_mins(1),
            concurrent: 64,
            connections: 256,
            live_streams: 32,
            password_queue: 8,
        },
        uploads: UploadLimits { file: 10 << 20, files: 5 },
        push_local: true,
        log_format: LogFormat::Text,
        log: "warn".to_owned(),
        shutdown: Duration::from_secs(5),
    }
}

/// A site folder as `cargo xtask site` leaves it, with nothing in its files.
pub fn make_site(site: &Path) {
    let pkg = site.join("pkg");
    std::fs::create_dir_all(&pkg).unwrap();
    let mut assets = serde_json::Map::new();
    for name in aftercare_server::assets::NAMES {
        std::fs::write(pkg.join(name), format!("/* {name} */")).unwrap();
        assets.insert(name.to_owned(), format!("/pkg/{name}").into());
    }
    std::fs::write(pkg.join("aftercare.js.br"), "brotli").unwrap();
    std::fs::write(site.join("sw.js"), "const BUILD = \"{{build}}\"; const FILES = \"{{files}}\";").unwrap();
    std::fs::write(site.join("favicon.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>").unwrap();
    std::fs::write(site.join("manifest.json"), serde_json::json!({ "build": "test", "assets": assets }).to_string())
        .unwrap();
}
