//! JSON as this device keeps it, read in one go. Deriving the readers of a hundred types costs a third of the whole
//! program, and each tagged or flattened one reads by way of a copy; here everything is read from one tree.

use std::borrow::Cow;

/// A value. Texts without escapes lie in what was read.
#[derive(Debug, Clone, PartialEq)]
pub enum Json<'a> {
    Null,
    Bool(bool),
    /// A whole number: nothing that is kept has fractions, and what follows the point is dropped.
    Number(i64),
    Text(Cow<'a, str>),
    List(Vec<Json<'a>>),
    /// In the order in which they stand; the first of a name counts.
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

/// What is missing in an object.
const NULL: Json<'static> = Json::Null;
/// Deeper than anything that is kept.
const DEPTH_MAX: usize = 32;

impl<'a> Json<'a> {
    /// Reads a text; none when it is not JSON.
    pub fn parse(text: &'a str) -> Option<Self> {
        let mut reader = Reader { text, at: 0 };
        let value = reader.value(0)?;
        reader.skip_space();
        (reader.at == text.len()).then_some(value)
    }

    /// A field; null when there is none of the name.
    pub fn get(&self, name: &str) -> &Self {
        match self {
            Self::Object(fields) => fields.iter().find(|(known, _)| known == name).map_or(&NULL, |(_, value)| value),
            _ => &NULL,
        }
    }

    /// A text; empty for anything else.
    pub fn text(&self) -> &str {
        match self {
            Self::Text(text) => text,
            _ => "",
        }
    }

    /// The texts of an object, by name.
    pub fn texts(&self) -> Vec<(String, String)> {
        let Self::Object(fields) = self else { return Vec::new() };
        let text = |(name, value): &(Cow<str>, Self)| match value {
            Self::Text(text) => Some((name.to_string(), text.to_string())),
            _ => None,
        };
        fields.iter().filter_map(text).collect()
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or_default()
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    /// Goes over a mark, and says whether it was there.
    fn takes(&mut self, mark: u8) -> bool {
        self.skip_space();
        let is_there = self.peek() == mark;
        self.at += usize::from(is_there);
        is_there
    }

    fn word(&mut self, word: &str, value: Json<'a>) -> Option<Json<'a>> {
        self.text.get(self.at..)?.starts_with(word).then(|| {
            self.at += word.len();
            value
        })
    }

    fn value(&mut self, depth: usize) -> Option<Json<'a>> {
        if depth > DEPTH_MAX {
            return None;
        }
        self.skip_space();
        match self.peek() {
            b'{' => self.object(depth),
            b'[' => self.list(depth),
            b'"' => self.string().map(Json::Text),
            b't' => self.word("true", Json::Bool(true)),
            b'f' => self.word("false", Json::Bool(false)),
            b'n' => self.word("null", Json::Null),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: usize) -> Option<Json<'a>> {
        self.at += 1;
        let mut fields = Vec::new();
        if self.takes(b'}') {
            return Some(Json::Object(fields));
        }
        loop {
            self.skip_space();
            let name = self.string()?;
            if !self.takes(b':') {
                return None;
            }
            fields.push((name, self.value(depth + 1)?));
            if self.takes(b'}') {
                return Some(Json::Object(fields));
            }
            if !self.takes(b',') {
                return None;
            }
        }
    }

    fn list(&mut self, depth: usize) -> Option<Json<'a>> {
        self.at += 1;
        let mut values = Vec::new();
        if self.takes(b']') {
            return Some(Json::List(values));
        }
        loop {
            values.push(self.value(depth + 1)?);
            if self.takes(b']') {
                return Some(Json::List(values));
            }
            if !self.takes(b',') {
                return None;
            }
        }
    }

    fn number(&mut self) -> Option<Json<'a>> {
        let is_negative = self.peek() == b'-';
        self.at += usize::from(is_negative);
        let start = self.at;
        let mut number = 0_i64;
        while self.peek().is_ascii_digit() {
            number = number.saturating_mul(10).saturating_add(i64::from(self.peek() - b'0'));
            self.at += 1;
        }
        if self.at == start {
            return None;
        }
        if self.peek() == b'.' {
            self.at += 1;
            while self.peek().is_ascii_digit() {
                self.at += 1;
            }
        }
        Some(Json::Number(if is_negative { -number } else { number }))
    }

    fn string(&mut self) -> Option<Cow<'a, str>> {
        if self.peek() != b'"' {
            return None;
        }
        self.at += 1;
        let mut start = self.at;
        let mut escaped = String::new();
        loop {
            // Bytes of longer characters are none of these, so a piece never ends inside one.
            let mark = *self.text.as_bytes().get(self.at)?;
            self.at += 1;
            if mark != b'"' && mark != b'\\' {
                continue;
            }
            let piece = self.text.get(start..self.at - 1)?;
            if mark == b'"' {
                if escaped.is_empty() {
                    return Some(Cow::Borrowed(piece));
                }
                escaped.push_str(piece);
                return Some(Cow::Owned(escaped));
            }
            escaped.push_str(piece);
            escaped.push(self.escape()?);
            start = self.at;
        }
    }

    /// The character after a backslash.
    fn escape(&mut self) -> Option<char> {
        let mark = self.peek();
        self.at += 1;
        Some(match mark {
            b'"' | b'\\' | b'/' => char::from(mark),
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => {
                let first = self.unit()?;
                if !(0xd800..0xdc00).contains(&first) {
                    // Half of a pair is no character; browsers write such halves as they were typed.
                    return Some(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                let before = self.at;
                let second = if self.word("\\u", Json::Null).is_some() { self.unit()? } else { 0 };
                if !(0xdc00..0xe000).contains(&second) {
                    self.at = before;
                    return Some(char::REPLACEMENT_CHARACTER);
                }
                char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))?
            }
            _ => return None,
        })
    }

    fn unit(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        self.at += 4;
        digits.chars().try_fold(0, |unit, digit| Some(unit * 16 + digit.to_digit(16)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_value_is_read() {
        let text = r#" {"a": [1, -20, 3.75, true, false, null], "b": {}, "c": [], "d": "x", "a": 0} "#;
        let json = Json::parse(text).unwrap();
        let list = [1, -20, 3].map(Json::Number).into_iter().chain([Json::Bool(true), Json::Bool(false), Json::Null]);
        assert_eq!(*json.get("a"), Json::List(list.collect()));
        assert_eq!(json.get("d").text(), "x");
        assert_eq!((json.get("b"), json.get("c")), (&Json::Object(Vec::new()), &Json::List(Vec::new())));
        assert_eq!((json.get("gone"), json.get("a").get("a")), (&Json::Null, &Json::Null));
        assert_eq!(json.texts(), [("d".to_owned(), "x".to_owned())]);
    }

    #[test]
    fn texts_come_out_as_they_were_written() {
        for text in ["", "plain", "\"quoted\" \\ / \n\r\t\u{8}\u{c}\u{1}", "Łódź 😀 über", "\u{7f}\u{2028}", "\\u0041"]
        {
            let written = serde_json::to_string(text).unwrap();
            assert_eq!(Json::parse(&written).unwrap().text(), text, "{written}");
        }
        assert_eq!(Json::parse(r#""\ud83d\ude00\u0141""#).unwrap().text(), "😀Ł");
        assert_eq!(Json::parse(r#""a\ud83db\ude00\ud83d\u0041""#).unwrap().text(), "a\u{fffd}b\u{fffd}\u{fffd}A");
    }

    #[test]
    fn what_is_not_json_is_not_read() {
        let deep = ["[".repeat(64), "]".repeat(64)].concat();
        let broken = [
            "",
            " ",
            "{",
            "[",
            "[1",
            "[1,]",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{a:1}",
            "\"a",
            "\"\\x\"",
            "\"\\u12\"",
            "tru",
            "-",
            "1 2",
            "1e5",
            "[]]",
            "\"\\u12g4\"",
            "\"\\ud83d\\u12\"",
            &deep,
        ];
        for text in broken {
            assert_eq!(Json::parse(text), None, "{text}");
        }
    }
}
