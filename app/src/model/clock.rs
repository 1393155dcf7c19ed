//! A clock as a page shows it.

use domain::sla::Metric;

use super::moment::Moment;

/// What a clock's colour, icon and word say. Never colour alone (UI.md, tokens).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// Running with time in hand.
    OnTrack,
    /// Past its warning point.
    Soon,
    /// Missed, or running past its due time.
    Overdue,
    /// Standing still, with a reason.
    Paused,
    /// Kept.
    Met,
    /// No deadline: a target window, or none promised. Said so.
    Window,
}

impl Tone {
    /// The CSS class of the chip.
    pub fn class(self) -> &'static str {
        match self {
            Self::OnTrack => "clock",
            Self::Soon => "clock soon",
            Self::Overdue => "clock over",
            Self::Paused => "clock paused",
            Self::Met => "clock met",
            Self::Window => "clock window",
        }
    }

    /// The icon's name in the sprite.
    pub fn icon(self) -> &'static str {
        match self {
            Self::OnTrack | Self::Soon => "clock",
            Self::Overdue => "alert",
            Self::Paused => "pause",
            Self::Met => "check",
            Self::Window => "calendar",
        }
    }

    /// Whether the words change as time passes.
    pub fn is_live(self) -> bool {
        matches!(self, Self::OnTrack | Self::Soon | Self::Overdue | Self::Paused)
    }
}

/// One metric running on one ticket, at the moment the page was drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clock {
    /// Which promise.
    pub metric: Metric,
    /// What the chip says besides its words.
    pub tone: Tone,
    /// `Next update in 8 min`, `First response 14 min over`.
    pub words: String,
    /// The time alone, for the large form: `8 min 41 s`.
    pub remaining: String,
    /// Share used, in steps of 5 % (0 to 20).
    pub used: u8,
    /// When it ends, or ended.
    pub due: Option<Moment>,
    /// `domain::sla::ClockChip` as compact JSON, for the ticking island. Empty: it does not tick.
    pub data: String,
}
