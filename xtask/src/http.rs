//! A small HTTP/1.1 client: one kept-alive connection, cookies, no redirects.
//!
//! Measurements need to know what happens between request and answer, so nothing is hidden here.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, bail};

const TIMEOUT: Duration = Duration::from_mins(1);

/// One browser's connection and cookies.
pub struct Client {
    /// Host and port.
    authority: String,
    connection: Option<BufReader<TcpStream>>,
    cookies: BTreeMap<String, String>,
    /// The `Accept-Encoding` to send; "identity" until it is set.
    pub encoding: &'static str,
}

/// An answer, its body as it came over the wire (but without chunk marks).
pub struct Response {
    /// The status code.
    pub status: u16,
    headers: Vec<(String, String)>,
    /// The body, still compressed if the server compressed it.
    pub body: Vec<u8>,
}

/// What to send.
pub enum Body<'a> {
    /// Nothing: a GET.
    None,
    /// `application/x-www-form-urlencoded`
    Form(&'a [(String, String)]),
    /// `multipart/form-data`
    Multipart(&'a [(String, String)]),
}

impl Client {
    /// A client of `http://HOST:PORT`, without cookies.
    pub fn new(base: &str) -> Result<Self> {
        let authority = base.trim_end_matches('/').strip_prefix("http://");
        let authority = authority.with_context(|| format!("{base} does not start with http://"))?;
        Ok(Self { authority: authority.to_owned(), connection: None, cookies: BTreeMap::new(), encoding: "identity" })
    }

    /// A second connection that is signed in as the same person.
    pub fn twin(&self) -> Self {
        Self {
            authority: self.authority.clone(),
            connection: None,
            cookies: self.cookies.clone(),
            encoding: self.encoding,
        }
    }

    /// The same person on a server that was started again, at another address.
    pub fn at(&self, base: &str) -> Result<Self> {
        let cookies = self.cookies.clone();
        Ok(Self { cookies, ..Self::new(base)? })
    }

    /// Reads a page.
    pub fn get(&mut self, path: &str) -> Result<Response> {
        self.send("GET", path, &Body::None)
    }

    /// Reads a page that must answer 200.
    pub fn page(&mut self, path: &str) -> Result<String> {
        let response = self.get(path)?;
        if response.status != 200 {
            let to = response.header("location").unwrap_or_default();
            bail!("GET {path} answered {} {to}", response.status);
        }
        Ok(response.text())
    }

    /// Sends a request and waits for the whole answer. A kept connection that the server has
    /// closed meanwhile is opened again, once.
    pub fn send(&mut self, method: &str, path: &str, body: &Body) -> Result<Response> {
        let request = self.request(method, path, body);
        let kept = self.connection.is_some();
        let answer = match self.exchange(&request) {
            Err(_) if kept => self.exchange(&request),
            answer => answer,
        };
        let response = answer.with_context(|| format!("{method} {path}"))?;
        for (name, value) in &response.headers {
            if name == "set-cookie"
                && let Some((key, value)) = value.split(';').next().and_then(|c| c.split_once('='))
            {
                self.cookies.insert(key.trim().to_owned(), value.trim().to_owned());
            }
        }
        Ok(response)
    }

    /// The `Cookie` header that it sends.
    pub fn cookie(&self) -> String {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        cookies.join("; ")
    }

    fn request(&self, method: &str, path: &str, body: &Body) -> Vec<u8> {
        let (kind, content) = match body {
            Body::None => (String::new(), Vec::new()),
            Body::Form(fields) => ("application/x-www-form-urlencoded".to_owned(), encode_form(fields).into_bytes()),
            Body::Multipart(fields) => {
                let boundary = "----aftercare-xtask-7MA4YWxk";
                let content = encode_multipart(fields, boundary);
                (format!("multipart/form-data; boundary={boundary}"), content.into_bytes())
            }
        };
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/html,*/*\r\n\
             Accept-Encoding: {encoding}\r\nSec-Fetch-Site: same-origin\r\nCookie: {cookies}\r\n",
            host = self.authority,
            encoding = self.encoding,
            cookies = self.cookie(),
        );
        if !kind.is_empty() {
            let content = format!(
                "Origin: http://{}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n",
                self.authority,
                content.len()
            );
            head.push_str(&content);
        }
        let mut request = (head + "\r\n").into_bytes();
        request.extend(content);
        request
    }

    fn exchange(&mut self, request: &[u8]) -> Result<Response> {
        // Put back below only if the server keeps it open and the answer was whole.
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => connect(&self.authority)?,
        };
        connection.get_mut().write_all(request)?;
        let response = read_response(&mut connection)?;
        if response.header("connection").is_none_or(|c| !c.eq_ignore_ascii_case("close")) {
            self.connection = Some(connection);
        }
        Ok(response)
    }
}

impl Response {
    /// The first header of that (lower-case) name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

fn connect(authority: &str) -> Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(authority).with_context(|| format!("connect {authority}"))?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    Ok(BufReader::with_capacity(64 * 1024, stream))
}

fn read_response(from: &mut impl BufRead) -> Result<Response> {
    let status_line = read_line(from)?;
    let status: u16 = status_line
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .with_context(|| format!("not an HTTP answer: {status_line:?}"))?;
    let mut headers = Vec::new();
    loop {
        let line = read_line(from)?;
        if line.is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
    }
    let mut response = Response { status, headers, body: Vec::new() };
    let chunked = response.header("transfer-encoding").is_some_and(|t| t.contains("chunked"));
    if chunked {
        loop {
            let size = read_line(from)?;
            let size = usize::from_str_radix(size.split(';').next().unwrap_or_default(), 16)
                .with_context(|| format!("not a chunk size: {size:?}"))?;
            let start = response.body.len();
            response.body.resize(start + size, 0);
            from.read_exact(&mut response.body[start..])?;
            read_line(from)?;
            if size == 0 {
                break;
            }
        }
    } else if let Some(length) = response.header("content-length") {
        response.body = vec![0; length.parse().context("content-length")?];
        from.read_exact(&mut response.body)?;
    } else if !matches!(status, 204 | 304) {
        from.read_to_end(&mut response.body)?;
    }
    Ok(response)
}

fn read_line(from: &mut impl BufRead) -> Result<String> {
    let mut line = String::new();
    if from.read_line(&mut line)? == 0 {
        bail!("the server closed the connection");
    }
    Ok(line.trim_end().to_owned())
}

fn encode_form(fields: &[(String, String)]) -> String {
    let pairs: Vec<_> = fields.iter().map(|(key, value)| format!("{}={}", encode(key), encode(value))).collect();
    pairs.join("&")
}

fn encode(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

fn encode_multipart(fields: &[(String, String)], boundary: &str) -> String {
    let parts: Vec<_> = fields
        .iter()
        .map(|(name, value)| {
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        })
        .collect();
    format!("{}--{boundary}--\r\n", parts.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_joined_and_the_next_answer_is_left() {
        let wire = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x\r\nde\r\n\
                     0\r\n\r\nHTTP/1.1 303 See Other\r\nLocation: /\r\ncontent-length: 0\r\n\r\n";
        let mut from = &wire[..];
        assert_eq!(read_response(&mut from).unwrap().text(), "abcde");
        let second = read_response(&mut from).unwrap();
        assert_eq!((second.status, second.header("location")), (303, Some("/")));
        assert!(read_response(&mut from).is_err());
    }

    #[test]
    fn form_is_percent_encoded() {
        let fields = [("a b".to_owned(), "ü&=".to_owned())];
        assert_eq!(encode_form(&fields), "a%20b=%C3%BC%26%3D");
    }
}
