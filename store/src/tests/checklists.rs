//! Checklists: who sees and does what, operations that are sent twice or at once, versions of templates.

use domain::checklist::{Answer, Deed, Mark, Op};
use domain::ids::{AttachmentId, ChecklistId, EngagementId, ItemId, OpId, PersonId, SectionId, TemplateId};
use domain::people::PersonRef;
use domain::ticket::Attachment;

use super::{ACME_HRM, ACME_WEB, BRIM_HRM, actor, another, minutes, person, scope, start, store};
use crate::Store;
use crate::checklists::{ChecklistFilter, Sent, Start};
use crate::error::SaveError;
use crate::outbox::{Tail, Topic};
use crate::record::record;

const EXPORT: &str = "offboarding-1-1";
const HAND_OVER: &str = "offboarding-1-2";
const CONFIRM: &str = "offboarding-1-3";

fn form(engagement: &str, template: &str) -> Start {
    Start { id: crate::new_id(), engagement: engagement.to_owned(), template: template.to_owned(), name: String::new() }
}

async fn begin(store: &Store, engagement: &str) -> ChecklistId {
    let form = form(engagement, "offboarding");
    store.start_checklist(&scope(store, "ada"), &actor(store, "ada"), &form, start()).await.unwrap()
}

fn op(deed: Deed) -> Op {
    Op { id: OpId::new(crate::new_id()), at: start(), deed }
}

fn check(item: &str) -> Deed {
    Deed::Check { item: ItemId::new(item) }
}

fn note(text: &str, internal: bool) -> Deed {
    Deed::Note { item: ItemId::new(HAND_OVER), text: text.to_owned(), base: Vec::new(), internal }
}

fn file(id: &str) -> Attachment {
    Attachment { id: AttachmentId::new(id), name: "log.txt".to_owned(), media_type: "text/plain".to_owned(), size: 3 }
}

async fn send(store: &Store, who: &str, run: &ChecklistId, ops: &[Op]) -> Sent {
    let sent = store.send_ops(&scope(store, who), &person(store, who), run, ops, start() + minutes(5)).await.unwrap();
    sent.expect("the run is there")
}

async fn answer(store: &Store, who: &str, run: &ChecklistId, deed: Deed) -> Answer {
    send(store, who, run, &[op(deed)]).await.answers.remove(0)
}

fn field(answer: &Answer) -> &str {
    match answer {
        Answer::Refused { problems } => &problems[0].field,
        other => panic!("not refused: {other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_is_there_for_its_client_and_the_staff_who_belong_to_it_and_for_nobody_else() {
    let store = store().await;
    let run = begin(&store, ACME_HRM).await;
    for (who, sees) in [("ada", true), ("amir", true), ("cora", true), ("carl", true), ("dora", false)] {
        assert_eq!(store.checklist(&scope(&store, who), &run).await.unwrap().is_some(), sees, "{who}");
        let listed = store.checklists(&scope(&store, who), &ChecklistFilter::default(), None, 10).await.unwrap();
        assert_eq!(listed.rows.len(), usize::from(sees), "{who}");
    }
    let web = begin(&store, ACME_WEB).await;
    assert!(store.checklist(&scope(&store, "amir"), &web).await.unwrap().is_none(), "an agent of another engagement");
    let (dora, ops) = ((scope(&store, "dora"), person(&store, "dora")), [op(check(CONFIRM))]);
    let nobody = store.send_ops(&dora.0, &dora.1, &run, &ops, start());
    assert!(nobody.await.unwrap().is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operation_counts_once_however_often_it_is_sent() {
    let store = store().await;
    let run = begin(&store, ACME_HRM).await;
    let (done, undone) = (op(check(CONFIRM)), op(Deed::Uncheck { item: ItemId::new(CONFIRM) }));
    let sent = send(&store, "carl", &run, &[done.clone(), undone.clone(), done.clone()]).await;
    assert_eq!(sent.answers, [Answer::Applied, Answer::Applied, Answer::Duplicate]);
    let again = send(&store, "carl", &run, &[done, undone]).await;
    assert_eq!(again.answers, [Answer::Duplicate, Answer::Duplicate]);
    let state = again.checklist.run.item(&ItemId::new(CONFIRM)).unwrap().clone();
    assert_eq!((state.mark, state.version), (Mark::Open, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_operation_says_why_and_holds_up_none_behind_it() {
    let store = store().await;
    let run = begin(&store, ACME_HRM).await;
    let ops = [op(check(HAND_OVER)), op(check(CONFIRM)), op(note("Only theirs", true))];
    let sent = send(&store, "carl", &run, &ops).await;
    assert_eq!(
        (field(&sent.answers[0]), &sent.answers[1], field(&sent.answers[2])),
        ("item", &Answer::Applied, "text")
    );
    assert_eq!(sent.checklist.run.progress().done, 1);
    assert_eq!(field(&answer(&store, "amir", &run, check(EXPORT)).await), "files");
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_may_act_at_once_and_nothing_is_lost() {
    let store = store().await;
    let run = begin(&store, ACME_HRM).await;
    let sending = (0..12).map(|index| {
        let (store, run) = (store.clone(), run.clone());
        tokio::spawn(async move {
            let who = ["ada", "amir", "cora", "carl"][index % 4];
            answer(&store, who, &run, note(&format!("note {index}"), false)).await
        })
    });
    let answers = futures::future::join_all(sending).await;
    let conflicts = answers.into_iter().filter(|one| matches!(one, Ok(Answer::Conflict { theirs: Some(_) }))).count();
    assert_eq!(conflicts, 11, "all but the first");
    let seen = store.checklist(&scope(&store, "cora"), &run).await.unwrap().unwrap().run;
    let notes = &seen.item(&ItemId::new(HAND_OVER)).unwrap().note;
    assert_eq!(notes.beside().count(), 11);
    let mut revs: Vec<_> = seen.log().iter().map(|entry| entry.rev.unwrap()).collect();
    revs.dedup();
    assert_eq!(revs.len(), 12, "each has a number of its own");
}

#[tokio::test(flavor = "multi_thread")]
async fn remarks_stay_with_the_team_also_in_what_is_told() {
    let store = store().await;
    let run = begin(&store, ACME_HRM).await;
    let mut tail = Tail::from_now(&store, &store.system()).await.unwrap();
    assert_eq!(answer(&store, "amir", &run, note("The client owes us money", true)).await, Answer::Applied);
    assert_eq!(answer(&store, "amir", &run, note("Done on Monday", false)).await, Answer::Applied);
    let theirs = store.checklist(&scope(&store, "cora"), &run).await.unwrap().unwrap();
    assert!(!format!("{theirs:?}").contains("owes us"));
    assert!(format!("{theirs:?}").contains("Done on Monday"));
    let ours = store.checklist(&scope(&store, "ada"), &run).await.unwrap().unwrap().run;
    assert_eq!(ours.item(&ItemId::new(HAND_OVER)).unwrap().remark.text(), "The client owes us money");
    let told = tail.next(&store, &store.system(), 10).await.unwrap();
    let told: Vec<_> =
        told.iter().map(|row| (row.topic, row.internal, row.client.clone().unwrap().to_string())).collect();
    let acme = "acme".to_owned();
    assert_eq!(told, [(Topic::Checklist, true, acme.clone()), (Topic::Checklist, false, acme)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn evidence_is_for_those_who_see_the_run_and_no_file_is_had_by_naming_it() {
    let store = store().await;
    let (run, other) = (begin(&store, ACME_HRM).await, begin(&store, BRIM_HRM).await);
    let attach = |id: &str| Deed::Attach { item: ItemId::new(EXPORT), file: file(id) };
    let both = send(&store, "amir", &run, &[op(attach("f1")), op(check(EXPORT))]).await;
    assert_eq!(both.answers, [Answer::Applied, Answer::Applied]);
    for (who, sees) in [("ada", true), ("amir", true), ("cora", true), ("dora", false)] {
        let found = store.evidence(&scope(&store, who), &AttachmentId::new("f1")).await.unwrap();
        assert_eq!(found.is_some(), sees, "{who}");
    }
    let known = store.known_attachments(&store.system(), &[AttachmentId::new("f1"), AttachmentId::new("f2")]).await;
    assert_eq!(known.unwrap().len(), 1, "housekeeping leaves it alone");
    assert_eq!(field(&answer(&store, "bea", &other, attach("f1")).await), "files");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_finds_and_repairs_what_is_derived_of_a_run() {
    let store = store().await;
    let run = begin(&store, ACME_HRM).await;
    let attach = Deed::Attach { item: ItemId::new(EXPORT), file: file("f1") };
    send(&store, "amir", &run, &[op(attach), op(check(EXPORT))]).await;
    let now = start() + minutes(9);
    let doctor = async |rebuild| store.doctor(&store.system(), rebuild, now).await.unwrap();
    assert_eq!(doctor(false).await.findings, []);
    for (sql, id) in [
        ("UPDATE $id SET done = 7", record("checklist", run.as_str())),
        ("DELETE $id", record("evidence", "f1")),
        ("UPDATE $id SET last = 0", record("revision", ACME_HRM)),
    ] {
        store.db.write::<surrealdb::types::Value>(sql, surrealdb::types::vars! { id: id }).await.unwrap();
    }
    assert_eq!(doctor(false).await.findings.len(), 3);
    assert!(doctor(true).await.is_healthy());
    assert_eq!(doctor(false).await.findings, []);
    assert_eq!(answer(&store, "carl", &run, check(CONFIRM)).await, Answer::Applied);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_item_is_given_to_people_of_its_side_who_are_there() {
    let store = store().await;
    let run = begin(&store, ACME_HRM).await;
    let assign = |item: &str, who: &str| Deed::Assign {
        item: ItemId::new(item),
        to: Some(PersonRef { id: PersonId::new(who), name: "whatever was sent".to_owned() }),
    };
    assert_eq!(field(&answer(&store, "ada", &run, assign(CONFIRM, "amir")).await), "assignee");
    assert_eq!(field(&answer(&store, "ada", &run, assign(CONFIRM, "dora")).await), "assignee");
    assert_eq!(answer(&store, "ada", &run, assign(CONFIRM, "carl")).await, Answer::Applied);
    let seen = store.checklist(&scope(&store, "ada"), &run).await.unwrap().unwrap().run;
    let assignee = seen.item(&ItemId::new(CONFIRM)).unwrap().assignee.clone().unwrap();
    assert_eq!(assignee.name, person(&store, "carl").name);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_moves_to_the_ended_ones_when_all_is_done_and_signed_and_back() {
    let store = store().await;
    let run = begin(&store, ACME_HRM).await;
    let list = async |ended| {
        let filter = ChecklistFilter { engagement: Some(EngagementId::new(ACME_HRM)), ended };
        store.checklists(&scope(&store, "amir"), &filter, None, 10).await.unwrap().rows
    };
    let skip = |item: &ItemId| op(Deed::Skip { item: item.clone(), reason: "Nothing there".to_owned() });
    let sign = |section: &str| op(Deed::Sign { section: SectionId::new(section) });
    let plan = store.checklist(&scope(&store, "ada"), &run).await.unwrap().unwrap().run;
    for who in ["ada", "cora"] {
        let items = plan.sections.iter().flat_map(|section| &section.items);
        let side = person(&store, who).side();
        let own = items.filter(|state| state.item.owner.includes(side)).map(|state| skip(&state.item.id));
        send(&store, who, &run, &own.collect::<Vec<_>>()).await;
    }
    assert_eq!(list(false).await[0].progress.unsigned, 3);
    send(&store, "cora", &run, &[sign("offboarding-1"), sign("offboarding-2")]).await;
    assert_eq!((list(false).await.len(), list(true).await.len()), (1, 0));
    send(&store, "ada", &run, &[sign("offboarding-2")]).await;
    assert_eq!((list(false).await.len(), list(true).await.len()), (0, 1));
    let unsign = op(Deed::Unsign { section: SectionId::new("offboarding-2") });
    send(&store, "ada", &run, &[unsign]).await;
    assert_eq!((list(false).await.len(), list(true).await.len()), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_come_in_pages_that_join_without_gap_or_overlap() {
    let store = store().await;
    let mut begun = Vec::new();
    for index in 0..7 {
        let form = form([ACME_HRM, ACME_WEB][index % 2], "maintenance-weekly");
        let at = start() + minutes(i64::try_from(index).unwrap());
        begun.push(store.start_checklist(&scope(&store, "ada"), &actor(&store, "ada"), &form, at).await.unwrap());
    }
    begun.reverse();
    for who in ["ada", "cora"] {
        let (mut after, mut seen) = (None, Vec::new());
        loop {
            let page =
                store.checklists(&scope(&store, who), &ChecklistFilter::default(), after.as_deref(), 3).await.unwrap();
            seen.extend(page.rows.into_iter().map(|row| row.id));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen, begun, "{who}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_sent_twice_begins_one_run_and_what_is_wrong_with_it_is_named() {
    let store = store().await;
    let (ada, amir) = (scope(&store, "ada"), scope(&store, "amir"));
    let good = form(ACME_HRM, "offboarding");
    let first = store.start_checklist(&ada, &actor(&store, "ada"), &good, start()).await.unwrap();
    let second = store.start_checklist(&ada, &actor(&store, "ada"), &good, start()).await.unwrap();
    assert_eq!(first, second);
    let fields = |result: Result<ChecklistId, SaveError>| match result {
        Err(SaveError::Refused(problems)) => problems.into_iter().map(|one| one.field).collect::<Vec<_>>(),
        other => panic!("not refused: {other:?}"),
    };
    let bad = Start { name: "x".repeat(81), ..form(BRIM_HRM, "party") };
    let result = store.start_checklist(&amir, &actor(&store, "amir"), &bad, start()).await;
    assert_eq!(fields(result), ["name", "engagement", "template"]);
    let result = store.start_checklist(&scope(&store, "cora"), &actor(&store, "cora"), &good, start()).await;
    assert!(matches!(result, Err(SaveError::NotFound)));
}

#[tokio::test(flavor = "multi_thread")]
async fn templates_have_versions_and_a_run_keeps_the_one_it_began_with() {
    let store = store().await;
    let (ada, by) = (scope(&store, "ada"), actor(&store, "ada"));
    assert_eq!(store.checklist_templates(&ada).await.unwrap().len(), 10);
    assert!(store.checklist_templates(&scope(&store, "cora")).await.unwrap().is_empty());
    let run = begin(&store, ACME_HRM).await;
    let id = TemplateId::new("offboarding");
    let mut next = store.checklist_template(&ada, &id).await.unwrap().unwrap().template;
    next.version = 2;
    next.sections.truncate(1);
    let refused = store.save_checklist_template(&scope(&store, "amir"), &by, &next, start()).await;
    assert!(matches!(refused, Err(SaveError::Forbidden)));
    store.save_checklist_template(&ada, &by, &next, start()).await.unwrap();
    let late = store.save_checklist_template(&ada, &by, &next, start()).await;
    assert!(matches!(late, Err(SaveError::Conflict)), "somebody saved version 2 first");
    let versions = store.checklist_template_versions(&ada, &id).await.unwrap();
    assert_eq!(versions.iter().map(|one| one.template.version).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(versions[0].saved_by.as_deref(), Some(by.name()));
    let begun = store.checklist(&ada, &run).await.unwrap().unwrap().run;
    assert_eq!((begun.plan.template.version, begun.sections.len()), (1, 2));
    let again = another(&store).await;
    again.fill_checklist_templates().await.unwrap();
    assert_eq!(again.checklist_template(&ada, &id).await.unwrap().unwrap().template.version, 2, "added once only");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_for_another_product_does_not_begin_here() {
    let store = store().await;
    let (ada, by) = (scope(&store, "ada"), actor(&store, "ada"));
    let mut own = store.checklist_template(&ada, &TemplateId::new("acceptance")).await.unwrap().unwrap().template;
    own.id = TemplateId::new(crate::new_id());
    own.product = Some(domain::ids::ProductId::new("nothing"));
    let refused = store.save_checklist_template(&ada, &by, &own, start()).await;
    assert!(matches!(refused, Err(SaveError::Refused(_))));
    own.product = Some(domain::ids::ProductId::new("web"));
    store.save_checklist_template(&ada, &by, &own, start()).await.unwrap();
    let wrong = store.start_checklist(&ada, &by, &form(ACME_HRM, own.id.as_str()), start()).await;
    assert!(matches!(wrong, Err(SaveError::Refused(problems)) if problems[0].field == "template"));
    store.start_checklist(&ada, &by, &form(ACME_WEB, own.id.as_str()), start()).await.unwrap();
}
