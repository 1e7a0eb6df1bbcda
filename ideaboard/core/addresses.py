"""Which network addresses belong to the public internet: pure judgement, no connection is made here."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

# the special-purpose registries of IANA (RFC 6890 and what was added since), written out: the answer must not change
# with the Python at hand
_NOT_PUBLIC_4 = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
        "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
        "224.0.0.0/4", "240.0.0.0/4",
    )
)  # fmt: skip
_GLOBAL_UNICAST_6 = ip_network("2000::/3")  # everything else is local, multicast, reserved, or wraps an IPv4 address
_NOT_PUBLIC_6 = tuple(
    ip_network(block)
    for block in (
        "2001::/23",  # protocol assignments, among them Teredo, which wraps IPv4
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4, which wraps IPv4
        "3fff::/20",  # documentation
    )
)


def is_public(address: str) -> bool:
    """Whether this IP address is somebody's on the public internet.

    False for private, loopback, link-local, shared (CGNAT), multicast, reserved and documentation addresses, for every
    IPv6 form that carries an IPv4 address (mapped, compatible, 6to4, Teredo, NAT64), and for what is no address.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv4Address):
        return parsed.is_global and not any(parsed in block for block in _NOT_PUBLIC_4)
    return _is_public_6(parsed)


def _is_public_6(address: IPv6Address) -> bool:
    if address.scope_id is not None or address not in _GLOBAL_UNICAST_6:
        return False
    return address.is_global and not any(address in block for block in _NOT_PUBLIC_6)
