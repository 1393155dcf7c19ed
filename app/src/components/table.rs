//! Tables that stay readable on a phone: each cell carries its column's name, rows become cards.

use leptos::prelude::*;

/// One row: where it leads, and its cells. The first cell is the row's name and holds the link.
pub struct TableRow {
    /// Where the first cell leads.
    pub href: Option<String>,
    /// As many as there are columns.
    pub cells: Vec<AnyView>,
}

/// A table with a caption for assistive technology.
pub fn table(caption: &'static str, columns: &[&'static str], rows: Vec<TableRow>) -> AnyView {
    let heads = columns.iter().map(|column| view! { <th scope="col">{*column}</th> }).collect_view();
    let columns = columns.to_vec();
    let rows = rows.into_iter().map(|row| {
        let mut href = row.href;
        let cells = row.cells.into_iter().zip(&columns).enumerate().map(|(index, (cell, column))| {
            if index > 0 {
                return view! { <td data-label=*column>{cell}</td> }.into_any();
            }
            match href.take() {
                Some(href) => view! { <th scope="row"><a class="cover" href=href>{cell}</a></th> }.into_any(),
                None => view! { <th scope="row">{cell}</th> }.into_any(),
            }
        });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    view! {
        <table class="table">
            <caption class="visually-hidden">{caption}</caption>
            <thead><tr>{heads}</tr></thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// A titled surface.
pub fn card(title: impl Into<String>, body: impl IntoView + 'static) -> AnyView {
    view! { <section class="card"><h2>{title.into()}</h2>{body.into_any()}</section> }.into_any()
}
