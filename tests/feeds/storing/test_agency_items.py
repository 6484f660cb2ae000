"""Items of news agencies, from a file or a pull to the article: versions, languages, embargoes, cancellations."""

import io
import re
import zipfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from articles.models import AgencyCancellation, AgencyItem, Article, MediaTopicRule, Picture, Source
from articles.services import curation
from articles.services.agencies.embargoes import publish_due
from articles.services.catalogue_loading import load_taxonomy
from desk.models import Act
from feeds import knowledge
from feeds.following.preview import IntakeOutcome, PreviewRequest, PreviewTools, preview_feed
from feeds.formats.agency.documents import read_documents
from feeds.formats.feed_parser import parse
from feeds.models import Entry, Feed, TakenPart
from feeds.pull import pipeline
from feeds.storing.intake import FeedDocument, store_entries
from feeds.storing.renormalise import renormalise
from feeds.storing.taken_parts import give_known_parts
from feeds.storing.tombstones import cancel_listed
from feeds.web.fetcher import Fetcher, FetchResult, FetchSettings
from tests.factories import make_feed, make_source
from tests.feeds.fakes import FakeFetcher

pytestmark = pytest.mark.django_db

CASES = Path(__file__).parents[1] / "cases" / "agency"
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
EMBARGO_ENDS = datetime(2026, 11, 21, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def known() -> Any:
    return knowledge.from_catalogue()


class Agency:
    """A feed of an agency, and documents stored one after the other as a pull stores them."""

    def __init__(self, known: Any) -> None:
        self.known = known
        self.source = make_source(name="Hãng tin Mẫu")
        self.feed = make_feed(source=self.source, kind="agency", intake_rule="publish", full_text="never")

    def store(self, *names: str, now: datetime = NOW, changed: tuple[str, str] = ("", "")) -> list[Article]:
        bodies = [
            (name, (CASES / name).read_bytes().replace(changed[0].encode(), changed[1].encode()), "")
            if changed[0]
            else (name, (CASES / name).read_bytes(), "")
            for name in names
        ]
        documents = [FeedDocument(self.feed, read_documents(bodies))]
        cancel_listed(documents, now=now)
        store_entries(documents, knowledge=self.known, now=lambda: now)
        return list(Article.objects.order_by("pk"))

    def withdraw(self) -> None:
        self.source.withdraws_taken_back = True
        self.source.save()


@pytest.fixture
def agency(known: Any) -> Agency:
    return Agency(known)


def test_language_versions_of_one_item_are_one_story(agency: Agency) -> None:
    first, second = agency.store("newsml/two-languages.xml")
    assert first.story_id == second.story_id
    assert {first.language, second.language} == {"vi", "ja"}


def test_alternatives_of_a_package_are_one_story_and_other_items_are_not(agency: Agency) -> None:
    stored = {article.title: article for article in agency.store("newsml/message.xml")}
    vietnamese, english, rain = (
        stored["Chợ phiên Mẫu mở lại sau ba năm"],
        stored["Mau fair opens again after three years"],
        stored["Mưa lớn ở vùng cao Mẫu"],
    )
    assert vietnamese.story_id == english.story_id != rain.story_id
    assert Picture.objects.filter(article=vietnamese).count() == 1


def test_language_versions_come_together_whenever_they_come(agency: Agency) -> None:
    agency.store("nitf/report.xml")
    first, second = agency.store("nitf/report-english.xml")
    assert first.story_id == second.story_id


def test_a_higher_version_revises_and_a_lower_one_never_does(agency: Agency) -> None:
    agency.store("nitf/report.xml")
    (article,) = agency.store("nitf/second-version.xml")
    assert article.title == "Xã Đồng Mẫu thông xe con đường liên thôn"
    assert article.revisions.count() == 1
    assert article.published_at == datetime(2026, 11, 20, 1, tzinfo=UTC), "a revision is no new publication"
    (article,) = agency.store("nitf/report.xml")
    assert article.title == "Xã Đồng Mẫu thông xe con đường liên thôn"
    assert AgencyItem.objects.get().version == 2


def test_a_key_that_is_used_again_names_another_story(agency: Agency) -> None:
    agency.store("nitf/second-version.xml")
    first, _second = agency.store(
        "nitf/report.xml", now=NOW + timedelta(days=2), changed=("20261120T080000", "20261122T080000")
    )
    assert first.title == "Xã Đồng Mẫu thông xe con đường liên thôn"


@pytest.mark.parametrize("name", ["nitf/embargoed.xml", "newsml/embargoed.xml", "ninjs/embargoed.json"])
def test_an_embargo_ends_when_its_time_has_come(agency: Agency, name: str) -> None:
    (article,) = agency.store(name)
    assert article.state == Article.State.HELD
    assert AgencyItem.objects.get().due_at == EMBARGO_ENDS
    assert publish_due(now=EMBARGO_ENDS - timedelta(seconds=1)) == 0
    assert Article.objects.published().count() == 0
    assert publish_due(now=EMBARGO_ENDS) == 1
    article.refresh_from_db()
    assert (article.state, article.published_at) == (Article.State.PUBLISHED, EMBARGO_ENDS)
    assert article.is_lead
    assert Act.objects.get().kind == "articles.article:embargo_ends"
    assert publish_due(now=EMBARGO_ENDS) == 0


def test_the_worker_and_the_pull_end_embargoes(agency: Agency) -> None:
    for name, command in (
        ("newsml/embargoed.xml", ("work", "--once")),
        ("ninjs/embargoed.json", ("pull_feeds", "--feed", str(agency.feed.pk))),
    ):
        agency.store(name)
        AgencyItem.objects.update(due_at=datetime(2020, 1, 1, tzinfo=UTC))
        Feed.objects.update(url="http://127.0.0.1:9/none")
        call_command(*command)
        assert not Article.objects.exclude(state=Article.State.PUBLISHED).exists(), command


def test_what_was_read_after_the_end_of_its_embargo_is_published_at_once(agency: Agency) -> None:
    (article,) = agency.store("newsml/embargoed.xml", now=EMBARGO_ENDS + timedelta(hours=1))
    assert (article.state, article.published_at) == (Article.State.PUBLISHED, EMBARGO_ENDS)


def test_an_editors_state_outranks_an_embargo(agency: Agency, admin_user: Any) -> None:
    (article,) = agency.store("newsml/embargoed.xml")
    curation.set_state(articles=[article], state=Article.State.WITHDRAWN, by=admin_user, now=NOW)
    publish_due(now=EMBARGO_ENDS)
    article.refresh_from_db()
    assert article.state == Article.State.WITHDRAWN


def test_reading_again_ends_no_embargo_and_takes_nothing_back(agency: Agency) -> None:
    (article,) = agency.store("newsml/embargoed.xml")
    list(renormalise(Article.objects.all(), knowledge=agency.known))
    article.refresh_from_db()
    assert article.state == Article.State.HELD
    publish_due(now=EMBARGO_ENDS)
    list(renormalise(Article.objects.all(), knowledge=agency.known))
    article.refresh_from_db()
    assert (article.state, article.source) == (Article.State.PUBLISHED, agency.source)


def test_no_page_and_no_other_feed_ends_an_embargo(agency: Agency) -> None:
    Feed.objects.update(full_text="always")
    agency.feed.refresh_from_db()
    linked = (
        "<contentSet>",
        '<contentSet><remoteContent href="https://hang-tin.example/hop" contenttype="text/html"/>',
    )
    agency.store("newsml/embargoed.xml", changed=linked)
    assert Entry.objects.get().page_state == Entry.PageState.NONE
    rss = (
        "<rss version='2.0'><channel><title>x</title><item><title>Hội đồng xã Mẫu họp</title>"
        "<link>https://hang-tin.example/hop</link><description>Một đoạn ngắn về buổi họp.</description></item></channel></rss>"
    )
    other = make_feed(intake_rule="publish", full_text="never")
    document = FeedDocument(other, parse(rss.encode(), url="https://hang-tin.example/rss"))
    store_entries([document], knowledge=agency.known, now=lambda: NOW)
    assert Article.objects.get().state == Article.State.HELD


def test_withheld_holds_what_was_published_and_usable_publishes_it_again(agency: Agency) -> None:
    (article,) = agency.store("ninjs/v2.json")
    assert article.state == Article.State.PUBLISHED
    (article,) = agency.store("ninjs/withheld.json")
    assert article.state == Article.State.HELD
    (article,) = agency.store("ninjs/withheld.json", changed=('"withheld"', '"usable"'))
    assert article.state == Article.State.PUBLISHED


@pytest.mark.parametrize(
    ("name", "cancels"),
    [
        ("nitf/report.xml", "nitf/canceled.xml"),
        ("newsml/text.xml", "newsml/canceled.xml"),
        ("ninjs/v2.json", "ninjs/canceled.json"),
    ],
)
@pytest.mark.parametrize("withdraws", [True, False])
def test_canceled_withdraws_as_the_source_says(
    agency: Agency, name: str, cancels: str, withdraws: bool
) -> None:
    if withdraws:
        agency.withdraw()
    agency.store(name)
    (article,) = agency.store(cancels)
    expected = Article.State.WITHDRAWN if withdraws else Article.State.PUBLISHED
    assert article.state == expected
    assert article.taken_back_at is not None
    (article,) = agency.store(name)
    assert article.state == expected, "a lower version revives nothing"


@pytest.mark.parametrize(
    "order", list(permutations(["nitf/report.xml", "nitf/second-version.xml", "nitf/canceled.xml"]))
)
def test_in_whatever_order_versions_and_their_cancellation_come(
    agency: Agency, order: tuple[str, ...]
) -> None:
    agency.withdraw()
    for name in order:
        agency.store(name)
    article, item = Article.objects.get(), AgencyItem.objects.get()
    assert article.title == "Xã Đồng Mẫu thông xe con đường liên thôn"
    assert article.state == Article.State.WITHDRAWN
    assert article.taken_back_at == datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert article.taken_back_note == "Số liệu sai, xin không dùng"
    assert (item.version, item.status, item.due_at) == (2, "canceled", None)
    assert AgencyCancellation.objects.get().version == 3


def test_a_language_that_comes_after_the_cancellation_is_canceled_too(agency: Agency) -> None:
    agency.withdraw()
    guid = re.search(r'guid="([^"]+)"', (CASES / "newsml/two-languages.xml").read_text())
    assert guid
    agency.store("newsml/canceled.xml", changed=("urn:newsml:hang-tin.example:20261120:gao", guid[1]))
    stored = agency.store("newsml/two-languages.xml")
    assert [article.state for article in stored] == [Article.State.WITHDRAWN] * 2


def test_a_later_version_that_is_usable_publishes_whatever_its_time(agency: Agency) -> None:
    agency.withdraw()
    agency.store("nitf/canceled.xml")
    (article,) = agency.store("nitf/second-version.xml")
    assert article.state == Article.State.WITHDRAWN
    # Of a provider whose clock is behind.
    (article,) = agency.store("nitf/second-version.xml", changed=('version="2"', 'version="4"'))
    assert (article.state, article.taken_back_at, article.is_lead) == (Article.State.PUBLISHED, None, True)
    (article,) = agency.store("nitf/canceled.xml")
    assert article.state == Article.State.PUBLISHED, "the cancellation still stands in the feed"


def test_reading_again_revives_nothing_that_is_canceled(agency: Agency) -> None:
    agency.withdraw()
    agency.store("nitf/canceled.xml")
    agency.store("nitf/report.xml", changed=("20261120T080000", "20261120T180000"))
    Article.objects.update(content_hash="")
    list(renormalise(Article.objects.all(), knowledge=agency.known))
    assert Article.objects.get().state == Article.State.WITHDRAWN


def test_a_document_may_be_canceled_by_its_own_name_before_it_comes(agency: Agency) -> None:
    agency.withdraw()
    gone = (
        'management-status="embargoed" management-doc-idref="tin-0001-1" management-idref-status="canceled"'
    )
    agency.store("nitf/embargoed.xml", changed=('management-status="embargoed"', gone))
    agency.store("nitf/report.xml")
    assert Article.objects.get(agency_item__document="tin-0001-1").state == Article.State.WITHDRAWN
    agency.store("nitf/second-version.xml")
    assert Article.objects.get(agency_item__document="tin-0001-2").state == Article.State.PUBLISHED


def test_a_key_that_is_used_again_is_not_canceled(agency: Agency) -> None:
    agency.withdraw()
    agency.store("nitf/canceled.xml")
    (article,) = agency.store("nitf/report.xml", changed=("20261120T080000", "20261123T080000"))
    assert article.state == Article.State.PUBLISHED


def test_usable_again_publishes(agency: Agency) -> None:
    agency.withdraw()
    agency.store("newsml/text.xml")
    agency.store("newsml/canceled.xml")
    body = ("stat:canceled", "stat:usable")
    text = (CASES / "newsml/text.xml").read_text().replace('version="2"', 'version="4"')
    later = text.replace("2026-11-20T10:00:00+07:00", "2026-11-20T18:00:00+07:00")
    documents = [FeedDocument(agency.feed, read_documents([("x", later.replace(*body).encode(), "")]))]
    store_entries(documents, knowledge=agency.known, now=lambda: NOW)
    article = Article.objects.get()
    assert (article.state, article.taken_back_at) == (Article.State.PUBLISHED, None)
    assert AgencyItem.objects.get().status == "usable"


def test_another_source_cancels_nothing(agency: Agency, known: Any) -> None:
    agency.withdraw()
    agency.store("newsml/text.xml")
    other = Agency(known)
    (article,) = other.store("newsml/canceled.xml")
    assert (article.state, article.taken_back_at) == (Article.State.PUBLISHED, None)


def test_what_another_source_canceled_before_is_published(agency: Agency, known: Any) -> None:
    other = Agency(known)
    other.withdraw()
    other.store("newsml/canceled.xml")
    agency.withdraw()
    (article,) = agency.store("newsml/text.xml")
    assert (article.state, article.taken_back_at) == (Article.State.PUBLISHED, None)


def test_media_topics_stand_for_categories_and_topics_that_editors_choose(agency: Agency) -> None:
    load_taxonomy()
    rule = MediaTopicRule.objects.get(code="20000593")
    assert rule.category is not None
    agency.known = knowledge.from_database()
    (article,) = agency.store("newsml/text.xml")
    assert article.category == rule.category
    MediaTopicRule.objects.filter(code="20000593").delete()
    load_taxonomy()
    assert not MediaTopicRule.objects.filter(code="20000593").exists(), "what an editor deleted stays deleted"


def test_the_desk_shows_rights_terms_and_media_topics(agency: Agency, admin_client: Any) -> None:
    load_taxonomy()
    agency.store("newsml/text.xml")
    agency.store("newsml/embargoed.xml")
    article, _held = Article.objects.order_by("pk")
    page = admin_client.get(reverse("admin:articles_article_change", args=[article.pk])).content.decode()
    for words in ("© 2026 Hãng tin Mẫu", "Keep the byline.", "20000593", "→ Political system", "version"):
        assert words in page, words
    listed = admin_client.get(reverse("admin:articles_article_changelist")).content.decode()
    assert "embargoed until 21/11/2026 09:00" in listed
    rules = admin_client.get(reverse("admin:articles_mediatopicrule_changelist")).content.decode()
    assert "international relations" in rules


def test_the_desk_says_what_was_canceled_and_which_version_is_unknown(
    agency: Agency, admin_client: Any
) -> None:
    agency.withdraw()
    agency.store("nitf/canceled.xml")
    (article,) = agency.store("nitf/report.xml", changed=(' version="1"', ""), now=NOW + timedelta(hours=1))
    address = reverse("admin:articles_article_change", args=[article.pk])
    page = " ".join(admin_client.get(address).content.decode().split())
    said = "cancellation (version 3, time 20/11/2026 15:00) came before the article, which was taken back when it came"
    for words in (said, "its agency canceled it on 20/11/2026", "<dt>Version</dt><dd>unknown</dd>"):
        assert words in page, words
    listed = admin_client.get(reverse("admin:articles_article_changelist")).content.decode()
    assert "its agency canceled it on 20/11/2026" in listed
    Article.objects.update(state=Article.State.PUBLISHED)
    page = " ".join(admin_client.get(address).content.decode().split())
    assert "Readers see it, as its source does not say “withdraw what it takes back”." in page


# --- Files -----------------------------------------------------------------------------------------------------------


def test_a_folder_is_imported_with_its_package(tmp_path: Path, capsys: Any) -> None:
    message = (CASES / "newsml/message.xml").read_text()
    head, *items = message.split("<newsItem ")
    package = head[head.index("<packageItem") :]
    namespace = 'xmlns="http://iptc.org/std/nar/2006-10-01/" '
    (tmp_path / "1-goi.xml").write_text(package.replace("<packageItem ", f"<packageItem {namespace}"))
    for number, item in enumerate(items):
        text = f"<newsItem {namespace}{item}"
        (tmp_path / f"2-tin-{number}.xml").write_text(text[: text.index("</newsItem>") + len("</newsItem>")])
    call_command("import_articles", str(tmp_path))
    said = capsys.readouterr().out
    assert "3 created, 0 revised, 2 unchanged, 0 failed" in said
    assert said.count("It belongs to other articles") == 2
    assert Picture.objects.filter(article__language="en").count() == 1
    assert Article.objects.values("story").distinct().count() == 2


def test_a_package_of_three_articles_in_two_languages_in_an_archive(tmp_path: Path) -> None:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        archive.write(CASES / "newsml/message.xml", "tin/message.xml")
    file = tmp_path / "goi.zip"
    file.write_bytes(body.getvalue())
    call_command("import_articles", str(file))
    assert Article.objects.count() == 3
    assert set(Article.objects.values_list("language", flat=True)) == {"vi", "en"}
    call_command("import_articles", str(file))
    assert Article.objects.count() == 3


def test_files_revise_cancel_and_keep_their_embargo(capsys: Any) -> None:
    call_command("import_articles", str(CASES / "newsml/text.xml"), str(CASES / "newsml/embargoed.xml"))
    call_command("import_articles", str(CASES / "newsml/canceled.xml"))
    assert "1 canceled, 0 failed" in capsys.readouterr().out
    assert Article.objects.get(taken_back_at__isnull=False).title.startswith("Vùng lúa")


@pytest.mark.parametrize(
    ("name", "cancels"),
    [
        ("nitf/report.xml", "nitf/canceled.xml"),
        ("newsml/text.xml", "newsml/canceled.xml"),
        ("ninjs/v2.json", "ninjs/canceled.json"),
    ],
)
def test_files_give_the_same_rows_in_both_orders(name: str, cancels: str, capsys: Any) -> None:
    call_command("import_articles", str(CASES / name))
    Source.objects.update(withdraws_taken_back=True)
    found = []
    for order in ((name, cancels), (cancels, name)):
        Article.objects.all().delete()
        AgencyCancellation.objects.all().delete()
        for file in order:
            with suppress(SystemExit):  # ninjs/canceled.json holds a picture beside it, which is no article
                call_command("import_articles", str(CASES / file))
        found.append(rows_of_articles())
    assert found[0] == found[1]
    said = capsys.readouterr().out
    assert (
        "Nothing of it is stored; what comes of it later with such a version is taken back at once." in said
    )
    assert "0 unchanged, 1 cancellation remembered, " in said
    assert "Its agency has canceled it: it is stored and withdrawn." in said


@pytest.mark.parametrize(("version", "state"), [("2", "withdrawn"), ("4", "published")])
def test_a_package_of_versions_has_its_last_word(tmp_path: Path, version: str, state: str) -> None:
    call_command("import_articles", str(CASES / "nitf/second-version.xml"))
    Article.objects.all().delete()
    Source.objects.update(withdraws_taken_back=True)
    last = (CASES / "nitf/second-version.xml").read_text().replace('version="2"', f'version="{version}"')
    file = tmp_path / "goi.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("1.xml", last)
        for name in ("canceled", "report"):
            archive.write(CASES / f"nitf/{name}.xml", f"{name}.xml")
    call_command("import_articles", str(file))
    article = Article.objects.get()
    assert (article.state, article.agency_item.version) == (state, int(version))


def rows_of_articles() -> list[dict[str, Any]]:
    """What is stored of articles and their items, without numbers and times of arrival."""
    ours = {"id", "story_id", "arrived_at", "ordered_at", "search"}
    rows = []
    for item in AgencyItem.objects.select_related("article").order_by("item"):
        article = {name: value for name, value in vars(item.article).items() if name not in ours}
        said = {name: value for name, value in vars(item).items() if name != "article_id"}
        rows.append({name: value for name, value in (article | said).items() if name != "_state"})
    return rows


# --- Through a pull --------------------------------------------------------------------------------------------------

FOLDER = "<html><head><title>Index of /tin/</title></head><body><pre>{}</pre></body></html>"


def line(name: str, day: str = "20-Nov-2026 08:00") -> str:
    return f'<a href="{name}">{name}</a>   {day}   4100\n'


@pytest.fixture
def pull(feed_server: Any, known: Any) -> Any:
    limits = FetchSettings(
        user_agent="Newsroom/1 (+https://newsroom.example/)", read_timeout=1, total_timeout=3, allow_loopback=True,
        extra_ports=frozenset({feed_server.port}),
    )  # fmt: skip

    def once(feed: Feed) -> Any:
        feed = Feed.objects.select_related("source").get(pk=feed.pk)
        give_known_parts([feed])
        with Fetcher(limits) as fetcher:
            fetched = pipeline.ask(feed, fetch=fetcher.fetch)
            return next(pipeline.store_outcomes([fetched], knowledge=known, now=lambda: NOW))

    return once


def test_a_folder_is_pulled_and_each_document_asked_once(
    pull: Any, feed_server: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(pipeline, "_pause", lambda url: None)
    names = ("nitf/report.xml", "newsml/two-languages.xml", "ninjs/v3.json")
    for name in names:
        feed_server.answer(f"/tin/{name.replace('/', '-')}", (CASES / name).read_bytes())
    listed = "".join(line(name.replace("/", "-")) for name in names)
    html = [("Content-Type", "text/html")]
    address = feed_server.answer("/tin/", FOLDER.format(listed), headers=html)
    feed = make_feed(url=address, kind="agency", intake_rule="publish", full_text="never")
    assert pull(feed).created == 5
    assert Article.objects.published().count() == 5
    assert pull(feed).entries == 0
    feed.refresh_from_db()
    assert feed.state == Feed.State.WELL
    assert len(feed_server.requests) == 1 + 3 + 1
    feed_server.answer("/tin/nitf-report.xml", (CASES / "nitf/second-version.xml").read_bytes())
    changed = listed.replace(line("nitf-report.xml"), line("nitf-report.xml", "20-Nov-2026 12:00"))
    feed_server.answer("/tin/", FOLDER.format(changed), headers=html)
    assert pull(feed).revised == 1
    assert [request.path for request in feed_server.requests[5:]] == ["/tin/", "/tin/nitf-report.xml"]
    assert TakenPart.objects.count() == 3
    assert Entry.objects.filter(state="stored").count() == 5


def test_a_cancellation_is_pulled_before_its_item(pull: Any, feed_server: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(pipeline, "_pause", lambda url: None)
    html = [("Content-Type", "text/html")]
    for name in ("canceled", "report"):
        feed_server.answer(f"/tin/{name}.xml", (CASES / f"nitf/{name}.xml").read_bytes())
    address = feed_server.answer("/tin/", FOLDER.format(line("canceled.xml")), headers=html)
    source = make_source(withdraws_taken_back=True)
    feed = make_feed(source=source, url=address, kind="agency", intake_rule="publish", full_text="never")
    first = pull(feed)
    assert (first.created, first.canceled) == (0, 1)
    feed_server.answer(
        "/tin/", FOLDER.format(line("canceled.xml") + line("report.xml", "20-Nov-2026 16:00")), headers=html
    )
    assert pull(feed).created == 1
    article = Article.objects.get()
    assert (article.taken_back_note, article.is_public) == ("Số liệu sai, xin không dùng", False)


def test_one_document_at_an_address_is_a_feed_too(pull: Any, feed_server: Any) -> None:
    address = feed_server.answer("/tin.xml", (CASES / "newsml/message.xml").read_bytes())
    feed = make_feed(url=address, kind="agency", intake_rule="publish", full_text="never")
    assert pull(feed).created == 3
    assert pull(feed).created == 0


def test_a_sitemap_of_documents_is_pulled_too(pull: Any, feed_server: Any) -> None:
    feed_server.answer("/tin/1.xml", (CASES / "nitf/report.xml").read_bytes())
    listed = (
        f"<urlset><url><loc>{feed_server.url('/tin/1.xml')}</loc><lastmod>2026-11-20</lastmod></url></urlset>"
    )
    feed = make_feed(
        url=feed_server.answer("/tin/sitemap.xml", listed),
        kind="agency",
        intake_rule="publish",
        full_text="never",
    )
    assert pull(feed).created == 1
    assert pull(feed).entries == 0
    assert len(feed_server.requests) == 3


def test_a_feed_of_a_document_is_previewed(known: Any) -> None:
    body = (CASES / "newsml/embargoed.xml").read_bytes()
    url = "https://hang-tin.example/tin.xml"
    fetch = FakeFetcher({url: FetchResult(url=url, status=200, body=body)}).fetch
    tools = PreviewTools(fetch=fetch, extract=never, knowledge=known, now=NOW, user_agent="Newsroom")
    shown = preview_feed(PreviewRequest(url=url, kind="agency", rule="publish"), tools)
    assert [(one.title, one.outcome) for one in shown.articles] == [
        ("Hội đồng xã Mẫu thông qua kế hoạch năm", IntakeOutcome.HELD)
    ]


def never(page: Any) -> Any:
    raise AssertionError(page)
