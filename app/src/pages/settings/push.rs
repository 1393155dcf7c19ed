//! Messages to one's devices. What and when is a form like any other; to switch a browser on, the browser itself has to
//! be asked, which `public/push.js` does when somebody presses the button.

use leptos::prelude::*;

use crate::components::field::{Field, text_input};
use crate::components::form::error_summary;
use crate::components::icon::icon;
use crate::model::PageContext;
use crate::model::admin::{PushDevice, PushModel};

const PREFIX: &str = "push-";

pub(super) fn part(cx: &PageContext, model: &PushModel) -> AnyView {
    let devices = (!model.devices.is_empty()).then(|| {
        view! { <ul class="card sessions" aria-label="Devices that get messages">{model.devices.iter().map(device).collect_view()}</ul> }
    });
    view! {
        <section class="settings-part" aria-labelledby="push">
            <h2 id="push">"Messages on your devices"</h2>
            <p class="muted small">"Short messages that name the ticket, also when this app is closed. They can be read on a locked screen."</p>
            <div class="card rows-of">
                <div class="field" data-push=model.key.clone()>
                    <p class="field-label">"Messages here"</p>
                    <p class="hint" role="status" data-push-state>"To switch messages on or off here, this page needs JavaScript and a browser that knows push messages."</p>
                    <div class="fixed"><button class="btn" type="button" data-push-switch hidden>"Switch on"</button></div>
                </div>
            </div>
            {devices}
            {choices(model)}
            <script type="module" src=cx.assets.push.clone()></script>
        </section>
    }
    .into_any()
}

fn device(device: &PushDevice) -> AnyView {
    let label = format!("End messages to {}", device.device);
    view! {
        <li>
            <span class="settings-icon">{icon("bell")}</span>
            <span class="two-lines"><span>{device.device.clone()}</span><span class="small muted">{device.since.clone()}</span></span>
            <form method="post" action=format!("/settings/push/{}/end", device.id)><button class="btn small" aria-label=label>"End"</button></form>
        </li>
    }
    .into_any()
}

fn choices(model: &PushModel) -> AnyView {
    let errors = &model.errors;
    let switches = model.switches.iter().map(|switch| {
        view! { <label><input type="checkbox" name="on" value=switch.name checked=switch.is_on/><span>{switch.label}</span></label> }
    });
    let hint =
        format!("No messages between these times in {}, except for the worst priority.", model.zone.replace('_', " "));
    let time = |name, label, hint, value: &String| {
        text_input(Field::new(PREFIX, name, label, errors).hint(hint).optional(), value.clone(), "time", "off")
    };
    view! {
        <form class="settings-part" method="post" action="/settings/push/preferences">
            {error_summary(errors, PREFIX)}
            <div class="card rows-of">
                <fieldset class="field"><legend>"What I am told"</legend><div class="choices">{switches.collect_view()}</div></fieldset>
                {time("quiet_from", "Quiet from", hint.as_str(), &model.quiet_from)}
                {time("quiet_to", "Quiet until", "The next morning, when it is earlier than the beginning.", &model.quiet_to)}
            </div>
            <div class="form-end"><button class="btn primary">"Save"</button></div>
        </form>
    }
    .into_any()
}
