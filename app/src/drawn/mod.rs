//! HTML that server and browser draw alike, as text: pages put it in while they are rendered, islands when something
//! changed. Everything else is drawn once, by `pages` and `components`.
//!
//! # Layout
//! - [`intervals`]: a clock's life, as a bar and as a table
//! - [`what_if`]: the answer of the page "What if?"

pub mod intervals;
pub mod what_if;

/// HTML that grows. Text is escaped, markup is constant.
#[derive(Debug, Default)]
pub struct Html(String);

impl Html {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Appends markup.
    #[must_use]
    pub fn tag(mut self, markup: &'static str) -> Self {
        self.0.push_str(markup);
        self
    }

    /// Appends text, as content or between the double quotes of an attribute.
    #[must_use]
    pub fn text(mut self, text: &str) -> Self {
        for character in text.chars() {
            match character {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                other => self.0.push(other),
            }
        }
        self
    }

    /// Appends a number.
    #[must_use]
    pub fn number(self, number: i64) -> Self {
        self.text(&number.to_string())
    }

    /// Appends each item.
    #[must_use]
    pub fn each<T>(self, items: impl IntoIterator<Item = T>, draw: impl FnMut(Self, T) -> Self) -> Self {
        items.into_iter().fold(self, draw)
    }

    /// The whole text.
    pub fn into_string(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_people_wrote_never_becomes_markup() {
        let html = Html::new().tag("<b title=\"").text("\"><i>").tag("\">").text("R&D <3").tag("</b>").into_string();
        assert_eq!(html, "<b title=\"&quot;&gt;&lt;i&gt;\">R&amp;D &lt;3</b>");
    }
}
