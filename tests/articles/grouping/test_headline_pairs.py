"""Which headlines surely report one event."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from articles.grouping.headline_pairs import Headline, headline_pairs
from bench.story_quality import B_CUBED_F1_FLOOR, PRECISION_FLOOR, measure

NOON = datetime(2024, 5, 19, 5, 0, tzinfo=UTC)

# A day's other news, from which the rule learns which words are common.
OTHERS = [
    "Thành phố khởi công tuyến đường ven sông dài 12 km",
    "Nông dân huyện miền núi được mùa mận",
    "Học sinh lớp 12 bước vào kỳ thi tốt nghiệp",
    "Doanh nghiệp dệt may tìm thị trường mới",
    "Bảo tàng mở cửa miễn phí dịp cuối tuần",
    "Quy định mới về phòng cháy chung cư có hiệu lực",
    "Ngân hàng giảm lãi suất cho vay mua nhà",
    "Mưa lớn gây ngập nhiều tuyến phố",
    "Đội bóng trẻ giành vé vào chung kết",
    "Hội phụ nữ xã vận động trồng hoa ven đường",
    "Bệnh viện tỉnh ghép thận thành công",
    "Lễ hội cầu ngư thu hút hàng nghìn du khách",
    "Giá cà phê trong nước giảm nhẹ",
    "Công an huyện trao trả tài sản cho người bị mất trộm",
]

ONE_EVENT = {
    "nearly the same words": (
        "Lâm Phong dẫn đầu vùng về trồng rừng năm 2024",
        "Lâm Phong dẫn đầu cả vùng về trồng rừng mới năm 2024",
    ),
    "other order, other frame": (
        "Đấu giá bộ sưu tập tranh lụa của họa sĩ làng Vân",
        "Bộ sưu tập tranh lụa họa sĩ làng Vân sắp đấu giá",
    ),
    "a figure written together": (
        "Hải Lộc rao bán hơn 45 kg bạc cổ của bảo tàng",
        "Vụ bán hơn 45kg bạc cổ ở Hải Lộc: Bảo tàng lên tiếng",
    ),
    "more than one figure and nearly the next": (
        "Một khách hàng nhận thưởng hơn 237 tỷ đồng",
        "Người mua vé nhận giải gần 238 tỷ đồng ở tiệm tạp hóa",
    ),
    "Chinese": ("河内市启动红河沿岸新公路建设项目", "红河沿岸新公路建设项目在河内市启动"),
    "English": (
        "Farmers in the northern hills rebuild suspension bridge after flood",
        "After flood, northern hills farmers rebuild suspension bridge",
    ),
}
TWO_EVENTS = {
    "one place": ("Lâm Phong công bố quy hoạch sân bay", "Lâm Phong bắt nhóm trộm trâu"),
    "one form of words": (
        "Quy định chế độ làm việc đối với giáo viên tiểu học",
        "Quy định chế độ bồi dưỡng đối với kiểm lâm viên",
    ),
    "one announcement, two cities": (
        "Hải Lộc công bố điểm thi lớp 10 công lập",
        "Lâm Phong công bố điểm thi lớp 10 công lập",
    ),
    "the prices of two days": ("Giá vàng hôm nay 6/3 tăng mạnh", "Giá vàng hôm nay 7/3 tăng mạnh"),
    "two numbers of a daily column": (
        "Nhật ký công trường cầu Vân ngày 149: đổ bê tông trụ chính",
        "Nhật ký công trường cầu Vân ngày 150: đổ bê tông trụ chính",
    ),
    "two draws": ("Một vé số trúng giải 237 tỷ đồng", "Một vé số trúng giải 312 tỷ đồng"),
    "two matches of one team": (
        "Tuyển trẻ Hải Lộc hạ Lâm Phong trên sân nhà",
        "Tuyển trẻ Hải Lộc chuẩn bị gặp Đồng Mậu trên sân nhà",
    ),
    "one sum, two places": ("Hải Lộc chi 237 tỷ đồng xây cầu", "Lâm Phong vay 237 tỷ đồng xây trường"),
    "two short titles": ("Chuyện đầu xuân", "Chuyện cuối xuân"),
    "without words": ("…", "!"),
}


def keys_of_pairs(*titles: str, **times: datetime) -> set[frozenset[object]]:
    headlines = [Headline(key, title, times.get("one")) for key, title in enumerate([*titles[:1]])]
    headlines += [Headline(key, title, times.get("other")) for key, title in enumerate(titles[1:], start=1)]
    headlines += [Headline(f"other {key}", title) for key, title in enumerate(OTHERS)]
    return {frozenset((pair.first, pair.second)) for pair in headline_pairs(headlines)}


@pytest.mark.parametrize(("one", "other"), ONE_EVENT.values(), ids=ONE_EVENT)
def test_one_event(one: str, other: str) -> None:
    assert keys_of_pairs(one, other) == {frozenset((0, 1))}


@pytest.mark.parametrize(("one", "other"), TWO_EVENTS.values(), ids=TWO_EVENTS)
def test_two_events(one: str, other: str) -> None:
    assert keys_of_pairs(one, other) == set()


@pytest.mark.parametrize(("hours", "paired"), [(47, True), (49, False)], ids=["within two days", "later"])
def test_only_headlines_of_the_same_days_are_paired(hours: int, paired: bool) -> None:
    one, other = ONE_EVENT["nearly the same words"]
    assert bool(keys_of_pairs(one, other, one=NOON, other=NOON + timedelta(hours=hours))) is paired


def test_all_of_a_group_are_paired_and_say_why() -> None:
    titles = [*ONE_EVENT["nearly the same words"], "Lâm Phong dẫn đầu vùng về trồng rừng"]
    assert len(keys_of_pairs(*titles)) == 3
    pair = headline_pairs([Headline(key, title) for key, title in enumerate([*titles, *OTHERS])])[0]
    assert 0 < pair.score <= 1
    assert "name: lâm phong" in pair.reasons
    assert any(reason.startswith("words: ") and "rừng" in reason for reason in pair.reasons)


def test_a_third_headline_does_not_tie_two_that_contradict() -> None:
    titles = [
        "Giá cà phê hôm nay 6/3: cao nhất vùng Lâm Phong",
        "Giá cà phê hôm nay 7/3: cao nhất vùng Lâm Phong",
        "Giá cà phê hôm nay: cao nhất vùng Lâm Phong",
    ]
    pairs = keys_of_pairs(*titles)
    assert pairs
    assert frozenset((0, 1)) not in pairs


def test_the_pairs_of_one_headline_alone() -> None:
    titles = [*ONE_EVENT["nearly the same words"], *ONE_EVENT["other order, other frame"], *OTHERS]
    headlines = [Headline(key, title) for key, title in enumerate(titles)]
    everything = headline_pairs(headlines)
    assert len(everything) == 2
    assert [pair for pair in everything if 2 in (pair.first, pair.second)] == [
        *headline_pairs(headlines, about=2)
    ]


@pytest.mark.parametrize("titles", [[], ["Chỉ một tiêu đề"]], ids=["none", "one"])
def test_too_few_headlines(titles: list[str]) -> None:
    assert headline_pairs([Headline(key, title) for key, title in enumerate(titles)]) == ()


def test_the_measure_counts_mistakes_and_leaves_unclear_rows_out(tmp_path: Path) -> None:
    """One pair found and right, one missed, one found and wrong; a row without a cluster joins a group uncounted."""
    one, other = ONE_EVENT["nearly the same words"]
    rows = [
        {"title": one, "cluster": "forest"},
        {"title": other, "cluster": "forest"},
        {"title": "Cây xanh phủ kín đồi trọc miền tây", "cluster": "forest"},
        {"title": ONE_EVENT["other order, other frame"][0], "cluster": "silk"},
        {"title": ONE_EVENT["other order, other frame"][1], "cluster": "another silk"},
        {"title": f"{one} và 2023"},
        *({"title": title, "cluster": title} for title in OTHERS),
    ]
    lines = [json.dumps({"id": number, **row}, ensure_ascii=False) for number, row in enumerate(rows)]
    (tmp_path / "day.jsonl").write_text("\n".join(lines), encoding="utf-8")
    result = measure(tmp_path)
    assert (result["headlines"], result["expected pairs"], result["found pairs"]) == (len(rows) - 1, 3, 2)
    assert (result["precision"], result["recall"]) == (1 / 2, 1 / 3)
    total = len(rows) - 1
    assert result["B-cubed precision"] == pytest.approx((total - 1) / total)
    assert result["B-cubed recall"] == pytest.approx((total - 3 + 2 / 3 + 2 / 3 + 1 / 3) / total)
    assert len(result["missed"]) == 2
    assert result["wrongly joined"] == [sorted(ONE_EVENT["other order, other frame"])]


@pytest.mark.shared
@pytest.mark.parametrize("part", [None, 0, 1], ids=["all", "first half", "second half"])
def test_quality_on_a_day_of_eight_newspapers(shared: Path, part: int | None) -> None:
    result = measure(shared / "data" / "stories", part)
    assert result["precision"] >= PRECISION_FLOOR, result["wrongly joined"]
    assert result["B-cubed F1"] >= B_CUBED_F1_FLOOR, result["missed"]
