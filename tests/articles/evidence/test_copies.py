"""Stock sentences alone make no copy; what both texts state decides."""

from dataclasses import dataclass

import pytest

from articles.evidence.copies import states_the_same
from articles.evidence.statement import statement_of

STOCK = (
    "Sáng {day}, tại hội trường {place}, Ban Dân vận tổ chức hội nghị đánh giá công tác dân vận trong tháng. Đồng chí "
    "{name} chủ trì hội nghị. Báo cáo nêu rõ {number} hộ đã hiến đất, {more} ngày công được đóng góp, các tổ dân vận "
    "khéo tiếp tục phát huy vai trò nòng cốt trong vận động nhân dân xây dựng nông thôn mới và giữ gìn an ninh trật tự."
)


@dataclass(frozen=True)
class Case:
    day: str
    place: str
    name: str
    number: str
    more: str

    @property
    def text(self) -> str:
        return STOCK.format(
            day=self.day, place=self.place, name=self.name, number=self.number, more=self.more
        )


REPORT = Case("12/3", "tỉnh Cao Bằng", "Hoàng Mai Lam", "1.284", "9.650")
OTHERS = {
    "another province": Case("12/3", "tỉnh Sơn La", "Hoàng Mai Lam", "1.284", "9.650"),
    "another month": Case("14/4", "tỉnh Cao Bằng", "Hoàng Mai Lam", "1.377", "8.120"),
    "another commune": Case("13/3", "xã Suối Mơ", "Trịnh Thu Vân", "377", "2.140"),
}


def same(one: str, other: str) -> bool:
    first, second = (statement_of(language="vi", title="", lead="", text=text) for text in (one, other))
    return states_the_same(first, second)


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS.keys())
def test_reports_in_the_same_sentences_are_no_copies(other: Case) -> None:
    assert not same(REPORT.text, other.text)


@pytest.mark.parametrize(
    "copy",
    [
        REPORT.text,
        f"Theo phóng viên. {REPORT.text} Ảnh: Báo địa phương.",
        REPORT.text.partition(" Báo cáo")[0],
        f"{REPORT.text} Trước đó, 12 xã đã họp với 45 tổ.",
    ],
    ids=["the same", "with furniture", "cut", "with a sentence more"],
)
def test_an_edited_copy_still_states_the_same(copy: str) -> None:
    assert same(REPORT.text, copy)


def test_texts_that_state_nothing_are_not_told_apart() -> None:
    assert same("Người dân cùng nhau làm đường.", "Người dân cùng nhau làm cầu.")
