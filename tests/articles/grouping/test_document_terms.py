"""What the codes in a document's number are called: shipped names, editors' names, and what readers see."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.catalogue import load_document_kinds
from articles.languages import SITE_LANGUAGES
from articles.models import Citation, Document, DocumentTerm, Intake
from articles.services.catalogue_loading import load_taxonomy
from tests.factories import make_article, make_source

pytestmark = pytest.mark.django_db


def name(part: str, code: str, **names: str) -> None:
    for language, word in names.items():
        DocumentTerm.objects.create(part=part, code=code, language=language, name=word)


def make_document(number: str = "25-NQ/TW", kind: str = "NQ", issuer: str = "TW") -> Document:
    return Document.objects.create(number=number, kind=kind, issuer=issuer)


DESCRIBED = [
    ("in the language asked for", "NQ", "CP", "vi", "Nghị quyết · Chính phủ"),
    ("in English where it has no name", "NQ", "CP", "ko", "결의 · Government"),
    ("in Vietnamese where English has none either", "NQ", "BCĐ", "fr", "Resolution · Ban chỉ đạo"),
    ("without an issuer nobody named", "NQ", "XX", "en", "Resolution"),
    ("without a kind nobody named", "XX", "CP", "en", "Government"),
    ("codes of kinds are no codes of issuers", "CP", "NQ", "en", ""),
    ("nothing known", "", "", "en", ""),
    ("issued together", "NQ", "CP-BCĐ", "vi", "Nghị quyết · Chính phủ · Ban chỉ đạo"),
    ("issued together with somebody nobody named", "NQ", "CP-XX", "vi", "Nghị quyết"),
    ("a hyphen of its own", "NQ", "A-B", "en", "Resolution · A body"),
]


@pytest.mark.parametrize(
    ("kind", "issuer", "language", "words"), [row[1:] for row in DESCRIBED], ids=[row[0] for row in DESCRIBED]
)
def test_kind_and_issuer_in_words(kind: str, issuer: str, language: str, words: str) -> None:
    name("kind", "NQ", vi="Nghị quyết", en="Resolution", ko="결의")
    name("issuer", "CP", vi="Chính phủ", en="Government")
    name("issuer", "BCĐ", vi="Ban chỉ đạo")
    name("issuer", "A-B", en="A body")
    with CaptureQueriesContext(connection) as queries:
        document = make_document(kind=kind, issuer=issuer)
        assert document.described_in(language) == words
    assert len(queries) <= 2


def test_many_documents_cost_one_query_and_none_cost_nothing() -> None:
    name("kind", "NQ", en="Resolution")
    documents = [make_document(f"{number}-NQ/TW") for number in range(5)]
    with CaptureQueriesContext(connection) as queries:
        attached = DocumentTerm.objects.attach(documents)
        assert [one.described_in("en") for one in attached] == ["Resolution"] * 5
        assert DocumentTerm.objects.attach([]) == []
    assert len(queries) == 1


def test_the_shipped_names_come_once_and_what_editors_did_stays() -> None:
    load_taxonomy()
    kinds = load_document_kinds()
    shipped = sum(len(kind.names) for kind in kinds.kinds) + sum(len(one.called) for one in kinds.issuers)
    assert DocumentTerm.objects.count() == shipped
    of_resolution = DocumentTerm.objects.filter(part="kind", code="NQ")
    of_resolution.filter(language="en").update(name="Our word")
    of_resolution.filter(language="fr").delete()
    assert load_taxonomy() == 0
    assert of_resolution.get(language="en").name == "Our word"
    assert not of_resolution.filter(language="fr").exists()


def test_every_shipped_kind_and_issuer_is_named_in_every_site_language() -> None:
    shipped = load_document_kinds()
    named = [("kind", one.code, one.names) for one in shipped.kinds]
    named += [("issuer", one.code, one.called) for one in shipped.issuers]
    for part, code, names in named:
        assert set(names) == set(SITE_LANGUAGES), (part, code)
        assert all(name and name == name.strip() for name in names.values()), (part, code)


@pytest.mark.parametrize("page", ["document", "article"])
def test_readers_see_it_with_the_language_of_a_foreign_name(page: str, client: Client) -> None:
    name("kind", "NQ", fr="Résolution")
    name("issuer", "TW", en="Party <bodies>")
    article = make_article(language="fr")
    Citation.objects.create(article=article, document=make_document(), cited_as="la résolution")
    document = Document.objects.get()
    address = document.get_absolute_url("fr") if page == "document" else article.get_absolute_url()
    shown = client.get(address).content.decode()
    assert 'Résolution ·\N{NO-BREAK SPACE}<bdi lang="en">Party &lt;bodies&gt;</bdi>' in shown


@pytest.mark.parametrize("page", ["document", "article"])
def test_a_page_with_unnamed_codes_shows_the_number_alone(page: str, client: Client) -> None:
    article = make_article(language="fr")
    Citation.objects.create(article=article, document=make_document(), cited_as="la résolution")
    document = Document.objects.get()
    address = document.get_absolute_url("fr") if page == "document" else article.get_absolute_url()
    shown = client.get(address).content.decode()
    assert "25-NQ/TW" in shown
    assert "<small></small>" not in shown
    assert '<p class="page-lead"></p>' not in shown


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("editor", password="x"))
    return client


def test_editors_correct_a_name_in_the_list(desk: Client) -> None:
    name("kind", "NQ", en="Resolution", vi="Nghị quyết")
    row = DocumentTerm.objects.get(language="en")
    address = reverse("admin:articles_documentterm_changelist") + "?part__exact=kind&language=en&q=resol"
    assert desk.get(address).context["cl"].result_count == 1
    sent = {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "1",
        "form-0-id": str(row.pk),
        "form-0-name": "  Party   resolution ",
        "_save": "Save",
    }
    assert desk.post(address, sent).status_code == 302
    row.refresh_from_db()
    assert row.name == "Party resolution"


def test_a_second_name_in_one_language_is_refused(desk: Client) -> None:
    name("kind", "NQ", en="Resolution")
    sent = {"part": "kind", "code": " NQ ", "language": "EN", "name": "Decision"}
    answer = desk.post(reverse("admin:articles_documentterm_add"), sent)
    assert answer.status_code == 200
    assert DocumentTerm.objects.count() == 1


def test_the_page_of_a_source_tells_what_was_dropped(desk: Client) -> None:
    source = make_source()
    Intake.objects.create(
        article=make_article(source=source),
        read_from="https://paper.example/",
        raw_kind="page",
        dropped=[{"text": "x", "reason": "advertisement <line>"}],
        read_at=timezone.now(),
    )
    shown = desk.get(reverse("admin:articles_source_change", args=[source.pk])).content.decode()
    assert "advertisement &lt;line&gt;" in shown
    assert "(last 90 days)" in shown
    assert desk.get(reverse("admin:articles_source_add")).status_code == 200
