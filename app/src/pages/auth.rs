//! Before there is a session: signing in, and the one-time link that sets the first password.

use leptos::prelude::*;

use crate::components::field::{Field, checkbox, text_input};
use crate::components::form::{error_summary, submit};
use crate::model::{FormErrors, PageContext};
use crate::shell::{Meta, page};

/// What the sign-in page shows. Never the password.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignInModel {
    /// The address as typed.
    pub email: String,
    /// Where to go afterwards: a path of this site, or empty.
    pub next: String,
    /// Others use this device too.
    pub is_shared: bool,
    /// What was wrong the last time.
    pub errors: FormErrors,
}

/// What the page behind a one-time link shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WelcomeModel {
    /// Whose link it is.
    pub name: String,
    /// Their address, for password managers.
    pub email: String,
    /// Where the form is sent: the link itself.
    pub action: String,
    /// Characters a password needs.
    pub min: usize,
    /// What was wrong the last time.
    pub errors: FormErrors,
}

/// The sign-in page.
pub fn sign_in(cx: &PageContext, model: &SignInModel) -> String {
    page(cx, Meta::new("Sign in", "sign-in"), || {
        let email = Field::new("", "email", "E-mail", &model.errors);
        let password = Field::new("", "password", "Password", &model.errors);
        let shared = Field::new("", "shared", "Others use this device too", &model.errors)
            .hint("Then nothing of yours is kept on it.");
        view! {
            <div class="content narrow auth">
                <h1>"Sign in"</h1>
                <p class="muted">{format!("{} looks after your software from go-live on.", cx.provider_name)}</p>
                <form method="post" action="/sign-in" class="stack" data-form>
                    {error_summary(&model.errors, "")}
                    <input type="hidden" name="next" value=model.next.clone()/>
                    {text_input(email, model.email.clone(), "email", "username")}
                    {text_input(password, "", "password", "current-password")}
                    {checkbox(shared, model.is_shared)}
                    {submit("Sign in", None)}
                </form>
                <p class="tiny muted">"No account, or the password is lost? Ask your support contact for a link that lets you set one."</p>
            </div>
        }
        .into_any()
    })
}

/// The page behind a one-time link: a name, and a password to choose.
pub fn welcome(cx: &PageContext, model: &WelcomeModel) -> String {
    page(cx, Meta::new("Welcome", "welcome"), || {
        let hint = format!(
            "{} characters or more: three or four words that do not belong together. Spaces and every script are fine.",
            model.min
        );
        let password = Field::new("", "password", "Password", &model.errors).hint(&hint);
        let again = Field::new("", "password_again", "Password again", &model.errors);
        view! {
            <div class="content narrow auth">
                <h1>{format!("Welcome, {}", model.name)}</h1>
                <p class="muted">{format!("Choose a password for {}. This link works once.", cx.provider_name)}</p>
                <form method="post" action=model.action.clone() class="stack" data-form>
                    {error_summary(&model.errors, "")}
                    <div class="field">
                        <label for="email">"E-mail"</label>
                        <input id="email" type="email" value=model.email.clone() autocomplete="username" readonly/>
                    </div>
                    {text_input(password, "", "password", "new-password")}
                    {text_input(again, "", "password", "new-password")}
                    {submit("Set password", None)}
                </form>
            </div>
        }
        .into_any()
    })
}
