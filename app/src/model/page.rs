//! What every page gets.

use std::sync::Arc;

use domain::ids::PersonId;
use domain::people::{Role, Side};
use domain::time::Timestamp;

use super::person::AvatarTone;

/// Addresses of the built files, with their content hashes. Made once at start-up.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Assets {
    /// The stylesheet.
    pub css: String,
    /// The module that starts the islands.
    pub boot: String,
    /// The generated JavaScript of the WASM module.
    pub glue: String,
    /// The WASM module.
    pub wasm: String,
    /// The icon sprite.
    pub icons: String,
    /// The module for what an installed app needs beside its pages.
    pub installed: String,
    /// The module of the settings page that switches push messages on.
    pub push: String,
    /// The generated JavaScript of the field workspace's WASM module.
    pub field_glue: String,
    /// The field workspace's WASM module.
    pub field_wasm: String,
    /// The script that keeps what is done in the field workspace, and sends it.
    pub outbox: String,
}

/// Who looks at the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Who.
    pub id: PersonId,
    /// Full name.
    pub name: String,
    /// What they may do; gives the side.
    pub role: Role,
    /// IANA zone in which their times are shown.
    pub zone: String,
    /// The client's name, for its people.
    pub client_name: Option<String>,
}

impl Viewer {
    /// Which side of the contract.
    pub fn side(&self) -> Side {
        self.role.side()
    }

    /// The first letters of their name.
    pub fn initials(&self) -> String {
        super::person::initials(&self.name)
    }

    /// The tint of their avatar.
    pub fn tone(&self) -> AvatarTone {
        AvatarTone::of(&self.id)
    }
}

/// Figures beside the navigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct NavCounts {
    /// Open tickets the viewer may see.
    pub open: u32,
    /// Those with a promise already missed.
    pub overdue: u32,
    /// Notifications that the viewer has not read, counted up to 100.
    pub unread: u32,
}

/// How a notice is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlashTone {
    /// Something was done.
    Done,
    /// Something needs attention.
    Warning,
}

/// One sentence about what just happened, shown once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flash {
    /// How it is meant.
    pub tone: FlashTone,
    /// The sentence.
    pub text: String,
}

/// The viewer's choice of light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the device says.
    #[default]
    System,
    /// Always light.
    Light,
    /// Always dark.
    Dark,
}

impl Theme {
    /// The value of `data-theme`, the cookie and the form.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Reads a cookie or a form; anything else is [`Theme::System`].
    pub fn from_name(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }
}

/// What may be attached to one message: the server's configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttachmentLimits {
    /// How many files.
    pub files: usize,
    /// Bytes of one file.
    pub bytes: u64,
}

/// What every page gets from the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageContext {
    /// Who looks; none before sign-in.
    pub viewer: Option<Viewer>,
    /// The organisation that runs this instance.
    pub provider_name: String,
    /// Addresses of the built files.
    pub assets: Arc<Assets>,
    /// Path and query of this request, for `aria-current` and return addresses.
    pub path: String,
    /// The moment the page was drawn.
    pub now: Timestamp,
    /// Figures beside the navigation.
    pub counts: NavCounts,
    /// One sentence about what just happened.
    pub flash: Option<Flash>,
    /// Light or dark.
    pub theme: Theme,
    /// Opening windows the page's clocks refer to by index, each `OpenWindows::encode`d.
    pub windows: Vec<String>,
    /// What may be attached to one message.
    pub attachments: AttachmentLimits,
    /// Others use this device too: nothing of this person is to stay on it.
    pub is_shared: bool,
    /// The last change that the page shows: its stream of changes begins there. Empty when that is not known, and the
    /// page then fetches itself once more after it has opened its stream.
    pub seen: String,
}

impl PageContext {
    /// The viewer's side; a guest sees what a client may see.
    pub fn side(&self) -> Side {
        self.viewer.as_ref().map_or(Side::Client, Viewer::side)
    }

    /// Whether the request's path begins with `prefix` (a whole segment).
    pub fn is_under(&self, prefix: &str) -> bool {
        let path = self.path.split('?').next().unwrap_or_default();
        path.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}
