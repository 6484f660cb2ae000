"""A made-up newspaper on loopback: pages with furniture, and a feed that gives only summaries."""

from html import escape

from tests.feeds.server import FeedServer

SUMMARY = "Cán bộ dân vận xã Đồng Mẫu cùng bà con họp bàn việc hiến đất mở đường liên thôn."
PARAGRAPHS = (
    (
        "Sáng nay, hơn bảy mươi hộ dân thôn Thượng tập trung ở nhà văn hóa để nghe cán bộ trình bày phương án mở rộng con "
        "đường dài gần hai cây số nối ra chợ huyện."
    ),
    (
        "Nhiều gia đình nói rằng họ sẵn sàng lùi hàng rào vào trong một mét, miễn là việc đo đạc được làm công khai và ghi "
        "rõ trong biên bản có chữ ký của đại diện từng xóm."
    ),
    (
        "Theo kế hoạch, tổ dân vận khéo của xã sẽ đến từng nhà trong hai tuần tới, lắng nghe ý kiến rồi mới chốt danh sách "
        "hộ hiến đất, không vận động theo kiểu áp đặt từ trên xuống."
    ),
    (
        "Nếu mọi việc suôn sẻ, đường mới sẽ được đổ bê tông trước mùa mưa, giúp học sinh đến trường và nông sản ra chợ "
        "thuận lợi hơn hẳn so với con đường đất lầy lội hiện nay."
    ),
)
ENGLISH = (
    (
        "This morning more than seventy households of the upper hamlet met in the culture house to hear how the road to the "
        "district market is going to be widened."
    ),
    (
        "Many families said that they were ready to move their fences back by one metre, as long as the measuring is done in "
        "public and written down in a protocol that everybody signs."
    ),
    (
        "In the next two weeks the members of the commune's team will visit every house, listen to what people say, and only "
        "then make the list of those who give land."
    ),
)


def page(
    title: str = "Thôn Thượng bàn chuyện mở đường",
    paragraphs: tuple[str, ...] = PARAGRAPHS,
    *,
    extra: str = "",
    language: str = "vi",
) -> str:
    """The page of an article."""
    text = "".join(f"<p>{escape(one)}</p>" for one in paragraphs)
    return (
        f"<!doctype html><html lang='{language}'><head><meta charset='utf-8'><title>{title}</title>"
        f"<meta property='og:type' content='article'><meta property='og:title' content='{title}'></head><body>"
        "<nav><a href='/'>Trang chủ</a></nav>"
        f"<article><h1>{title}</h1><div class='body'>{text}{extra}</div></article>"
        "<footer>Báo Mẫu</footer></body></html>"
    )


def item(
    server: FeedServer, path: str, *, title: str = "Thôn Thượng bàn chuyện", summary: str = SUMMARY
) -> str:
    """An entry of a feed whose page is at `path`."""
    address = server.url(path)
    return (
        f"<item><title>{title}</title><link>{address}</link><guid>{address}</guid>"
        "<pubDate>Fri, 20 Nov 2026 08:05:00 +0700</pubDate>"
        f"<description><![CDATA[{summary}]]></description></item>"
    )


def rss(*items: str) -> bytes:
    """The bytes of a feed."""
    return (
        "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Báo Mẫu</title>"
        f"<link>https://bao-mau.example/</link>{''.join(items)}</channel></rss>"
    ).encode()
