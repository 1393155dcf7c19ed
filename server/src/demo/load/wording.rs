//! One ticket's subject and its messages, composed from the fragments of a family.

use domain::ticket::Impact;

use super::seed::Seeded;
use super::texts::{Family, Texts};

/// What one ticket is about.
pub(super) struct Wording<'a> {
    pub texts: &'a Texts,
    pub family: &'a Family,
    pub impact: Impact,
    pub title: String,
    pub what_happens: String,
    pub blocks: String,
}

impl<'a> Wording<'a> {
    /// Chooses a family that fits the product, and the words.
    pub fn choose(texts: &'a Texts, seeded: &mut Seeded, product: &str) -> Self {
        let family = loop {
            let family = seeded.pick(&texts.family_of_issues);
            if family.product == product || family.product == "both" {
                break family;
            }
        };
        let place = texts.places.get(product).map_or("", |places| seeded.pick(places).as_str());
        let symptom = seeded.pick(&family.symptoms).replace("{place}", place);
        let title = format!("{} {symptom}", seeded.pick(&family.things));
        let (detail, other) = (seeded.pick(&family.details), seeded.pick(&family.details));
        let what_happens = if other == detail { detail.clone() } else { format!("{detail} {other}") };
        let impact = family.impacts.at(seeded.below(100));
        let blocks = if seeded.chance(750) { seeded.pick(&family.blocks).clone() } else { String::new() };
        Self { texts, family, impact, title, what_happens, blocks }
    }

    /// A first answer, sometimes with a promise in words.
    pub fn first_reply(&self, seeded: &mut Seeded) -> String {
        let first = seeded.pick(&self.family.first);
        if seeded.chance(350) { format!("{first} {}", seeded.pick(&self.texts.closing.promise)) } else { first.clone() }
    }
}
