"""NewsML-G2 2.x (the IPTC's NAR; NewsML-G2 specification, Power conformance level) → `AgencyDocument`.

A newsItem may hold its text in several languages, each an entry; a newsMessage holds items; a packageItem names items
in groups, of which those of mode "alt" are alternatives. Other items are named, and are no articles.
"""

import re
from collections.abc import Iterable

from lxml import etree

from articles.incoming import AgencyFacts
from feeds.formats.agency.item import (
    CANCELED,
    USABLE,
    WITHHELD,
    AgencyDocument,
    Group,
    PictureItem,
    Rendition,
    agency_entry,
    distinct_topics,
    media_topic,
    moment_of,
    one_picture,
    paragraphs_of,
    pixels,
    version_number,
)
from feeds.formats.agency.markup import is_nitf, nitf_html, picture_figures, xhtml_html
from feeds.formats.agency.xml_reading import (
    LANG,
    Element,
    attribute,
    below,
    children,
    first,
    language_of,
    name_of,
    words_of,
)
from feeds.formats.document import ParsedEntry, Tombstone

FORMAT = "NewsML-G2"
ITEMS = frozenset({"newsItem", "packageItem", "knowledgeItem", "conceptItem", "planningItem", "catalogItem"})
ROOTS = ITEMS | {"newsMessage"}
OTHER_ITEMS = {
    "knowledgeItem": "a list of concepts",
    "conceptItem": "a concept",
    "planningItem": "a plan of coverage",
    "catalogItem": "a catalogue of vocabularies",
}
_TRANSLATION = re.compile(r"translat", re.IGNORECASE)
_SUBHEAD = re.compile(r"sub|deck", re.IGNORECASE)


def read_newsml(root: Element) -> AgencyDocument:
    """All items of a document."""
    items = [one for one in below(root, *ITEMS) if _is_item(one, root)]
    return joined(_read_item(item) for item in items)


def joined(documents: Iterable[AgencyDocument]) -> AgencyDocument:
    """One document of several."""
    parts = list(documents)
    return AgencyDocument(
        entries=tuple(entry for one in parts for entry in one.entries),
        canceled=tuple(stone for one in parts for stone in one.canceled),
        pictures={item: picture for one in parts for item, picture in one.pictures.items()},
        linked={item: links for one in parts for item, links in one.linked.items()},
        groups=tuple(group for one in parts for group in one.groups),
        not_taken=tuple(sentence for one in parts for sentence in one.not_taken),
    )


def _is_item(one: Element, root: Element) -> bool:
    parent = one.getparent()
    return one is root or (parent is not None and name_of(parent) == "itemSet")


def _read_item(item: Element) -> AgencyDocument:
    name, guid = name_of(item), attribute(item, "guid")
    if name in OTHER_ITEMS:
        return AgencyDocument(not_taken=(f"The {name} {guid} is {OTHER_ITEMS[name]}: no article.",))
    if not guid:
        return AgencyDocument(not_taken=(f"A {name} has no guid, by which its versions are known.",))
    if _status(item) == CANCELED:
        return AgencyDocument(canceled=(_stone(item),))
    if name == "packageItem":
        return AgencyDocument(groups=_groups(item))
    kind = _local(attribute(first(item, "itemMeta", "itemClass"), "qcode"))
    if kind in {"picture", "graphic"}:
        picture = _picture(item)
        return AgencyDocument(pictures={guid: picture} if picture else {})
    entries = _entries(item)
    if not entries:
        return AgencyDocument(
            not_taken=(f"The newsItem {guid} holds no text ({kind or 'no class'}): no article.",)
        )
    links = (attribute(one, "residref") for one in children(first(item, "itemMeta"), "link"))
    return AgencyDocument(entries=entries, linked={guid: tuple(link for link in links if link)})


def _status(item: Element) -> str:
    status = first(item, "itemMeta", "pubStatus")
    return _local(attribute(status, "qcode") or attribute(status, "uri")).lower() or USABLE


def _local(code: str) -> str:
    """The code of a QCode or of a concept's address, without its scheme."""
    return code.rpartition("/")[2].rpartition(":")[2]


def _stone(item: Element) -> Tombstone:
    meta = first(item, "itemMeta")
    created = words_of(first(meta, "versionCreated"))
    return Tombstone(
        identity=attribute(item, "guid"),
        when=moment_of(created),
        when_raw=created,
        by=_named(first(meta, "provider")),
        comment=" ".join(words_of(one) for one in children(meta, "edNote")),
        version=version_number(attribute(item, "version") or "1"),
        is_item=True,
    )


def _facts(item: Element) -> AgencyFacts:
    meta, content = first(item, "itemMeta"), first(item, "contentMeta")
    embargo = first(meta, "embargoed")
    subjects = [
        media_topic(attribute(one, "qcode") or attribute(one, "uri"), words_of(first(one, "name")))
        for subject in children(content, "subject")
        for one in (subject, *children(subject, "broader", "sameAs"))
        if _is_media_topic(one)
    ]
    return AgencyFacts(
        format=FORMAT,
        item=attribute(item, "guid"),
        related=tuple(_translated(meta)),
        version=version_number(attribute(item, "version") or "1"),
        version_created=moment_of(words_of(first(meta, "versionCreated"))),
        status=WITHHELD if _status(item) == WITHHELD else USABLE,
        is_embargoed=embargo is not None,
        embargoed_until=moment_of(words_of(embargo)),
        copyright=_rights(item, "copyrightNotice") or _holders(item),
        usage_terms=_rights(item, "usageTerms"),
        note="\n".join(words for one in children(meta, "edNote") if (words := words_of(one))),
        media_topics=distinct_topics(subjects),
    )


def _is_media_topic(subject: Element) -> bool:
    scheme = attribute(subject, "qcode").partition(":")[0].lower()
    return scheme in {"medtop", "subj", "subject"} or "newscodes/mediatopic/" in attribute(subject, "uri")


def _translated(meta: Element | None) -> Iterable[str]:
    """The items of which this one is a translation, or which are translations of it."""
    for link in children(meta, "link"):
        if _TRANSLATION.search(attribute(link, "rel")) and (named := attribute(link, "residref")):
            yield named


def _rights(item: Element, name: str) -> str:
    said = (words_of(one) for info in children(item, "rightsInfo") for one in children(info, name))
    return "\n".join(dict.fromkeys(words for words in said if words))


def _holders(item: Element) -> str:
    found = (
        _named(one) for info in children(item, "rightsInfo") for one in children(info, "copyrightHolder")
    )
    names = ", ".join(name for name in found if name)
    return f"© {names}" if names else ""


def _named(party: Element | None) -> str:
    """The name of a party, else what it is called in a vocabulary."""
    if party is None:
        return ""
    return (
        words_of(first(party, "name"))
        or attribute(party, "literal")
        or _local(attribute(party, "qcode") or attribute(party, "uri"))
    )


def _entries(item: Element) -> tuple[ParsedEntry, ...]:
    """An entry for each language of the text; where there is no text, one of the headline's language."""
    facts, meta, content = _facts(item), first(item, "itemMeta"), first(item, "contentMeta")
    texts = _texts(item)
    usual = _stated_language(content) or language_of(item)
    headlines = children(content, "headline")
    if not texts and not headlines:
        return ()
    first_created = words_of(first(meta, "firstCreated"))
    created = words_of(first(meta, "versionCreated"))
    several = len(texts) > 1
    found = []
    for language, text in (texts or {usual: None}).items():
        title = words_of(_main(headlines, language, several))
        subheads = [words_of(one) for one in _in_language(headlines, language, several) if _is_sub(one)]
        names = _in_language(children(content, "by"), language, several) or children(content, "creator")
        summaries = _in_language(children(content, "description"), language, several)
        keywords = _in_language(children(content, "keyword"), language, several)
        before = "".join(f"<h2>{_escaped(words)}</h2>" for words in subheads if words and words != title)
        found.append(
            agency_entry(
                facts=facts,
                title=title,
                language=language,
                summary=words_of(summaries[0]) if summaries else "",
                content_html=before + (_html(text, title) if text is not None else ""),
                link=_web_page(item),
                author=", ".join(words for one in names if (words := _named_or_words(one))),
                publisher=_named(first(meta, "provider")),
                published=first_created or words_of(first(content, "contentCreated")) or created,
                updated=created,
                labels=[*(one.name for one in facts.media_topics), *map(words_of, keywords)],
                pictures=picture_figures(text, base="") if text is not None and is_nitf(text) else (),
            )
        )
    return tuple(found)


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _named_or_words(party: Element) -> str:
    return words_of(party) if name_of(party) == "by" else _named(party)


def _stated_language(content: Element | None) -> str:
    """The language of the content, where the item states one."""
    tags = [attribute(one, "tag") for one in children(content, "language")]
    return tags[0] if len(tags) == 1 else ""


def _texts(item: Element) -> dict[str, Element]:
    """The best rendition of the text in each language: marked-up text before plain."""
    found: dict[str, Element] = {}
    stated = _stated_language(first(item, "contentMeta"))
    for name in ("inlineXML", "inlineData"):
        for one in children(first(item, "contentSet"), name):
            if attribute(one, "encoding") or not words_of(one):
                continue
            own = (one.get(LANG) or "").strip() or _language_within(one) or stated or language_of(item)
            found.setdefault(own, one)
    return found


def _language_within(text: Element) -> str:
    for one in text:
        if isinstance(one.tag, str) and (tag := (one.get(LANG) or one.get("lang") or "").strip()):
            return tag
    return ""


def _html(text: Element, headline: str) -> str:
    if name_of(text) == "inlineXML":
        content = next(below(text, "body.content"), None)
        return nitf_html(content, base="") if content is not None else xhtml_html(text, headline=headline)
    said = "".join(str(piece) for piece in text.itertext())
    if "html" not in attribute(text, "contenttype"):
        return paragraphs_of(said)
    parsed = etree.fromstring(f"<div>{said}</div>", parser=etree.HTMLParser(no_network=True))
    return xhtml_html(parsed, headline=headline) if parsed is not None else paragraphs_of(said)


def _in_language(elements: list[Element], language: str, several: bool) -> list[Element]:
    """The elements in a language; where the item has one text only and nothing is in its language, all."""
    spoken = language.partition("-")[0].lower()
    own = [one for one in elements if language_of(one).partition("-")[0].lower() == spoken]
    unmarked = [one for one in elements if not language_of(one)]
    return own or unmarked or ([] if several else elements)


def _is_sub(headline: Element) -> bool:
    return bool(_SUBHEAD.search(_local(attribute(headline, "role"))))


def _main(headlines: list[Element], language: str, several: bool) -> Element | None:
    """The main headline in a language: one without the role of a subheadline, before any other."""
    own = _in_language(headlines, language, several)
    return next((one for one in own if not _is_sub(one)), own[0] if own else None)


def _web_page(item: Element) -> str | None:
    """The page of the text at the agency's own site, where the item names one."""
    for one in children(first(item, "contentSet"), "remoteContent"):
        if attribute(one, "contenttype").partition(";")[0].strip() in {"text/html", "application/xhtml+xml"}:
            return attribute(one, "href") or None
    return None


def _picture(item: Element) -> PictureItem | None:
    content = first(item, "contentMeta")
    renditions = [
        Rendition(
            attribute(one, "href"),
            attribute(one, "contenttype"),
            (pixels(attribute(one, "width")), pixels(attribute(one, "height"))),
        )
        for one in children(first(item, "contentSet"), "remoteContent")
    ]
    captions = {
        language_of(one): words_of(one) for one in reversed(children(content, "description")) if words_of(one)
    }
    caption = next(reversed(captions.values()), "") or words_of(first(content, "headline"))
    credit = words_of(first(content, "creditline")) or ", ".join(
        _named_or_words(one) for one in children(content, "by", "creator")
    )
    picture = one_picture(renditions, base="", caption=caption, credit=credit)
    return PictureItem(picture, captions) if picture else None


def _groups(item: Element) -> tuple[Group, ...]:
    """The groups of a package, each with the groups that it refers to."""
    elements = {attribute(one, "id"): one for one in children(first(item, "groupSet"), "group")}
    return tuple(_group(one, elements) for one in elements.values())


def _group(element: Element, elements: dict[str, Element]) -> Group:
    referred = (attribute(one, "idref") for one in children(element, "groupRef"))
    within = (elements[name] for name in referred if name in elements)
    return Group(
        _items_of(element),
        _are_alternatives(element),
        tuple(Group(_items_of(one), _are_alternatives(one)) for one in within),
    )


def _items_of(group: Element) -> tuple[str, ...]:
    named = (attribute(one, "residref") for one in children(group, "itemRef"))
    return tuple(one for one in named if one)


def _are_alternatives(group: Element) -> bool:
    return _local(attribute(group, "mode")).lower() == "alt"
