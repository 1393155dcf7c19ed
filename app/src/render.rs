//! Turning a view into the text of an HTML page.

use std::sync::Arc;

use hydration_context::{SharedContext, SsrSharedContext};
use leptos::prelude::*;

/// Renders a page to a complete HTML document.
///
/// Islands mode: only what stands inside a `<leptos-island>` is hydrated, so the comments that `tachys` leaves as
/// anchors for hydration are dropped everywhere else (they would be a tenth of a long list).
pub fn render<V: IntoView>(build: impl FnOnce() -> V) -> String {
    let shared: Arc<dyn SharedContext + Send + Sync> = Arc::new(SsrSharedContext::new_islands());
    let owner = Owner::new_root(Some(shared));
    let html = owner.with(|| build().into_view().to_html());
    // The thread goes back to the pool: it must not keep this page's owner.
    owner.unset_with_forced_cleanup();
    document(&html)
}

const ANCHOR: &str = "<!>";
const ISLAND: (&str, &str) = ("<leptos-island", "</leptos-island>");

/// Adds the doctype and drops hydration anchors outside islands.
///
/// `<!>` cannot be text of ours: text and attribute values are escaped, and sanitised HTML has no comments.
fn document(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + 16);
    out.push_str("<!DOCTYPE html>");
    let mut rest = html;
    while let Some(start) = rest.find(ISLAND.0) {
        let length = rest[start..].find(ISLAND.1).map_or(rest.len() - start, |end| end + ISLAND.1.len());
        let (before, after) = rest.split_at(start);
        let (island, after) = after.split_at(length);
        push_without_anchors(&mut out, before);
        out.push_str(island);
        rest = after;
    }
    push_without_anchors(&mut out, rest);
    out
}

fn push_without_anchors(out: &mut String, html: &str) {
    html.split(ANCHOR).for_each(|part| out.push_str(part));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_dropped_outside_islands_and_kept_inside() {
        let html = "<p>a<!>b</p><leptos-island data-component=\"X\">c<!>d</leptos-island>e<!>f";
        let page = "<!DOCTYPE html><p>ab</p><leptos-island data-component=\"X\">c<!>d</leptos-island>ef";
        assert_eq!(document(html), page);
    }

    #[test]
    fn text_attributes_and_titles_are_escaped() {
        let nasty = "</p></title><script>\"&<!>";
        let html = render(move || view! { <title>{nasty}</title><p title=nasty>{nasty}</p> });
        assert!(!html.contains("<script>") && !html.contains("</p></title>"), "{html}");
        assert_eq!(html.matches("&lt;script&gt;").count(), 3, "{html}");
    }
}
