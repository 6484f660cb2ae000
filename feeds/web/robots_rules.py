"""What a site's robots.txt allows (RFC 9309). Pure: the caller fetches the file."""

import re

from protego import Protego

# RFC 9309 section 2.5: at least 500 KiB must be read; the rest may be left.
MAX_ROBOTS_BYTES = 500 * 1024
_GROUP = re.compile(r"\s*user[- ]?agent\s*:([^#]*)", re.IGNORECASE)


class RobotsRules:
    """The rules of one robots.txt. What cannot be read as a rule is left out, as the RFC asks."""

    def __init__(self, robots_body: bytes | str) -> None:
        if isinstance(robots_body, bytes):
            robots_body = robots_body[:MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace")
        self._rules = Protego.parse(robots_body)
        self._groups = _groups(robots_body)

    @classmethod
    def from_answer(cls, status: int, body: bytes) -> "RobotsRules":
        """Give the rules for an HTTP answer: a missing file allows all, a failing server nothing (section 2.3.1)."""
        if 200 <= status < 300:
            return cls(body)
        if status >= 500 or status == 429:
            return cls("User-agent: *\nDisallow: /\n")
        return cls("")

    def allowed(self, url: str, user_agent: str) -> bool:
        """Say whether `user_agent` (a whole header or its product token) may fetch the absolute address `url`."""
        return bool(self._rules.can_fetch(url, self._group(user_agent)))

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Give the sitemaps that the file names (sitemaps.org), absolute addresses only."""
        named = (str(address).strip() for address in self._rules.sitemaps)
        return tuple(dict.fromkeys(one for one in named if one.startswith(("http://", "https://"))))

    def crawl_delay(self, user_agent: str) -> float | None:
        """Give the seconds to leave between two requests, None where the file asks for none."""
        delay = self._rules.crawl_delay(self._group(user_agent))
        return None if delay is None or delay < 0 else float(delay)

    def _group(self, user_agent: str) -> str:
        """Give the name by which Protego finds the group of `user_agent`, "" for the group of all others.

        Protego takes any beginning of the token for its name: rules for "News" would stand for ours and those for all.
        """
        return self._groups.get(_product(user_agent), "")


def _groups(robots: str) -> dict[str, str]:
    """Give the names in user-agent lines by their product tokens; of two names with one token, that without a version."""
    names = [found[1].strip().lower() for line in robots.splitlines() if (found := _GROUP.match(line))]
    return {_product(name): name for name in sorted(names, key=len, reverse=True)}


def _product(user_agent: str) -> str:
    """Give the product token, which is what groups of robots.txt name (section 2.2.1): "Newsroom/1 (+…)" → "newsroom"."""
    return user_agent.partition("/")[0].partition(" ")[0].rstrip("*").lower()
