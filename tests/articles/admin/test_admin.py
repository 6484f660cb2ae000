"""The editors' desk: lists of a fixed number of queries, forms that explain themselves, actions that are remembered."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.grouping.addresses import same_article_key
from articles.models import (
    Article,
    ArticleTopic,
    Author,
    Citation,
    Document,
    DocumentName,
    DocumentTerm,
    Feature,
    Intake,
    LinkingThreshold,
    Picture,
    Revision,
    Source,
    SourceDomain,
    Story,
    StoryDecision,
    StoryKey,
    StoryLink,
    Term,
    Topic,
)
from articles.models.similarity import StorySuggestion
from articles.services.stories import join_by_rule
from tests.desk.pages import Window, inputs_of
from tests.factories import (
    NOON,
    make_article,
    make_category,
    make_comment,
    make_notice,
    make_source,
    make_topic,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return User.objects.create_superuser("editor", password="x")


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def groups():
    return Group.objects.in_bulk(field_name="name")


def url(name, *args):
    return reverse(f"admin:{name}", args=args)


def full_article():
    article = make_article(category=make_category(), topics=[make_topic()])
    Citation.objects.create(article=article, document=full_document(), cited_as="the resolution")
    Picture.objects.create(article=article, state=Picture.State.STORED, stored_as="a/b", widths=[320])
    Revision.objects.create(article=article, title="Before", content_hash="0", replaced_at=NOON)
    Intake.objects.create(
        article=article,
        read_from="https://paper.example/",
        raw_kind="page",
        dropped=[{"text": "Share this", "reason": "furniture"}],
        warnings=["no date"],
        matched_terms=[{"topic": "t", "term": "people", "where": "title", "count": 2}],
        relevance_reasons=["title names it"],
        read_at=NOON,
    )
    StoryKey.objects.create(story=article.story, key=f"address:{article.pk}")
    return article


def full_document():
    document = Document.objects.create(number=f"{Document.objects.count()}-NQ/TW", issued_on=NOON.date())
    DocumentName.objects.create(document=document, language="en", title="On the people")
    return document


def full_source():
    return make_source(category=make_category(), host=f"paper-{Source.objects.count()}.example")


def full_topic():
    topic = make_topic(part_of=make_topic())
    Term.objects.create(topic=topic, language="vi", phrase="dân vận")
    return topic


def make_decision():
    first, second = make_article(), make_article()
    return StoryDecision.objects.create(first=first, second=second, verdict=StoryDecision.Verdict.APART)


def make_suggestion():
    return StorySuggestion.objects.create(
        first=make_article(),
        second=make_article(),
        kind="facts",
        score=0.8,
        reasons=["a date"],
        suggested_at=NOON,
    )


def make_term():
    return Term.objects.create(topic=make_topic(), language="vi", phrase=f"dân vận {Term.objects.count()}")


def make_feature(**overrides):
    return Feature.objects.create(
        **{
            "edition": "en",
            "article": make_article(),
            "starts_at": timezone.now() - timedelta(hours=1),
            **overrides,
        }
    )


MAKERS = {
    "article": full_article,
    "source": full_source,
    "story": lambda: full_article().story,
    "storydecision": make_decision,
    "storysuggestion": make_suggestion,
    "category": lambda: make_category(),
    "topic": full_topic,
    "term": make_term,
    "author": lambda: Author.objects.create(name="A. Writer", source=make_source()),
    "document": full_document,
    "documentterm": lambda: DocumentTerm.objects.create(
        part="kind", code=f"NQ{DocumentTerm.objects.count()}", language="vi", name="Nghị quyết"
    ),
    "feature": make_feature,
    "picture": lambda: full_article().pictures.get(),
}


@pytest.mark.parametrize("model", MAKERS)
def test_a_list_costs_the_same_number_of_queries_for_1_row_and_for_15(desk, model):
    address = url(f"articles_{model}_changelist")
    MAKERS[model]()
    counts = []
    for rows in (0, 14):
        for _ in range(rows):
            MAKERS[model]()
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(address).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] < 25


@pytest.mark.parametrize("model", MAKERS)
def test_every_row_opens_and_every_list_is_searched(desk, model):
    row = MAKERS[model]()
    assert desk.get(url(f"articles_{model}_change", row.pk)).status_code == 200
    for query in ("people", "1", "https://paper.example/x", "10-NQ/TW", "\u200f", "(", "[", "%"):
        assert desk.get(url(f"articles_{model}_changelist"), {"q": query}).status_code == 200, query


@pytest.mark.parametrize(
    "query",
    [
        *[{"language": value} for value in ("vi", "other", "nonsense")],
        *[{"category": value} for value in ("none", "1", "nonsense")],
        *[{"topic": value} for value in ("1", "nonsense")],
        {"state__exact": "held"},
    ],
    ids=str,
)
def test_article_filters_accept_anything(desk, query):
    full_article()
    assert desk.get(url("articles_article_changelist"), query).status_code == 200


@pytest.mark.parametrize("model", ["source", "category", "topic", "term", "author", "document", "feature"])
def test_an_empty_form_comes_back_with_its_errors(desk, model):
    page = desk.get(url(f"articles_{model}_add"))
    blank = {
        name: value for name, value in management_data(page).items() if "TOTAL" in name or "INITIAL" in name
    }
    answer = desk.post(url(f"articles_{model}_add"), blank)
    assert answer.status_code == 200
    assert "errornote" in answer.content.decode()


def management_data(page):
    """What the form of a page would send when nothing is typed: its own fields and those of its inlines."""
    data = {}
    context = page.context["adminform"].form
    forms = [context]
    for inline in page.context["inline_admin_formsets"]:
        formset = inline.formset
        data |= {
            f"{formset.prefix}-{name}": formset.management_form.initial[name]
            for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")
        }
        forms += formset.forms
    for form in forms:
        for bound in form:
            value = bound.value()
            if hasattr(bound.field.widget, "widgets"):
                for number, part in enumerate(bound.field.widget.decompress(value) if value else []):
                    data[f"{bound.html_name}_{number}"] = str(part)
            elif isinstance(value, list):
                data[bound.html_name] = value
            elif value is True:
                data[bound.html_name] = "on"
            elif value is not None and value is not False:
                data[bound.html_name] = str(value)
    return data


def save(desk, address, **changes):
    """Opens a form, changes some fields and sends it, as a person would."""
    page = desk.get(address)
    reason = {"reason": "So it is"} if "reason" in page.context["adminform"].form.fields else {}
    return desk.post(address, {**management_data(page), **reason, **changes}, follow=True)


def act(desk, model, action, rows, **more):
    data = {"action": action, "_selected_action": [row.pk for row in rows], **more}
    return desk.post(url(f"articles_{model}_changelist"), data, follow=True)


class TestArticle:
    def test_saving_without_a_change_marks_nothing(self, desk):
        article = full_article()
        assert save(desk, url("articles_article_change", article.pk)).status_code == 200
        article.refresh_from_db()
        assert (article.state_by_hand, article.category_by_hand) == (False, False)
        assert article.revisions.count() == 1
        assert not ArticleTopic.objects.filter(by_hand=True).exists()

    def test_what_an_editor_changes_is_kept_as_the_editors(self, desk):
        article, category, topic = full_article(), make_category(), make_topic()
        answer = save(
            desk,
            url("articles_article_change", article.pk),
            title="A better\ntitle",
            state="held",
            category=category.pk,
            on_topics=[topic.pk],
        )
        assert answer.status_code == 200
        article.refresh_from_db()
        assert (article.title, article.state, article.category) == ("A better title", "held", category)
        assert article.state_by_hand
        assert article.category_by_hand
        assert article.topic_links.get(excluded=False).topic == topic
        assert article.topic_links.filter(excluded=True, by_hand=True).count() == 1
        assert article.revisions.count() == 2

    @pytest.mark.parametrize(
        "changes",
        [
            pytest.param({"title": ""}, id="no title"),
            pytest.param({"title": "x" * 501}, id="title too long"),
            pytest.param({"state": "nonsense"}, id="unknown state"),
            pytest.param({"category": "999999"}, id="unknown category"),
            pytest.param({"on_topics": ["999999"]}, id="unknown topic"),
            pytest.param({"title": "a\0b"}, id="null character"),
        ],
    )
    def test_wrong_data_comes_back_as_an_error(self, desk, changes):
        article = full_article()
        answer = save(desk, url("articles_article_change", article.pk), **changes)
        assert answer.status_code == 200
        assert "errornote" in answer.content.decode()
        assert Article.objects.get(pk=article.pk).title == article.title

    def test_the_page_shows_how_the_article_came_in(self, desk):
        article = full_article()
        page = desk.get(url("articles_article_change", article.pk)).content.decode()
        for shown in ("Share this", "furniture", "no date", "title names it", "the resolution", "Before"):
            assert shown in page
        assert article.get_absolute_url() in page

    def test_the_preview_runs_no_script_and_asks_no_host(self, desk):
        article = make_article(
            html='<p>Text</p><script>alert(1)</script><img src="https://elsewhere.example/a.png">'
        )
        page = desk.get(url("articles_article_change", article.pk)).content.decode()
        assert "<iframe" in page
        frame = BeautifulSoup(page, "lxml").select_one("iframe.preview")
        assert frame.has_attr("sandbox")
        assert not frame["sandbox"]
        assert "<p>Text</p>" in frame["srcdoc"]
        assert "<p>Text</p>" not in page
        # The text that may be corrected is text: nothing of it is markup of the page.
        assert "<script>alert" not in page
        assert '<img src="https://elsewhere.example' not in page
        assert "alert(1)" not in frame["srcdoc"]
        assert "elsewhere.example" not in frame["srcdoc"]

    @pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x"])
    def test_only_web_addresses_become_links(self, desk, address):
        article = make_article(url=address, origin_url=address)
        page = desk.get(url("articles_article_change", article.pk)).content.decode()
        assert f'href="{address}' not in page

    def test_titles_carry_their_language_and_direction(self, desk):
        make_article(language="ar", title="الشعب")
        page = desk.get(url("articles_article_changelist")).content.decode()
        assert '<span lang="ar" dir="rtl">الشعب</span>' in page

    def test_nobody_adds_or_deletes_articles_here(self, desk):
        article = make_article()
        assert desk.get(url("articles_article_add")).status_code == 403
        assert desk.get(url("articles_article_delete", article.pk)).status_code == 403

    @pytest.mark.parametrize(
        ("action", "state"), [("publish", "published"), ("hold", "held"), ("withdraw", "withdrawn")]
    )
    def test_states_are_set_from_the_list(self, desk, editor, action, state):
        articles = [make_article(state="off-topic") for _ in range(3)]
        page = act(desk, "article", action, articles, reason="So it is", post="yes").content.decode()
        assert "3 articles" in page
        assert set(Article.objects.values_list("state", "state_by_hand")) == {(state, True)}
        assert LogEntry.objects.filter(user=editor).count() == 3

    def test_the_category_chosen_beside_is_set(self, desk):
        articles, category = [make_article(), make_article()], make_category(name="Heritage")
        assert (
            "2 articles moved to Heritage"
            in act(desk, "article", "set_category", articles, category=category.pk).content.decode()
        )
        assert Article.objects.filter(category=category, category_by_hand=True).count() == 2

    def test_without_a_category_it_says_what_to_do(self, desk):
        assert "Choose a category" in act(desk, "article", "set_category", [make_article()]).content.decode()

    @pytest.mark.parametrize("chosen", ["", "nonsense", "999999", "9" * 30])
    def test_an_unknown_category_changes_nothing(self, desk, chosen):
        assert act(desk, "article", "set_category", [make_article()], category=chosen).status_code == 200
        assert not Article.objects.filter(category_by_hand=True).exists()

    def test_the_topic_chosen_beside_is_added_and_taken_off(self, desk):
        canals, schools = make_topic(name="Canals"), make_topic(name="Schools")
        articles = [make_article(topics=[canals]), make_article(topics=[canals, schools])]
        added = act(desk, "article", "add_topic", articles, topic=schools.pk).content.decode()
        assert "1 article has the topic Schools now" in added
        off = act(desk, "article", "take_topic_off", articles, topic=canals.pk).content.decode()
        assert "2 articles are not on the topic Canals any more" in off
        for article in articles:
            assert list(
                Topic.objects.filter(article_links__article=article, article_links__excluded=False)
            ) == [schools]
            # No pull adds what an editor took off.
            assert article.topic_links.filter(topic=canals, excluded=True, by_hand=True).exists()

    @pytest.mark.parametrize("action", ["add_topic", "take_topic_off"])
    @pytest.mark.parametrize("chosen", ["", "nonsense", "999999"])
    def test_without_a_topic_nothing_is_changed(self, desk, action, chosen):
        article = make_article(topics=[make_topic()])
        assert act(desk, "article", action, [article], topic=chosen).status_code == 200
        assert article.topic_links.filter(excluded=False, by_hand=False).count() == 1

    def test_articles_are_merged_and_taken_out_again(self, desk, editor):
        articles = [make_article(), make_article(language="vi"), make_article(language="fr")]
        assert "one story now" in act(desk, "article", "merge", articles).content.decode()
        assert Article.objects.values("story").distinct().count() == 1
        assert "1 article has a story" in act(desk, "article", "split", articles[2:]).content.decode()
        assert Article.objects.values("story").distinct().count() == 2
        assert set(StoryDecision.objects.values_list("decided_by", flat=True)) == {editor.pk}

    def test_merging_one_article_says_what_to_do(self, desk):
        assert "at least two" in act(desk, "article", "merge", [make_article()]).content.decode()

    def test_splitting_an_article_that_is_alone_says_so(self, desk):
        assert "alone in its story" in act(desk, "article", "split", [make_article()]).content.decode()

    def test_one_article_leads_to_the_form_that_places_it(self, desk):
        article = make_article(language="fr")
        answer = act(desk, "article", "place_on_front_page", [article])
        form = answer.context["adminform"].form
        assert form["edition"].value() == "fr"
        assert str(form["article"].value()) == str(article.pk)
        assert form["starts_at"].value()

    def test_two_articles_cannot_be_placed_at_once(self, desk):
        assert (
            "Tick one article"
            in act(desk, "article", "place_on_front_page", [make_article(), make_article()]).content.decode()
        )

    def test_it_is_found_by_the_address_of_its_page(self, desk):
        address = "https://paper.example/news/1.html?utm_source=x"
        make_article(title="Wanted", url=address, address_key=same_article_key(address))
        make_article(title="Other")
        page = desk.get(url("articles_article_changelist"), {"q": address}).content.decode()
        assert "Wanted" in page
        assert "Other" not in page


class TestSource:
    def test_a_source_with_a_host_and_a_feed_is_added_in_one_form(self, desk):
        answer = save(
            desk,
            url("articles_source_add"),
            name="Paper",
            slug="paper",
            **{
                "domains-0-host": "https://www.Paper.example/news/",
                "feeds-0-url": "https://paper.example/rss",
            },
        )
        assert answer.status_code == 200
        source = Source.objects.get(slug="paper")
        assert source.domains.get().host == "paper.example"
        feed = source.feeds.get()
        assert feed.enabled
        assert feed.next_check_at <= timezone.now()

    def test_a_source_without_a_slug_is_named_in_plain_letters(self, desk):
        save(desk, url("articles_source_add"), name="Báo Thử Nghiệm Đồng Mẫu", slug="")
        assert Source.objects.get().slug == "bao-thu-nghiem-dong-mau"

    @pytest.mark.parametrize(
        ("changes", "text"),
        [
            pytest.param({"slug": "taken"}, "already exists", id="slug taken"),
            pytest.param(
                {"slug": "", "name": "Taken"}, "There is a source “", id="the name of another source"
            ),
            pytest.param({"slug": "two words"}, "Enter a valid", id="slug with a space"),
            pytest.param({"language": "Tiếng Việt!"}, "is no language tag", id="language"),
            pytest.param({"homepage": "nonsense here"}, "Enter a valid URL", id="homepage"),
            pytest.param({"domains-0-host": "no host"}, "is no host", id="host with a space"),
            pytest.param({"domains-0-host": "http://[broken"}, "is no host", id="host with a bracket"),
            pytest.param({"domains-0-host": "taken.example"}, "belongs to", id="host of another source"),
            pytest.param(
                {"feeds-0-url": "https://127.0.0.2.nip/rss", "feeds-0-intake_rule": "x"},
                "valid choice",
                id="rule",
            ),
            pytest.param({"feeds-0-url": "http://10.0.0.1/rss"}, "10.0.0.1", id="feed inside the network"),
        ],
    )
    def test_wrong_data_comes_back_with_the_reason(self, desk, changes, text):
        make_source(slug="taken", name="taken", host="taken.example")
        answer = save(desk, url("articles_source_add"), **{"name": "Paper", "slug": "paper", **changes})
        assert answer.status_code == 200
        assert text in answer.content.decode()
        assert Source.objects.count() == 1
        assert SourceDomain.objects.count() == 1


class TestNames:
    def test_missing_languages_are_laid_out_and_empty_ones_are_not_saved(self, desk):
        category = make_category(name="Heritage", language="en")
        address = url("articles_category_change", category.pk)
        rows = desk.get(address).context["inline_admin_formsets"][0].formset.forms
        assert [form.initial["language"] for form in rows][:3] == ["en", "vi", "zh-hans"]
        answer = save(desk, address, **{"names-1-name": "Di sản"})
        assert answer.status_code == 200
        assert dict(category.names.values_list("language", "name")) == {"en": "Heritage", "vi": "Di sản"}

    def test_a_language_named_twice_is_an_error(self, desk):
        category = make_category(name="Heritage", language="en")
        answer = save(
            desk,
            url("articles_category_change", category.pk),
            **{"names-1-name": "Again", "names-1-language": "en"},
        )
        assert answer.status_code == 200
        assert "errorlist" in answer.content.decode()
        assert category.names.count() == 1

    def test_a_topic_is_no_part_of_its_own_part(self, desk):
        part = full_topic()
        answer = save(desk, url("articles_topic_change", part.part_of.pk), part_of=part.pk)
        assert "itself a part of this one" in answer.content.decode()
        answer = save(desk, url("articles_topic_change", part.pk), part_of=part.pk)
        assert "itself a part of this one" in answer.content.decode()
        assert Topic.objects.get(pk=part.part_of.pk).part_of is None


class TestTerm:
    @pytest.mark.parametrize("weight", ["11", "-11", "nan", "inf", "heavy", ""])
    def test_a_wrong_weight_is_explained(self, desk, weight):
        term = make_term()
        answer = save(desk, url("articles_term_change", term.pk), weight=weight)
        assert answer.status_code == 200
        assert "errorlist" in answer.content.decode()

    @pytest.mark.parametrize(("weight", "kept"), [("0.4", 0.4), ("11", 1.0)])
    def test_weights_are_changed_in_the_list(self, desk, weight, kept):
        term = make_term()
        data = {
            "form-TOTAL_FORMS": 1,
            "form-INITIAL_FORMS": 1,
            "form-0-id": term.pk,
            "form-0-weight": weight,
            "form-0-place": "title",
            "_save": "Save",
        }
        assert desk.post(url("articles_term_changelist"), data, follow=True).status_code == 200
        term.refresh_from_db()
        assert term.weight == kept

    def test_the_same_term_twice_is_an_error(self, desk):
        term = make_term()
        answer = save(
            desk,
            url("articles_term_add"),
            topic=term.topic_id,
            language="VI ",
            phrase=f" {term.phrase}",
            weight="1",
        )
        assert "already exists" in answer.content.decode()


class TestFeature:
    def add(self, desk, **changes):
        known = {"edition": "en", "starts_at_0": "2024-05-19", "starts_at_1": "12:00:00", **changes}
        return save(desk, url("articles_feature_add"), **known)

    def test_it_is_placed_by_whoever_placed_it_at_the_readers_clock(self, desk, editor):
        self.add(desk, article=make_article().pk)
        feature = Feature.objects.get()
        assert feature.placed_by == editor
        assert feature.starts_at == NOON

    @pytest.mark.parametrize(
        ("changes", "text"),
        [
            pytest.param({}, "Choose an article or a story", id="neither article nor story"),
            pytest.param({"edition": "xx"}, "valid choice", id="unknown edition"),
            pytest.param({"starts_at_0": "tomorrow"}, "Enter a valid date", id="no date"),
            pytest.param(
                {"ends_at_0": "2024-05-18", "ends_at_1": "12:00"},
                "later than the start",
                id="ends before it starts",
            ),
            pytest.param({"article": "999999"}, "valid choice", id="unknown article"),
        ],
    )
    def test_wrong_data_comes_back_with_the_reason(self, desk, changes, text):
        if "ends_at_0" in changes:
            changes = changes | {"article": make_article().pk}
        answer = self.add(desk, **changes)
        assert answer.status_code == 200
        assert text in answer.content.decode()
        assert not Feature.objects.exists()

    def test_an_article_that_readers_cannot_open_is_refused(self, desk):
        answer = self.add(desk, article=make_article(state="held").pk)
        assert "not published" in answer.content.decode()

    def test_an_article_of_another_language_is_placed_with_a_warning(self, desk):
        answer = self.add(desk, article=make_article(language="vi").pk)
        assert "you placed it in the edition English" in answer.content.decode()
        assert Feature.objects.count() == 1

    def test_a_story_without_a_version_in_the_edition_is_placed_with_a_warning(self, desk):
        answer = self.add(desk, story=make_article(language="vi").story.pk)
        assert "no published article in the language" in answer.content.decode()
        assert Feature.objects.count() == 1

    @pytest.mark.parametrize(
        ("time", "starts", "ends"), [("running", -2, None), ("scheduled", 2, None), ("over", -2, -1)]
    )
    def test_features_are_listed_by_their_time(self, desk, time, starts, ends):
        now = timezone.now()
        hours = timedelta(hours=1)
        wanted = make_feature(starts_at=now + starts * hours, ends_at=now + ends * hours if ends else None)
        for other in {"running": [(2, None)], "scheduled": [(-2, None)], "over": [(-2, None)]}[time]:
            make_feature(starts_at=now + other[0] * hours)
        rows = desk.get(url("articles_feature_changelist"), {"time": time}).context["cl"].queryset
        assert list(rows) == [wanted]


class TestStory:
    @pytest.mark.parametrize(("action", "stories", "verdict"), [("same", 1, "same"), ("apart", 2, "apart")])
    def test_a_suggestion_is_decided(self, desk, action, stories, verdict):
        suggestion = make_suggestion()
        assert "1 suggestion decided" in act(desk, "storysuggestion", action, [suggestion]).content.decode()
        assert Article.objects.values("story").distinct().count() == stories
        assert StoryDecision.objects.get().verdict == verdict

    def test_a_link_by_rule_is_taken_back_for_good(self, desk):
        one, other = make_article(language="vi"), make_article(language="en")
        former = other.story
        join_by_rule(article=one, other=other)
        link = StoryLink.objects.create(
            first=one, second=other, gone=former, rule="r", bits=20, moved_articles=[other.pk], made_at=NOON
        )
        assert "Links taken back: 1" in act(desk, "storylink", "part", [link]).content.decode()
        assert Article.objects.values("story").distinct().count() == 2
        assert StoryDecision.objects.get().verdict == "apart"

    def test_an_editor_sets_thresholds_that_are_in_order(self, desk):
        add = url("articles_linkingthreshold_add")
        assert desk.post(add, {"suggest_at": "12", "join_at": "8"}).status_code == 200
        desk.post(add, {"suggest_at": "12", "join_at": "20"})
        assert LinkingThreshold.objects.get().set_by is not None

    def test_a_placed_story_is_listed_by_its_title_in_the_edition(self, desk):
        story = make_article(language="vi", title="Bản tiếng Việt").story
        make_article(language="en", title="The English version", story=story)
        make_feature(article=None, story=story, edition="en")
        page = desk.get(url("articles_feature_changelist")).content.decode()
        assert "The English version" in page
        assert "Bản tiếng Việt" not in page

    def test_a_story_leads_to_the_form_that_places_it(self, desk):
        story = make_article().story
        answer = act(desk, "story", "place_on_front_page", [story])
        assert str(answer.context["adminform"].form["story"].value()) == str(story.pk)

    def test_stories_are_offered_by_the_titles_of_their_articles(self, desk):
        kept = make_article(title="Dân vận khéo ở Đồng Mẫu").story
        make_article(title="Another story")
        Story.objects.create(merged_into=kept)
        address = reverse("admin:autocomplete")
        asked = {"app_label": "articles", "model_name": "feature", "field_name": "story"}
        offered = desk.get(address, {**asked, "term": "đồng khéo"}).json()["results"]
        assert offered == [{"id": str(kept.pk), "text": "Dân vận khéo ở Đồng Mẫu"}]
        with CaptureQueriesContext(connection) as few:
            assert len(desk.get(address, {**asked, "term": ""}).json()["results"]) == 2
        for number in range(5):
            make_article(title=f"Story number {number}")
        with CaptureQueriesContext(connection) as many:
            assert len(desk.get(address, {**asked, "term": ""}).json()["results"]) == 7
        assert len(many) == len(few)

    def test_a_null_character_finds_nothing_and_breaks_nothing(self, desk):
        asked = {"app_label": "articles", "model_name": "feature", "field_name": "story", "term": "\0"}
        assert desk.get(reverse("admin:autocomplete"), asked).status_code == 200

    def test_features_of_stories_are_listed_in_a_fixed_number_of_queries(self, desk):
        numbers = []
        for _time in range(2):
            for _number in range(3):
                make_feature(article=None, story=make_article().story)
            with CaptureQueriesContext(connection) as asked:
                desk.get(url("articles_feature_changelist"))
            numbers.append(len(asked))
        assert numbers[0] == numbers[1]

    def test_an_empty_story_opens(self, desk):
        assert desk.get(url("articles_story_change", Story.objects.create().pk)).status_code == 200


class TestWho:
    def test_the_groups_hold_what_their_desks_need(self, groups):
        editors = groups["Editors"].permissions.values_list("content_type__app_label", flat=True)
        assert set(editors) == {"articles", "comments", "desk", "feeds", "notices"}
        moderators = groups["Moderators"].permissions.values_list("codename", flat=True)
        models = ("bar", "comment", "moderation", "opening", "report", "screeningword", "work")
        rules = {"add_bar", "add_opening", "add_screeningword", "add_work"}
        assert set(moderators) == rules | {f"{act}_{model}" for act in ("view", "change") for model in models}

    @pytest.mark.parametrize(
        ("group", "model", "status"),
        [
            ("Editors", "articles_article", 200),
            ("Editors", "feeds_feed", 200),
            ("Editors", "comments_comment", 200),
            ("Editors", "auth_user", 403),
            ("Moderators", "comments_comment", 200),
            ("Moderators", "comments_report", 200),
            ("Moderators", "articles_article", 403),
            ("Moderators", "feeds_feed", 403),
        ],
    )
    def test_each_group_sees_its_own_desk(self, client, groups, group, model, status):
        user = User.objects.create_user("one", is_staff=True)
        user.groups.add(groups[group])
        client.force_login(user)
        assert client.get(url(f"{model}_changelist")).status_code == status

    @pytest.mark.parametrize("model", MAKERS)
    def test_somebody_who_may_only_look_can_look(self, client, model):
        user = User.objects.create_user("one", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
        client.force_login(user)
        row = MAKERS[model]()
        assert client.get(url(f"articles_{model}_changelist")).status_code == 200
        page = client.get(url(f"articles_{model}_change", row.pk))
        assert page.status_code == 200
        assert 'name="_save"' not in page.content.decode()

    def test_the_index_carries_the_name_of_the_house(self, desk):
        assert "Newsroom" in desk.get(url("index")).content.decode()

    def test_the_lists_say_what_waits(self, desk):
        make_article(state="held")
        page = desk.get(url("lists")).content.decode()
        assert "1 held" in page
        assert "state__exact=held" in page
        for heading in (
            "Front page and articles",
            "Where articles come from",
            "Authentication and Authorization",
        ):
            assert heading in page


def test_what_a_publisher_took_back_is_marked_and_found(desk):
    there = make_article(title="A new road")
    gone = make_article(
        title="A wrong picture", taken_back_at=NOON, taken_back_note="The desk; wrong picture"
    )
    hidden = make_article(title="Hidden already", taken_back_at=NOON, state=Article.State.WITHDRAWN)
    page = desk.get(url("articles_article_change", gone.pk)).content.decode()
    assert "its publisher took it back on 19/05/2024" in page
    assert "The desk; wrong picture" in page
    assert "took it back" not in desk.get(url("articles_article_change", there.pk)).content.decode()
    for chosen, titles in {"public": {gone.title}, "any": {gone.title, hidden.title}}.items():
        listed = desk.get(url("articles_article_changelist"), {"taken_back": chosen})
        assert {article.title for article in listed.context["cl"].result_list} == titles
        assert "its publisher took it back on 19/05/2024" in listed.content.decode()


def test_a_source_says_whether_what_it_takes_back_is_withdrawn(desk):
    source = make_source()
    assert source.withdraws_taken_back is False
    form = BeautifulSoup(desk.get(url("articles_source_change", source.pk)).content, "lxml")
    assert form.select_one("input[name=withdraws_taken_back]")
    assert "unless an editor chose its state" in form.get_text()


class TestReasons:
    """Readers are told why an article was withdrawn or corrected."""

    @pytest.mark.parametrize(
        "changes", [{"state": "withdrawn"}, {"title": "Another"}, {"html": "<p>x</p>"}], ids=str
    )
    def test_a_reason_is_asked_where_readers_are_told(self, desk, changes):
        article = full_article()
        answer = save(desk, url("articles_article_change", article.pk), reason="", **changes)
        assert "Readers are told why" in answer.content.decode()
        assert article.revisions.count() == 1

    def test_none_is_asked_elsewhere(self, desk):
        article = full_article()
        save(desk, url("articles_article_change", article.pk), reason="", state="held")
        article.refresh_from_db()
        assert article.state == "held"

    def test_the_list_asks_too(self, desk):
        article = make_article()
        assert "write a reason" in act(desk, "article", "withdraw", [article]).content.decode()
        article.refresh_from_db()
        assert article.is_public

    def test_the_form_counts_what_hangs_on_it_before_it_withdraws(self, desk):
        article = full_article()
        make_comment(article=article)
        make_notice(article=article)
        page = Window(desk, url("articles_article_change", article.pk))
        page.inputs |= {
            "state": ["withdrawn"],
            "title": ["Also a new title"],
            "reason": ["Its source took it back"],
        }
        answer = desk.post(page.address, page.inputs)
        said = answer.content.decode()
        assert "Comments below them: 1" in said
        assert "Open reports of readers about them: 1" in said
        article.refresh_from_db()
        assert article.state == "published"
        again = inputs_of(answer.content, "#content form")
        assert desk.post(page.address, again).status_code == 302
        article.refresh_from_db()
        assert (article.state, article.title) == ("withdrawn", "Also a new title")
        assert article.state_reason == "Its source took it back"

    def test_readers_see_it_where_the_article_was(self, desk, client):
        article = make_article(language="en")
        act(desk, "article", "withdraw", [article], reason="Its source took it back", post="yes")
        page = client.get(article.get_absolute_url())
        assert page.status_code == 410
        assert "Its source took it back" in page.content.decode()
        act(desk, "article", "publish", [article])
        article.refresh_from_db()
        assert article.state_reason == ""

    def test_readers_see_it_beside_the_correction(self, desk, client):
        article = make_article(language="en", title="Before the flood")
        save(desk, url("articles_article_change", article.pk), title="After the flood", reason="A wrong word")
        article.refresh_from_db()
        assert "A wrong word" in client.get(article.get_changes_url()).content.decode()
