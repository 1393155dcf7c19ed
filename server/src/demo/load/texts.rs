//! The fragments as `server/demo/load.toml` writes them.

use std::collections::BTreeMap;

use domain::ticket::Impact;
use serde::Deserialize;

use crate::demo::world::WorldError;

/// Everything the file says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Texts {
    /// `Name:PREFIX`.
    pub clients: Vec<String>,
    pub given: Vec<String>,
    pub family: Vec<String>,
    pub client_titles: Vec<String>,
    pub staff_titles: Vec<String>,
    /// By product.
    pub places: BTreeMap<String, Vec<String>>,
    pub family_of_issues: Vec<Family>,
    pub closing: Closing,
}

/// Issues of one kind: every thing goes with every symptom and every place.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Family {
    /// Names the family for whoever edits the file.
    #[cfg_attr(not(test), expect(dead_code, reason = "only the tests name families"))]
    pub key: String,
    /// A product's id, or `both`.
    pub product: String,
    /// Out of 100, how often the client says so.
    pub impacts: Weights,
    pub things: Vec<String>,
    pub symptoms: Vec<String>,
    pub details: Vec<String>,
    pub blocks: Vec<String>,
    pub first: Vec<String>,
    pub questions: Vec<String>,
    pub answers: Vec<String>,
    pub notes: Vec<String>,
    pub fixes: Vec<String>,
    pub thanks: Vec<String>,
    pub workarounds: Vec<String>,
    pub reasons: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Weights {
    stopped: u64,
    blocked: u64,
    workaround: u64,
    wish: u64,
}

/// What every kind of issue shares.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Closing {
    pub windows: Vec<String>,
    pub impacts: Vec<String>,
    pub declines: Vec<String>,
    pub decline_replies: Vec<String>,
    pub raises: Vec<String>,
    pub third_party: Vec<String>,
    pub reopens: Vec<String>,
    pub promise: Vec<String>,
}

impl Texts {
    /// Reads the file that is compiled in.
    pub fn read() -> Result<Self, WorldError> {
        toml::from_str(include_str!("../../../demo/load.toml"))
            .map_err(|error| WorldError::File { file: "load.toml".to_owned(), what: error.to_string() })
    }
}

impl Weights {
    /// The impact at a place from 0 to 99.
    pub fn at(&self, place: u64) -> Impact {
        let mut bound = 0;
        let found = Impact::ALL.into_iter().zip(self.in_order()).find(|(_, weight)| {
            bound += weight;
            place < bound
        });
        found.map_or(Impact::Wish, |(impact, _)| impact)
    }

    /// As [`Impact::ALL`].
    pub fn in_order(&self) -> [u64; 4] {
        [self.stopped, self.blocked, self.workaround, self.wish]
    }
}
