//! What the promises came to: `/reports`.

use super::{FormErrors, Options};

/// The page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportsModel {
    /// Whose figures: the provider's or the client's name.
    pub whose: String,
    /// The zone whose months are counted.
    pub zone: String,
    /// What the figures are narrowed to.
    pub filters: ReportFilters,
    /// Figures of tickets from before an update are still being added.
    pub is_filling: bool,
    /// Problems of the filters; the figures are left out then.
    pub errors: FormErrors,
    /// The figures.
    pub body: Option<ReportBody>,
}

/// The filters as they stand in the address.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReportFilters {
    /// First month, as typed.
    pub from: String,
    /// Last month, as typed.
    pub to: String,
    /// Clients to choose from; none for a client's own people.
    pub client: Option<Options>,
    /// Products to choose from.
    pub product: Options,
    /// Priorities to choose from.
    pub priority: Options,
    /// The query of the page's own address, with its question mark, for files with the same filters.
    pub query: String,
}

/// The figures, section by section.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReportBody {
    /// `Jun to Nov 2026`.
    pub range: String,
    /// One for each metric.
    pub headlines: Vec<Headline>,
    /// Shares by month, one chart for each metric.
    pub attainment_charts: Vec<Chart>,
    /// By metric, with what was not counted.
    pub attainment: DataTable,
    /// By month and metric.
    pub months: DataTable,
    /// By client; none for a client's own people.
    pub clients: Option<DataTable>,
    /// By product.
    pub products: DataTable,
    /// Times to acknowledge and to resolution.
    pub times: Vec<TimesSection>,
    /// By person and reason.
    pub excluded: DataTable,
    /// Open tickets by age.
    pub backlog: BacklogSection,
}

/// A metric's share in the whole range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Headline {
    /// The metric's name.
    pub metric: String,
    /// `98.2 %`; nothing when nothing counted.
    pub share: Option<String>,
    /// `55 of 56 kept`.
    pub words: String,
    /// How many were missed.
    pub missed: u64,
}

/// Times of one metric.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimesSection {
    /// `Time to acknowledge (MTTA)`.
    pub title: String,
    /// Mean and median by month.
    pub chart: Chart,
    /// The same as numbers.
    pub table: DataTable,
}

/// The backlog.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BacklogSection {
    /// `12 open, 3 days 4 h old in the middle`.
    pub words: String,
    /// The oldest: key and sentence.
    pub oldest: Option<(String, String)>,
    /// What was left out, if anything.
    pub note: Option<String>,
    /// Tickets by age.
    pub chart: Option<Chart>,
    /// The same as numbers.
    pub table: DataTable,
}

/// A table of figures.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DataTable {
    /// What it is about, for assistive technology.
    pub caption: String,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// Its rows; the first cell is the row's name.
    pub rows: Vec<Vec<Cell>>,
    /// What stands there when there are no rows.
    pub nothing: String,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Words(String),
    /// A figure, and what it is made of in small print (may be empty).
    Figure(String, String),
    /// Links to tickets by their keys, and how many more there are.
    Tickets(Vec<String>, usize),
}

impl Cell {
    /// Words.
    pub fn words(text: impl Into<String>) -> Self {
        Self::Words(text.into())
    }

    /// A figure alone.
    pub fn figure(text: impl ToString) -> Self {
        Self::Figure(text.to_string(), String::new())
    }
}

/// A chart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chart {
    /// Unique on the page.
    pub id: String,
    /// What it shows.
    pub title: String,
    /// What it says, in a sentence or two, for those who do not see it.
    pub description: String,
    /// The drawing.
    pub kind: ChartKind,
}

/// The drawings there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChartKind {
    /// Columns up to 100 %: the kept part from below, the missed part above it.
    Shares(Vec<ShareColumn>),
    /// Pairs of columns: mean and median.
    Pairs(Vec<PairColumn>),
    /// Rows with a part of them marked.
    Rows(Vec<Row>),
}

/// A month of [`ChartKind::Shares`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareColumn {
    /// `Nov`.
    pub label: String,
    /// `Nov 2026: 55 of 56 kept, 98.2 %`.
    pub tip: String,
    /// Tenths of a percent; none when nothing counted.
    pub tenths: Option<u16>,
    /// `98.2 %`.
    pub share: String,
}

/// A month of [`ChartKind::Pairs`], in seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PairColumn {
    /// `Nov`.
    pub label: String,
    /// `Nov 2026: mean 3 h, median 1 h, of 12`.
    pub tip: String,
    /// The mean; none when there was none.
    pub mean: Option<u64>,
    /// The median.
    pub median: Option<u64>,
}

/// A row of [`ChartKind::Rows`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// `1 to 3 days`.
    pub label: String,
    /// `1 to 3 days: 12 open, 3 of them overdue`.
    pub tip: String,
    /// All.
    pub count: u64,
    /// The marked part.
    pub marked: u64,
}
