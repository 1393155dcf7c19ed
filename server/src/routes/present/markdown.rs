//! What people type, as safe HTML: Markdown without raw HTML, then sanitised once more (SECURITY.md, Content).

use std::collections::HashSet;
use std::sync::LazyLock;

use ammonia::Builder;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

/// Headings in a message are set no higher than this, so that a page's outline stays its own.
const HEADING: &str = "strong";

static SANITISER: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let tags: HashSet<&str> = [
        "p",
        "br",
        "strong",
        "em",
        "del",
        "code",
        "pre",
        "blockquote",
        "ul",
        "ol",
        "li",
        "a",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "hr",
    ]
    .into();
    let mut builder = Builder::new();
    builder
        .tags(tags)
        .generic_attributes(HashSet::new())
        .tag_attributes([("a", ["href"].into()), ("ol", ["start"].into())].into())
        .url_schemes(["https", "http", "mailto"].into())
        .link_rel(Some("noopener noreferrer nofollow"));
    builder
});

/// Renders a message. Single line breaks are kept, as people mean them.
pub fn to_html(text: &str) -> String {
    let parser = Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES);
    let events = parser.map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
        Event::SoftBreak => Event::HardBreak,
        // Pictures from elsewhere would tell their owner who reads the ticket: only their description is shown.
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => Event::Text("".into()),
        Event::Start(Tag::Heading { .. }) => Event::Html(format!("<p><{HEADING}>").into()),
        Event::End(TagEnd::Heading(_)) => Event::Html(format!("</{HEADING}></p>").into()),
        other => other,
    });
    let mut out = String::with_capacity(text.len() * 2);
    html::push_html(&mut out, events);
    SANITISER.clean(&out).to_string()
}

#[cfg(test)]
mod tests {
    use super::to_html;

    #[test]
    fn lists_emphasis_code_and_line_breaks_are_kept() {
        let html = to_html("One *two*\nthree\n\n- a\n- `b`");
        assert_eq!(html.trim(), "<p>One <em>two</em><br>\nthree</p>\n<ul>\n<li>a</li>\n<li><code>b</code></li>\n</ul>");
    }

    #[test]
    fn markup_is_shown_not_run() {
        for nasty in [
            "</textarea><script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "<svg><script>1</script></svg>",
            "[x](javascript:alert(1))",
            "<a href=\"javascript:alert(1)\">x</a>",
            "![x](https://elsewhere.example/track.png)",
        ] {
            let html = to_html(nasty);
            for trace in ["<script", "<img", "<svg", "<a href=\"javascript"] {
                assert!(!html.contains(trace), "{nasty} became {html}");
            }
        }
    }

    #[test]
    fn links_leave_without_a_trace_and_headings_do_not_disturb_the_outline() {
        let html = to_html("# Loud\n\n[docs](https://example.com/a)");
        assert!(html.contains("rel=\"noopener noreferrer nofollow\"") && !html.contains("<h1"), "{html}");
    }
}
