//! The functions of `public/outbox/`, and what its texts mean.

use std::future::Future;
use std::pin::Pin;

use domain::checklist::{Deed, Op};
use domain::ids::{ChecklistId, EngagementId, OpId, TicketKey};
use domain::sync::{Answer, KeptChecklist, KeptTicket, Target, Workspace};
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::File;

use crate::read::{Read, from_text};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = outbox, js_name = begin)]
    async fn begin_js(person: &str, is_shared: bool) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = outbox, js_name = load)]
    async fn load_js() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = outbox, js_name = held)]
    async fn held_js() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = outbox, js_name = rows)]
    async fn rows_js() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = outbox, js_name = changed)]
    async fn changed_js(checklists: Vec<JsValue>, tickets: Vec<JsValue>) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = outbox, js_name = add)]
    async fn add_js(
        engagement: &str,
        bodies: Vec<JsValue>,
        file: Option<File>,
        draft: &str,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = outbox, js_name = again)]
    async fn again_js(seq: f64, version: u32) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = outbox, js_name = discard)]
    async fn discard_js(seq: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = outbox, js_name = draft)]
    async fn draft_js(key: &str, text: &str) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = outbox, js_name = choose)]
    async fn choose_js(engagement: &str, is_kept: bool) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = outbox, js_name = choices)]
    async fn choices_js() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = outbox, js_name = room)]
    async fn room_js() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = outbox, js_name = sync)]
    async fn sync_js() -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch, js_namespace = outbox, js_name = shrink)]
    async fn shrink_js(file: &File) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(js_namespace = outbox, js_name = state)]
    fn state_js() -> String;
    #[wasm_bindgen(js_namespace = outbox, js_name = fresh)]
    fn fresh_js() -> String;
    #[wasm_bindgen(js_namespace = outbox, js_name = uuid)]
    fn uuid_js() -> String;
}

/// What the device keeps: everything, or what was asked for.
#[derive(Debug, Default)]
pub struct Loaded {
    pub workspace: Option<Workspace>,
    pub engagements: Vec<Held>,
    pub checklists: Vec<KeptChecklist>,
    pub tickets: Vec<KeptTicket>,
    pub rows: Vec<Row>,
    /// What is being typed, by field.
    pub drafts: Vec<(String, String)>,
}

/// An engagement that the device keeps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub id: EngagementId,
    /// Its open tickets, what is due first comes first.
    pub open: Vec<TicketKey>,
    /// Its checklists in order.
    pub kept: Vec<ChecklistId>,
    /// When it was pulled, in milliseconds of this device's clock.
    pub pulled_at: i64,
}

/// An operation that was made here.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub seq: u64,
    pub engagement: EngagementId,
    /// The texts of what is sent, by field.
    pub texts: Vec<(String, String)>,
    /// The title of an item that it adds.
    pub added: String,
    /// What it does to a checklist; none for evidence whose file has not arrived yet.
    pub op: Option<Op>,
    pub answer: Option<Answer>,
    /// The name of the file that goes with it.
    pub file: Option<String>,
}

impl Row {
    /// A field of what is sent; empty when there is none.
    pub fn text(&self, field: &str) -> &str {
        self.texts.iter().find(|(known, _)| known == field).map_or("", |(_, text)| text)
    }

    /// Whether it may still come to count.
    pub fn is_waiting(&self) -> bool {
        self.answer.is_none()
    }

    /// Whether somebody has to look at it: refused, or a decision that came second.
    pub fn needs_person(&self) -> bool {
        match &self.answer {
            Some(Answer::Refused { .. }) => true,
            Some(Answer::Conflict { since, .. }) => !since.is_empty(),
            _ => false,
        }
    }
}

/// How things stand on the way to the server.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Way {
    pub sending: bool,
    pub offline: bool,
    /// `sign in`, or a sentence; empty when nothing is wrong.
    pub problem: String,
    /// `kept`, `shared`, `denied` or `full`.
    pub mode: String,
    /// When the server last answered, in milliseconds; 0 for never since this page was opened.
    pub at: i64,
}

/// The storage of this browser.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Room {
    /// In bytes.
    pub usage: i64,
    pub persisted: bool,
}

/// What `public/outbox/` says when something is different.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "a message says which of them it is about")]
pub struct News {
    /// How things stand on the way.
    pub state: bool,
    /// The rows.
    pub rows: bool,
    /// The list of engagements.
    pub workspace: bool,
    /// Everything.
    pub all: bool,
    /// An engagement was pulled: which checklists and tickets of it are new.
    pub engagement: Option<EngagementId>,
    pub checklists: Vec<ChecklistId>,
    pub tickets: Vec<TicketKey>,
}

fn read<T: Read>(text: &JsValue) -> Option<T> {
    from_text(&text.as_string()?)
}

fn values(ids: impl IntoIterator<Item = String>) -> Vec<JsValue> {
    ids.into_iter().map(JsValue::from).collect()
}

pub async fn begin(person: &str, is_shared: bool) {
    let _ = begin_js(person, is_shared).await;
}

pub async fn load() -> Option<Loaded> {
    read(&load_js().await.ok()?)
}

/// The workspace and which engagements are kept, without what they hold.
pub async fn held() -> Option<Loaded> {
    read(&held_js().await.ok()?)
}

pub async fn rows() -> Option<Vec<Row>> {
    read(&rows_js().await.ok()?)
}

/// What may be different after a pull: the workspace, which engagements are kept, the rows, and these checklists and tickets.
pub async fn changed(checklists: &[ChecklistId], tickets: &[TicketKey]) -> Option<Loaded> {
    let checklists = values(checklists.iter().map(ToString::to_string));
    let tickets = values(tickets.iter().map(ToString::to_string));
    read(&changed_js(checklists, tickets).await.ok()?)
}

/// While this page hears of a pull of its own: what [`changed`] would read.
pub fn fresh() -> Option<Loaded> {
    from_text(&fresh_js())
}

/// Keeps an operation, and deletes the draft it was typed as with it; false when it could not be kept anywhere.
pub async fn add(engagement: &EngagementId, target: &Target, draft: &str) -> bool {
    let Ok(body) = serde_json::to_string(target) else { return false };
    add_js(engagement.as_str(), values([body]), None, draft).await.is_ok()
}

/// Keeps a file and the operation that will name it.
pub async fn add_file(engagement: &EngagementId, checklist: &ChecklistId, item: &str, at: i64, file: File) -> bool {
    let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
    let body = [
        "{\"checklist\":",
        &quoted(checklist.as_str()),
        ",\"id\":",
        &quoted(&uuid_js()),
        ",\"at\":",
        &at.to_string(),
        ",\"do\":\"attach\",\"item\":",
        &quoted(item),
        "}",
    ];
    let file = shrink_js(&file).await.map_or(file, Into::into);
    add_js(engagement.as_str(), values([body.concat()]), Some(file), "").await.is_ok()
}

/// An operation on a checklist, made now.
pub fn op(at: i64, deed: Deed) -> Op {
    Op { id: new_id(), at: domain::time::Timestamp::from_unix(at), deed }
}

/// A new operation's id.
pub fn new_id() -> OpId {
    OpId::new(uuid_js())
}

/// Sends a refused row once more, decided by a ticket's version of now (0 for what is no ticket's).
pub async fn again(seq: u64, version: u32) {
    #[expect(clippy::cast_precision_loss, reason = "a device makes far fewer than 2^53 operations")]
    let _ = again_js(seq as f64, version).await;
}

pub async fn discard(seq: u64) {
    #[expect(clippy::cast_precision_loss, reason = "a device makes far fewer than 2^53 operations")]
    let _ = discard_js(seq as f64).await;
}

pub async fn draft(key: &str, text: &str) {
    let _ = draft_js(key, text).await;
}

pub async fn choose(engagement: &EngagementId, is_kept: bool) {
    let _ = choose_js(engagement.as_str(), is_kept).await;
}

/// What the person chose, engagement by engagement; the others are kept when they are their own.
pub async fn choices() -> Vec<(String, bool)> {
    match choices_js().await {
        Ok(text) => read(&text).unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

pub async fn room() -> Room {
    match room_js().await {
        Ok(text) => read(&text).unwrap_or_default(),
        Err(_) => Room::default(),
    }
}

pub async fn sync() {
    let _ = sync_js().await;
}

/// How things stand on the way to the server.
pub fn way() -> Way {
    from_text(&state_js()).unwrap_or_default()
}

/// Does something beside what is shown. Without its type: each would bring a copy of what runs it.
pub fn later(work: impl Future<Output = ()> + 'static) {
    fn erased(work: Pin<Box<dyn Future<Output = ()>>>) {
        wasm_bindgen_futures::spawn_local(work);
    }
    erased(Box::pin(work));
}
