"""Finding or making the source that an article is credited to."""

from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from articles.incoming import IncomingSource
from articles.models import Author, Source, SourceDomain

NAME_CHARACTERS = 200
SLUG_CHARACTERS = 70


def source_for(*, incoming: IncomingSource, url: str | None = None) -> Source:
    """The source that owns the incoming domain (or the host of `url`); a new one where nobody owns it yet.

    A new source carries the kind "unknown": an editor describes it later. With neither domain nor address, sources
    are found by their name.
    """
    host = incoming.domain or host_of(url)
    if host:
        return Source.objects.for_host(host) or _make(incoming.name or host, host)
    name = incoming.name or "Unknown publisher"
    return Source.objects.filter(name__iexact=name).first() or _make(name, "")


def host_of(url: str | None) -> str:
    """The host of an address without `www.`, in lower case; empty for None."""
    host = (urlsplit(url).hostname or "") if url else ""
    return host.lower().removeprefix("www.")


def author_for(*, name: str, source: Source) -> Author | None:
    """The author of that name at that source, made when new; None for an empty name."""
    name = name.strip()[:NAME_CHARACTERS]
    if not name:
        return None
    return Author.objects.get_or_create(name=name, source=source)[0]


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
        # Another puller made it in the same moment.
        found = Source.objects.for_host(host) if host else Source.objects.filter(name=name).first()
        if found is None:
            raise
        return found
    return source


def _free_slug(base: str) -> str:
    taken = set(Source.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(
        slug for slug in [base, *(f"{base}-{number}" for number in range(2, 10_000))] if slug not in taken
    )
