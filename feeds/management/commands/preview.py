"""Shows what the normaliser makes of feeds, pages and plain texts, and writes nothing."""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management import BaseCommand, CommandError
from django.db import Error as DatabaseError
from django.utils import timezone

from articles.incoming import AgencyFacts, IncomingArticle
from feeds import knowledge
from feeds.errors import FeedError, sentence
from feeds.normalise.article import normalise
from feeds.normalise.dates.parse import VIETNAM
from feeds.raw import RawArticle
from feeds.reading.inputs import (
    Canceled,
    Companion,
    Found,
    Unreadable,
    companions_among,
    files_below,
    read_body,
    read_file,
)

EXCERPT_CHARACTERS = 300


class Command(BaseCommand):
    help = (
        "Shows what the site would make of feeds, article pages (.html), plain-text dumps (.txt) and documents of news "
        "agencies (NewsML-G2, NITF, ninjs)."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("inputs", nargs="+", metavar="PATH|URL", help="files, folders or addresses")
        parser.add_argument("--json", action="store_true", help="one JSON object an article, one a line")

    def handle(self, *, inputs: list[str], json: bool, **options: Any) -> None:
        failed, seen = False, 0
        # Loaded with the first article, so that unreadable inputs take little memory.
        known = cache(partial(_knowledge, self))
        for found in _read(inputs):
            seen += 1
            article = _normalised(found, known()) if isinstance(found, RawArticle) else found
            failed = failed or isinstance(article, Unreadable)
            self.stdout.write(_as_json(article) if json else _as_text(article))
        if not seen:
            raise CommandError("There is no file in it; name a feed, a page, a text or a folder of them.")
        if failed:
            sys.exit(1)


def _knowledge(command: BaseCommand) -> knowledge.Knowledge:
    """What editors keep; a preview needs no database, so without one the shipped catalogue serves."""
    try:
        return knowledge.from_database()
    except (DatabaseError, ImproperlyConfigured) as error:
        reason = str(error).strip().splitlines()[0]
        command.stderr.write(f"The database is not used ({reason}); terms and sources are those that ship.")
        return knowledge.from_catalogue()


def _read(inputs: list[str]) -> Iterator[Found]:
    for name in inputs:
        if name.startswith(("http://", "https://")):
            yield from _fetched(name)
        else:
            files = list(files_below([Path(name)]))
            companions = companions_among(files)
            for file in files:
                yield from read_file(file, companions=companions)


def _fetched(url: str) -> list[Found]:
    # Not needed for files.
    from feeds.web.site_fetcher import site_fetcher

    try:
        with site_fetcher() as fetcher:
            result = fetcher.fetch(url)
    except FeedError as error:
        return [Unreadable(url, error.message)]
    if not result.ok:
        return [Unreadable(url, f"The server answered {result.status}; check the address.")]
    return read_body(
        result.body, input=url, url=result.url, content_type=result.content_type, charset=result.charset
    )


def _normalised(found: RawArticle, known: knowledge.Knowledge) -> IncomingArticle | Unreadable:
    try:
        return normalise(found, knowledge=known, now=timezone.now())
    except FeedError as error:
        return Unreadable(found.input, error.message)


def whole_text(article: IncomingArticle) -> str:
    """The article as it is read, lead first: one paragraph a line."""
    return "\n".join(part for part in (article.lead, article.text) if part)


def _as_json(article: IncomingArticle | Unreadable | Canceled | Companion) -> str:
    if isinstance(article, Unreadable | Companion):
        return json.dumps(asdict(article), ensure_ascii=False)
    if isinstance(article, Canceled):
        stone = article.stone
        when = _time_of(stone.when, day_only=False)
        told = {"canceled": stone.identity, "version": stone.version, "at": when, "note": stone.comment}
        return json.dumps({"input": article.input, **told}, ensure_ascii=False)
    lead = f"<p>{_escaped(article.lead)}</p>\n" if article.lead else ""
    fields: dict[str, Any] = {
        "input": article.input,
        "url": article.url,
        "origin_url": article.origin_url,
        "source": {"name": article.source.name, "domain": article.source.domain},
        "title": article.title,
        "title_derived": article.title_derived,
        "lead": article.lead,
        "text": whole_text(article),
        "html": lead + article.html,
        "language": article.language,
        "direction": article.direction,
        "author": article.author,
        "published_at": _time_of(article.published_at, day_only=article.published_day_only),
        "published_day_only": article.published_day_only,
        "updated_at": _time_of(article.updated_at, day_only=article.updated_day_only),
        "evidence": {"published": article.published_evidence, "author": article.author_evidence},
        "pictures": [asdict(picture) for picture in article.pictures],
        "documents": [{"number": one.number, "cited_as": one.cited_as} for one in article.documents],
        "topics": list(article.topics),
        "relevant": article.relevant,
        "matched_terms": [asdict(match) for match in article.matched_terms],
        "category": article.category,
        "machine_translated": article.machine_translated,
        "dropped": [asdict(piece) for piece in article.dropped],
        "warnings": list(article.warnings),
    }
    if article.agency:
        fields["agency"] = asdict(article.agency)
        for name in ("version_created", "embargoed_until"):
            fields["agency"][name] = _time_of(getattr(article.agency, name), day_only=False)
    return json.dumps(fields, ensure_ascii=False)


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _time_of(moment: datetime | None, *, day_only: bool) -> str | None:
    """The moment in UTC, or the day in Vietnam where no more is known."""
    if moment is not None and day_only:
        return moment.astimezone(VIETNAM).date().isoformat()
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if moment else None


def _with_evidence(fact: str | None, unknown: str, evidence: str) -> str:
    return f"{fact}  ({evidence})" if fact and evidence else fact or unknown


def _as_text(article: IncomingArticle | Unreadable | Canceled | Companion) -> str:
    if isinstance(article, Unreadable):
        return f"✗ {article.input}\n  {sentence(article.error)}\n"
    if isinstance(article, Companion):
        return f"✓ {article.input}\n  {article.sentence}\n"
    if isinstance(article, Canceled):
        told = {"note": article.stone.comment, "by": article.stone.by}
        lines = [f"  {name:<10} {' '.join(words.split())}" for name, words in told.items() if words]
        return "\n".join(
            [f"✓ {article.input}", f"  canceled   {article.stone.identity} ({article.versions})", *lines, ""]
        )
    excerpt = whole_text(article)
    published = _time_of(article.published_at, day_only=article.published_day_only)
    lines = [
        f"✓ {article.input}",
        f"  title      {article.title}{'  (made from the first sentence)' if article.title_derived else ''}",
        f"  language   {article.language}{', machine translation' if article.machine_translated else ''}",
        f"  source     {article.source.name} {f'({article.source.domain})' if article.source.domain else ''}",
        f"  original   {article.origin_url or 'not named'}",
        f"  published  {_with_evidence(published, 'unknown', article.published_evidence)}",
        f"  author     {_with_evidence(article.author, 'not named', article.author_evidence)}",
        f"  topics     {', '.join(article.topics) or 'none'}",
        f"  relevant   {'yes' if article.relevant else 'no'}: {'; '.join(article.relevance_reasons)}",
        f"  documents  {', '.join(one.number for one in article.documents) or 'none'}",
        f"  pictures   {len(article.pictures)}",
        f"  text       {len(article.text)} characters: {excerpt[:EXCERPT_CHARACTERS].replace(chr(10), ' ¶ ')}",
        *(_agency_lines(article.agency) if article.agency else ()),
        *(f"  dropped    {piece.reason}: {piece.text[:100]}" for piece in article.dropped),
        *(f"  warning    {warning}" for warning in article.warnings),
    ]
    return "\n".join(lines) + "\n"


def _agency_lines(facts: AgencyFacts) -> Iterator[str]:
    """What only a news agency's document says."""
    version = "unknown" if facts.version is None else facts.version
    yield f"  item       {facts.item} ({facts.format}, version {version}, {facts.status})"
    if facts.is_embargoed:
        until = _time_of(facts.embargoed_until, day_only=False)
        yield f"  embargoed  until {until or 'further notice'}"
    topics = "; ".join(f"{one.code} {one.name}".strip() for one in facts.media_topics)
    said = {"rights": facts.copyright, "terms": facts.usage_terms, "note": facts.note, "media": topics}
    yield from (f"  {name:<10} {' '.join(words.split())}" for name, words in said.items() if words)
