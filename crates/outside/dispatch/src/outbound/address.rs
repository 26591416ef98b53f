//! What kind of network an IP address belongs to, by the registries of special-purpose addresses (RFC 6890 and its successors).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Host;
use crate::Error;

/// The kinds that are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// The public network.
    Public,
    /// This machine or the organization's own network.
    Private,
    /// What no message ever goes to: link-local (where clouds tell their machines' keys), multicast, reserved, examples.
    Unusable,
}

/// Whether a host may have this address.
pub(super) fn check(host: &Host, address: IpAddr) -> Result<(), Error> {
    let name = host.name();
    let allowed = match kind(address) {
        Kind::Public => true,
        Kind::Private => host.is_private(),
        Kind::Unusable => false,
    };
    // Whatever a file of names says, this name is trusted to be this machine.
    if !allowed || (name == "localhost" && !address.is_loopback()) {
        return Err(Error::NotAllowed(format!(
            "{name} has the address {address}; the configuration has to say that it is a private host"
        )));
    }
    Ok(())
}

fn kind(address: IpAddr) -> Kind {
    match address {
        IpAddr::V4(address) => kind_4(address),
        IpAddr::V6(address) => kind_6(address),
    }
}

fn kind_4(address: Ipv4Addr) -> Kind {
    match address.octets() {
        [10 | 127, ..] | [172, 16..=31, ..] | [192, 168, ..] | [100, 64..=127, ..] => Kind::Private,
        [0 | 224..=255, ..]
        | [169, 254, ..]
        | [192, 0, 0 | 2, _]
        | [192, 88, 99, _]
        | [198, 18 | 19, ..]
        | [198, 51, 100, _]
        | [203, 0, 113, _] => Kind::Unusable,
        _ => Kind::Public,
    }
}

fn kind_6(address: Ipv6Addr) -> Kind {
    if let Some(inner) = address.to_ipv4_mapped() {
        return kind_4(inner);
    }
    match address.segments() {
        [0, 0, 0, 0, 0, 0, 0, 1] | [0xfc00..=0xfdff, ..] => Kind::Private,
        // The well-known prefix of NAT64 (RFC 6052): the IPv4 address stands at the end.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            kind_4(Ipv4Addr::from((u32::from(high) << 16) | u32::from(low)))
        }
        // Tunnels and examples within the public range.
        [0x2001, 0..=0x1ff | 0xdb8, ..] | [0x2002, ..] | [0x3fff, 0..=0xfff, ..] => Kind::Unusable,
        [0x2000..=0x3fff, ..] => Kind::Public,
        _ => Kind::Unusable,
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, check, kind};
    use crate::Host;

    #[test]
    fn networks_are_told_apart() {
        for (kind_of, addresses) in [
            (Kind::Public, "8.8.8.8 100.63.0.1 172.32.0.1 2606:4700::1111 ::ffff:8.8.8.8 64:ff9b::808:808"),
            (
                Kind::Private,
                "127.0.0.1 127.255.0.9 10.1.2.3 172.16.0.1 192.168.1.1 100.64.0.1 ::1 fd00::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 64:ff9b::a00:1",
            ),
            (
                Kind::Unusable,
                "0.0.0.0 169.254.169.254 224.0.0.1 255.255.255.255 192.0.2.1 198.18.0.1 203.0.113.9 :: fe80::1 ff02::1 2001:db8::1 \
                 2002:7f00:1:: 2001:0:1::1 64:ff9b:1::1 ::127.0.0.1 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 100::1 3fff::1",
            ),
        ] {
            for address in addresses.split_whitespace() {
                assert_eq!(kind(address.parse().unwrap()), kind_of, "{address}");
            }
        }
    }

    #[test]
    fn a_private_address_needs_a_private_host_and_localhost_is_this_machine() {
        let host = Host::new("hooks.example", &[443]).unwrap();
        assert!(check(&host, "10.0.0.1".parse().unwrap()).is_err());
        assert!(check(&host.private(), "10.0.0.1".parse().unwrap()).is_ok());
        let local = Host::new("localhost", &[25]).unwrap().private();
        assert!(check(&local, "::1".parse().unwrap()).is_ok());
        assert!(check(&local, "10.0.0.1".parse().unwrap()).is_err());
        assert!(check(&local, "8.8.8.8".parse().unwrap()).is_err());
    }
}
