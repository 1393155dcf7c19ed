//! One request of the administration: who asks, what they see, and how their page is drawn.

use std::sync::Arc;

use app::model::PageContext;
use app::model::admin::{Access, RecordForm};
use axum::extract::FromRequestParts;
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{Html, IntoResponse, Response};
use domain::people::Actor;
use domain::time::Timestamp;
use store::access::{Scope, Session};
use store::{Directory, Store};

use crate::auth::{Admin, Staff};
use crate::error::AppError;
use crate::page::PageRequest;
use crate::routes::present::View;
use crate::state::AppState;

/// One request, by one of the provider's people.
pub(in crate::routes) struct Call {
    pub state: AppState,
    pub session: Session,
    pub page: PageRequest,
    /// The records as of the beginning of the request.
    pub directory: Arc<Directory>,
}

/// A request that only reads: any of the provider's people.
pub(super) struct Reader(pub Call);

/// A request that changes something, or shows a form to do so: admins.
pub(in crate::routes) struct Editor(pub Call);

impl FromRequestParts<AppState> for Reader {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let Staff(session) = Staff::from_request_parts(parts, state).await?;
        Ok(Self(Call::new(parts, state, session).await))
    }
}

impl FromRequestParts<AppState> for Editor {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, AppError> {
        let Admin(session) = Admin::from_request_parts(parts, state).await?;
        Ok(Self(Call::new(parts, state, session).await))
    }
}

impl Call {
    async fn new(parts: &mut Parts, state: &AppState, session: Session) -> Self {
        let Ok(page) = PageRequest::from_request_parts(parts, state).await;
        let directory = state.store().directory();
        Self { state: state.clone(), session, page, directory }
    }

    /// The database.
    pub fn store(&self) -> &Store {
        self.state.store()
    }

    /// What the viewer may see.
    pub fn scope(&self) -> Scope {
        self.session.scope()
    }

    /// The viewer as the author of a change.
    pub fn actor(&self) -> Actor {
        self.session.actor()
    }

    /// The present.
    pub fn now(&self) -> Timestamp {
        self.state.now()
    }

    /// Names and times as the viewer reads them.
    pub fn view(&self) -> View {
        View::new(Arc::clone(&self.directory), &self.session, self.now())
    }

    /// Whether the viewer may edit, and whom to ask otherwise.
    pub fn access(&self) -> Access {
        let admins = self.directory.admins().into_iter().map(|person| person.name.clone()).collect();
        Access { may_edit: self.scope().may_administer(), admins }
    }

    /// The form of a record that exists.
    pub fn form(&self, id: &str, rev: u32) -> RecordForm {
        RecordForm { id: Some(id.to_owned()), rev, access: self.access(), ..RecordForm::default() }
    }

    /// The form of a record that does not exist yet.
    pub fn new_form(&self) -> RecordForm {
        RecordForm { access: self.access(), ..RecordForm::default() }
    }

    /// A page.
    ///
    /// # Errors
    /// [`AppError::Internal`] when the store fails.
    pub async fn draw(
        &self,
        status: StatusCode,
        html: impl FnOnce(&PageContext) -> String,
    ) -> Result<Response, AppError> {
        let cx = self.state.page(&self.page, Some(&self.session)).await?;
        Ok((status, Html(html(&cx))).into_response())
    }

    /// The same request with the records as they are now: somebody else has changed them meanwhile.
    pub fn refreshed(&self) -> Self {
        Self {
            state: self.state.clone(),
            session: self.session.clone(),
            page: self.page.clone(),
            directory: self.store().directory(),
        }
    }
}
