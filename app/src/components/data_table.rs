//! Tables of figures: the first cell names the row; on a phone each cell carries its column's name.

use leptos::prelude::*;

use super::icon::icon;
use crate::model::reports::{Cell, DataTable};

/// A table, or one sentence when there is nothing in it.
pub fn data_table(table: &DataTable) -> AnyView {
    if table.rows.is_empty() {
        return view! { <p class="muted nothing">{table.nothing.clone()}</p> }.into_any();
    }
    let heads = table.columns.iter().enumerate().map(|(index, column)| {
        let is_figure = table.rows.iter().any(|row| matches!(row.get(index), Some(Cell::Figure(..))));
        let class = is_figure.then_some("fig");
        view! { <th scope="col" class=class>{column.clone()}</th> }
    });
    let rows = table.rows.iter().map(|row| {
        let cells = row.iter().zip(&table.columns).enumerate().map(|(index, (cell, column))| {
            if index == 0 {
                return view! { <th scope="row">{inner(cell)}</th> }.into_any();
            }
            let class = matches!(cell, Cell::Figure(..)).then_some("fig");
            view! { <td data-label=column.clone() class=class>{inner(cell)}</td> }.into_any()
        });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    view! {
        <div class="data-scroll" tabindex="0" role="region" aria-label=table.caption.clone()>
            <table class="table data">
                <caption class="visually-hidden">{table.caption.clone()}</caption>
                <thead><tr>{heads.collect_view()}</tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn inner(cell: &Cell) -> AnyView {
    match cell {
        Cell::Words(text) => view! { <span>{text.clone()}</span> }.into_any(),
        Cell::Figure(text, small) => {
            let small = (!small.is_empty()).then(|| view! { <span class="tiny muted">{small.clone()}</span> });
            view! { <span class="num figure">{text.clone()}</span>{small} }.into_any()
        }
        Cell::Tickets(keys, more) => {
            let links =
                keys.iter().map(|key| view! { <a class="link" href=format!("/tickets/{key}")>{key.clone()}</a>" " });
            let more = (*more > 0).then(|| view! { <span class="muted">{format!("and {more} more")}</span> });
            view! { <span class="ticket-links">{links.collect_view()}{more}</span> }.into_any()
        }
    }
}

/// The link to a table's file.
pub fn file_link(href: String, what: &str) -> AnyView {
    let words = format!(" with {what}");
    view! { <a class="btn quiet small-btn" href=href download>{icon("file")}<span>"CSV"<span class="visually-hidden">{words}</span></span></a> }
        .into_any()
}
