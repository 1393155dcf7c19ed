//! What every page gets: who looks at it, at which address, in which colours.

use app::model::{AttachmentLimits, Flash, NavCounts, PageContext, Theme, Viewer};
use axum::extract::{FromRequestParts, Request};
use axum::http::HeaderMap;
use axum::http::Uri;
use axum::http::request::Parts;
use domain::ticket::Lane;
use std::convert::Infallible;
use std::ops::Deref;
use store::access::Session;
use store::tickets::LaneCounts;

use crate::error::AppError;
use crate::http::{cookies, flash};
use crate::state::AppState;

/// The cookie with the choice of light or dark.
pub const THEME_COOKIE: &str = "theme";
/// The cookie of a device that several people use.
pub const SHARED_COOKIE: &str = "shared";

/// Whether others use the device too: pages are not stored on it.
pub fn is_shared(headers: &HeaderMap) -> bool {
    cookies::read(headers, SHARED_COOKIE).is_some_and(|value| !value.is_empty())
}

/// What a request says about the page to draw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// Path and query.
    pub path: String,
    /// Light or dark.
    pub theme: Theme,
    /// Others use the device too.
    pub is_shared: bool,
    /// One sentence about what just happened.
    pub flash: Option<Flash>,
    /// Where the stream of changes stood before anything was read for the page: where its own stream begins.
    pub seen: String,
}

impl PageRequest {
    /// Reads it from a whole request.
    pub fn of(state: &AppState, request: &Request) -> Self {
        Self::read(state, request.uri(), request.headers())
    }

    /// For a page that is the same for everybody.
    pub fn of_nobody(path: &str) -> Self {
        let (path, seen) = (path.to_owned(), String::new());
        Self { path, theme: Theme::System, is_shared: false, flash: None, seen }
    }

    fn read(state: &AppState, uri: &Uri, headers: &HeaderMap) -> Self {
        let path = uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
        let theme = cookies::read(headers, THEME_COOKIE).map_or(Theme::System, Theme::from_name);
        Self { path, theme, is_shared: is_shared(headers), flash: flash::read(headers), seen: state.live().latest() }
    }
}

impl FromRequestParts<AppState> for PageRequest {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self::read(state, &parts.uri, &parts.headers))
    }
}

impl AppState {
    /// What every page gets. A handler adds the `windows` its clocks refer to.
    ///
    /// # Errors
    /// [`AppError::Internal`] when the store fails.
    pub async fn page(&self, request: &PageRequest, session: Option<&Session>) -> Result<PageContext, AppError> {
        let counts = match session {
            Some(session) => self.lane_counts(session).await?,
            None => Counted::default(),
        };
        Ok(self.page_counted(request, session, &counts))
    }

    /// The same for a handler that has read the counts for its own purpose.
    pub fn page_counted(&self, request: &PageRequest, session: Option<&Session>, counts: &Counted) -> PageContext {
        let directory = self.store().directory();
        let provider = directory.provider();
        let limits = self.uploads().limits();
        let viewer = session.map(|session| {
            let person = &session.person;
            let client = person.client.as_ref().and_then(|id| directory.client(id));
            let own = Some(person.zone.as_str()).filter(|zone| !zone.is_empty());
            let zone =
                own.or(client.map(|client| client.zone.as_str())).or(provider.map(|provider| provider.zone.as_str()));
            Viewer {
                id: person.id.clone(),
                name: person.name.clone(),
                role: person.role,
                zone: zone.unwrap_or("UTC").to_owned(),
                client_name: client.map(|client| client.name.clone()),
            }
        });
        PageContext {
            viewer,
            provider_name: provider.map_or("Aftercare", |provider| provider.name.as_str()).to_owned(),
            assets: self.assets().clone(),
            path: request.path.clone(),
            now: self.now(),
            counts: nav_counts(counts),
            flash: request.flash.clone(),
            theme: request.theme,
            is_shared: request.is_shared,
            windows: Vec::new(),
            attachments: AttachmentLimits { files: limits.files, bytes: limits.file },
            seen: request.seen.clone(),
        }
    }

    /// All that a person sees by lane, and what they have not read. From counters, never by counting tickets.
    ///
    /// # Errors
    /// [`AppError::Internal`] when the store fails.
    pub async fn lane_counts(&self, session: &Session) -> Result<Counted, AppError> {
        let (scope, by) = (session.scope(), session.actor());
        let lanes = self.store().lane_counts(&scope);
        let (lanes, unread) = tokio::try_join!(lanes, self.store().unread_notifications(&scope, &by))?;
        let lanes = lanes.values().fold(LaneCounts::default(), |sum, one| sum.plus(one));
        Ok(Counted { lanes, unread: u32::try_from(unread).unwrap_or(u32::MAX) })
    }
}

/// What stands beside the navigation.
#[derive(Debug, Clone, Copy, Default)]
pub struct Counted {
    lanes: LaneCounts,
    /// Notifications that the person has not read.
    pub unread: u32,
}

impl Deref for Counted {
    type Target = LaneCounts;

    fn deref(&self) -> &LaneCounts {
        &self.lanes
    }
}

/// Figures beside the navigation.
fn nav_counts(counts: &Counted) -> NavCounts {
    let small = |count| u32::try_from(count).unwrap_or(u32::MAX);
    NavCounts { open: small(counts.open()), overdue: small(counts.get(Lane::Overdue)), unread: counts.unread }
}
