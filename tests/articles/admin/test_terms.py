"""A topic's terms on their own page: tried on a text, reckoned, applied as one act that can be taken back."""

import random
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.kept.folding import fold_counts
from articles.linking import term_effect, term_work
from articles.linking.term_effect import Proposed, effect_of
from articles.linking.term_work import terms_of
from articles.models import Article, Term, Topic
from articles.search.vectors import index_articles
from desk.models import Act, Work
from desk.undoing import undo
from desk.work import doing
from tests.desk.pages import inputs_of
from tests.factories import NOON, make_article, make_topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    user = User.objects.create_user("one", is_staff=True)
    user.groups.add(Group.objects.get(name="Editors"))
    return user


@pytest.fixture
def desk(client: Client, editor: User) -> Client:
    client.force_login(editor)
    return client


@pytest.fixture
def topic() -> Topic:
    topic = make_topic(name="Floods", slug="floods")
    for phrase in ("flood", "life jacket"):
        Term.objects.create(topic=topic, language="en", phrase=phrase)
    return topic


def make_articles() -> dict[str, Article]:
    """Some with words of the topic, more without; as the store keeps them."""
    titles = [
        "A flood in the valley",
        "Each boat has a life jacket",
        "High water at the bridge",
        *(f"A road of {number} km and a school" for number in range(12)),
    ]
    articles = {title: make_article(title=title, text=f"{title}.") for title in titles}
    index_articles(one.pk for one in articles.values())
    return articles


def address(topic: Topic, language: str = "en") -> str:
    return f"{reverse('admin:articles_topic_terms', args=[topic.pk])}?language={language}"


def send(desk: Client, topic: Topic, *, language: str = "en", **typed: Any) -> Any:
    sent = inputs_of(desk.get(address(topic, language)).content, ".terms-form")
    return desk.post(address(topic, language), {**sent, **typed})


def phrases(topic: Topic) -> list[str]:
    return sorted(one.phrase for one in terms_of(topic, "en"))


def titles_of(topic: Topic) -> list[str]:
    return sorted(topic.article_links.filter(excluded=False).values_list("article__title", flat=True))


def run() -> Work | None:
    return doing.work_once(worker="a worker", now=timezone.now)


def test_the_terms_of_a_language_stand_on_one_page(desk: Client, topic: Topic) -> None:
    page = BeautifulSoup(desk.get(address(topic)).content, "lxml")
    assert [one["value"] for one in page.select("[name^=phrase-]")] == ["flood", "life jacket"]
    assert page.select_one(".terms-languages [aria-current]").text.split() == ["English", "2"]  # type: ignore[union-attr]
    assert not BeautifulSoup(desk.get(address(topic, "vi")).content, "lxml").select("[name^=phrase-]")
    assert (
        address(topic).partition("?")[0]
        in desk.get(reverse("admin:articles_topic_change", args=[topic.pk])).content.decode()
    )


def test_a_text_is_tried_with_the_terms_as_they_are_typed(desk: Client, topic: Topic) -> None:
    text = "The river\nHigh-water and a Flood: another flood. <b>"
    answer = send(desk, topic, do="try", text=text, new="high water")
    page = BeautifulSoup(answer.content, "lxml")
    assert [one.text for one in page.select("mark")] == ["High-water", "Flood", "flood"]
    assert "It belongs to the topic." in page.text
    assert page.select_one("#terms-text").text.strip() == text  # type: ignore[union-attr]
    assert phrases(topic) == ["flood", "life jacket"]


def test_what_would_change_is_shown_with_samples_and_changes_nothing(desk: Client, topic: Topic) -> None:
    articles = make_articles()
    for title in ("A flood in the valley", "Each boat has a life jacket"):
        articles[title].topics.add(topic)
    fold_counts()
    page = BeautifulSoup(send(desk, topic, do="look", new="high water", **{"gone-1": "1"}).content, "lxml")
    numbers = page.select_one(".terms-numbers")
    assert numbers is not None
    assert numbers.text.split() == ["+1", "−1"]
    samples = [one.text for one in page.select(".terms-samples a")]
    assert samples == ["High water at the bridge", "Each boat has a life jacket"]
    assert "All 15 published articles were looked at." in page.text
    assert (phrases(topic), Work.objects.count(), titles_of(topic)) == (
        ["flood", "life jacket"],
        0,
        ["A flood in the valley", "Each boat has a life jacket"],
    )


def test_applied_they_are_one_act_that_can_be_taken_back(desk: Client, editor: User, topic: Topic) -> None:
    articles = make_articles()
    articles["A flood in the valley"].topics.add(topic)
    articles["Each boat has a life jacket"].topics.add(topic)
    by_hand = articles["A road of 1 km and a school"]
    by_hand.topic_links.create(topic=topic, by_hand=True)
    before = titles_of(topic)
    answer = send(desk, topic, do="apply", new="high water", **{"gone-1": "1", "weight-0": "0.9"})
    work = Work.objects.get()
    assert answer.headers["Location"] == reverse("admin:desk_work_change", args=[work.pk])
    assert phrases(topic) == ["flood", "life jacket"]
    assert run() is not None
    work.refresh_from_db()
    assert work.said == "Done: 15 articles were looked at; the topic gained 1 and lost 1."
    assert terms_of(topic, "en") == [Proposed("flood", 0.9), Proposed("high water")]
    assert titles_of(topic) == [
        "A flood in the valley",
        "A road of 1 km and a school",
        "High water at the bridge",
    ]
    act = Act.objects.get(pk=work.act_id)
    assert undo(act=act, by=editor, now=timezone.now()) == []
    assert (phrases(topic), titles_of(topic)) == (["flood", "life jacket"], before)


def test_a_step_that_is_done_twice_changes_nothing_more(desk: Client, topic: Topic) -> None:
    make_articles()
    send(desk, topic, do="apply", new="high water")
    work = Work.objects.get()
    for _again in range(2):
        term_work.step(Work.objects.get(pk=work.pk), NOON)
    assert (len(phrases(topic)), titles_of(topic)) == (3, ["High water at the bridge"])


def test_a_term_of_every_article_is_not_applied_unless_a_person_says_so(desk: Client, topic: Topic) -> None:
    make_articles()
    answer = send(desk, topic, do="apply", new="road")
    page = BeautifulSoup(answer.content, "lxml")
    assert "“road”: that finds a tenth of all articles or more" in page.text
    assert "stands in 80 % of all articles" in page.select_one(".terms-shares .is-wide").text  # type: ignore[union-attr]
    assert not Work.objects.exists()
    again = inputs_of(answer.content, ".terms-form")
    desk.post(address(topic), {**again, "do": "apply", "wide": "1"})
    assert Work.objects.get().what["after"][-1]["phrase"] == "road"


def test_terms_that_a_colleague_changed_meanwhile_are_not_written_over(desk: Client, topic: Topic) -> None:
    sent = inputs_of(desk.get(address(topic)).content, ".terms-form")
    Term.objects.create(topic=topic, language="en", phrase="dyke")
    answer = desk.post(address(topic), {**sent, "new": "high water", "do": "apply"})
    assert "changed since you opened them" in answer.content.decode()
    assert inputs_of(answer.content, ".terms-form")["phrase-2"] == ["high water"]
    assert not Work.objects.exists()
    # Looked at again, and changed before the worker comes.
    desk.post(address(topic), {**inputs_of(answer.content, ".terms-form"), "do": "apply"})
    Term.objects.filter(phrase="dyke").update(weight=0.5)
    run()
    work = Work.objects.get()
    assert (work.state, "Somebody changed these terms" in work.said) == ("failed", True)
    assert "high water" not in phrases(topic)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"new": "*"}, "begins with a letter or digit"),
        ({"new": "flood"}, "stands here twice"),
        ({"new": "x" * 201}, "at most 200 characters"),
        ({"weight-0": "heavy"}, "is a number between"),
        ({"weight-0": "11"}, "is a number between"),
        ({"weight-0": "nan"}, "is a number between"),
    ],
)
def test_what_is_no_term_says_why_and_stays_typed(
    desk: Client, topic: Topic, typed: dict[str, str], said: str
) -> None:
    answer = send(desk, topic, do="apply", text="Kept", **typed)
    page = BeautifulSoup(answer.content, "lxml")
    assert said in page.text
    assert page.select_one("#terms-text").text.strip() == "Kept"  # type: ignore[union-attr]
    assert not Work.objects.exists()


def test_work_stops_where_its_terms_are_changed_before_its_end(desk: Client, topic: Topic) -> None:
    articles = make_articles()
    send(desk, topic, do="apply", new="high water")
    run()
    articles["High water at the bridge"].topic_links.all().delete()
    # Taken up again by "Go on where it stopped", after somebody took the new term away.
    Term.objects.get(phrase="high water").delete()
    Work.objects.update(state=Work.State.WAITING, cursor=[0, 0, 0])
    run()
    work = Work.objects.get()
    assert (work.state, "while the work was done" in work.said) == ("failed", True)
    assert titles_of(topic) == []


def test_articles_are_grouped_by_what_other_topics_have_by_now(
    monkeypatch: pytest.MonkeyPatch, desk: Client, topic: Topic
) -> None:
    monkeypatch.setattr(term_work, "AT_ONCE", 1)
    make_articles()
    send(desk, topic, do="apply", new="high water")
    work, other = Work.objects.get(), make_topic(name="Bridges", slug="bridges")
    for _step in range(3):
        step = term_work.step(work, NOON)
        work.cursor = step.cursor
        # Another worker stores terms of another topic meanwhile.
        Term.objects.get_or_create(topic=other, language="en", phrase="bridge")
    assert (titles_of(topic), titles_of(other)) == (
        ["High water at the bridge"],
        ["High water at the bridge"],
    )


def test_a_topic_of_a_thousand_terms_is_looked_at(desk: Client, topic: Topic) -> None:
    make_articles()
    Term.objects.filter(topic=topic).delete()
    terms = [Term(topic=topic, language="en", phrase=f"term {number}") for number in range(999)]
    Term.objects.bulk_create(terms)
    answer = send(desk, topic, do="look", new="flood", **{f"title-{number}": "1" for number in range(999)})
    assert answer.context["effect"].shares.keys() == {"flood", *(one.phrase for one in terms)}
    answer = send(desk, topic, do="apply", new="flood\nhigh water")
    assert "at most 1000 terms" in answer.content.decode()
    assert inputs_of(answer.content, ".terms-form")["phrase-1000"] == ["high water"]
    assert (Term.objects.filter(topic=topic).count(), Work.objects.count()) == (999, 0)


@pytest.mark.parametrize(
    ("language", "phrase", "text"),
    [
        ("th", "ประชาชน", "เพื่อประชาชนทุกคน"),
        ("km", "ប្រជាជន", "ដើម្បីប្រជាជនទាំងអស់"),
        ("zh-hans", "群众工作", "做好群众工作的经验"),
        ("en", "c++ (x [a-z", "Of c++ (x [a-z] and so on"),
        ("en", "a.b|c", "Of a.b|c, not of axb"),
    ],
)
def test_a_term_of_any_script_is_found_as_it_is_written(
    desk: Client, topic: Topic, language: str, phrase: str, text: str
) -> None:
    make_articles()
    article = make_article(title=text, text=text, language=language)
    answer = send(desk, topic, language=language, do="try", new=phrase, text=f"{text}\naxb")
    assert len(BeautifulSoup(answer.content, "lxml").select("mark")) == 1
    send(desk, topic, language=language, do="apply", new=phrase, wide="1")
    run()
    assert Work.objects.get().state == "done"
    assert titles_of(topic) == [article.title]


def test_terms_that_stand_already_ask_for_nothing(desk: Client, topic: Topic) -> None:
    assert "nothing would change" in send(desk, topic, do="apply").content.decode()
    assert not Work.objects.exists()


def test_of_many_articles_a_part_is_looked_at_and_said_to_be(
    monkeypatch: pytest.MonkeyPatch, topic: Topic
) -> None:
    monkeypatch.setattr(term_effect, "SAMPLED", 5)
    monkeypatch.setattr(term_effect, "OF_PHRASE", 2)
    # All articles are of one minute: some of the moments that are drawn must come after it, whatever key the topic got.
    chance = random.Random(1)
    monkeypatch.setattr(term_effect.random, "Random", lambda _seed: chance)
    make_articles()
    fold_counts()
    before = terms_of(topic, "en")
    effect = effect_of(topic=topic, language="en", before=before, after=[*before, Proposed("school")])
    assert (effect.is_estimate, effect.total) == (True, 15)
    assert effect.looked_at < 15
    assert effect.gained >= 8
    exact = effect_of(topic=topic, language="en", before=before, after=[*before, Proposed("bridge")])
    assert exact.gained == 1


def test_others_get_no_terms(client: Client, topic: Topic) -> None:
    moderator = User.objects.create_user("two", is_staff=True)
    moderator.groups.add(Group.objects.get(name="Moderators"))
    client.force_login(moderator)
    assert client.get(address(topic)).status_code == 403
