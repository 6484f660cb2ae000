"""What is kept of a visitor's network address: keyed hashes of it and of the network around it.

A key is used for KEY_LIFE. While the next one is young the former is still known, so that what was counted under it counts.
The key of a bar is kept as long as the bar.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.db import DEFAULT_DB_ALIAS, transaction
from django.utils.crypto import salted_hmac

from articles.comments.models import HashKey
from articles.prepared import Prepared
from articles.services.stories import lock_keys

KEY_LIFE = timedelta(days=30)
# The length of the network that one household has, and of that which one provider gives to a neighbourhood.
_IPV4_BLOCK, _IPV6_HOUSEHOLD, _IPV6_BLOCK = 24, 64, 48


@dataclass(frozen=True, slots=True)
class Visitor:
    """The hashes of an address under the present key, and under every key that still counts. Empty where the address is
    unknown."""

    key: HashKey | None
    visitor: str
    block: str
    visitors: frozenset[str]
    blocks: frozenset[str]


def visitor_at(address: str, *, now: datetime) -> Visitor:
    """The visitor at an IP address. Of IPv6 the /64 counts, which one household has."""
    networks = networks_of(address)
    if networks is None:
        return Visitor(None, "", "", frozenset(), frozenset())
    keys = _keys(now)
    visitors, blocks = ([digest(network, key) for key in keys] for network in networks)
    return Visitor(keys[0], visitors[0], blocks[0], frozenset(visitors), frozenset(blocks))


def networks_of(address: str) -> tuple[str, str] | None:
    """The address (of IPv6 its /64) and its block (/24, /48); None for what is no address."""
    try:
        ip: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if isinstance(ip, IPv4Address):
        return str(ip), str(ip_network((ip, _IPV4_BLOCK), strict=False))
    household, block = (ip_network((ip, length), strict=False) for length in (_IPV6_HOUSEHOLD, _IPV6_BLOCK))
    return str(household), str(block)


def digest(network: str, key: HashKey) -> str:
    """The keyed hash (hex) of an address or network."""
    return salted_hmac("newsroom.comments.visitor", f"{key.salt}:{network}", algorithm="sha256").hexdigest()


_KEYS = Prepared(
    "hash_keys",
    """
    SELECT k.id, k.salt, k.made_at FROM comments_hashkey k
    WHERE k.made_at > %(since)s
      OR EXISTS (SELECT 1 FROM comments_bar b WHERE b.key_id = k.id AND (b.until IS NULL OR b.until > %(now)s))
    ORDER BY k.made_at DESC, k.id DESC
    """,
    since="timestamptz",
    now="timestamptz",
)


def _keys(now: datetime) -> list[HashKey]:
    """The present key, the former one and those of bars in force; a new present one where the last is too old."""
    rows = _KEYS.rows({"since": now - 2 * KEY_LIFE, "now": now})
    keys = [HashKey.from_db(DEFAULT_DB_ALIAS, ["id", "salt", "made_at"], row) for row in rows]
    if keys and keys[0].made_at > now - KEY_LIFE:
        return keys
    with transaction.atomic():
        lock_keys(["comments:hash-key"])
        newest = HashKey.objects.filter(made_at__gt=now - KEY_LIFE).first()
        return [newest or HashKey.objects.create(made_at=now), *keys]
