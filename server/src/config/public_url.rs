//! The address under which people reach the server.

use std::fmt;
use std::net::IpAddr;

/// Scheme, host and port without path: an origin. Forms and live streams must come from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    is_https: bool,
    host: String,
    port: Option<u16>,
}

impl PublicUrl {
    /// An origin on this machine, without TLS.
    pub fn local(port: u16) -> Self {
        Self { is_https: false, host: "127.0.0.1".to_owned(), port: Some(port) }
    }

    /// Reads `https://support.example.com` or `http://localhost:3000`; a trailing slash is fine.
    ///
    /// # Errors
    /// A sentence that says what is accepted.
    pub fn parse(text: &str) -> Result<Self, String> {
        let refused = |what: &str| {
            format!(
                "public_url {what}: {text:?}. Write the origin people open, such as \
                 https://support.example.com, without a path"
            )
        };
        let (is_https, rest) = if let Some(rest) = text.strip_prefix("https://") {
            (true, rest)
        } else if let Some(rest) = text.strip_prefix("http://") {
            (false, rest)
        } else {
            return Err(refused("does not begin with https:// or http://"));
        };
        let authority = rest.strip_suffix('/').unwrap_or(rest).to_ascii_lowercase();
        if authority.contains(['/', '?', '#', '@']) {
            return Err(refused("has more than scheme, host and port"));
        }
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !host.ends_with(':') && !port.ends_with(']') => {
                let port = port.parse().map_err(|_| refused("has no valid port"))?;
                (host.to_owned(), Some(port))
            }
            _ => (authority, None),
        };
        let is_name =
            |host: &str| !host.is_empty() && host.bytes().all(|b| b.is_ascii_alphanumeric() || b"-.".contains(&b));
        let is_bracketed = |host: &str| {
            let inner = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
            inner.is_some_and(|inner| inner.parse::<std::net::Ipv6Addr>().is_ok())
        };
        if !is_name(&host) && !is_bracketed(&host) {
            return Err(refused("has no valid host"));
        }
        // Browsers leave the default port out of `Origin`, so it must be left out here too.
        let port = port.filter(|port| *port != if is_https { 443 } else { 80 });
        Ok(Self { is_https, host, port })
    }

    /// Whether browsers speak TLS to it (a proxy in front of this server may end it).
    pub fn is_https(&self) -> bool {
        self.is_https
    }

    /// Whether it can only be reached from this machine.
    pub fn is_local(&self) -> bool {
        let bare = self.host.trim_start_matches('[').trim_end_matches(']');
        self.host == "localhost" || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// The same origin at the port that the system chose.
    #[must_use]
    pub fn with_port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_https { "https" } else { "http" };
        write!(f, "{scheme}://{}", self.host)?;
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_read_and_printed_as_browsers_send_it() {
        for (text, origin) in [
            ("https://Support.Example.com/", "https://support.example.com"),
            ("https://support.example.com:443", "https://support.example.com"),
            ("http://localhost:3000", "http://localhost:3000"),
            ("http://[::1]:3000", "http://[::1]:3000"),
            ("http://[::1]", "http://[::1]"),
            ("http://127.0.0.1:80", "http://127.0.0.1"),
        ] {
            assert_eq!(PublicUrl::parse(text).unwrap().to_string(), origin);
        }
    }

    #[test]
    fn anything_but_an_origin_is_refused() {
        for text in [
            "support.example.com",
            "ftp://x.example",
            "https://x.example/desk",
            "https://user@x.example",
            "https://",
            "https://x.example:port",
            "https://x example",
        ] {
            assert!(PublicUrl::parse(text).unwrap_err().contains("https://support.example.com"), "{text}");
        }
    }

    #[test]
    fn only_loopback_names_are_local() {
        for local in ["http://localhost:1", "http://127.0.0.1:1", "http://127.8.8.8", "http://[::1]:1"] {
            assert!(PublicUrl::parse(local).unwrap().is_local(), "{local}");
        }
        for public in ["http://localhost.example", "http://192.168.1.4:1", "https://x.example"] {
            assert!(!PublicUrl::parse(public).unwrap().is_local(), "{public}");
        }
    }
}
