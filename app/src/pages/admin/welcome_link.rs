//! A one-time link, shown once.

use leptos::prelude::*;

use crate::components::head::head_with_back;
use crate::components::icon::icon;
use crate::model::PageContext;
use crate::model::admin::WelcomeLinkModel;
use crate::shell::{Meta, page};

/// The page that shows a link, as HTML. It is the answer to a form and cannot be loaded again.
pub fn welcome_link(cx: &PageContext, model: &WelcomeLinkModel) -> String {
    let title =
        if model.is_new { format!("{} was added", model.name) } else { format!("A new link for {}", model.name) };
    page(cx, Meta::new(title.clone(), "admin-link"), || {
        let back = ("/people".to_owned(), "people".to_owned());
        let body = format!(
            "Hello {},\n\nhere you choose your password for {}:\n{}\n\nThe link works once, within {} hours.",
            first_name(&model.name),
            cx.provider_name,
            model.link,
            model.hours
        );
        let mail = format!(
            "mailto:{}?subject={}&body={}",
            model.email,
            encode(&format!("Welcome to {}", cx.provider_name)),
            encode(&body)
        );
        let href = format!("/people/{}", model.id);
        view! {
            {head_with_back(back, title, (), ())}
            <div class="content narrow">
                <section class="card link-card">
                    <p class="link-title">{icon("key")}<span>"Send this link to "<b>{model.email.clone()}</b></span></p>
                    <div class="field">
                        <p class="field-label" id="link-label">"Welcome link"</p>
                        <p class="hint" id="link-hint">{format!("One click selects all of it. It works once, for {} hours, and is shown only now. Whoever has it can set the password.", model.hours)}</p>
                        <code id="link" class="one-time" role="textbox" aria-readonly="true" aria-labelledby="link-label" aria-describedby="link-hint" tabindex="0">{model.link.clone()}</code>
                    </div>
                    <div class="form-end">
                        <a class="btn primary" href=mail>{icon("mail")}<span>"Write the e-mail"</span></a>
                        <a class="btn" href=href>"Done"</a>
                    </div>
                </section>
                <p class="muted small">"Lost it? Make a new one on the person's page at any time."</p>
            </div>
        }
        .into_any()
    })
}

fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

/// Percent-encodes everything that may not stand in a `mailto:` query.
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 15] {
                out.push(char::from(b"0123456789ABCDEF"[usize::from(half)]));
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_body_survives_the_address() {
        assert_eq!(encode("Größe & a=b\n/x"), "Gr%C3%B6%C3%9Fe%20%26%20a%3Db%0A%2Fx");
    }
}
