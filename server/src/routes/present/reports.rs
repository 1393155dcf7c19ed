//! Reports: what is asked for, and the page's sections.
//!
//! - `tables`: figures as rows of words; `charts`: figures as drawings

mod charts;
mod tables;

use std::collections::BTreeMap;

use app::model::reports::{BacklogSection, Headline, ReportBody, ReportFilters, TimesSection};
use app::model::{FormErrors, Options, ReportsModel, SelectOption};
use domain::ids::{ClientId, EngagementId, ProductId};
use domain::insight::{Figures, Month, MonthRange};
use domain::people::{PersonRef, Side};
use domain::problem::Problem;
use domain::sla::words::{Round, duration};
use domain::sla::zone::{Tz, Zoned, parse_zone};
use domain::sla::{Metric, PriorityKey};
use domain::time::Seconds;
use store::insight::{BACKLOG_MAX, BacklogFigures, ReportFilter};

use super::View;

/// The filters as they came in the address. Empty means unset.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Deserialize)]
#[serde(default)]
pub struct ReportQuery {
    /// First month.
    pub from: String,
    /// Last month.
    pub to: String,
    /// A client's id.
    pub client: String,
    /// A product's id.
    pub product: String,
    /// A priority's key.
    pub priority: String,
}

impl ReportQuery {
    fn address(&self) -> String {
        let fields = [
            ("from", &self.from),
            ("to", &self.to),
            ("client", &self.client),
            ("product", &self.product),
            ("priority", &self.priority),
        ];
        let set = fields.into_iter().filter(|(_, value)| !value.is_empty());
        let pairs: Vec<_> = set.map(|(name, value)| format!("{name}={}", app::model::inbox::encode(value))).collect();
        if pairs.is_empty() { String::new() } else { format!("?{}", pairs.join("&")) }
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Which months.
    pub range: MonthRange,
    /// Whose.
    pub filter: ReportFilter,
    /// The zone whose months they are: the provider's, for both sides.
    pub zone: Tz,
}

/// A pause's reason; without one it is the time between resolved and reopened.
pub fn reason_words(reason: &str) -> &str {
    if reason.is_empty() { "Resolved, then reopened" } else { reason }
}

/// Who caused it.
pub fn person_words(person: Option<&PersonRef>) -> &str {
    person.map_or("Automatic", |person| person.name.as_str())
}

impl View {
    /// Reads the filters. What is not the viewer's to choose is refused like what does not exist.
    ///
    /// # Errors
    /// Problems that name the form's fields.
    pub fn asked(&self, query: &ReportQuery) -> Result<Asked, Vec<Problem>> {
        let zone = self.report_zone();
        let (range, mut problems) = match MonthRange::read(&query.from, &query.to, self.now(), zone) {
            Ok(range) => (range, Vec::new()),
            Err(problems) => (MonthRange::usual(self.now(), zone), problems),
        };
        let mut choose = |field: &str, label: &str, value: &str, known: &[SelectOption]| {
            let is_known = value.is_empty() || known.iter().any(|option| option.value == value);
            if !is_known {
                problems.push(Problem::new(field, format!("There is no such {label}. Choose one from the list.")));
            }
            (!value.is_empty()).then(|| value.to_owned())
        };
        let client = choose("client", "client", &query.client, &self.report_clients());
        let product = choose("product", "product", &query.product, &self.report_products());
        let priority = choose("priority", "priority", &query.priority, &self.report_priorities());
        if !problems.is_empty() {
            return Err(problems);
        }
        let filter = ReportFilter {
            client: client.map(ClientId::new),
            product: product.map(ProductId::new),
            priority: priority.map(PriorityKey::new),
        };
        Ok(Asked { range, filter, zone })
    }

    /// The page without figures, for filters that are refused.
    pub fn refused_report(&self, query: &ReportQuery, problems: Vec<Problem>) -> ReportsModel {
        ReportsModel { errors: FormErrors(problems), body: None, ..self.report_frame(query, None) }
    }

    /// The page's model.
    pub fn reports(
        &self,
        query: &ReportQuery,
        asked: &Asked,
        figures: &Figures,
        backlog: &BacklogFigures,
    ) -> ReportsModel {
        let range = asked.range;
        let body = ReportBody {
            range: range.label(),
            headlines: Metric::ALL.map(|metric| headline(metric, figures)).to_vec(),
            attainment_charts: charts::attainment(range, figures),
            attainment: tables::attainment(figures),
            months: tables::months(range, figures),
            clients: (self.side() == Side::Staff)
                .then(|| tables::groups("Client", figures, |engagement| self.names_of(engagement).0)),
            products: tables::groups("Product", figures, |engagement| self.names_of(engagement).1),
            times: Figures::TIMED.map(|metric| times(metric, range, figures)).to_vec(),
            excluded: tables::excluded(figures),
            backlog: self.backlog_section(backlog),
        };
        ReportsModel { body: Some(body), ..self.report_frame(query, Some(range)) }
    }

    /// The names of an engagement's client and product.
    pub fn names_of(&self, engagement: &EngagementId) -> (String, String) {
        self.directory.engagement(engagement).map_or_else(
            || (engagement.to_string(), String::new()),
            |engagement| (self.client_name(engagement), self.product_name(engagement)),
        )
    }

    /// Today's date in a zone, `2026-11-23`.
    pub fn today(&self, zone: Tz) -> String {
        let (_, _, day) = Zoned::new(self.now(), zone).date.parts();
        format!("{}-{day:02}", Month::of(self.now(), zone))
    }

    fn report_frame(&self, query: &ReportQuery, range: Option<MonthRange>) -> ReportsModel {
        let any = |label: &str, all: Vec<SelectOption>, current: &str| {
            Options::new(std::iter::once(SelectOption::new("", label)).chain(all), current)
        };
        let month = |typed: &str, read: Option<Month>| read.map_or_else(|| typed.to_owned(), |month| month.to_string());
        let filters = ReportFilters {
            from: month(&query.from, range.map(|range| range.first())),
            to: month(&query.to, range.map(|range| range.last())),
            client: (self.side() == Side::Staff).then(|| any("Any client", self.report_clients(), &query.client)),
            product: any("Any product", self.report_products(), &query.product),
            priority: any("Any priority", self.report_priorities(), &query.priority),
            query: query.address(),
        };
        let client = self.session.person.client.as_ref().and_then(|id| self.directory.client(id));
        let whose = client.map_or_else(|| self.directory.provider_name(), |client| client.name.as_str());
        ReportsModel {
            whose: whose.to_owned(),
            zone: self.report_zone().name().to_owned(),
            is_filling: false,
            filters,
            errors: FormErrors::none(),
            body: None,
        }
    }

    fn report_zone(&self) -> Tz {
        let zone = self.directory.provider().map_or("UTC", |provider| provider.zone.as_str());
        parse_zone(zone).unwrap_or(Tz::UTC)
    }

    fn report_clients(&self) -> Vec<SelectOption> {
        let clients = self.directory.clients(&self.session.scope());
        clients.into_iter().map(|client| SelectOption::new(client.id.as_str(), &*client.name)).collect()
    }

    /// The products that the viewer's engagements are about.
    fn report_products(&self) -> Vec<SelectOption> {
        let engagements = self.directory.engagements(&self.session.scope());
        let products = self.directory.products().into_iter();
        products
            .filter(|product| engagements.iter().any(|engagement| engagement.product == product.id))
            .map(|product| SelectOption::new(product.id.as_str(), &*product.name))
            .collect()
    }

    /// The priorities of the policies that the viewer's engagements are measured by, each key once.
    fn report_priorities(&self) -> Vec<SelectOption> {
        let mut seen = BTreeMap::new();
        for engagement in self.directory.engagements(&self.session.scope()) {
            let Some(policy) = self.directory.policy_of(engagement, self.now()) else { continue };
            for (place, rule) in policy.priorities.iter().enumerate() {
                seen.entry(rule.key.clone()).or_insert((place, rule.name.clone()));
            }
        }
        let mut all: Vec<_> = seen.into_iter().collect();
        all.sort_by(|(_, a), (_, b)| a.cmp(b));
        all.into_iter().map(|(key, (_, name))| SelectOption::new(key.as_str(), name)).collect()
    }

    fn backlog_section(&self, figures: &BacklogFigures) -> BacklogSection {
        let backlog = &figures.backlog;
        let total = backlog.total();
        let words = match (total.open, backlog.ages.median(), backlog.ages.mean()) {
            (1, Some(age), _) => format!("1 ticket is open, {} after it was reported.", aged(age)),
            (open, Some(median), Some(mean)) => {
                format!("{open} tickets are open. Their median age is {}, the mean is {}.", aged(median), aged(mean))
            }
            _ => "No ticket is open.".to_owned(),
        };
        let oldest = backlog
            .oldest
            .as_ref()
            .filter(|_| total.open > 1)
            .map(|ticket| (ticket.key.to_string(), format!("reported {}", self.times.ago(ticket.reported_at))));
        let note = figures.is_cut.then(|| {
            format!("These are {BACKLOG_MAX} of the open tickets; there are more. Choose a client or product to see all of theirs.")
        });
        BacklogSection {
            words,
            oldest,
            note,
            chart: (total.open > 0).then(|| charts::backlog(backlog)),
            table: tables::backlog(backlog),
        }
    }
}

fn aged(age: Seconds) -> String {
    duration(age, Round::Up, true)
}

fn headline(metric: Metric, figures: &Figures) -> Headline {
    let one = figures.of_metric(metric);
    Headline {
        metric: metric.name().to_owned(),
        share: one.share().map(|share| share.to_string()),
        words: match one.counted() {
            0 => "nothing counted".to_owned(),
            counted => format!("{} of {counted} kept", one.met),
        },
        missed: one.missed,
    }
}

fn times(metric: Metric, range: MonthRange, figures: &Figures) -> TimesSection {
    let title = match metric {
        Metric::Acknowledge => "Time to acknowledge (MTTA)",
        _ => "Time to resolution (MTTR)",
    };
    TimesSection {
        title: title.to_owned(),
        chart: charts::times(metric, title, range, figures),
        table: tables::times(metric, title, range, figures),
    }
}
