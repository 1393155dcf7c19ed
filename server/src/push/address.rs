//! Which addresses may be asked to deliver: a browser names them, so without a rule anybody could let this server send
//! requests into its own network (SECURITY.md, Outbound).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::Url;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// Whether messages may be sent to an address; a sentence when not. Names are looked up when something is sent, by
/// [`Vetted`].
pub(super) fn check(endpoint: &str, is_local: bool) -> Result<Url, String> {
    let refused = |what: &str| {
        Err(format!("The push service's address {what}. Accepted is an https:// address on the public internet."))
    };
    let Ok(url) = Url::parse(endpoint) else { return refused("is not one") };
    if is_local && is_this_machine(&url) {
        return Ok(url);
    }
    if url.scheme() != "https" {
        return refused("is not https");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refused("contains a sign-in");
    }
    match address_in(&url) {
        Some(address) if !is_public(address) => refused("is not a public one"),
        // `localhost` and names without a dot belong to some network of one's own.
        None if !url.host_str().unwrap_or_default().trim_end_matches('.').contains('.') => {
            refused("is not a public one")
        }
        _ => Ok(url),
    }
}

/// The address of a URL that names no host but an address.
fn address_in(url: &Url) -> Option<IpAddr> {
    let host = url.host_str()?;
    host.trim_start_matches('[').trim_end_matches(']').parse().ok()
}

fn is_this_machine(url: &Url) -> bool {
    url.scheme() == "http" && address_in(url).is_some_and(|address| address.is_loopback())
}

/// Looks names up and gives only addresses on the public internet; the connection goes to an address given here, so
/// that a name cannot mean another machine a moment later.
pub(super) struct Vetted;

impl Resolve for Vetted {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err("the name has no public address".into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

/// Whether an address is on the public internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let is_shared = a == 100 && (64..128).contains(&b);
    let is_benchmark = a == 198 && (18..20).contains(&b);
    let is_protocol = a == 192 && b == 0 && c == 0;
    let is_old_relay = a == 192 && b == 88 && c == 99;
    !(a == 0
        || a >= 240
        || is_shared
        || is_benchmark
        || is_protocol
        || is_old_relay
        || address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || address.is_multicast())
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    // 2000::/3 is all that is given out; of it, what carries an IPv4 address inside (6to4, Teredo) and examples are not.
    let is_global = segments[0] & 0xe000 == 0x2000;
    let is_tunnel = segments[0] == 0x2002 || (segments[0] == 0x2001 && segments[1] < 0x0200);
    let is_example = (segments[0] == 0x2001 && segments[1] == 0x0db8) || segments[0] == 0x3fff;
    is_global && !is_tunnel && !is_example
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_push_services_are_accepted() {
        for good in [
            "https://fcm.googleapis.com/fcm/send/abc:def",
            "https://updates.push.services.mozilla.com/wpush/v2/gAAAA",
            "https://web.push.apple.com/QGuQyavXutnMH",
            "https://db5p.notify.windows.com/w/?token=BQYA",
            "https://8.8.8.8/x",
            "https://[2606:4700:4700::1111]/x",
        ] {
            assert!(check(good, false).is_ok(), "{good}");
        }
    }

    #[test]
    fn no_request_is_sent_into_a_network_of_ones_own() {
        for bad in [
            "",
            "push",
            "http://push.example.com/x",
            "ftp://push.example.com/x",
            "https://me:secret@push.example.com/x",
            "https://localhost/x",
            "https://localhost./x",
            "https://intranet/x",
            "https://127.0.0.1/x",
            "https://2130706433/x",
            "https://0x7f.1/x",
            "https://0.0.0.0/x",
            "https://10.1.2.3/x",
            "https://172.16.0.1/x",
            "https://192.168.1.1/x",
            "https://169.254.169.254/latest/meta-data",
            "https://100.64.0.1/x",
            "https://198.18.0.1/x",
            "https://224.0.0.1/x",
            "https://255.255.255.255/x",
            "https://[::1]/x",
            "https://[::]/x",
            "https://[::ffff:127.0.0.1]/x",
            "https://[::ffff:10.0.0.1]/x",
            "https://[64:ff9b::7f00:1]/x",
            "https://[2002:7f00:1::]/x",
            "https://[fc00::1]/x",
            "https://[fe80::1]/x",
            "https://[ff02::1]/x",
            "http://127.0.0.1:9000/x",
        ] {
            let problem = check(bad, false).unwrap_err();
            assert!(problem.contains("https://"), "{bad}: {problem}");
        }
    }

    #[test]
    fn tests_may_use_this_machine_and_no_other_one() {
        assert!(check("http://127.0.0.1:9000/x", true).is_ok() && check("http://[::1]:9000/x", true).is_ok());
        for bad in ["http://10.0.0.1/x", "https://10.0.0.1/x", "http://push.example.com/x", "http://localhost/x"] {
            assert!(check(bad, true).is_err(), "{bad}");
        }
    }

    #[tokio::test]
    async fn a_name_for_this_machine_is_not_looked_up_further() {
        let name = "localhost".parse::<Name>().unwrap();
        assert!(Vetted.resolve(name).await.is_err());
    }
}
