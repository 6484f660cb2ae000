"""A short run of the fuzzer, and the same promises on texts that hypothesis makes. `make fuzz` runs for an hour."""

import importlib.util
import os
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.articles.comments.hostile import TEXTS
from tests.fuzz.__main__ import REPOSITORY, SEEDS, seeds
from tests.fuzz.targets import show_comment, store_feed

pytestmark = pytest.mark.django_db

SECONDS, SEEDS_OF_A_SHORT_RUN = 8, 6
PIECES = (
    *(
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href='javascript:alert(1)'>x</a>",
        "<p>x</p>",
    ),
    *(
        "<svg/onload=alert(1)>",
        "]]>",
        "<!--",
        "&lt;script&gt;",
        "&#60;b&#62;",
        "\u202e",
        "\0",
        '"',
        "'",
        "{{ x }}",
    ),
)
MARKUP = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=10)), max_size=6).map("".join)
QUICK = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("target", ["feed", "comment"])
def test_a_short_run_breaks_no_promise(target: str) -> None:
    if importlib.util.find_spec("atheris") is None:
        complaint = "atheris is not installed here; it comes for CPython on Linux and x86-64, with requirements-dev.txt."
        if os.environ.get("CI"):
            pytest.fail(complaint)
        pytest.skip(complaint)
    command = [sys.executable, "-m", "tests.fuzz", "--target", target, "--seconds", str(SECONDS)]
    command += ["--seeds", str(SEEDS_OF_A_SHORT_RUN)]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    assert f"{target}: held" in done.stdout


@QUICK
@given(
    title=MARKUP, summary=MARKUP, link=st.sampled_from(["https://paper.example/a", "javascript:alert(1)", ""])
)
def test_any_words_of_a_feed_are_stored_as_words(title: str, summary: str, link: str) -> None:
    item = f"<item><title>{title}</title><link>{link}</link><description>{summary}</description></item>"
    store_feed(
        b"\0"
        + f"<rss version='2.0'><channel><title>x</title>{item}</channel></rss>".encode("utf-8", "replace")
    )


@QUICK
@given(name=MARKUP, text=MARKUP)
def test_any_words_of_a_comment_are_shown_as_words(name: str, text: str) -> None:
    show_comment(f"{name[:60] or 'x'}\n{text}".encode("utf-8", "replace"))


@pytest.mark.parametrize("text", [*SEEDS["comment"], *(f"x\n{text}" for text in TEXTS[::12])])
def test_hostile_comments_are_shown_as_words(text: str) -> None:
    show_comment(text.encode("utf-8", "replace"))


def test_every_seed_of_a_feed_holds() -> None:
    for seed in list(seeds("feed"))[::6]:
        store_feed(seed)
