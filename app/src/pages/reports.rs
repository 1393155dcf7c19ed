//! What the promises came to: attainment, times, excluded time, backlog. Filters stand in the address.

use leptos::prelude::*;

use crate::components::chart::chart;
use crate::components::data_table::{data_table, file_link};
use crate::components::empty::empty;
use crate::components::field::option_views;
use crate::components::form::error_summary;
use crate::components::head::head;
use crate::components::icon::icon;
use crate::model::reports::{Chart, DataTable, Headline, ReportBody, ReportFilters};
use crate::model::{FormErrors, Options, PageContext, ReportsModel};
use crate::shell::{Meta, page};

/// The reports as HTML.
pub fn reports(cx: &PageContext, model: &ReportsModel) -> String {
    page(cx, Meta::new("Reports", "reports"), || {
        let context = match &model.body {
            Some(body) => format!("{}, {}", model.whose, body.range),
            None => model.whose.clone(),
        };
        let filling = model.is_filling.then(|| {
            let text = "Tickets from before the last update are still being counted, so figures may be too small. Look again in a few minutes.";
            view! { <p class="read-only" role="status">{icon("clock")}<span>{text}</span></p> }
        });
        let body = model.body.as_ref().map(|body| sections(model, body));
        view! {
            {head("Reports", context, ())}
            <div class="content reports">{filters(&model.filters, &model.errors)}{filling}{body}</div>
        }
        .into_any()
    })
}

fn filters(filters: &ReportFilters, errors: &FormErrors) -> AnyView {
    let month = |name: &'static str, label: &'static str, value: &str| {
        let id = format!("r-{name}");
        let described = errors.of(name).map(|_| format!("{id}-error"));
        let error = errors.of(name).map(|message| {
            view! { <p class="error" id=format!("{id}-error")>{icon("alert")}<span>{message}</span></p> }
        });
        view! {
            <div class="field" data-field=name>
                <label for=id.clone()>{label}</label>
                <input id=id name=name type="month" value=value.to_owned() placeholder="2026-11" autocomplete="off" maxlength="7"
                    aria-invalid=described.is_some().then_some("true") aria-describedby=described.clone()/>
                {error}
            </div>
        }
        .into_any()
    };
    let choice = |name: &'static str, label: &'static str, options: &Options| {
        let id = format!("r-{name}");
        let error = errors.of(name).map(|message| {
            view! { <p class="error" id=format!("{id}-error")>{icon("alert")}<span>{message}</span></p> }
        });
        let described = error.is_some().then(|| format!("{id}-error"));
        view! {
            <div class="field" data-field=name>
                <label for=id.clone()>{label}</label>
                <span class="select">
                    <select id=id name=name aria-invalid=described.is_some().then_some("true") aria-describedby=described>{option_views(options, None)}</select>
                    {icon("chevron")}
                </span>
                {error}
            </div>
        }
        .into_any()
    };
    view! {
        {error_summary(errors, "r-")}
        <form action="/reports" class="card report-filters" aria-label="What is shown">
            {month("from", "From", &filters.from)}
            {month("to", "To", &filters.to)}
            {filters.client.as_ref().map(|options| choice("client", "Client", options))}
            {choice("product", "Product", &filters.product)}
            {choice("priority", "Priority", &filters.priority)}
            <div class="form-end"><button class="btn primary">"Show"</button><a class="btn quiet" href="/reports">"Reset"</a></div>
        </form>
    }
    .into_any()
}

fn sections(model: &ReportsModel, body: &ReportBody) -> AnyView {
    let file = |name: &str, what: &str| file_link(format!("/reports/{name}.csv{}", model.filters.query), what);
    view! {
        {attainment(model, body, &file)}
        {groups(body, &file)}
        {times(body, &file)}
        {section("excluded", "Excluded time", "Time that did not count against a clock, by who stopped it and why. A stretch that several clocks of a ticket shared is listed once.",
            file("excluded", "the excluded time"), data_table(&body.excluded))}
        {backlog(body, &file)}
        {definitions(model)}
    }
    .into_any()
}

fn section(id: &'static str, title: &'static str, lead: &'static str, file: AnyView, inner: AnyView) -> AnyView {
    let heading = format!("{id}-h");
    view! {
        <section class="card report-part" id=id aria-labelledby=heading.clone()>
            <div class="part-head"><h2 id=heading.clone()>{title}</h2>{file}</div>
            <p class="small muted lead">{lead}</p>
            {inner}
        </section>
    }
    .into_any()
}

fn attainment(model: &ReportsModel, body: &ReportBody, file: &impl Fn(&str, &str) -> AnyView) -> AnyView {
    let is_empty = body.headlines.iter().all(|one| one.share.is_none());
    let inner = if is_empty {
        empty(
            "chart",
            "Nothing to count yet",
            format!(
                "No promise was kept or missed in {}. Running clocks count once they stop or are missed.",
                body.range
            ),
            view! { <a class="btn" href="/reports">"Show the last six months"</a> },
        )
    } else {
        let charts = body.attainment_charts.iter().map(figure);
        view! {
            <ul class="headlines">{body.headlines.iter().map(headline).collect_view()}</ul>
            <div class="charts">{charts.collect_view()}</div>
            <p class="chart-legend tiny muted" aria-hidden="true"><span class="key met"></span>"kept"<span class="key missed"></span>"missed"</p>
            {details("The same by month, as a table", &body.months)}
            {data_table(&body.attainment)}
        }
        .into_any()
    };
    let file = view! { <span class="files-of">{file("attainment", "the attainment by metric and month")}{details_file(model)}</span> };
    section(
        "attainment",
        "Attainment",
        "The share of promises that were kept, in the month in which that was settled. Shares are rounded down: only all is 100 %.",
        file.into_any(),
        inner,
    )
}

fn details_file(model: &ReportsModel) -> AnyView {
    let href = format!("/reports/details.csv{}", model.filters.query);
    view! { <a class="btn quiet small-btn" href=href download>{icon("file")}<span>"All details"<span class="visually-hidden">" as CSV: by month, client, product and metric"</span></span></a> }
        .into_any()
}

fn headline(one: &Headline) -> AnyView {
    let class = if one.missed > 0 { "headline some-missed" } else { "headline" };
    let share = one.share.clone().unwrap_or_else(|| "–".to_owned());
    let missed = (one.missed > 0)
        .then(|| view! { <span class="tiny missed-words">{icon("alert")}{format!("{} missed", one.missed)}</span> });
    view! {
        <li class=class>
            <span class="small muted">{one.metric.clone()}</span>
            <b class="num">{share}</b>
            <span class="tiny muted">{one.words.clone()}</span>
            {missed}
        </li>
    }
    .into_any()
}

fn figure(one: &Chart) -> AnyView {
    let title = one.title.clone();
    view! { <figure class="chart-box"><figcaption class="small">{title}</figcaption>{chart(one)}</figure> }.into_any()
}

fn details(words: &'static str, table: &DataTable) -> AnyView {
    view! {
        <details class="behind"><summary>{icon("chevron")}<span>{words}</span></summary>{data_table(table)}</details>
    }
    .into_any()
}

fn groups(body: &ReportBody, file: &impl Fn(&str, &str) -> AnyView) -> AnyView {
    let clients = body.clients.as_ref().map(|table| {
        let lead = "The same promises by client. Small print: how many were kept of how many that count.";
        section("clients", "By client", lead, file("clients", "the attainment by client"), data_table(table))
    });
    let lead = "The same promises by product. Small print: how many were kept of how many that count.";
    let products = section(
        "products",
        "By product",
        lead,
        file("products", "the attainment by product"),
        data_table(&body.products),
    );
    view! { {clients}{products} }.into_any()
}

fn times(body: &ReportBody, file: &impl Fn(&str, &str) -> AnyView) -> AnyView {
    let parts = body.times.iter().map(|part| {
        let table = details("The same as a table", &part.table);
        view! { <div class="times-part"><h3>{part.title.clone()}</h3>{figure(&part.chart)}{table}</div> }
    });
    let inner = view! {
        <div class="times-parts">{parts.collect_view()}</div>
        <p class="chart-legend tiny muted" aria-hidden="true"><span class="key mean"></span>"mean"<span class="key median"></span>"median"</p>
    };
    section(
        "times",
        "Times",
        "How long it took from the report, day and night. The table also has the time on the clock: without pauses, and in opening hours where the promise is in opening hours.",
        file("times", "the times"),
        inner.into_any(),
    )
}

fn backlog(body: &ReportBody, file: &impl Fn(&str, &str) -> AnyView) -> AnyView {
    let part = &body.backlog;
    let oldest = part.oldest.as_ref().map(|(key, words)| {
        view! { " The oldest is "<a class="link" href=format!("/tickets/{key}")>{key.clone()}</a>{format!(", {words}.")} }
    });
    let note =
        part.note.as_ref().map(|note| view! { <p class="read-only">{icon("info")}<span>{note.clone()}</span></p> });
    let drawing = part.chart.as_ref().map(|one| {
        view! {
            <div class="backlog-parts">
                <figure class="chart-box wide">{chart(one)}</figure>
                {details("The same as a table", &part.table)}
            </div>
            <p class="chart-legend tiny muted" aria-hidden="true"><span class="key missed"></span>"overdue"<span class="key open"></span>"in time, or waiting"</p>
        }
    });
    let inner = view! { <p>{part.words.clone()}{oldest}</p>{note}{drawing} };
    section(
        "backlog",
        "Backlog age",
        "Every open ticket now, by the time since it was reported. The months above do not narrow it.",
        file("backlog", "the backlog"),
        inner.into_any(),
    )
}

fn definitions(model: &ReportsModel) -> AnyView {
    let months = format!("Months are those of {}.", model.zone);
    view! {
        <section class="card report-part" aria-labelledby="terms-h">
            <h2 id="terms-h">"What counts"</h2>
            <dl class="terms">
                <dt>"Kept and missed"</dt>
                <dd>"A kept promise counts in the month in which its clock stopped. A missed one counts in the month in which its due time passed, whether or not it was made good later. Clocks that still run in time do not count yet. "{months}</dd>
                <dt>"Not counted"</dt>
                <dd>"Clocks that were cancelled (declined, duplicate, no longer promised) and clocks that could not be computed. How many there were stands in the table."</dd>
                <dt>"MTTA and MTTR"</dt>
                <dd>"Mean time to acknowledge and mean time to resolution, over what was acknowledged or resolved in the month. The median stands beside the mean, because one forgotten ticket moves a mean far."</dd>
                <dt>"Excluded time"</dt>
                <dd>"What pauses, and the time between resolved and reopened, took out of clocks that were stopped in these months. A pause while the doors are closed takes nothing out."</dd>
                <dt>"Reopened"</dt>
                <dd>"A resolution that is reopened within the policy's days goes on, so it is taken back from the month that counted it."</dd>
            </dl>
        </section>
    }
    .into_any()
}
