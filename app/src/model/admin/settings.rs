//! Settings: one's own, and the index of what an organisation sets up once.

use crate::model::FormErrors;

/// The settings page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SettingsModel {
    /// What the organisation sets up; empty for clients' people.
    pub index: Vec<SettingsLink>,
    /// Where the viewer is signed in, this browser first.
    pub sessions: Vec<SessionRow>,
    /// How long a session lives, as a sentence.
    pub session_rule: String,
    /// The viewer's address.
    pub email: String,
    /// Messages to the viewer's devices.
    pub push: PushModel,
}

/// Messages to the viewer's devices: which, where, and when not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PushModel {
    /// The server's public key, for which a browser subscribes.
    pub key: String,
    /// Where messages go, the latest first.
    pub devices: Vec<PushDevice>,
    /// What the viewer can be told.
    pub switches: Vec<PushSwitch>,
    /// When quiet hours begin, as typed; empty for none.
    pub quiet_from: String,
    /// When they end.
    pub quiet_to: String,
    /// The zone in which they count.
    pub zone: String,
    /// What is wrong with the choices that were sent.
    pub errors: FormErrors,
}

/// A browser that gets messages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PushDevice {
    /// Names it; not its address.
    pub id: String,
    /// `Firefox on Linux`.
    pub device: String,
    /// `Switched on Mon 23 Nov, 08:02`.
    pub since: String,
}

/// One kind of message.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PushSwitch {
    /// What is sent when it is on.
    pub name: &'static str,
    /// The words beside it.
    pub label: &'static str,
    /// Whether it is on.
    pub is_on: bool,
}

/// One entry of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettingsLink {
    /// Where it leads.
    pub href: &'static str,
    /// Name of its icon.
    pub icon: &'static str,
    /// Its name.
    pub title: &'static str,
    /// What it is for, in a sentence.
    pub text: &'static str,
    /// How many there are.
    pub count: usize,
}

/// One place where the viewer is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SessionRow {
    /// Names it; not the secret.
    pub id: String,
    /// `Firefox on Linux`.
    pub device: String,
    /// `Signed in Mon 23 Nov, 08:02`.
    pub since: String,
    /// `active 3 min ago`.
    pub seen: String,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

/// A browser's name for itself in words: `Firefox on Linux`, `A browser` when it says nothing known.
pub fn device(user_agent: &str) -> String {
    let has = |word: &str| user_agent.contains(word);
    // Most browsers name the ones they want to be taken for, so the most special name is looked for first.
    let browsers = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox/", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];
    let systems = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let browser = browsers.into_iter().find(|(word, _)| has(word)).map_or("A browser", |(_, name)| name);
    match systems.into_iter().find(|(word, _)| has(word)) {
        Some((_, system)) => format!("{browser} on {system}"),
        None => browser.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_told_apart_although_they_imitate_each_other() {
        for (user_agent, expected) in [
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19.0 Mobile Safari/604.1",
                "Safari on iPhone",
            ),
            (
                "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
                "Chrome on Android",
            ),
            ("", "A browser"),
        ] {
            assert_eq!(device(user_agent), expected);
        }
    }
}
