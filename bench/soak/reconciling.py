"""What was sent is compared with what is stored: every article, comment and edit once."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import urllib3
from PIL import Image

from articles.models import Article
from articles.models.picture import file_name
from bench.soak.crowd import Commenter, Editor, plain
from bench.soak.world import WEB, World

PULLS_AT_THE_END = 6
# A second and a tenth is what nginx and the page cache need; the rest is for a machine that does all this on two cores.
MOST_STALE_SECONDS = 5.0
# While something is broken: until the slowest fault has ended, and no longer.
MOST_STALE_IN_FAULT_SECONDS = 45.0


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table: what is asked, what was found, and whether that is as it must be."""

    name: str
    found: str
    is_right: bool


def complete(world: World, published: set[str]) -> None:
    """Pulls until all is stored, as cron would do; a few times at most."""
    for number in range(PULLS_AT_THE_END):
        world.rows(
            "UPDATE feeds_feed SET next_check_at = now() - interval '1 minute', claimed_until = NULL, claimed_by = ''"
            if number == PULLS_AT_THE_END - 1
            else "UPDATE feeds_feed SET next_check_at = now() - interval '1 minute'"
        )
        world.manage(f"last-pull-{number}", "pull_feeds", "--processes", "1").wait()
        if published <= set(_articles(world)):
            return


def articles(world: World, published: set[str]) -> Result:
    stored = Counter(_articles(world))
    lost, doubled = published - set(stored), [url for url, number in stored.items() if number > 1]
    text = f"{len(published)} published, {len(lost)} lost, {len(doubled)} doubled"
    return Result("articles", text, not lost and not doubled)


def readable(world: World, published: set[str]) -> Result:
    """Each article that was published is read, through the proxy."""
    http = urllib3.PoolManager(retries=False, timeout=30)
    shown = Article.objects.filter(url__in=published).defer("search", "text", "html")
    wrong = []
    for one in shown:
        answer = http.request("GET", world.base + one.get_absolute_url())
        if answer.status != 200 or plain(one.title) not in plain(answer.data.decode(errors="replace")):
            wrong.append(f"{one.pk} ({answer.status})")
    text = f"{len(shown)} of {len(published)} published are read, {len(wrong)} not {' '.join(wrong[:3])}"
    return Result("articles through nginx", text.strip(), not wrong and len(shown) == len(published))


def staleness(editor: Editor) -> Result:
    """How long readers saw the former headline after an editor was told that the new one is saved."""
    quiet = [seconds for seconds, is_in_fault in editor.seen if not is_in_fault]
    slowest = max((seconds for seconds, _is_in_fault in editor.seen), default=0.0)
    text = f"{len(editor.seen)} headlines seen after {slowest:.1f} s at most"
    text += f"; {len(quiet)} with nothing broken, after {max(quiet, default=0.0):.1f} s"
    is_right = bool(quiet) and max(quiet) <= MOST_STALE_SECONDS and slowest <= MOST_STALE_IN_FAULT_SECONDS
    return Result("stale pages", text, is_right)


def comments(world: World, sender: Commenter) -> Result:
    stored = Counter(
        body for (body,) in world.rows("SELECT body FROM comments_comment WHERE name = 'Người đọc'")
    )
    lost, doubled = sender.accepted - set(stored), [body for body, number in stored.items() if number > 1]
    strange = set(stored) - sender.accepted - sender.unsure
    text = f"{len(sender.accepted)} accepted, {len(lost)} lost, {len(doubled)} doubled, {len(strange)} never sent"
    return Result("comments", text, not lost and not doubled and not strange)


def edits(world: World, editor: Editor) -> Result:
    wrong = []
    for form, title in editor.accepted.items():
        key = int(form.split("/")[-3])
        ((stored,),) = world.rows("SELECT title FROM articles_article WHERE id = %s", key)
        if stored != title and stored not in editor.unsure.get(form, set()):
            wrong.append(form)
    query = "SELECT count(*) FROM desk_act WHERE kind = 'articles.article:change' AND reason = 'So it is'"
    ((acts,),) = world.rows(query)
    text = f"{editor.number} accepted, {len(wrong)} lost, {acts} acts in the record"
    return Result("edits", text, not wrong and acts >= editor.number)


def pictures(world: World) -> Result:
    """No row says "stored" of a file that is not whole."""
    rows = world.rows("SELECT stored_as, widths FROM articles_picture WHERE state = 'stored'")
    names = [
        file_name(stem, width, kind) for stem, widths in rows for width in widths for kind in ("webp", "jpg")
    ]
    broken = [name for name in names if not _is_whole(world.data / "media" / name)]
    return Result("pictures", f"{len(rows)} stored in {len(names)} files, {len(broken)} broken", not broken)


def kept_numbers(world: World) -> Result:
    status = world.manage("recount", "recount", "--check").wait()
    return Result("kept numbers", "no differences" if status == 0 else "differ", status == 0)


def log_lines(world: World, names: Iterable[str] = WEB) -> Result:
    """An outage is a line in the log, not a traceback a request."""
    text = "".join((world.data / f"{name}.log").read_text(errors="replace") for name in names)
    tracebacks = text.count("Traceback")
    return Result("tracebacks in the web log", f"{tracebacks} in {len(text) / 1024:.0f} KB", tracebacks == 0)


def _articles(world: World) -> list[str]:
    return [url for (url,) in world.rows("SELECT url FROM articles_article WHERE url LIKE 'https://soak-%%'")]


def _is_whole(file: Path) -> bool:
    try:
        with Image.open(file) as picture:
            picture.load()
    except OSError:
        return False
    return True
