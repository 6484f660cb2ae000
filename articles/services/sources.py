"""Find or create the source that an article is credited to."""

from collections.abc import Collection
from itertools import chain, count
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from articles.incoming import IncomingSource
from articles.models import Source, SourceDomain

NAME_CHARACTERS = 200
SLUG_CHARACTERS = 70


def source_for(*, incoming: IncomingSource, url: str | None = None) -> Source:
    """The source that owns the incoming domain (or the host of `url`); a new one if none does.

    A new source has the kind "unknown" until an editor describes it. Without domain and address, sources are
    found by name.
    """
    host = incoming.domain or host_of(url)
    if host:
        return Source.objects.for_host(host) or _make(incoming.name or host, host)
    name = incoming.name or "Unknown publisher"
    return Source.objects.filter(name__iexact=name).first() or _make(name, "")


def sources_by_host(hosts: Collection[str]) -> dict[str, Source | None]:
    """For each host the source that owns it or its nearest parent domain, else None; one query."""
    parents = {host: _with_parents(host) for host in hosts}
    wanted = {name for names in parents.values() for name in names}
    rows = SourceDomain.objects.filter(host__in=wanted).select_related("source") if wanted else ()
    owners = {row.host: row.source for row in rows}
    return {
        host: next((owners[name] for name in names if name in owners), None)
        for host, names in parents.items()
    }


def _with_parents(host: str) -> list[str]:
    """The host and its parent domains, without the top-level one, longest first."""
    labels = host.lower().rstrip(".").split(".")
    return [".".join(labels[start:]) for start in range(len(labels) - 1)] or [host.lower()]


def host_of(url: str | None) -> str:
    """The host of an address without `www.`, in lower case; empty for None."""
    host = (urlsplit(url).hostname or "") if url else ""
    return host.lower().removeprefix("www.")


def slug_for_name(name: str) -> str:
    """A free slug for a source of this name, whatever its script: the name in Latin letters, with a number where another
    source has it already."""
    # Loaded here: its tables are read when a source is made at the desk, and by nothing else.
    from anyascii import anyascii

    return _free_slug(slugify(anyascii(name))[:SLUG_CHARACTERS].strip("-") or "source")


def _make(name: str, host: str) -> Source:
    base = slugify(host.replace(".", "-") or name)[:SLUG_CHARACTERS] or "source"
    try:
        with transaction.atomic():
            source = Source.objects.create(
                slug=_free_slug(base),
                name=name[:NAME_CHARACTERS],
                homepage=f"https://{host}/" if host else "",
            )
            if host:
                SourceDomain.objects.create(source=source, host=host)
    except IntegrityError:
        # Another process created it in the same moment.
        found = Source.objects.for_host(host) if host else Source.objects.filter(name=name).first()
        if found is None:
            raise
        return found
    return source


def _free_slug(base: str) -> str:
    taken = set(Source.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in count(2))
    return next(slug for slug in chain([base], numbered) if slug not in taken)
