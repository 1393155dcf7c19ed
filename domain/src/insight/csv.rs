//! Tables as files: RFC 4180, and safe to open in a spreadsheet.

/// A table in the making. Every row should have as many cells as the head.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Csv {
    text: String,
    is_in_row: bool,
}

impl Csv {
    /// A table with the names of its columns.
    pub fn new(columns: &[&str]) -> Self {
        let mut csv = Self::default();
        for column in columns {
            csv.words(column);
        }
        csv.end_row();
        csv
    }

    /// A cell of words. What a spreadsheet would take for a formula is written with an apostrophe before it.
    pub fn words(&mut self, text: &str) -> &mut Self {
        let guard = if starts_formula(text) { "'" } else { "" };
        self.cell(&[guard, text].concat())
    }

    /// A cell with a count, seconds, or another number that is not negative.
    pub fn number(&mut self, number: u64) -> &mut Self {
        self.cell(&number.to_string())
    }

    /// A cell with a number, empty when there is none.
    pub fn optional_number(&mut self, number: Option<u64>) -> &mut Self {
        match number {
            Some(number) => self.number(number),
            None => self.cell(""),
        }
    }

    /// Ends the row.
    pub fn end_row(&mut self) {
        self.text.push_str("\r\n");
        self.is_in_row = false;
    }

    /// The file.
    pub fn into_text(self) -> String {
        self.text
    }

    fn cell(&mut self, text: &str) -> &mut Self {
        if self.is_in_row {
            self.text.push(',');
        }
        self.is_in_row = true;
        if text.contains([',', '"', '\r', '\n']) {
            self.text.push('"');
            self.text.push_str(&text.replace('"', "\"\""));
            self.text.push('"');
        } else {
            self.text.push_str(text);
        }
        self
    }
}

/// Whether a spreadsheet may calculate a cell that begins like this; spaces before it do not protect.
fn starts_formula(text: &str) -> bool {
    let first = text.trim_start_matches([' ', '\u{a0}']).chars().next();
    matches!(first, Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> String {
        let mut csv = Csv::default();
        for cell in cells {
            csv.words(cell);
        }
        csv.end_row();
        csv.into_text()
    }

    #[test]
    fn commas_quotes_and_line_breaks_are_quoted_and_lines_end_with_crlf() {
        assert_eq!(
            row(&["plain", "a,b", "say \"hi\"", "two\nlines"]),
            "plain,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\"\r\n"
        );
        assert_eq!(row(&["", "b", ""]), ",b,\r\n");
    }

    #[test]
    fn what_a_spreadsheet_would_calculate_stays_text() {
        for nasty in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\n=1"] {
            let written = row(&[nasty]);
            assert!(written.trim_start_matches('"').starts_with('\''), "{nasty:?}: {written:?}");
        }
        assert_eq!(row(&["ACME-1", "3 = 3"]), "ACME-1,3 = 3\r\n");
        assert_eq!(row(&["=HYPERLINK(\"http://x\",\"y\")"]), "\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"\r\n");
    }

    #[test]
    fn numbers_are_plain_and_missing_ones_empty() {
        let mut csv = Csv::new(&["a", "b"]);
        csv.number(7).optional_number(None).end_row();
        assert_eq!(csv.into_text(), "a,b\r\n7,\r\n");
    }
}
