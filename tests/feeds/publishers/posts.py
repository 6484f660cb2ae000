"""What is put into the sites: posts in several languages, with the facts that must come out again."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

VIETNAM = timezone(timedelta(hours=7))


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `[words](address)` is a link in it."""

    words: str


@dataclass(frozen=True, slots=True)
class Heading:
    words: str


@dataclass(frozen=True, slots=True)
class Quotation:
    words: str


@dataclass(frozen=True, slots=True)
class Bullets:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Code:
    words: str


@dataclass(frozen=True, slots=True)
class Table:
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture: its file is `name`.jpg."""

    name: str
    caption: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Gallery:
    photos: tuple[Photo, ...]
    caption: str = ""


Piece = Text | Heading | Quotation | Bullets | Code | Table | Photo | Gallery


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment of a reader."""

    author: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post. `author` is a name, or several joined by ", "; `password` protects it; without a title it has none."""

    slug: str
    title: str
    language: str
    author: str
    published: datetime
    category: str
    body: tuple[Piece, ...]
    remarks: tuple[Remark, ...] = ()
    password: str = ""

    @property
    def photos(self) -> tuple[Photo, ...]:
        found: list[Photo] = []
        for piece in self.body:
            found += (
                [piece] if isinstance(piece, Photo) else piece.photos if isinstance(piece, Gallery) else []
            )
        return tuple(found)


SITE_TITLE = "Bản tin Vùng Cao"
SITE_AUTHOR = "Ban biên tập"

POSTS = (
    Post(
        slug="ba-con-gop-cong-lam-duong",
        title="Bà con góp công làm đường lên nương",
        language="vi",
        author="Lò Thị Mẫu",
        published=datetime(2026, 5, 12, 8, 15, tzinfo=VIETNAM),
        category="Đời sống",
        body=(
            Text(
                "Sau bốn tháng thi công, con đường dài hơn hai cây số nối hai xóm ven suối đã hoàn thành, trẻ em không còn "
                "phải lội bùn đến lớp mỗi khi mưa về."
            ),
            Photo("duong-len-nuong", "Người dân san nền đoạn cuối cùng của tuyến đường", "Đường lên nương"),
            Text(
                "Các hộ đã góp gần bốn nghìn ngày công, nhiều gia đình lùi hàng rào để mặt đường được rộng hơn, theo "
                "[bản tổng kết của xã](https://xa-mau.example/tong-ket?nam=2026&ky=1#muc-3) công bố tuần trước."
            ),
            Heading("Bàn đi bàn lại mới thống nhất"),
            Text(
                "Việc khó nhất là thống nhất hướng tuyến: thôn phải họp đến lần thứ năm mọi người mới đồng thuận hoàn toàn "
                "và cùng ký vào biên bản."
            ),
            Quotation("Đường có rồi thì ngô, sắn bán được giá hơn, bà con ai cũng phấn khởi."),
            Text(
                "Từ nay xe tải nhỏ vào được tận nơi thu mua, giá bán tại vườn tăng thêm vài trăm đồng mỗi cân so với năm ngoái."
            ),
        ),
        remarks=(
            Remark("Khách Qua Đường", "Bài hay quá, mong có thêm nhiều tin như thế này nữa."),
            Remark("Nguyễn Văn Bạn Đọc", "Đường ở bản tôi bao giờ mới được làm, xin hỏi cán bộ xã."),
        ),
    ),
    Post(
        slug="anh-ngay-hoi-thu-hoach",
        title="Ảnh: Ngày hội thu hoạch ở thung lũng",
        language="vi",
        author="Giàng A Thử",
        published=datetime(2026, 5, 14, 17, 40, tzinfo=VIETNAM),
        category="Ảnh",
        body=(
            Text(
                "Cuối tuần qua, bà con trong thung lũng mở hội mừng vụ thu hoạch đầu tiên trên những thửa ruộng mới khai hoang, "
                "với trò chơi và bữa cơm chung."
            ),
            Gallery(
                (
                    Photo("hoi-mo-man", "Tiếng trống mở màn ngày hội", "Trống hội"),
                    Photo("hoi-nem-con", "Các đội thi ném còn trên bãi đất ven suối", "Ném còn"),
                    Photo("hoi-bua-com", "Bữa cơm chung của ba thôn", ""),
                ),
                "Một số hình ảnh trong ngày hội",
            ),
            Text(
                "Ban tổ chức cho biết hội sẽ được mở hằng năm vào tuần thứ hai của tháng, luân phiên giữa ba thôn trong xã."
            ),
        ),
        remarks=(Remark("Mùa Thị Xem", "Ảnh đẹp lắm, nhớ quê quá."),),
    ),
    Post(
        slug="lich-tiem-phong-gia-suc",
        title="Lịch tiêm phòng gia súc – đợt 2 năm 2026",
        language="vi",
        author="Vàng Seo Tập",
        published=datetime(2026, 5, 18, 0, 5, tzinfo=VIETNAM),
        category="Thông báo",
        body=(
            Text(
                "Trạm thú y thông báo lịch tiêm phòng đợt hai cho trâu, bò, lợn của các thôn trong xã; đề nghị các hộ nhốt gia "
                "súc tại chuồng trong buổi sáng của ngày ghi dưới đây."
            ),
            Table(
                (
                    ("Thôn", "Ngày", "Cán bộ"),
                    ("Thượng", "01/6/2026", "Sùng Mẫu"),
                    ("Hạ", "03/6/2026", "Tẩn Thử"),
                ),
                "Lịch theo thôn",
            ),
            Text("Khi đi cần mang theo sổ theo dõi đàn vật nuôi. Những việc cần chuẩn bị gồm có:"),
            Bullets(("nhốt riêng con vật đang ốm", "chuẩn bị dây buộc chắc chắn", "dọn sạch lối vào chuồng")),
            Text(
                "Hộ nào vắng nhà báo trước cho trưởng thôn để xếp sang buổi tiêm bù vào ngày cuối cùng của đợt tiêm phòng."
            ),
        ),
    ),
    Post(
        slug="huong-dan-tra-cuu-diem",
        title="Hướng dẫn tra cứu điểm bằng dòng lệnh",
        language="vi",
        author="Lò Thị Mẫu",
        published=datetime(2026, 5, 20, 9, 30, tzinfo=VIETNAM),
        category="Đời sống",
        body=(
            Text(
                "Nhiều phụ huynh hỏi cách tra cứu điểm khi trang web quá tải. Bài này hướng dẫn một cách làm bằng dòng lệnh mà "
                "thầy cô dạy tin học của trường đã thử."
            ),
            Code("curl -s 'https://tra-cuu.example/diem?so=12&lop=9' > diem.html\n  grep '<td>' diem.html"),
            Text(
                "Kết quả hiện ra là điểm từng môn, mỗi dòng một môn; nếu không thấy gì thì số báo danh đã bị gõ sai hoặc máy chủ "
                "còn đang bận."
            ),
            Photo("man-hinh-tra-cuu", "", "Màn hình tra cứu"),
            Text(
                "Phụ huynh không có máy tính có thể đến phòng tin học của trường vào các buổi chiều, thầy cô trực sẽ tra giúp."
            ),
        ),
    ),
    Post(
        slug="suoi-can-nuoc",
        title="Suối cạn nước, thôn họp lúc nửa đêm",
        language="vi",
        author="Giàng A Thử",
        published=datetime(2026, 5, 21, 23, 55, tzinfo=VIETNAM),
        category="Đời sống",
        body=(
            Text(
                "Mười giờ đêm, nhà văn hóa thôn vẫn sáng đèn: các hộ cùng nguồn nước ngồi lại chia lịch dẫn nước vào ruộng sau "
                "khi con suối chính cạn gần trơ đáy."
            ),
            Text(
                "Biên bản họp ngày 21/4/2024 được đọc lại; so với hai năm trước, số hộ dùng chung nguồn nước đã tăng gấp rưỡi nên "
                "lịch cũ không còn phù hợp."
            ),
            Text(
                "Cuối cùng mọi người thống nhất mỗi nhóm năm hộ dẫn nước hai giờ một đêm, nhóm nào có ruộng cao thì được thêm nửa "
                "giờ đồng hồ."
            ),
        ),
    ),
    Post(
        slug="village-library-opens",
        title="A library opens in the old rice store",
        language="en",
        author="Ann Sample, Bình Mẫu",
        published=datetime(2026, 5, 23, 10, 0, tzinfo=VIETNAM),
        category="English",
        body=(
            Text(
                "The store house that stood empty for six years is now a library with eight hundred books, most of them carried "
                "up the hill on horseback by the pupils' parents."
            ),
            Photo("library-door", "The door was painted by the fourth form", "A green door"),
            Text(
                "It opens on market days from seven to noon. The [list of the books](https://thu-vien.example/books/) hangs beside "
                "the door, and whoever brings two books may take three home."
            ),
            Text(
                "“We wanted a roof over the books first and shelves second,” the head teacher said; the shelves came from the "
                "carpenters of the next valley."
            ),
        ),
    ),
    Post(
        slug="marche-du-samedi",
        title="Le marché du samedi change de place",
        language="fr",
        author="Claire Exemple",
        published=datetime(2026, 5, 25, 7, 5, tzinfo=VIETNAM),
        category="Français",
        body=(
            Text(
                "À partir du mois de juin, le marché du samedi se tiendra sur la grande place, devant la maison commune, et non "
                "plus au bord de la rivière où le sol est trop humide."
            ),
            Text(
                "Les marchandes de légumes garderont leurs places habituelles au premier rang ; les éleveurs seront installés "
                "derrière l'école, à l'ombre des manguiers."
            ),
            Text(
                "La commune promet des toits de tôle avant la saison des pluies et demande à chacun de balayer sa place le soir."
            ),
        ),
    ),
    Post(
        slug="khong-de",
        title="",
        language="vi",
        author="Vàng Seo Tập",
        published=datetime(2026, 5, 26, 6, 20, tzinfo=VIETNAM),
        category="Đời sống",
        body=(
            Text(
                "Sáng nay sương mù dày đặc trên đèo, xe khách chạy chậm hơn một tiếng; bà con đi chợ nên khởi hành sớm và mang "
                "theo áo ấm cho trẻ nhỏ."
            ),
        ),
    ),
    Post(
        slug="van-ban-noi-bo",
        title="Văn bản nội bộ của ban quản lý",
        language="vi",
        author="Vàng Seo Tập",
        published=datetime(2026, 5, 27, 15, 0, tzinfo=VIETNAM),
        category="Thông báo",
        body=(
            Text(
                "Đây là nội dung chỉ dành cho thành viên ban quản lý, không công bố ra ngoài dưới mọi hình thức."
            ),
        ),
        password="mat-khau",
    ),
    Post(
        slug="talat-nat-mai",
        title="ตลาดนัดแห่งใหม่ของหมู่บ้านริมน้ำ",
        language="th",
        author="สมชาย ตัวอย่าง",
        published=datetime(2026, 5, 28, 11, 25, tzinfo=VIETNAM),
        category="ภาษาไทย",
        body=(
            Text(
                "ชาวบ้านริมน้ำเปิดตลาดนัดแห่งใหม่เมื่อเช้าวันพฤหัสบดี มีร้านค้ามากกว่าสี่สิบร้านขายผัก ผลไม้ และผ้าทอมือจากหมู่บ้านใกล้เคียง"
            ),
            Photo("talat-rim-nam", "ร้านผ้าทอมือที่ตลาดริมน้ำ", "ร้านผ้า"),
            Text(
                "ผู้ใหญ่บ้านกล่าวว่าตลาดจะเปิดทุกวันพฤหัสบดีตั้งแต่เช้าจนถึงเที่ยง และขอให้ผู้ค้าช่วยกันรักษาความสะอาดของลานตลาดหลังเลิกขายทุกครั้ง"
            ),
        ),
    ),
)

# What a site says of itself: no article, though it stands beside them.
PAGES = (
    Post(
        slug="gioi-thieu",
        title="Giới thiệu",
        language="vi",
        author=SITE_AUTHOR,
        published=datetime(2026, 5, 1, 8, 0, tzinfo=VIETNAM),
        category="Thông báo",
        body=(
            Text(
                "Bản tin Vùng Cao do bà con ba thôn cùng viết từ mùa xuân năm nay, in ra giấy mỗi tháng một lần và dán ở nhà văn "
                "hóa của từng thôn."
            ),
        ),
    ),
)
