"""The phase that looks at names: whether one makes others believe that the site, a moderator or a source speaks."""

import re
import unicodedata

from articles.comments.screening.findings import FINE, Finding, Known, Submission, hold, refuse
from articles.grouping.folding import SPACELESS, fold_case

# Who speaks for a site, in the languages of the editions.
_OFFICES = """
moderator moderators admin admins administrator administrators editor editors webmaster
quản trị viên|điều hành viên|kiểm duyệt viên|người kiểm duyệt|biên tập viên|ban biên tập|tòa soạn|ban quản trị
modérateur modératrice modération administrateur administratrice rédaction rédacteur
moderatorin moderation administratorin redaktion
moderador moderadora moderación administrador administradora redacción
moderatore moderatrice moderazione amministratore redazione
moderação redação redacção
модератор администратор админ редакция редактор
адміністратор адмін редакція
مشرف|المشرف|مدير الموقع|هيئة التحرير|المحرر|الإدارة
मॉडरेटर व्यवस्थापक संपादक प्रशासक
redaksi pengelola pentadbir
管理者 管理人 編集部 モデレーター 運営
관리자 운영자 편집부
管理员 管理員 版主 编辑部 編輯部 站长 站長
ผู้ดูแล แอดมิน กองบรรณาธิการ บรรณาธิการ
ຜູ້ດູແລ ແອັດມິນ ກອງບັນນາທິການ
អ្នកត្រួតពិនិត្យ អ្នកគ្រប់គ្រង ការិយាល័យនិពន្ធ
"""
# Letters of other scripts, and figures, that look like Latin ones: "аdmin" with a Cyrillic а, "m0derator".
_LOOKALIKES = {
    **dict(zip(map(ord, "аеорсухіѕјԁһѵ"), "aeopcyxisjdhv", strict=True)),
    **dict(zip(map(ord, "οαενρτι"), "oaevpti", strict=True)),
    **dict(zip(map(ord, "01345"), "oieas", strict=True)),
}
_SPACELESS = re.compile(f"[{SPACELESS}]")
_NOT_LETTERS = re.compile(r"[^\w]+")


def _offices() -> tuple[frozenset[str], frozenset[str]]:
    """The words, folded: those of scripts with spaces, which count as whole words, and the others."""
    phrases = [
        phrase
        for line in _OFFICES.strip().splitlines()
        for part in line.split("|")
        for phrase in ([part] if "|" in line else part.split())
    ]
    folded = {fold(phrase) for phrase in phrases}
    spaceless = frozenset(one for one in folded if _SPACELESS.search(one))
    return frozenset(folded - spaceless), spaceless


def fold(name: str) -> str:
    """A name as it is compared: case, width, marks, signs and invisible characters ignored."""
    plain = unicodedata.normalize("NFKD", fold_case(unicodedata.normalize("NFKC", name))).replace("đ", "d")
    kept = "".join(
        character
        for character in plain
        if not (unicodedata.category(character) == "Mn" and "\u0300" <= character <= "\u036f")
    )
    return " ".join(_NOT_LETTERS.sub(" ", unicodedata.normalize("NFC", kept)).split())


def pretending(submission: Submission, known: Known) -> Finding:
    """A name of the site or of who speaks for it is refused; of a source's a moderator judges, who may ask."""
    folded = fold(submission.name)
    forms = {folded, folded.translate(_LOOKALIKES), folded.replace(" ", "")}
    if forms & known.site_names or any(_names_office(form) for form in forms):
        return refuse("name-of-site")
    return hold("name-of-source") if folded in known.source_names else FINE


def _names_office(name: str) -> bool:
    padded = f" {name} "
    return any(f" {word} " in padded for word in _WORDS) or any(word in name for word in _PARTS)


_WORDS, _PARTS = _offices()
