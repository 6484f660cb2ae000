"""The rooms of the house: who may know whom, and how many modules a room holds."""

import ast
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[1]
PACKAGES = ("articles", "audit", "bench", "desk", "feeds", "newsroom", "tests")
MOST_MODULES = 20  # in one folder
# What each package must not import. Settings and URLs of the project are imported through Django only.
FORBIDDEN = {"articles": {"feeds"}, "desk": {"articles", "feeds", "newsroom"}, "feeds": {"newsroom"}}
# The interface's language is decided by the project's middleware, and the site's views ask it.
ALLOWED = {("articles", "newsroom.middleware")}

# The rooms of `feeds`, from the ground up: each imports only itself and those above it in this list.
FEEDS_ROOMS = (
    ("apps", "errors", "knowledge", "models", "raw", "schedule", "signals"),
    ("catalogue", "vocabulary"),
    ("web",),
    ("normalise",),
    ("formats",),
    ("extractor",),
    ("reading",),
    ("websub",),
    ("storing",),
    ("pull",),
    ("following",),
    ("urls", "views"),
    ("admin",),
    ("management",),
)
FLOOR = {room: floor for floor, rooms in enumerate(FEEDS_ROOMS) for room in rooms}


def modules_of(package: str) -> Iterator[Path]:
    """Every module of a package but its migrations."""
    files = (REPOSITORY / package).rglob("*.py")
    return (file for file in files if not {"migrations", "node_modules"} & set(file.parts))


def imports_of(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            # `from feeds import models` imports a module as `import feeds.models` does.
            yield from (f"{node.module}.{name.name}" for name in node.names)


def is_within(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


@pytest.mark.parametrize("package", sorted(FORBIDDEN))
def test_no_package_imports_what_it_must_not_know(package: str) -> None:
    wrong = [
        f"{file.relative_to(REPOSITORY)} imports {name}"
        for file in (REPOSITORY / package).rglob("*.py")
        for name in imports_of(file)
        if name.partition(".")[0] in FORBIDDEN[package]
        and not any(package == importer and is_within(name, module) for importer, module in ALLOWED)
    ]
    assert wrong == []


def room_of(module: str) -> str | None:
    """The room of `feeds` that a dotted name or a path's parts lie in; None outside of `feeds`."""
    parts = module.split(".")
    return parts[1] if parts[0] == "feeds" and len(parts) > 1 else None


def test_every_module_of_feeds_stands_in_a_room_of_the_list() -> None:
    found = {
        file.relative_to(REPOSITORY / "feeds").parts[0].removesuffix(".py") for file in modules_of("feeds")
    }
    assert found - {"__init__"} == set(FLOOR)


@pytest.mark.parametrize("room", FLOOR)
def test_rooms_of_feeds_import_only_those_above_them(room: str) -> None:
    place = REPOSITORY / "feeds" / room
    wrong = [
        f"{file.relative_to(REPOSITORY)} imports {name}"
        for file in (place.rglob("*.py") if place.is_dir() else [place.with_suffix(".py")])
        for name in imports_of(file)
        if (other := room_of(name)) and other != room and FLOOR[other] > FLOOR[room]
    ]
    assert wrong == []


def test_no_folder_holds_too_many_modules() -> None:
    files = (file for package in PACKAGES for file in modules_of(package) if file.name != "__init__.py")
    counts = Counter(str(file.parent.relative_to(REPOSITORY)) for file in files)
    assert {folder: count for folder, count in counts.items() if count > MOST_MODULES} == {}


PURE = [
    "articles/evidence",
    "articles/grouping",
    "feeds/normalise",
    "feeds/schedule.py",
    "feeds/web/addresses.py",
    "articles/incoming.py",
    "articles/pages/charts.py",
    "articles/pages/periods.py",
]
# The normaliser's order of calls is handed its knowledge, whose type alone it imports.
KNOWS_TYPES = {"feeds/normalise/article.py"}
IMPURE = ("django", "articles.models", "articles.services", "feeds.models", "urllib3", "feeds.web.fetcher")


@pytest.mark.parametrize("room", PURE)
def test_pure_rooms_touch_neither_database_nor_network(room: str) -> None:
    path = REPOSITORY / room
    files = [path] if path.is_file() else list(path.rglob("*.py"))
    wrong = [
        f"{file.relative_to(REPOSITORY)} imports {name}"
        for file in files
        if str(file.relative_to(REPOSITORY)) not in KNOWS_TYPES
        for name in imports_of(file)
        if any(is_within(name, impure) for impure in IMPURE)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("library", "owner"),
    [("feedparser", "feeds/formats/feed_parser.py"), ("urllib3", "feeds/web/fetcher.py")],
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
    assert users - {owner} <= {"feeds/web/dialling.py", "feeds/web/content_coding.py", "feeds/web/cookies.py"}
