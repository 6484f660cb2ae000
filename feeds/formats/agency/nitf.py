"""NITF 3.x (the IPTC's News Industry Text Format; nitf-3-6.xsd) → `AgencyDocument`.

A document is one item in one language. Its `du-key` is the same in all versions of a story, and free again after some
days; its `doc-id` names the document. What `management-status` says is the item's status, and what
`management-doc-idref` names has the status of `management-idref-status`.
"""

from articles.incoming import AgencyFacts
from feeds.errors import ParseError
from feeds.formats.agency.item import (
    CANCELED,
    EMBARGOED,
    USABLE,
    WITHHELD,
    AgencyDocument,
    agency_entry,
    distinct_topics,
    iso_time,
    media_topic,
    moment_of,
    version_number,
)
from feeds.formats.agency.markup import nitf_html, picture_figures
from feeds.formats.agency.xml_reading import (
    Element,
    attribute,
    below,
    children,
    first,
    language_of,
    words_of,
)
from feeds.formats.document import ParsedEntry, Tombstone

FORMAT = "NITF"


def read_nitf(root: Element, *, url: str) -> AgencyDocument:
    """Raises `ParseError` where the document has neither an id nor a headline."""
    data = first(root, "head", "docdata")
    gone = _named_gone(data)
    status = attribute(data, "management-status").lower() or USABLE
    facts = _facts(root, data, status)
    if not facts.item:
        raise ParseError(url, "it is a NITF document without an id (doc-id or du-key) and without a headline")
    if status == CANCELED:
        return AgencyDocument(canceled=(_stone(root, data, facts), *gone))
    return AgencyDocument(entries=(_entry(root, data, facts, url=url),), canceled=gone)


def _facts(root: Element, data: Element | None, status: str) -> AgencyFacts:
    document, key = first(data, "doc-id"), first(data, "du-key")
    number, origin = attribute(document, "id-string"), attribute(document, "regsrc")
    story = attribute(key, "key")
    release = iso_time(attribute(first(data, "date.release"), "norm"))
    subjects = [
        media_topic(attribute(one, "tobject.subject.refnum"), _name_of_subject(one))
        for one in below(first(root, "head"), "tobject.subject")
    ]
    return AgencyFacts(
        format=FORMAT,
        item=f"{origin}:{story}" if story else number or _headline(root),
        document=number,
        version=version_number(attribute(key, "version") or attribute(key, "generation")),
        version_created=moment_of(_issued(data)),
        status=WITHHELD if status == WITHHELD else USABLE,
        is_embargoed=status == EMBARGOED or bool(release),
        embargoed_until=moment_of(release),
        is_key_reused=bool(story),
        copyright=_copyright(data),
        usage_terms=_usage_terms(root, data),
        note=_note(data),
        media_topics=distinct_topics(subjects),
    )


def _entry(root: Element, data: Element | None, facts: AgencyFacts, *, url: str) -> ParsedEntry:
    head, content = first(root, "body", "body.head"), first(root, "body", "body.content")
    published = attribute(first(root, "head", "pubdata"), "date.publication")
    told = attribute(first(head, "dateline", "story.date"), "norm")
    link = attribute(first(root, "head", "pubdata"), "ex-ref")
    keywords = [attribute(one, "key") for one in below(data, "keyword")]
    topics = [topic.name for topic in facts.media_topics]
    return agency_entry(
        facts=facts,
        title=_headline(root),
        language=language_of(content if content is not None else root) or _language_of(root) or None,
        summary=" ".join(words_of(one) for one in children(head, "abstract")),
        content_html=_content(root, base=link or url),
        link=link,
        author=", ".join(words for one in children(head, "byline") if (words := _byline(one))),
        publisher=words_of(first(head, "distributor")) or attribute(first(data, "doc.copyright"), "holder"),
        published=iso_time(published or told) or _issued(data),
        updated=_issued(data),
        labels=[*topics, *keywords],
        pictures=picture_figures(content, base=link or url) if content is not None else (),
    )


def _content(root: Element, *, base: str) -> str:
    """Subheadlines, the text, and what stands at its end."""
    head, content = first(root, "body", "body.head"), first(root, "body", "body.content")
    end = first(root, "body", "body.end")
    subheads = [words_of(one) for one in children(first(head, "hedline"), "hl2")]
    tail = [words_of(one) for one in children(end, "tagline", "bibliography")]
    text = nitf_html(content, base=base) if content is not None else ""
    before = "".join(f"<h2>{_escaped(words)}</h2>" for words in subheads if words)
    return before + text + "".join(f"<p>{_escaped(words)}</p>" for words in tail if words)


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _headline(root: Element) -> str:
    return words_of(first(root, "body", "body.head", "hedline", "hl1")) or words_of(
        first(root, "head", "title")
    )


def _language_of(root: Element) -> str:
    return next((tag for one in below(root, "body", "hl1") if (tag := language_of(one))), "")


def _byline(byline: Element) -> str:
    """The names in a byline, without the titles of the persons where both are marked."""
    persons = [words_of(one) for one in below(byline, "person")]
    return ", ".join(persons) if persons else words_of(byline)


def _name_of_subject(subject: Element) -> str:
    names = ("detail", "matter", "type")
    return next((name for one in names if (name := attribute(subject, f"tobject.subject.{one}"))), "")


def _issued(data: Element | None) -> str:
    return iso_time(attribute(first(data, "date.issue"), "norm"))


def _copyright(data: Element | None) -> str:
    notice = first(data, "doc.copyright")
    said = (attribute(notice, "year"), attribute(notice, "holder"))
    return f"© {' '.join(one for one in said if one)}" if any(said) else ""


def _usage_terms(root: Element, data: Element | None) -> str:
    """The attributes of `doc.rights`, and the words of `rights`, one statement a line."""
    names = (
        *("type", "owner", "agent", "geography", "location-code", "code-source"),
        *("startdate", "enddate", "limitations"),
    )
    lines = []
    for one in children(data, "doc.rights"):
        said = [f"{name}: {value}" for name in names if (value := attribute(one, name))]
        lines.append("; ".join(said))
    head = first(root, "body", "body.head")
    lines += [words_of(one) for one in children(head, "rights")]
    return "\n".join(line for line in lines if line)


def _note(data: Element | None) -> str:
    said = [attribute(one, "info") for one in children(data, "ed-msg", "correction")]
    return "\n".join(one for one in said if one)


def _stone(root: Element, data: Element | None, facts: AgencyFacts) -> Tombstone:
    content = first(root, "body", "body.content")
    return Tombstone(
        identity=facts.item,
        when=facts.version_created,
        when_raw=_issued(data),
        by=words_of(first(root, "body", "body.head", "distributor")),
        comment=facts.note,
        version=facts.version,
        is_item=True,
        language=language_of(content if content is not None else root) or _language_of(root),
    )


def _named_gone(data: Element | None) -> tuple[Tombstone, ...]:
    """The document that this one cancels."""
    named = attribute(data, "management-doc-idref")
    if not named or attribute(data, "management-idref-status").lower() != CANCELED:
        return ()
    issued = _issued(data)
    return (Tombstone(named, moment_of(issued), issued, comment=_note(data), is_item=True),)
