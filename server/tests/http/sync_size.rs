//! What a first pull costs on a telephone's network.

use domain::checklist::templates::templates;
use domain::checklist::{Deed, Entry, Item, Op, Plan, Section};
use domain::ids::{ChecklistId, EngagementId, ItemId, OpId, SectionId};
use domain::people::{Actor, PersonRef, Side};
use domain::time::{Seconds, Timestamp};
use reqwest::Method;

use super::support::{ADMIN, TestApp};

const CHECKLISTS: usize = 60;
const ITEMS: usize = 45;
/// Two of three items are done, every sixth has a note.
const MOST_BYTES: usize = 150_000;

/// Words that follow no pattern a compressor could learn, as people's notes do not.
struct Words(u64);

impl Words {
    /// A number below another one.
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % most
    }

    fn note(&mut self, known: &[&str]) -> String {
        let count = 6 + self.below(8);
        let words: Vec<&str> = (0..count).map(|_| known[self.below(known.len())]).collect();
        words.join(" ")
    }
}

fn plan(index: usize, all: &[Item], by: &Actor, now: Timestamp) -> Plan {
    let template = &templates()[index % templates().len()];
    let items: Vec<Item> = (0..ITEMS)
        .map(|place| {
            let item = all[(index * 7 + place) % all.len()].clone();
            Item { id: ItemId::new(format!("{}-{place}", template.id)), ..item }
        })
        .collect();
    let section = |(place, items): (usize, &[Item])| Section {
        id: SectionId::new(format!("{}-s{place}", template.id)),
        title: format!("Part {}", place + 1),
        signed_by: vec![Side::Staff, Side::Client],
        items: items.to_vec(),
    };
    Plan {
        id: ChecklistId::new(store::new_id()),
        engagement: EngagementId::new("brimley-rota"),
        template: template.reference(),
        kind: template.kind,
        name: format!("{}, ward {index}", template.name),
        sections: items.chunks(9).enumerate().map(section).collect(),
        started_at: now - Seconds::hours(i64::try_from(index).unwrap() + 1),
        started_by: by.clone(),
    }
}

fn log(plan: &Plan, people: &[PersonRef], words: &mut Words, known: &[&str]) -> Vec<Entry> {
    let mut log = Vec::new();
    for (place, item) in plan.sections.iter().flat_map(|section| &section.items).enumerate() {
        let item = item.id.clone();
        let mut deeds = Vec::new();
        if place % 6 == 0 {
            let text = words.note(known);
            deeds.push(Deed::Note { item: item.clone(), text, base: Vec::new(), internal: false });
        }
        if place % 3 != 2 {
            deeds.push(Deed::Check { item });
        }
        for deed in deeds {
            let person = people[words.below(people.len())].clone();
            let at = plan.started_at + Seconds::new(i64::try_from(words.below(3_000)).unwrap());
            // As a device makes them: the time, then nothing but chance.
            let id = OpId::new(uuid::Uuid::now_v7().to_string());
            log.push(Entry { rev: None, received: at, by: Actor::Staff(person), op: Op { id, at, deed } });
        }
    }
    log
}

#[tokio::test(flavor = "multi_thread")]
async fn sixty_checklists_of_45_items_fit_into_150_kilobytes() {
    let app = TestApp::start().await;
    let store = app.state.store();
    let directory = store.directory();
    let people: Vec<PersonRef> = ["mira", "amal", "ruth"]
        .map(|id| directory.person(&domain::ids::PersonId::new(id)).unwrap().reference())
        .into();
    let by = Actor::Staff(people[0].clone());
    let all: Vec<Item> =
        templates().iter().flat_map(|template| template.items().cloned().collect::<Vec<_>>()).collect();
    let titles = all.iter().map(|item| item.title.as_str()).collect::<Vec<_>>().join(" ");
    let known: Vec<&str> = titles.split_whitespace().collect();
    let mut words = Words(7);
    let mut operations = 0;
    for index in 0..CHECKLISTS {
        let plan = plan(index, &all, &by, app.clock.now());
        let log = log(&plan, &people, &mut words, &known);
        operations += log.len();
        store.load_checklist_history(&store.system(), plan, log).await.unwrap();
    }
    let staff = app.signed_in(ADMIN).await;
    let path = "/api/v1/sync/pull?engagement=brimley-rota";
    let plain = staff.request(Method::GET, path).send().await.unwrap().bytes().await.unwrap();
    let pulled: serde_json::Value = serde_json::from_slice(&plain).unwrap();
    assert!(pulled["checklists"].as_array().unwrap().len() >= CHECKLISTS);
    let packed = staff.request(Method::GET, path).header("accept-encoding", "br").send().await.unwrap();
    assert_eq!(packed.headers()["content-encoding"], "br");
    let packed = packed.bytes().await.unwrap().len();
    println!("{operations} operations: {} bytes, {packed} as sent", plain.len());
    assert!(packed <= MOST_BYTES, "{packed} bytes for {operations} operations, {} unpacked", plain.len());
}
