"""The rooms of the house: who may know whom."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
# What each package must not import. Settings and URLs of the project are imported through Django only.
FORBIDDEN = {"articles": {"feeds"}, "feeds": {"newsroom"}}
# The interface's language is decided by the project's middleware, and the site's views ask it.
ALLOWED = {("articles", "newsroom.middleware")}


def imports_of(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module


@pytest.mark.parametrize("package", sorted(FORBIDDEN))
def test_no_package_imports_what_it_must_not_know(package: str) -> None:
    wrong = [
        f"{file.relative_to(REPOSITORY)} imports {name}"
        for file in (REPOSITORY / package).rglob("*.py")
        for name in imports_of(file)
        if name.partition(".")[0] in FORBIDDEN[package] and (package, name) not in ALLOWED
    ]
    assert wrong == []


PURE = [
    "articles/grouping",
    "feeds/normalise",
    "feeds/schedule.py",
    "feeds/addresses.py",
    "articles/incoming.py",
    "articles/charts.py",
    "articles/periods.py",
]
# The normaliser's order of calls is handed its knowledge, whose type alone it imports.
KNOWS_TYPES = {"feeds/normalise/article.py"}


@pytest.mark.parametrize("room", PURE)
def test_pure_rooms_touch_neither_database_nor_network(room: str) -> None:
    path = REPOSITORY / room
    files = [path] if path.is_file() else list(path.rglob("*.py"))
    impure = ("django", "articles.models", "articles.services", "feeds.models", "urllib3", "feeds.fetcher")
    wrong = [
        f"{file.relative_to(REPOSITORY)} imports {name}"
        for file in files
        if str(file.relative_to(REPOSITORY)) not in KNOWS_TYPES
        for name in imports_of(file)
        if name.startswith(impure)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("library", "owner"),
    [("feedparser", "feeds/parser.py"), ("urllib3", "feeds/fetcher.py")],
)
def test_one_module_alone_knows_a_library(library: str, owner: str) -> None:
    users = {
        str(file.relative_to(REPOSITORY))
        for package in ("articles", "feeds", "newsroom")
        for file in (REPOSITORY / package).rglob("*.py")
        if any(name.partition(".")[0] == library for name in imports_of(file))
    }
    assert owner in users
    # The pools that check the dialled address are the fetcher's own parts.
    assert users - {owner} <= {"feeds/dialling.py", "feeds/content_coding.py", "feeds/cookies.py"}
