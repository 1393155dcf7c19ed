//! Known issues: the first knowledge base.

use domain::ids::{ArticleId, ProductId};
use serde::{Deserialize, Serialize};

use super::Directory;

/// A known issue with what helps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownIssue {
    /// Its id.
    pub id: ArticleId,
    /// The product it is about; `None` for any.
    pub product: Option<ProductId>,
    /// What it is about in general, like "authentication".
    pub area: String,
    /// What people see, when the area alone does not say it.
    pub problem: Option<String>,
    /// Why it happens.
    pub cause: Option<String>,
    /// Where to look first.
    pub check: Option<String>,
    /// What solves it.
    pub fix: Option<String>,
    /// What to go through, in order.
    pub steps: Vec<String>,
}

impl KnownIssue {
    fn words(&self) -> Vec<String> {
        [Some(&self.area), self.problem.as_ref(), self.cause.as_ref(), self.check.as_ref()]
            .into_iter()
            .flatten()
            .chain(&self.steps)
            .flat_map(|text| words(text))
            .collect()
    }

    /// What it is called in a list.
    pub fn title(&self) -> &str {
        self.problem.as_deref().unwrap_or(&self.area)
    }
}

impl Directory {
    /// The known issues whose words a text shares, best first, for "Report an issue" while typing.
    pub fn match_known_issues(&self, product: Option<&ProductId>, text: &str, limit: usize) -> Vec<&KnownIssue> {
        let wanted = words(text);
        let mut scored: Vec<(usize, &KnownIssue)> = self
            .known_issues(product)
            .into_iter()
            .filter_map(|issue| {
                let known = issue.words();
                let title = words(issue.title());
                let hits = wanted.iter().filter(|word| known.iter().any(|other| same_stem(word, other))).count();
                let title_hits = wanted.iter().filter(|word| title.iter().any(|other| same_stem(word, other))).count();
                (hits > 0).then_some((hits + 2 * title_hits, issue))
            })
            .collect();
        scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
        scored.into_iter().take(limit).map(|(_, issue)| issue).collect()
    }
}

/// Words that say something: lower case, three letters or more, numbers as they are.
fn words(text: &str) -> Vec<String> {
    const EMPTY: [&str; 22] = [
        "the", "and", "for", "not", "can", "cannot", "does", "doesn", "with", "have", "has", "are", "was", "our",
        "when", "this", "that", "from", "out", "but", "any", "all",
    ];
    let lower = text.to_lowercase().replace("e-mail", "email").replace("log in", "login").replace("sign in", "login");
    let mut words: Vec<String> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= 3 && !EMPTY.contains(word))
        .map(str::to_owned)
        .collect();
    words.dedup();
    words
}

/// Whether two words are forms of one: `expired` and `expires`, `load` and `loading`.
fn same_stem(left: &str, right: &str) -> bool {
    let shared = left.chars().zip(right.chars()).take_while(|(a, b)| a == b).count();
    let (short, long) = {
        let (left, right) = (left.chars().count(), right.chars().count());
        (left.min(right), left.max(right))
    };
    left == right || (shared >= 4 && shared + 2 >= short && shared + 4 >= long)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directory() -> Directory {
        let issue = |id: &str, area: &str, problem: &str| KnownIssue {
            id: ArticleId::new(id),
            product: None,
            area: area.to_owned(),
            problem: Some(problem.to_owned()),
            cause: None,
            check: None,
            fix: Some("fix".to_owned()),
            steps: Vec::new(),
        };
        let known_issues = vec![
            issue("login", "authentication", "Cannot log in"),
            issue("expired", "authentication", "Session expired"),
            issue("white", "app not loading", "White screen"),
            issue("slow", "app not loading", "Slow"),
        ];
        Directory { known_issues, ..Directory::default() }
    }

    fn found(text: &str) -> Vec<String> {
        directory().match_known_issues(None, text, 3).into_iter().map(|issue| issue.id.to_string()).collect()
    }

    #[test]
    fn what_people_type_finds_the_issue_they_mean_first() {
        assert_eq!(found("I can't log in since this morning").first().map(String::as_str), Some("login"));
        assert_eq!(found("my session expires all the time").first().map(String::as_str), Some("expired"));
        assert_eq!(found("only a white screen").first().map(String::as_str), Some("white"));
    }

    #[test]
    fn a_text_that_shares_no_word_finds_nothing() {
        assert!(found("invoice totals are wrong").is_empty());
        assert!(found("").is_empty());
        assert!(found("the app and the").iter().all(|id| id == "white" || id == "slow"));
    }
}
