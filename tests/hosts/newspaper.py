"""A newspaper on a host's own loopback, with two articles, the first with a picture."""

from io import BytesIO

from PIL import Image

from tests.feeds.paper import SUMMARY, item, rss
from tests.feeds.server import FeedServer

TITLES = ("Thôn Thượng bàn chuyện mở đường", "Bà con Đồng Mẫu hiến đất làm đường")


def newspaper(server: FeedServer) -> str:
    """The address of its feed."""
    picture = BytesIO()
    Image.effect_noise((900, 600), 60).convert("RGB").save(picture, "JPEG")
    image = server.answer("/road.jpg", picture.getvalue(), headers=[("Content-Type", "image/jpeg")])
    enclosure = f'<enclosure url="{image}" type="image/jpeg" length="{len(picture.getvalue())}"/></item>'
    first = item(server, "/road.html", title=TITLES[0], summary=f"<p>{SUMMARY}</p>" * 3)
    second = item(server, "/land.html", title=TITLES[1])
    feed = rss(first.replace("</item>", enclosure), second)
    return server.answer("/feed.xml", feed, headers=[("Content-Type", "application/rss+xml")])
