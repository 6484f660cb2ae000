"""Which addresses may be dialled. Pure: nothing here resolves a name or opens a connection.

A feed's address is typed by an editor or sent in a redirect, so every hop is checked twice: its URL before anything
is dialled (`check_url`), and the IP address that its name resolved to (`refuse_reason`).
Special-purpose ranges follow the IANA registries of RFC 6890; embedded IPv4 follows RFC 4291 (mapped), RFC 3056
(6to4), RFC 4380 (Teredo), RFC 6052 and RFC 8215 (NAT64) and RFC 5214 (ISATAP).
"""

import re
import socket
import unicodedata
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from feeds.errors import FetchError

WEB_PORTS = frozenset({80, 443})

# Longer addresses are refused by common servers and caches, and no feed needs one.
MAX_URL_CHARACTERS = 4096

# Cloud providers answer with machine credentials here; the others of that kind lie in private ranges already.
_METADATA = frozenset({IPv4Address("168.63.129.16")})

# Special-purpose ranges that older releases of `ipaddress` call global: protocol assignments, the relays of 6to4,
# documentation and segment routing.
_NOT_GLOBAL = tuple(
    ip_network(text)
    for text in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20", "5f00::/16", "100::/64")
)
_NAT64 = (ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"))
_IPV4_COMPATIBLE = ip_network("::/96")
_ISATAP_MARKS = frozenset({0x00005EFE, 0x02005EFE})

# What `inet_aton` reads as an IPv4 address: one to four decimal, octal or hexadecimal numbers.
_NUMERIC_HOST = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}", re.IGNORECASE)
_FORBIDDEN_IN_URL = re.compile(r"[\x00-\x1f\x7f\\]")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
# What needs no joining, as most addresses of feeds and pages: absolute, with nothing that splitting could refuse.
_PLAIN_URL = re.compile(r"https?://[a-zA-Z0-9][a-zA-Z0-9.-]*(?:/[^\s\x00-\x20\x7f]*)?")
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_-])?", re.IGNORECASE)

# Characters that may stand in a path or query as they are; "%" too, so that what is encoded stays so (RFC 3986).
_SAFE_IN_URL = "/%:@!$&'()*+,;=~?-._"


def refuse_reason(ip: str, *, allow_loopback: bool = False) -> str | None:
    """Say why the IP address `ip` must not be dialled, or None where it may.

    `ip` is an IPv4 or IPv6 address in text, as the resolver gave it (a zone such as "%eth0" is ignored).
    `allow_loopback` permits 127.0.0.0/8 and ::1 and nothing else that is private.
    """
    try:
        address = ip_address(ip.partition("%")[0])
    except ValueError:
        return f"{ip!r} is not an IP address"
    if isinstance(address, IPv6Address):
        return _refuse_ipv6(address, allow_loopback=allow_loopback)
    return _refuse_ipv4(address, allow_loopback=allow_loopback)


def absolute_url(address: str | None, base: str | None) -> str | None:
    """The absolute http(s) address that `address` stands for in a document at `base` (RFC 3986, section 5).

    None where it is empty, has another scheme or no host, or is relative without a base. Control characters are
    dropped, as browsers drop tabs and line ends inside an address (WHATWG URL).
    """
    written = (address or "").strip()
    if _PLAIN_URL.fullmatch(written):
        return written
    written = _CONTROLS.sub("", written)
    if not written:
        return None
    try:
        joined = urljoin(base or "", written)
        parts = urlsplit(joined)
        return joined if parts.scheme in ("http", "https") and parts.hostname else None
    except ValueError:  # brackets that hold no IPv6 address
        return None


def without_feed_scheme(address: str) -> str:
    """The web address in one with the scheme by which browsers once handed feeds to readers: "feed://host/rss",
    "feed:https://host/rss"; any other address as it is."""
    address = address.strip()
    if address[:5].lower() != "feed:":
        return address
    rest = address[5:]
    return f"http:{rest}" if rest.startswith("//") else rest


def clean_url(url: str) -> str:
    """Return `url` in the form that is requested and logged: no credentials, no fragment, ASCII only.

    The host is in lower case and in its IDNA form, a trailing dot is dropped, and characters that a request line
    cannot carry are percent-encoded. Raises `FetchError` where `url` is no absolute http(s) address.
    """
    parts = _split(url)
    host = _ascii_host(parts.hostname or "", where=_without_userinfo(url))
    if ":" in host:
        host = f"[{host}]"
    port = _port(parts)
    default = {"http": 80, "https": 443}.get(parts.scheme)
    authority = host if port in {None, default} else f"{host}:{port}"
    path = quote(parts.path or "/", safe=_SAFE_IN_URL)
    return urlunsplit((parts.scheme, authority, path, quote(parts.query, safe=_SAFE_IN_URL + "[]|"), ""))


def has_credentials(url: str) -> bool:
    """Whether `url` carries a name, or a name and a password, before its host."""
    return _without_userinfo(url) != url


# RFC 1035 section 2.3.4, without the final dot (characters).
LONGEST_HOST = 253


def host_of(url: str) -> str:
    """The host of an address in its one form (lower case, ASCII, no final dot); what rate limits are kept for. Empty where it is
    no address."""
    try:
        host = urlsplit(url).hostname or ""
        return _ascii_host(host, where=url) if host else ""
    except (ValueError, FetchError):
        return ""


def shown_url(url: str) -> str:
    """`url` as it may be shown and logged: without a name and password. Never raises."""
    return _without_userinfo(url)


def check_url(url: str, *, ports: frozenset[int] = frozenset(), allow_loopback: bool = False) -> None:
    """Raise `FetchError` where `url` must not be fetched, with a sentence that says why.

    `ports` are permitted beside 80 and 443. Only http and https pass. A host that is an IP address is checked as
    `refuse_reason` does; an odd spelling of one (decimal, octal, hexadecimal, shortened) is refused whatever it means.
    """
    parts = _split(url)
    where = _without_userinfo(url)
    host = _ascii_host(parts.hostname or "", where=where)
    port = _port(parts)
    if port is not None and port not in WEB_PORTS | ports:
        raise FetchError(where, f"port {port} is not allowed; use an address on port 80 or 443")
    reason = _refuse_host(host, allow_loopback=allow_loopback)
    if reason:
        raise FetchError(where, f"this address may not be fetched: {reason}")


def _split(url: str) -> SplitResult:
    """Split `url`, refusing what no web address holds."""
    where = _without_userinfo(url)
    if len(url) > MAX_URL_CHARACTERS:
        raise FetchError(where[:200], f"the address is longer than {MAX_URL_CHARACTERS} characters")
    if _FORBIDDEN_IN_URL.search(url.strip()):
        raise FetchError(where, "the address holds a control character or a backslash; correct it")
    try:
        parts = urlsplit(url.strip())
        _ = parts.port
    except ValueError as error:
        raise FetchError(where, f"this is not a valid address ({error}); correct it") from error
    if parts.scheme not in {"http", "https"}:
        raise FetchError(where, "the address must begin with http:// or https://")
    if not parts.hostname:
        raise FetchError(where, "the address names no host; write it as https://host/path")
    return parts


def _port(parts: SplitResult) -> int | None:
    return parts.port


def _without_userinfo(url: str) -> str:
    """Cut "user:password@" by text alone, so that it works on addresses that cannot be parsed."""
    return re.sub(r"^(\s*[a-z][a-z0-9+.-]*:)?//[^/?#]*@", r"\1//", url, flags=re.IGNORECASE)


def _ascii_host(host: str, *, where: str) -> str:
    """Give the ASCII form of a host: compatibility digits and dots folded, IDNA encoded, no trailing dot."""
    folded = unicodedata.normalize("NFKC", host).translate({0x3002: ".", 0xFF61: "."}).lower()
    folded = folded.removesuffix(".")
    if ":" in folded:
        return folded
    try:
        encoded = folded.encode("idna").decode("ascii")
    except UnicodeError as error:
        raise FetchError(where, f"{host!r} is not a valid host name; correct it") from error
    if not _HOST.fullmatch(encoded) or len(encoded) > LONGEST_HOST:
        raise FetchError(where, f"{host!r} is not a valid host name; correct it")
    return encoded


def _refuse_host(host: str, *, allow_loopback: bool) -> str | None:
    if host == "localhost" or host.endswith(".localhost"):
        return None if allow_loopback else "it is a loopback address"
    if ":" in host:
        return refuse_reason(host, allow_loopback=allow_loopback)
    if not _NUMERIC_HOST.fullmatch(host):
        return None
    try:
        return refuse_reason(str(IPv4Address(host)), allow_loopback=allow_loopback)
    except ValueError:
        return _refuse_odd_spelling(host)


def _refuse_odd_spelling(host: str) -> str:
    try:
        meant = socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return f"{host} is no host name; write the host's name"
    return f"{host} is an odd spelling of {meant}; write the host's name"


def _refuse_ipv4(address: IPv4Address, *, allow_loopback: bool) -> str | None:
    if address.is_loopback:
        return None if allow_loopback else "it is a loopback address"
    if address in _METADATA:
        return "it is a cloud metadata address"
    return _refuse_range(address)


def _refuse_ipv6(address: IPv6Address, *, allow_loopback: bool) -> str | None:
    if address.is_loopback:
        return None if allow_loopback else "it is a loopback address"
    embedded = _embedded_ipv4(address)
    if embedded is not None:
        # A loopback address in disguise is never what an editor meant, so `allow_loopback` does not open it.
        reason = _refuse_ipv4(embedded, allow_loopback=False)
        if reason:
            return f"it embeds {embedded}: {reason}"
    if address.sixtofour or address.teredo:
        return "it belongs to a retired tunnel range"
    if address.ipv4_mapped or any(address in network for network in _NAT64):
        return None
    if address.is_site_local:
        return "it is a private address"
    return _refuse_range(address)


def _refuse_range(address: IPv4Address | IPv6Address) -> str | None:
    """Name the special-purpose range that holds `address`, the most telling name first."""
    if address.is_unspecified:
        return "it is the unspecified address"
    if address.is_multicast:
        return "it is a multicast address"
    if address.is_link_local:
        return "it is a link-local address (cloud metadata lives there)"
    if address.is_reserved:
        return "it is a reserved address"
    if not address.is_global or any(address in network for network in _NOT_GLOBAL):
        return "it is a private address"
    return None


def _embedded_ipv4(address: IPv6Address) -> IPv4Address | None:
    """Find the IPv4 address that a transition format carries inside `address`."""
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    low = int(address) & 0xFFFFFFFF
    if any(address in network for network in _NAT64):
        return IPv4Address(low)
    if address in _IPV4_COMPATIBLE and low > 1:
        return IPv4Address(low)
    if (int(address) >> 32) & 0xFFFFFFFF in _ISATAP_MARKS:
        return IPv4Address(low)
    return None
