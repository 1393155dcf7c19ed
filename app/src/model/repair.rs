//! Settings that leave a promise without a deadline (SLA.md rule 12).

/// An engagement whose promises cannot all be worked out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The engagement's page.
    pub href: String,
    /// `Brimley Care: Rota HRM`.
    pub name: String,
    /// A sentence for each cause: `Triage of P1: The plan's calendar has no opening hours. Give it some.`
    pub causes: Vec<String>,
    /// The calendar's page and name; none when there is no such calendar.
    pub calendar: Option<(String, String)>,
    /// The policy's page and name.
    pub policy: (String, String),
}
