//! What every list and every form of a record has in common.

use crate::model::FormErrors;

/// Whether the viewer may change what they see, and who else may.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Access {
    /// Admins may; agents read.
    pub may_edit: bool,
    /// Names of the admins, for those who may not.
    pub admins: Vec<String>,
}

impl Access {
    /// Why there is no button: `Only admins change this: Mira Kovač or Tove Olsen.` None for those who have one.
    pub fn refusal(&self) -> Option<String> {
        if self.may_edit {
            return None;
        }
        Some(match self.admins.split_last() {
            None => "Only admins change this.".to_owned(),
            Some((only, [])) => format!("Only admins change this. Ask {only}."),
            Some((last, others)) => format!("Only admins change this. Ask {} or {last}.", others.join(", ")),
        })
    }
}

/// What every form carries besides its fields.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecordForm {
    /// Whose form it is; none for a record that does not exist yet.
    pub id: Option<String>,
    /// The revision the fields were read from; sent back, so that a save over somebody else's is noticed.
    pub rev: u32,
    /// Who may send it.
    pub access: Access,
    /// What was wrong the last time.
    pub errors: FormErrors,
    /// What somebody else saved meanwhile, one sentence for each field that now differs. None: nobody did.
    pub conflict: Option<Vec<String>>,
}

impl RecordForm {
    /// Whether the record does not exist yet.
    pub fn is_new(&self) -> bool {
        self.id.is_none()
    }

    /// Where the form is sent: the collection's address, or the record's own.
    pub fn action(&self, collection: &str) -> String {
        match &self.id {
            None => collection.to_owned(),
            Some(id) => format!("{collection}/{id}"),
        }
    }
}

/// Another record that belongs to this one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RelatedLink {
    /// Where it is.
    pub href: String,
    /// What it is called.
    pub label: String,
    /// One fact about it; may be empty.
    pub detail: String,
}

impl RelatedLink {
    /// A link with one fact beside it.
    pub fn new(href: impl Into<String>, label: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into(), detail: detail.into() }
    }
}

/// `1 engagement`, `4 engagements`; `none` for zero.
pub fn count(number: usize, one: &str, many: &str) -> String {
    match number {
        0 => "none".to_owned(),
        1 => format!("1 {one}"),
        _ => format!("{number} {many}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_may_not_edit_is_told_whom_to_ask() {
        let access =
            |names: &[&str]| Access { may_edit: false, admins: names.iter().map(ToString::to_string).collect() };
        assert_eq!(access(&[]).refusal().as_deref(), Some("Only admins change this."));
        assert_eq!(access(&["Mira"]).refusal().as_deref(), Some("Only admins change this. Ask Mira."));
        assert_eq!(
            access(&["Mira", "Tove", "Amal"]).refusal().as_deref(),
            Some("Only admins change this. Ask Mira, Tove or Amal.")
        );
        assert_eq!(Access { may_edit: true, ..access(&["Mira"]) }.refusal(), None);
    }

    #[test]
    fn a_new_record_is_sent_to_its_collection() {
        let form = RecordForm::default();
        assert_eq!(form.action("/clients"), "/clients");
        assert_eq!(RecordForm { id: Some("c1".to_owned()), ..form }.action("/clients"), "/clients/c1");
    }
}
