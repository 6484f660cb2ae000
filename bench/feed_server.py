"""A loopback server of generated Vietnamese feeds in its own process, for `bench.pull`.

`python -m bench.feed_server --port 0 --entries 50` prints its port and runs until it is stopped. Paths:
`/quiet/<n>.xml` always answers 304; `/feed/<n>.xml` gives a feed with full texts; `/grow` adds one entry to every
feed; `/asked` gives the number of requests per feed since the last call, as JSON.
"""

import argparse
import json
import random
import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

WORDS_A_TEXT = 400
WORDS_A_PARAGRAPH = 45
NEWEST = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
# Common newspaper words. Texts draw them at random, so that no two share sentences.
WORDS = [
    "anh",
    "bà",
    "bác",
    "bài",
    "bản",
    "ban",
    "bảo",
    "bắc",
    "báo",
    "bền",
    "bí",
    "bình",
    "bộ",
    "bốn",
    "bước",
    "cả",
    "các",
    "cách",
    "cán",
    "căn",
    "cao",
    "cấp",
    "cầu",
    "cây",
    "chăm",
    "chất",
    "chi",
    "chia",
    "chị",
    "chiều",
    "chính",
    "cho",
    "chồng",
    "chợ",
    "chúng",
    "chuyển",
    "chủ",
    "có",
    "con",
    "công",
    "cộng",
    "cơ",
    "của",
    "cuộc",
    "cùng",
    "cụ",
    "dài",
    "dám",
    "dân",
    "dẫn",
    "dạy",
    "dệt",
    "dịch",
    "diện",
    "dọc",
    "dòng",
    "dùng",
    "dự",
    "dựng",
    "đã",
    "đa",
    "đài",
    "đàn",
    "đảng",
    "đào",
    "đất",
    "đầu",
    "đẩy",
    "đêm",
    "đến",
    "đều",
    "địa",
    "điểm",
    "điện",
    "đình",
    "đoàn",
    "đổi",
    "đội",
    "động",
    "đồng",
    "đời",
    "đúng",
    "được",
    "đường",
    "em",
    "gạo",
    "gần",
    "giá",
    "giải",
    "giao",
    "giàu",
    "giáo",
    "giảm",
    "giờ",
    "giới",
    "giúp",
    "góp",
    "gọi",
    "gỡ",
    "gương",
    "hai",
    "hàng",
    "hành",
    "hát",
    "hạt",
    "hè",
    "hẹn",
    "hiến",
    "hiểu",
    "hiệu",
    "hình",
    "hòa",
    "hoạt",
    "học",
    "hỏi",
    "họp",
    "hộ",
    "hội",
    "hơn",
    "huyện",
    "hứa",
    "hương",
    "ích",
    "ít",
    "kê",
    "kế",
    "kéo",
    "khách",
    "khai",
    "khăn",
    "khám",
    "khảo",
    "khéo",
    "khi",
    "khoa",
    "khó",
    "không",
    "khu",
    "khuyến",
    "kiến",
    "kinh",
    "kỳ",
    "kỹ",
    "làm",
    "lan",
    "lãnh",
    "lao",
    "lâu",
    "lập",
    "lên",
    "lễ",
    "liên",
    "lòng",
    "lợi",
    "luật",
    "lúa",
    "lực",
    "lượng",
    "máy",
    "mặt",
    "mẫu",
    "mặn",
    "mẹ",
    "miền",
    "mình",
    "mong",
    "môn",
    "mới",
    "mở",
    "mùa",
    "mừng",
    "nam",
    "nay",
    "năm",
    "nâng",
    "nắm",
    "nếp",
    "nền",
    "nghe",
    "nghề",
    "nghèo",
    "nghị",
    "nghĩa",
    "nghiệp",
    "ngày",
    "người",
    "ngõ",
    "nhà",
    "nhanh",
    "nhân",
    "nhận",
    "nhiều",
    "nhóm",
    "nhớ",
    "như",
    "niềm",
    "nói",
    "nông",
    "nội",
    "nơi",
    "núi",
    "nước",
    "ông",
    "phát",
    "phần",
    "phép",
    "phí",
    "phong",
    "phố",
    "phối",
    "phụ",
    "phương",
    "quả",
    "quan",
    "quân",
    "quê",
    "quy",
    "quyền",
    "quyết",
    "ra",
    "rau",
    "rằng",
    "rộng",
    "ruộng",
    "rừng",
    "sách",
    "sáng",
    "sản",
    "sạch",
    "sâu",
    "sẻ",
    "sinh",
    "sông",
    "sống",
    "sớm",
    "sửa",
    "sức",
    "tác",
    "tài",
    "tâm",
    "tập",
    "tay",
    "tế",
    "thanh",
    "thành",
    "tham",
    "tháng",
    "thay",
    "thăm",
    "thẳng",
    "thể",
    "thêm",
    "thi",
    "thiết",
    "thoát",
    "thôn",
    "thông",
    "thời",
    "thu",
    "thuận",
    "thủy",
    "thực",
    "thương",
    "thường",
    "tích",
    "tiến",
    "tiền",
    "tiếp",
    "tiết",
    "tình",
    "tính",
    "tỉnh",
    "tổ",
    "toàn",
    "tổng",
    "tôn",
    "tốt",
    "trách",
    "trai",
    "trao",
    "trăm",
    "trẻ",
    "triển",
    "trình",
    "trồng",
    "trong",
    "trợ",
    "trung",
    "truyền",
    "trường",
    "tuần",
    "tục",
    "tuổi",
    "tuyên",
    "tuyến",
    "từ",
    "tự",
    "tưởng",
    "ủng",
    "uy",
    "văn",
    "vận",
    "vật",
    "vay",
    "vẫn",
    "vệ",
    "viên",
    "việc",
    "vinh",
    "vốn",
    "vui",
    "vùng",
    "vụ",
    "vườn",
    "xã",
    "xanh",
    "xây",
    "xếp",
    "xin",
    "xóa",
    "xóm",
    "xuân",
    "xuống",
    "ý",
    "yên",
    "yêu",
]
SUBJECTS = (
    "Tổ dân vận xã tuyên truyền, vận động nhân dân",
    "Mô hình dân vận khéo của chi bộ thôn",
    "Mặt trận Tổ quốc và các đoàn thể huyện",
    "Theo Nghị quyết số 25-NQ/TW, cấp ủy",
    "Hội Nông dân xã phối hợp với chính quyền",
    "Đội bóng của tỉnh và người hâm mộ",
    "Giá lúa ở các chợ đầu mối trong vùng",
    "Trường học ở vùng cao và các thầy cô",
)


class Feeds:
    """The feeds in their present state. `entries` is the initial number of entries per feed."""

    def __init__(self, entries: int) -> None:
        self.entries = entries
        self.grown = 0
        self.asked: Counter[str] = Counter()
        self.lock = threading.Lock()

    @lru_cache(maxsize=2048)  # noqa: B019  # one object, as long as the process
    def body(self, feed: str, count: int) -> bytes:
        """A feed with `count` entries, newest first."""
        items = "".join(_item(feed, number) for number in range(count - 1, -1, -1))
        head = (
            "<?xml version='1.0' encoding='utf-8'?>"
            "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel>"
            f"<title>Báo số {feed}</title><link>http://bao-{feed}.example/</link><language>vi</language>"
        )
        return f"{head}{items}</channel></rss>".encode()


def _item(feed: str, number: int) -> str:
    chance = random.Random(f"{feed}-{number}")
    title = " ".join(chance.choices(WORDS, k=9)).capitalize()
    lead = f"{chance.choice(SUBJECTS)} {' '.join(chance.choices(WORDS, k=25))}."
    paragraphs = []
    for _paragraph in range(WORDS_A_TEXT // WORDS_A_PARAGRAPH):
        words = chance.choices(WORDS, k=WORDS_A_PARAGRAPH)
        cut = chance.randrange(12, 30)
        first, second = " ".join(words[:cut]), " ".join(words[cut:])
        paragraphs.append(f"<p>{chance.choice(SUBJECTS)} {first}. {second.capitalize()}.</p>")
    picture = f"<figure><img src='http://bao-{feed}.example/anh-{number}.jpg'><figcaption>{title}</figcaption></figure>"
    paragraphs.insert(2, picture)
    published = format_datetime(NEWEST - timedelta(minutes=17) * (60 - number))
    address = f"http://bao-{feed}.example/{'-'.join(chance.sample(ASCII_WORDS, 6))}-{feed}{number:05d}.html"
    return (
        f"<item><title>{title}</title><link>{address}</link><guid>{address}</guid><pubDate>{published}</pubDate>"
        f"<author>Phóng viên {chance.choice(WORDS).capitalize()}</author><description>{lead}</description>"
        f"<content:encoded><![CDATA[{''.join(paragraphs)}]]></content:encoded></item>"
    )


ASCII_WORDS = [word for word in WORDS if word.isascii()]


def handler_of(feeds: Feeds) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_GET(self) -> None:
            kind, _slash, name = self.path.strip("/").partition("/")
            name = name.removesuffix(".xml")
            if kind == "asked":
                with feeds.lock:
                    body, feeds.asked = json.dumps(feeds.asked).encode(), Counter()
                self._answer(200, body)
            elif kind == "grow":
                feeds.grown = int(name)
                self._answer(200, b"")
            else:
                with feeds.lock:
                    feeds.asked[self.path] += 1
                self._feed(kind, name)

        def _feed(self, kind: str, name: str) -> None:
            count = feeds.entries + feeds.grown
            etag = f'"{name}-{count}"'
            if kind == "quiet" or self.headers.get("If-None-Match") == etag:
                self._answer(304, b"", etag)
            else:
                self._answer(200, feeds.body(name, count), etag)

        def _answer(self, status: int, body: bytes, etag: str = "") -> None:
            self.send_response(status)
            if etag:
                self.send_header("ETag", etag)
            if status == 200:
                self.send_header("Content-Type", "application/rss+xml; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Silent, to keep the figures readable."""

    return Handler


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--entries", type=int, default=50)
    parser.add_argument("--prepare", type=int, default=0, help="make the bodies of so many feeds beforehand")
    options = parser.parse_args()
    feeds = Feeds(options.entries)
    for number in range(options.prepare):
        feeds.body(str(number), options.entries)
        feeds.body(str(number), options.entries + 1)
    # All of 127.0.0.0/8 is loopback: each feed gets its own address, and so its own host.
    server = Server(("0.0.0.0", options.port), handler_of(feeds))
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
