//! As much of HTML as is needed to follow links and to fill in forms.

/// One start tag: its name and attributes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Lower case; end tags begin with a slash.
    pub name: String,
    attributes: Vec<(String, String)>,
    /// Where in the text it begins.
    pub start: usize,
    /// Where in the text it ends.
    pub end: usize,
}

/// A form as it was served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Where it is sent; empty for the page's own address.
    pub action: String,
    /// Whether it is sent as `multipart/form-data`.
    pub multipart: bool,
    /// Its fields in document order.
    pub fields: Vec<Field>,
}

/// A field of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The name it is sent under.
    pub name: String,
    /// The input's type, or "select" or "textarea".
    pub kind: String,
    /// What it holds: for a select the chosen option, else the first that is not empty.
    pub value: String,
    /// Whether it is ticked.
    pub checked: bool,
}

impl Tag {
    /// An attribute's value; empty when it has none.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

impl Form {
    /// The first field of that kind.
    pub fn field(&self, kind: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.kind == kind)
    }

    /// What to send, with `text` deciding what is typed into each empty text field.
    pub fn filled(&self, text: impl Fn(&Field) -> String) -> Vec<(String, String)> {
        let mut sent: Vec<(String, String)> = Vec::new();
        for field in &self.fields {
            let name = field.name.clone();
            match field.kind.as_str() {
                "file" | "submit" | "button" | "image" | "reset" => {}
                "checkbox" if !field.checked => {}
                "radio" => match sent.iter_mut().find(|(key, _)| *key == name) {
                    None => sent.push((name, field.value.clone())),
                    Some(chosen) if field.checked => chosen.1.clone_from(&field.value),
                    Some(_) => {}
                },
                "hidden" | "select" | "checkbox" => sent.push((name, field.value.clone())),
                _ if field.value.is_empty() => sent.push((name, text(field))),
                _ => sent.push((name, field.value.clone())),
            }
        }
        sent
    }
}

/// The start and end tags of a page, without those inside scripts and comments.
pub fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut at = 0;
    while let Some(found) = html[at..].find('<') {
        let start = at + found;
        let rest = &html[start..];
        if rest.starts_with("<!--") {
            at = rest.find("-->").map_or(html.len(), |end| start + end + 3);
            continue;
        }
        let Some(tag) = parse_tag(html, start) else {
            at = start + 1;
            continue;
        };
        at = tag.end;
        if tag.name == "script" {
            at = html[at..].find("</script").map_or(html.len(), |end| at + end);
        }
        tags.push(tag);
    }
    tags
}

fn parse_tag(html: &str, start: usize) -> Option<Tag> {
    let inner = &html[start + 1..];
    let name_end = inner.find(|c: char| c.is_whitespace() || c == '>')?;
    let name = inner[..name_end].trim_end_matches('/').to_ascii_lowercase();
    if !name.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut attributes = Vec::new();
    let mut rest = &inner[name_end..];
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        if let Some(after) = rest.strip_prefix('>') {
            return Some(Tag { name, attributes, start, end: html.len() - after.len() });
        }
        let key_end = rest.find(|c: char| c.is_whitespace() || matches!(c, '=' | '>' | '/'))?;
        let key = rest[..key_end].to_ascii_lowercase();
        rest = rest[key_end..].trim_start();
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let after = after.trim_start();
            if let Some(quote) = after.chars().next().filter(|c| matches!(c, '"' | '\'')) {
                let end = after[1..].find(quote)?;
                value = &after[1..=end];
                rest = &after[end + 2..];
            } else {
                let end = after.find(|c: char| c.is_whitespace() || c == '>')?;
                (value, rest) = after.split_at(end);
            }
        }
        attributes.push((key, unescape(value)));
    }
}

/// Every `href` of a link, in document order.
pub fn links(html: &str) -> Vec<String> {
    tags(html).iter().filter(|tag| tag.name == "a").filter_map(|tag| tag.attribute("href").map(str::to_owned)).collect()
}

/// Ticket keys (`ACME-42`) that a page links to, each once, in document order.
pub fn ticket_keys(html: &str) -> Vec<String> {
    let mut keys = Vec::new();
    for link in links(html) {
        for part in link.split(['/', '=', '&', '?', '#']) {
            if is_ticket_key(part) && !keys.iter().any(|key| key == part) {
                keys.push(part.to_owned());
            }
        }
    }
    keys
}

fn is_ticket_key(text: &str) -> bool {
    text.rsplit_once('-').is_some_and(|(client, number)| {
        !number.is_empty()
            && number.bytes().all(|b| b.is_ascii_digit())
            && client.starts_with(|c: char| c.is_ascii_uppercase())
            && client.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
    })
}

/// Every form of a page.
pub fn forms(html: &str) -> Vec<Form> {
    let tags = tags(html);
    let mut forms: Vec<Form> = Vec::new();
    let mut inside = false;
    for (index, tag) in tags.iter().enumerate() {
        match tag.name.as_str() {
            "form" => {
                inside = true;
                forms.push(Form {
                    action: tag.attribute("action").unwrap_or_default().to_owned(),
                    multipart: tag.attribute("enctype") == Some("multipart/form-data"),
                    fields: Vec::new(),
                });
            }
            "/form" => inside = false,
            "input" | "select" | "textarea" | "button" if inside => {
                if let (Some(form), Some(field)) = (forms.last_mut(), field(html, &tags[index..])) {
                    form.fields.push(field);
                }
            }
            _ => {}
        }
    }
    forms
}

fn field(html: &str, tags: &[Tag]) -> Option<Field> {
    let tag = &tags[0];
    let name = tag.attribute("name")?.to_owned();
    if tag.attribute("disabled").is_some() {
        return None;
    }
    let (kind, value) = match tag.name.as_str() {
        "select" => ("select", selected(tags)),
        "textarea" => {
            let end = tags.iter().find(|tag| tag.name == "/textarea").map(|tag| tag.start)?;
            ("textarea", unescape(&html[tag.end..end]))
        }
        name => {
            let usual = if name == "button" { "submit" } else { "text" };
            let value = tag.attribute("value").unwrap_or_default();
            (tag.attribute("type").unwrap_or(usual), value.to_owned())
        }
    };
    Some(Field { name, kind: kind.to_owned(), value, checked: tag.attribute("checked").is_some() })
}

fn selected(tags: &[Tag]) -> String {
    let options: Vec<_> =
        tags.iter().take_while(|tag| tag.name != "/select").filter(|tag| tag.name == "option").collect();
    let value = |tag: &&&Tag| tag.attribute("value").is_some_and(|value| !value.is_empty());
    let chosen = options.iter().find(|tag| tag.attribute("selected").is_some());
    let chosen = chosen.filter(value).or_else(|| options.iter().find(value));
    chosen.and_then(|tag| tag.attribute("value")).unwrap_or_default().to_owned()
}

fn unescape(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<script>if (a<b) "<a href='/no'>"</script><!-- <a href="/no"> -->
        <a href="/inbox?t=ACME-42&amp;x=1">One</a> <a href=/t/ACME-42>Again</a>
        <a class="x" href='/t/BOLT2-7'>Two</a><a href="/phase-2">Not a key</a>
        <form action="/report" method=post enctype="multipart/form-data">
        <input type="hidden" name="form" value="1"><input name="title" required>
        <select name="engagement"><option value="">Choose</option><option value="e1">A</option>
        <option value="e2" selected>B</option></select>
        <input type=radio name=impact value=low><input type=radio name=impact value=high checked>
        <input type=checkbox name=all value=1><textarea name="what">x &lt; y</textarea>
        <input type="file" name="files"><button>Send</button></form>"#;

    #[test]
    fn ticket_keys_are_found_once_each() {
        assert_eq!(ticket_keys(PAGE), ["ACME-42", "BOLT2-7"]);
    }

    #[test]
    fn form_is_filled_as_a_browser_would_send_it() {
        let forms = forms(PAGE);
        assert_eq!(forms.len(), 1);
        assert!(forms[0].multipart && forms[0].action == "/report");
        let sent = forms[0].filled(|field| format!("typed {}", field.name));
        let sent: Vec<_> = sent.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        let expected =
            [("form", "1"), ("title", "typed title"), ("engagement", "e2"), ("impact", "high"), ("what", "x < y")];
        assert_eq!(sent, expected);
    }
}
