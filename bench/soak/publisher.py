"""A publisher whose feeds grow: what it has published is what must be stored."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO

from PIL import Image

WORDS = [
    "bản",
    "làng",
    "con",
    "đường",
    "cán",
    "bộ",
    "người",
    "dân",
    "mùa",
    "gạo",
    "nhà",
    "trường",
    "suối",
    "cầu",
    "chợ",
    "vườn",
    "rừng",
    "họp",
    "tổ",
    "hội",
    "chị",
    "anh",
    "bác",
]
FEEDS = 6
# As many items as a feed names: the newest, as publishers do.
NAMED = 40


class Publisher:
    """Feeds on loopback. `publish` adds an item to the next one."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._items = [0] * FEEDS
        # Whether it answers nothing but 500.
        self.fails = False
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body, media_type = (b"", "text/plain") if owner.fails else owner._answer(self.path)
                self.send_response(500 if owner.fails else 200 if body else 404)
                self.send_header("Content-Type", media_type)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *arguments: object) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._picture = _picture()
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def feeds(self) -> list[str]:
        return [f"http://127.0.0.1:{self.port}/feed/{number}" for number in range(FEEDS)]

    def publish(self) -> None:
        with self._mutex:
            place = self._items.index(min(self._items))
            self._items[place] += 1

    def published(self) -> set[str]:
        """The addresses of all that was published."""
        with self._mutex:
            return {_address(feed, item) for feed, number in enumerate(self._items) for item in range(number)}

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, path: str) -> tuple[bytes, str]:
        if path.endswith(".jpg"):
            return self._picture, "image/jpeg"
        if not path.startswith("/feed/"):
            return b"", "text/plain"
        feed = int(path.rpartition("/")[2])
        with self._mutex:
            last = self._items[feed]
        items = "".join(self._item(feed, item) for item in range(max(last - NAMED, 0), last))
        head = f"<rss version='2.0'><channel><title>Báo Mẫu {feed}</title><link>https://soak-{feed}.example/</link>"
        return f"{head}{items}</channel></rss>".encode(), "application/rss+xml"

    def _item(self, feed: int, item: int) -> str:
        words = " ".join(
            WORDS[(item * 7 + place * (item % 11 + 3) + feed) % len(WORDS)] for place in range(80)
        )
        address = _address(feed, item)
        picture = (
            f"<enclosure url='http://127.0.0.1:{self.port}/{feed}-{item}.jpg' type='image/jpeg' length='1'/>"
        )
        return (
            f"<item><title>Bài số {item} của báo {feed}</title><link>{address}</link><guid>{address}</guid>{picture}"
            f"<description><![CDATA[<p>{feed} {item} {words}.</p>]]></description></item>"
        )


def _address(feed: int, item: int) -> str:
    return f"https://soak-{feed}.example/bai-viet-so-{item}.html"


def _picture() -> bytes:
    out = BytesIO()
    Image.effect_noise((640, 360), 60).convert("RGB").save(out, "JPEG")
    return out.getvalue()
