"""What is kept is rendered once for each combination of its values, and of nothing that changes behind them."""

from types import SimpleNamespace

import pytest
from django.template import Context, Engine

from articles.models import Source
from articles.templatetags import keeping

TEXT = "{% load keeping %}{% kept edition article.pk %}{{ word }}{% endkept %}"


def rendered(text: str = TEXT) -> "list[str]":
    engine = Engine(libraries={"keeping": "articles.templatetags.keeping"})
    template = engine.from_string(text)
    article = SimpleNamespace(pk=1)
    contexts = [
        {"edition": "vi", "word": "one", "article": article},
        {"edition": "vi", "word": "two", "article": article},
        {"edition": "en", "word": "three", "article": article},
        {"edition": "vi", "word": "four", "article": SimpleNamespace(pk=2)},
        {"edition": "vi", "word": "five"},
        {"edition": "vi", "word": "six"},
    ]
    return [template.render(Context(context)) for context in contexts]


def test_each_combination_is_rendered_once() -> None:
    assert rendered() == ["one", "one", "three", "four", "five", "five"]


def test_no_more_is_kept_than_a_process_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "MOST_KEPT", 1)
    assert rendered() == ["one", "one", "three", "four", "five", "five"]
    engine = Engine(libraries={"keeping": "articles.templatetags.keeping"})
    template = engine.from_string("{% load keeping %}{% kept word %}{{ word }}{% endkept %}")
    for word in ("one", "two", "one"):
        assert template.render(Context({"word": word})) == word
    (node,) = template.nodelist.get_nodes_by_type(keeping.KeptNode)
    assert len(node.kept) == 1


def test_a_row_of_the_database_is_no_key() -> None:
    engine = Engine(libraries={"keeping": "articles.templatetags.keeping"})
    template = engine.from_string("{% load keeping %}{% kept source %}{{ source.name }}{% endkept %}")
    with pytest.raises(TypeError, match="Source is no key"):
        template.render(Context({"source": Source(pk=1, name="Báo")}))


def test_of_a_function_the_key_is_what_it_gives() -> None:
    engine = Engine(libraries={"keeping": "articles.templatetags.keeping"})
    template = engine.from_string("{% load keeping %}{% kept version %}{{ word }}{% endkept %}")
    contexts = [
        {"version": lambda: 1, "word": "one"},
        {"version": lambda: 1, "word": "two"},
        {"version": lambda: 2, "word": "three"},
    ]
    assert [template.render(Context(context)) for context in contexts] == ["one", "one", "three"]
