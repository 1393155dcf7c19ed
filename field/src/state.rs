//! What is shown: what the device keeps, folded with what was done here, up to date with `public/outbox/`.

use std::sync::Arc;

use domain::checklist::{Deed, Entry, Op, Run};
use domain::ids::{AttachmentId, ChecklistId, EngagementId, ItemId, OpId, TicketKey};
use domain::people::{Actor, Role, Side};
use domain::sync::{Answer, KeptChecklist, KeptTicket, Workspace};
use domain::ticket::Attachment;
use domain::time::Timestamp;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::CustomEvent;

use crate::bridge::{self, Held, Loaded, News, Row, Way, later};
use crate::read;
use crate::words;

/// A checklist: as it was pulled, and as it is shown.
#[derive(Clone)]
pub struct Slot {
    kept: Arc<KeptChecklist>,
    /// With what was done here.
    pub run: ArcRwSignal<Run>,
}

/// An operation on its way into the outbox. What is pulled meanwhile must not show the checklist without it.
struct Saving {
    checklist: ChecklistId,
    entry: Entry,
    is_stored: bool,
}

/// Everything, as signals.
#[derive(Clone, Copy)]
pub struct State {
    /// Who, and which engagements; none before the first answer of the server.
    pub workspace: RwSignal<Option<Workspace>>,
    /// The engagements that this device keeps.
    pub held: RwSignal<Vec<Held>>,
    /// Their checklists.
    pub runs: RwSignal<Vec<(ChecklistId, Slot)>>,
    /// Their open tickets.
    pub tickets: RwSignal<Vec<KeptTicket>>,
    /// What was done here and is not known to have arrived.
    pub rows: RwSignal<Vec<Row>>,
    /// What was done here a moment ago and is not among the rows yet.
    saving: StoredValue<Vec<Saving>>,
    /// What is being typed.
    pub drafts: StoredValue<Vec<(String, String)>>,
    /// How things stand on the way to the server.
    pub way: RwSignal<Way>,
    /// The device's clock, every few seconds.
    pub now: RwSignal<Timestamp>,
    /// Everything that is kept has been read.
    pub is_ready: RwSignal<bool>,
}

impl State {
    /// Begins for one person: reads what is kept, then listens.
    pub fn begin(person: &str, is_shared: bool) -> Self {
        let state = Self {
            workspace: RwSignal::new(None),
            held: RwSignal::default(),
            runs: RwSignal::default(),
            tickets: RwSignal::default(),
            rows: RwSignal::default(),
            saving: StoredValue::default(),
            drafts: StoredValue::default(),
            way: RwSignal::default(),
            now: RwSignal::new(words::now()),
            is_ready: RwSignal::new(false),
        };
        state.listen();
        gloo_timers::callback::Interval::new(10_000, move || state.now.set(words::now())).forget();
        let person = person.to_owned();
        later(async move {
            bridge::begin(&person, is_shared).await;
            state.read_all().await;
            state.is_ready.set(true);
            bridge::sync().await;
        });
        state
    }

    fn listen(self) {
        let hear = Closure::<dyn Fn(CustomEvent)>::new(move |event: CustomEvent| {
            let text = event.detail().as_string().unwrap_or_default();
            let news: News = read::from_text(&text).unwrap_or_default();
            if news.state {
                self.way.set(bridge::way());
                return;
            }
            // Only now, and at once: what is kept later is not in it.
            let fresh = if news.engagement.is_some() { bridge::fresh() } else { None };
            match fresh {
                Some(new) => self.take_in_pull(new, &self.stored()),
                None => later(self.take_in(news)),
            }
        });
        let _ = window().add_event_listener_with_callback("outbox", hear.as_ref().unchecked_ref());
        hear.forget();
    }

    async fn take_in(self, news: News) {
        if news.all {
            return self.read_all().await;
        }
        if news.workspace {
            return self.read_held().await;
        }
        // Looked at before the outbox is: what is made from now on may not be in it yet.
        let stored = self.stored();
        if news.engagement.is_some() {
            if let Some(new) = bridge::changed(&news.checklists, &news.tickets).await {
                self.take_in_pull(new, &stored);
            }
        } else if news.rows {
            let Some(rows) = bridge::rows().await else { return };
            self.fold_all(&self.put_rows(rows, &stored));
        }
    }

    /// The rows that a pull brought back are gone from the outbox: all of it changes together, in one picture.
    fn take_in_pull(self, new: Loaded, stored: &[OpId]) {
        let mut concerned = self.put_rows(new.rows, stored);
        concerned.extend(self.put(new.checklists, new.tickets));
        self.fold_all(&concerned);
        self.set_held(new.workspace, new.engagements);
    }

    /// What was done here and is in the outbox, or was sent and brought back already.
    fn stored(self) -> Vec<OpId> {
        self.saving.with_value(|all| {
            all.iter().filter(|one| one.is_stored).map(|one| one.entry.op.id.clone()).collect::<Vec<_>>()
        })
    }

    /// Takes in the rows as they are now, and says which checklists have one or had one. `stored`: what was in the outbox
    /// before it was read.
    fn put_rows(self, rows: Vec<Row>, stored: &[OpId]) -> Vec<ChecklistId> {
        let concerned = |rows: &Vec<Row>| rows.iter().map(|row| ChecklistId::new(row.text("checklist"))).collect();
        let mut all: Vec<ChecklistId> = self.rows.with_untracked(concerned);
        let after: Vec<ChecklistId> = concerned(&rows);
        all.extend(after);
        self.saving.update_value(|all| {
            let is_row = |id: &OpId| rows.iter().any(|row| row.text("id") == id.as_str());
            all.retain(|one| !stored.contains(&one.entry.op.id) && !is_row(&one.entry.op.id));
        });
        if self.rows.with_untracked(|known| *known != rows) {
            self.rows.set(rows);
        }
        all
    }

    async fn read_held(self) {
        if let Some(loaded) = bridge::held().await {
            self.set_held(loaded.workspace, loaded.engagements);
        }
    }

    async fn read_all(self) {
        let Some(loaded) = bridge::load().await else { return };
        let Loaded { workspace, engagements, checklists, tickets, rows, drafts } = loaded;
        self.drafts.set_value(drafts);
        self.rows.set(rows);
        // First who is asking: their changes are folded in under their name.
        self.set_held(workspace, engagements);
        let changed = self.put(checklists, tickets);
        self.fold_all(&changed);
    }

    fn set_held(self, workspace: Option<Workspace>, held: Vec<Held>) {
        let is_kept = |id: &ChecklistId| held.iter().any(|one| one.kept.contains(id));
        let is_open = |key: &TicketKey| held.iter().any(|one| one.open.contains(key));
        if self.runs.with_untracked(|runs| runs.iter().any(|(id, _)| !is_kept(id))) {
            self.runs.update(|runs| runs.retain(|(id, _)| is_kept(id)));
        }
        if self.tickets.with_untracked(|tickets| tickets.iter().any(|ticket| !is_open(&ticket.key))) {
            self.tickets.update(|tickets| tickets.retain(|ticket| is_open(&ticket.key)));
        }
        // The server's clock is different with each pull, and shown nowhere.
        let workspace = workspace.map(|workspace| Workspace { now: Timestamp::from_unix(0), ..workspace });
        if self.workspace.with_untracked(|known| *known != workspace) {
            self.workspace.set(workspace);
        }
        if self.held.with_untracked(|known| *known != held) {
            self.held.set(held);
        }
    }

    /// Takes in what was pulled, and says which checklists were known before: those are still to be folded anew.
    fn put(self, checklists: Vec<KeptChecklist>, tickets: Vec<KeptTicket>) -> Vec<ChecklistId> {
        let (mut new, mut changed) = (Vec::new(), Vec::new());
        for kept in checklists {
            let (id, kept) = (kept.plan.id.clone(), Arc::new(kept));
            let known = self.runs.with_untracked(|runs| runs.iter().position(|(known, _)| *known == id));
            match known {
                Some(index) => {
                    self.runs.update_untracked(|runs| runs[index].1.kept = kept);
                    changed.push(id);
                }
                None => new.push((id, Slot { run: ArcRwSignal::new(self.fold(&kept)), kept })),
            }
        }
        if !new.is_empty() {
            self.runs.update(|runs| runs.extend(new));
        }
        // A pull looks back and gives some twice: those are not drawn again.
        let tickets = self
            .tickets
            .with_untracked(|known| tickets.into_iter().filter(|ticket| !known.contains(ticket)).collect::<Vec<_>>());
        if !tickets.is_empty() {
            self.tickets.update(|known| {
                known.retain(|one| tickets.iter().all(|ticket| ticket.key != one.key));
                known.extend(tickets);
            });
        }
        changed
    }

    /// Which checklists and tickets are kept, as one text: another one when a list changes, not with each pull.
    pub fn what_is_held(self) -> Memo<String> {
        Memo::new(move |_| {
            let mut parts = Vec::new();
            self.held.with(|held| {
                for one in held {
                    parts.push(one.id.to_string());
                    parts.extend(one.kept.iter().map(ToString::to_string));
                    parts.extend(one.open.iter().map(ToString::to_string));
                }
            });
            parts.join(" ")
        })
    }

    /// A checklist, if this device keeps it.
    pub fn slot(self, id: &ChecklistId) -> Option<Slot> {
        self.runs.with(|runs| runs.iter().find(|(known, _)| known == id).map(|(_, slot)| slot.clone()))
    }

    /// A ticket, if this device keeps it.
    pub fn ticket(self, key: &TicketKey) -> Option<KeptTicket> {
        self.tickets.with(|tickets| tickets.iter().find(|ticket| ticket.key == *key).cloned())
    }

    /// Folds checklists anew; those that come out the same are not drawn again.
    fn fold_all(self, ids: &[ChecklistId]) {
        for (id, slot) in self.runs.get_untracked() {
            if !ids.contains(&id) {
                continue;
            }
            let run = self.fold(&slot.kept);
            if slot.run.with_untracked(|shown| *shown != run) {
                slot.run.set(run);
            }
        }
    }

    /// What was pulled with what was done here and may still count.
    fn fold(self, kept: &KeptChecklist) -> Run {
        let actor = self.actor();
        let mine = self.rows.with_untracked(|rows| {
            let counts = |row: &&Row| !matches!(row.answer, Some(Answer::Refused { .. }));
            let own = rows.iter().filter(|row| row.text("checklist") == kept.plan.id.as_str()).filter(counts);
            let entries = own.filter_map(|row| {
                let op = row.op.clone().or_else(|| stand_in(row, kept))?;
                Some(Entry { rev: None, received: op.at, by: actor.clone()?, op })
            });
            entries.collect::<Vec<_>>()
        });
        let saving = self.saving.with_value(|all| {
            let own = all.iter().filter(|one| one.checklist == kept.plan.id);
            own.map(|one| one.entry.clone()).collect::<Vec<_>>()
        });
        Run::fold(kept.plan.clone(), kept.log.iter().cloned().chain(mine).chain(saving))
    }

    /// Shows an operation from now on, whatever is pulled before it is kept.
    pub fn show(self, id: &ChecklistId, slot: &Slot, entry: Entry) {
        let saving = Saving { checklist: id.clone(), entry: entry.clone(), is_stored: false };
        self.saving.update_value(|all| all.push(saving));
        slot.run.update(|run| {
            run.merge(entry);
        });
    }

    /// What was shown is in the outbox, or could not be kept: then it is shown no longer than until the next change.
    pub fn saved(self, id: &OpId, is_kept: bool) {
        self.saving.update_value(|all| {
            all.retain(|one| is_kept || one.entry.op.id != *id);
            all.iter_mut().filter(|one| one.entry.op.id == *id).for_each(|one| one.is_stored = true);
        });
    }

    /// Who works here, as history names them.
    pub fn actor(self) -> Option<Actor> {
        self.workspace.with_untracked(|workspace| {
            let workspace = workspace.as_ref()?;
            Some(match workspace.role.side() {
                Side::Staff => Actor::Staff(workspace.me.clone()),
                Side::Client => Actor::Client(workspace.me.clone()),
            })
        })
    }

    /// What they may do.
    pub fn role(self) -> Option<Role> {
        self.workspace.with_untracked(|workspace| workspace.as_ref().map(|workspace| workspace.role))
    }

    /// Which side they are on.
    pub fn side(self) -> Side {
        self.role().map_or(Side::Client, Role::side)
    }

    /// Whether they are one of the provider's people.
    pub fn is_staff(self) -> bool {
        self.side() == Side::Staff
    }

    /// `Brimley Care · Rota HRM`.
    pub fn place(self, engagement: &EngagementId) -> String {
        self.workspace.with(|workspace| {
            let all = workspace.iter().flat_map(|workspace| &workspace.engagements);
            let found = all.into_iter().find(|one| one.id == *engagement);
            found.map(|one| [one.client.as_str(), one.product.as_str()].join(" · ")).unwrap_or_default()
        })
    }

    /// The engagement a ticket belongs to.
    pub fn engagement_of(self, key: &TicketKey) -> Option<EngagementId> {
        self.held.with_untracked(|held| held.iter().find(|one| one.open.contains(key)).map(|one| one.id.clone()))
    }

    /// What was typed in a field and not saved.
    pub fn draft(self, key: &str) -> Option<String> {
        self.drafts.with_value(|drafts| drafts.iter().find(|(known, _)| known == key).map(|(_, text)| text.clone()))
    }
}

/// Evidence whose file has not arrived at the server yet: it counts here, and its order is kept on the way.
fn stand_in(row: &Row, kept: &KeptChecklist) -> Option<Op> {
    let name = row.file.clone()?;
    let file = Attachment { id: AttachmentId::new(""), name, media_type: String::new(), size: 0 };
    let deed = Deed::Attach { item: ItemId::new(row.text("item")), file };
    Some(Op { id: OpId::new(row.text("id")), at: kept.plan.started_at, deed })
}
