//! What a checklist consists of: templates, sections, items.

use serde::{Deserialize, Serialize};

use crate::ids::{ChecklistId, EngagementId, ItemId, ProductId, SectionId, TemplateId};
use crate::people::{Actor, Side};
use crate::time::Timestamp;

/// What a checklist is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What must be settled before go-live.
    Readiness,
    /// Teaching the people who will use the product.
    Training,
    /// Looking through the data that moves over.
    Migration,
    /// The day of go-live.
    LaunchDay,
    /// What the buyer accepts, and signs.
    Acceptance,
    /// Routine work of each day.
    Daily,
    /// Routine work of each week.
    Weekly,
    /// Routine work of each month.
    Monthly,
    /// Routine work of each quarter.
    Quarterly,
    /// The end of a relationship.
    Offboarding,
    /// Anything else.
    Other,
}

impl Kind {
    /// Every kind, in the order of an engagement's life.
    pub const ALL: [Self; 11] = [
        Self::Readiness,
        Self::Training,
        Self::Migration,
        Self::LaunchDay,
        Self::Acceptance,
        Self::Daily,
        Self::Weekly,
        Self::Monthly,
        Self::Quarterly,
        Self::Offboarding,
        Self::Other,
    ];

    /// The stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Readiness => "readiness",
            Self::Training => "training",
            Self::Migration => "migration",
            Self::LaunchDay => "launch_day",
            Self::Acceptance => "acceptance",
            Self::Daily => "daily",
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
            Self::Offboarding => "offboarding",
            Self::Other => "other",
        }
    }

    /// Reads a stored or submitted name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The words on screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Readiness => "Readiness",
            Self::Training => "User training",
            Self::Migration => "Migration review",
            Self::LaunchDay => "Launch day",
            Self::Acceptance => "Acceptance",
            Self::Daily => "Daily maintenance",
            Self::Weekly => "Weekly maintenance",
            Self::Monthly => "Monthly maintenance",
            Self::Quarterly => "Quarterly maintenance",
            Self::Offboarding => "Offboarding",
            Self::Other => "Other",
        }
    }
}

/// Whose an item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// The provider's people.
    Supplier,
    /// The client's people.
    Buyer,
    /// Either side may do it.
    Both,
}

impl Owner {
    /// Every owner.
    pub const ALL: [Self; 3] = [Self::Supplier, Self::Buyer, Self::Both];

    /// The stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Supplier => "supplier",
            Self::Buyer => "buyer",
            Self::Both => "both",
        }
    }

    /// Reads a stored or submitted name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|owner| owner.as_str() == name)
    }

    /// Whether people of a side may do it.
    pub fn includes(self, side: Side) -> bool {
        match self {
            Self::Supplier => side == Side::Staff,
            Self::Buyer => side == Side::Client,
            Self::Both => true,
        }
    }
}

/// One thing to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its id; the same in every version of its template.
    pub id: ItemId,
    /// What to do, in one sentence.
    pub title: String,
    /// How, and how to know that it is done. May be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub instructions: String,
    /// Whose it is.
    pub owner: Owner,
    /// How long it takes; zero where nobody has said.
    #[serde(default)]
    pub minutes: u32,
    /// Whether it counts as done only with a photo or a file.
    #[serde(default)]
    pub evidence: bool,
}

/// Items that belong together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    /// Its id; the same in every version of its template.
    pub id: SectionId,
    /// Its heading.
    pub title: String,
    /// Which sides sign it when its items are dealt with.
    #[serde(default)]
    pub signed_by: Vec<Side>,
    /// In order.
    pub items: Vec<Item>,
}

/// A version of a template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Its id, the same in every version.
    pub id: TemplateId,
    /// Counts versions from 1.
    pub version: u32,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub kind: Kind,
    /// The product it is for; any when there is none.
    #[serde(default)]
    pub product: Option<ProductId>,
    /// In order.
    pub sections: Vec<Section>,
}

impl Template {
    /// Every item in order.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.sections.iter().flat_map(|section| &section.items)
    }

    /// The minutes of all items.
    pub fn minutes(&self) -> u32 {
        self.items().map(|item| item.minutes).sum()
    }

    /// Names this version.
    pub fn reference(&self) -> TemplateRef {
        TemplateRef { id: self.id.clone(), version: self.version }
    }
}

/// A version of a template, by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateRef {
    /// The template.
    pub id: TemplateId,
    /// Its version.
    pub version: u32,
}

/// What a run begins with. It never changes: a later version of the template is for later runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The run.
    pub id: ChecklistId,
    /// Whose it is.
    pub engagement: EngagementId,
    /// What it was made from.
    pub template: TemplateRef,
    /// What it is for.
    pub kind: Kind,
    /// Its name: the template's, unless another one was given.
    pub name: String,
    /// As they were in the template.
    pub sections: Vec<Section>,
    /// When it began.
    pub started_at: Timestamp,
    /// Who began it.
    pub started_by: Actor,
}
