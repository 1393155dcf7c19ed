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
/// The code of `/field`, JavaScript and WASM, with brotli; nobody waits for it without a network.
const FIELD_CODE: usize = 195_000;
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

/// Fetches the inbox and everything it names, and the code that the field workspace names, from a running server,
/// prints a table for each, and fails when one is over its budget.
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
    let mut code = Vec::new();
    for path in loaded_by(&client.page("/field")?).iter().filter(|path| is_code(path)) {
        code.push(measure(&mut client, path)?);
    }
    drop(server);
    remove_folder(&data)?;

    print_table("inbox, bytes as sent", &rows);
    print_table("field, bytes as sent", &code);
    let brotli = |rows: &[Row]| rows.iter().map(|row| row.sizes[2]).sum();
    let mut over = Vec::new();
    for (what, bytes, limit) in [
        ("first load", brotli(&rows), FIRST_LOAD),
        ("inbox HTML", rows[0].sizes[2], INBOX_HTML),
        ("field code", brotli(&code), FIELD_CODE),
    ] {
        let word = if bytes <= limit { "ok" } else { "OVER" };
        println!("{what:<12} {bytes:>9} of at most {limit:>7} bytes  {word}");
        if bytes > limit {
            over.push(what);
        }
    }
    if !code.iter().any(|row| has_ending(&row.path, "wasm")) {
        bail!("the page /field names no WASM, so its code was not measured");
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

fn is_code(path: &str) -> bool {
    has_ending(path, "js") || has_ending(path, "wasm")
}

fn has_ending(path: &str, ending: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == ending)
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

fn print_table(title: &str, rows: &[Row]) {
    println!("{title:<44} {:>9} {:>9} {:>9}", "plain", "gzip", "brotli");
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

    #[test]
    fn code_is_javascript_and_wasm() {
        let paths = ["/pkg/boot.2.js", "/pkg/field.4.wasm", "/pkg/aftercare.1.css", "/pkg/icons.5.svg"];
        assert_eq!(paths.map(is_code), [true, true, false, false]);
    }
}
