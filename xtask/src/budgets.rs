//! How many bytes a first visit may cost, measured as a browser would receive them.

use std::path::Path;

use anyhow::{Result, bail};

use crate::html;
use crate::http::Client;
use crate::paths::{Build, Paths, remove_folder};
use crate::people::{self, Person};
use crate::process::{output_of, program};
use crate::serve::{Server, Start, isolate};

/// The first load of the inbox: HTML, CSS, JavaScript, WASM and icons, with brotli.
const FIRST_LOAD: usize = 220_000;
/// The HTML of an inbox page of `ROWS` tickets, with brotli.
const INBOX_HTML: usize = 22_000;
/// A full page of the inbox.
const ROWS: usize = 50;
/// Enough that a page of the inbox is full: about one generated ticket in 25 is open.
const TICKETS: &str = "2500";

/// One file, in bytes, without compression, with gzip and with brotli.
struct Row {
    path: String,
    sizes: [usize; 3],
}

/// Fetches the inbox and everything it names from a running server, prints a table, and fails
/// when it is over a budget.
pub fn check(paths: &Paths) -> Result<()> {
    let data = paths.fresh_folder("budgets")?;
    let people = load_demo(paths, Build::Debug, &data, TICKETS)?;
    let server = Server::start(&Start {
        program: &paths.server(Build::Debug),
        data: &data,
        site: Some(&paths.site(Build::Release)),
        demo: false,
        log: paths.target.join("tmp/budgets.log"),
    })?;
    let mut client = people::sign_in(&server.base, people::with_role(&people, "admin")?)?;
    let page = client.page("/inbox")?;
    let tickets = html::ticket_keys(&page).len();
    let mut rows = vec![measure(&mut client, "/inbox")?];
    for path in loaded_by(&page) {
        rows.push(measure(&mut client, &path)?);
    }
    drop(server);
    remove_folder(&data)?;

    let first_load = rows.iter().map(|row| row.sizes[2]).sum();
    print_table(&rows);
    let mut over = Vec::new();
    for (what, bytes, limit) in [("first load", first_load, FIRST_LOAD), ("inbox HTML", rows[0].sizes[2], INBOX_HTML)] {
        let word = if bytes <= limit { "ok" } else { "OVER" };
        println!("{what:<12} {bytes:>9} of at most {limit:>7} bytes  {word}");
        if bytes > limit {
            over.push(what);
        }
    }
    if tickets < ROWS {
        bail!("the inbox shows {tickets} tickets; the budget is for a page of {ROWS}");
    }
    if !over.is_empty() {
        bail!("over budget: {}", over.join(", "));
    }
    Ok(())
}

/// Fills a folder with generated tickets and answers with who can sign in there.
pub fn load_demo(paths: &Paths, build: Build, data: &Path, tickets: &str) -> Result<Vec<Person>> {
    let mut command = program(paths.server(build), data.parent().unwrap_or(data));
    isolate(&mut command);
    command
        .args(["load-demo", "--tickets", tickets, "--data"])
        .arg(data)
        // It serves nothing, but its configuration is checked as a whole.
        .env("AFTERCARE_SITE_DIR", paths.site(Build::Release));
    output_of(&mut command)?;
    people::read(data)
}

/// The files under `/pkg` that a page names, each once.
fn loaded_by(page: &str) -> Vec<String> {
    let mut paths: Vec<String> = Vec::new();
    for tag in html::tags(page) {
        for name in ["href", "src", "data-glue", "data-wasm"] {
            let path = tag.attribute(name).unwrap_or_default().split('#').next().unwrap_or_default();
            if path.starts_with("/pkg/") && !paths.iter().any(|known| known == path) {
                paths.push(path.to_owned());
            }
        }
    }
    paths
}

fn measure(client: &mut Client, path: &str) -> Result<Row> {
    let mut sizes = [0; 3];
    for (size, encoding) in sizes.iter_mut().zip(["identity", "gzip", "br"]) {
        client.encoding = encoding;
        let response = client.get(path)?;
        if response.status != 200 {
            bail!("GET {path} answered {}", response.status);
        }
        *size = response.body.len();
    }
    client.encoding = "identity";
    Ok(Row { path: path.to_owned(), sizes })
}

fn print_table(rows: &[Row]) {
    println!("{:<44} {:>9} {:>9} {:>9}", "bytes as sent", "plain", "gzip", "brotli");
    for row in rows {
        let [plain, gzip, brotli] = row.sizes;
        println!("{:<44} {plain:>9} {gzip:>9} {brotli:>9}", row.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_a_page_names_is_counted_once() {
        let page = r#"<link rel=stylesheet href="/pkg/aftercare.1.css">
            <script type=module src="/pkg/boot.2.js" data-glue="/pkg/aftercare.3.js"
            data-wasm="/pkg/aftercare.4.wasm"></script><a href="/inbox">x</a>
            <svg><use href="/pkg/icons.5.svg#clock"></use></svg>
            <svg><use href="/pkg/icons.5.svg#lock"></use></svg>"#;
        let expected = ["aftercare.1.css", "boot.2.js", "aftercare.3.js", "aftercare.4.wasm"];
        let mut expected: Vec<_> = expected.iter().map(|name| format!("/pkg/{name}")).collect();
        expected.push("/pkg/icons.5.svg".to_owned());
        assert_eq!(loaded_by(page), expected);
    }
}
