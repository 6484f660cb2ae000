"""What a site's robots.txt allows (RFC 9309). Pure: the caller fetches the file."""

from protego import Protego

# RFC 9309 section 2.5: at least 500 KiB must be read; the rest may be left.
MAX_ROBOTS_BYTES = 500 * 1024


class RobotsRules:
    """The rules of one robots.txt. What cannot be read as a rule is left out, as the RFC asks."""

    def __init__(self, robots_body: bytes | str) -> None:
        if isinstance(robots_body, bytes):
            robots_body = robots_body[:MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace")
        self._rules = Protego.parse(robots_body)

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
        return bool(self._rules.can_fetch(url, _product(user_agent)))

    @property
    def sitemaps(self) -> tuple[str, ...]:
        """Give the sitemaps that the file names (sitemaps.org), absolute addresses only."""
        named = (str(address).strip() for address in self._rules.sitemaps)
        return tuple(dict.fromkeys(one for one in named if one.startswith(("http://", "https://"))))

    def crawl_delay(self, user_agent: str) -> float | None:
        """Give the seconds to leave between two requests, None where the file asks for none."""
        delay = self._rules.crawl_delay(_product(user_agent))
        return None if delay is None or delay < 0 else float(delay)


def _product(user_agent: str) -> str:
    """Give the product token, which is what groups of robots.txt name (section 2.2.1): "Newsroom/1 (+…)" → "Newsroom"."""
    return user_agent.partition("/")[0].partition(" ")[0]
