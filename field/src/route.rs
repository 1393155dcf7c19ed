//! Which part is shown: the address after `#`, so that going back works and a part can be opened directly.

use domain::ids::{ChecklistId, TicketKey};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// A part of the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Route {
    /// The checklists of one's engagements.
    #[default]
    Lists,
    /// Tickets that nobody has accepted.
    Triage,
    /// The other open tickets.
    Tickets,
    /// What is kept on this device.
    Device,
    /// One checklist.
    Run(ChecklistId),
    /// One ticket.
    Ticket(TicketKey),
}

impl Route {
    /// Reads an address's part after `#`; the lists where it means nothing.
    pub fn read(hash: &str) -> Self {
        let path = hash.trim_start_matches('#').trim_matches('/');
        match path.split_once('/') {
            Some(("checklist", id)) => Self::Run(ChecklistId::new(id)),
            Some(("ticket", key)) => key.parse().map_or(Self::Tickets, Self::Ticket),
            _ => match path {
                "triage" => Self::Triage,
                "tickets" => Self::Tickets,
                "device" => Self::Device,
                _ => Self::Lists,
            },
        }
    }

    /// The address.
    pub fn href(&self) -> String {
        match self {
            Self::Lists => "#/".to_owned(),
            Self::Triage => "#/triage".to_owned(),
            Self::Tickets => "#/tickets".to_owned(),
            Self::Device => "#/device".to_owned(),
            Self::Run(id) => ["#/checklist/", id.as_str()].concat(),
            Self::Ticket(key) => ["#/ticket/", &key.to_string()].concat(),
        }
    }
}

/// The part that is shown, from now on.
pub fn current() -> RwSignal<Route> {
    let read = || Route::read(&window().location().hash().unwrap_or_default());
    let route = RwSignal::new(read());
    let listen = Closure::<dyn Fn()>::new(move || {
        route.set(read());
        window().scroll_to_with_x_and_y(0.0, 0.0);
        // Once it is drawn.
        request_animation_frame(announce);
    });
    let _ = window().add_event_listener_with_callback("hashchange", listen.as_ref().unchecked_ref());
    listen.forget();
    route
}

/// Who listens instead of looking learns which part it is now, and the next key begins there.
fn announce() {
    let heading = document().query_selector("main h1").ok().flatten();
    let Some(heading) = heading.and_then(|heading| heading.dyn_into::<web_sys::HtmlElement>().ok()) else { return };
    let title = document().title();
    let provider = title.rsplit(" · ").next().unwrap_or_default();
    document().set_title(&[heading.text_content().unwrap_or_default().as_str(), provider].join(" · "));
    let _ = heading.set_attribute("tabindex", "-1");
    let _ = heading.focus();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_its_part() {
        let ticket = Route::Ticket("ACME-42".parse().unwrap());
        for route in
            [Route::Lists, Route::Triage, Route::Tickets, Route::Device, Route::Run(ChecklistId::new("x")), ticket]
        {
            assert_eq!(Route::read(&route.href()), route);
        }
        assert_eq!(Route::read(""), Route::Lists);
        assert_eq!(Route::read("#/ticket/nonsense"), Route::Tickets);
    }
}
