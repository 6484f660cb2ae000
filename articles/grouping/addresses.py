"""URLs of articles: the canonical form to store, the key to compare, and what a URL tells by itself.

The stored form follows RFC 3986 section 6 (syntax-based normalisation) and keeps the host; the comparison key
is coarser and is never shown or requested.
"""

import posixpath
import re
import unicodedata
from functools import cache, lru_cache
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urljoin, urlsplit, urlunsplit

import idna
from publicsuffixlist import PublicSuffixList

# The longest URL that browsers and proxies understand everywhere (characters). Input may be twice as long, as
# tracking parameters are removed.
LONGEST_ADDRESS = 2048
# Each article asks for the same few URLs several times.
ADDRESSES_KEPT = 1024
LONGEST_HOST = 253  # characters (RFC 1035 section 2.3.4)
DEFAULT_PORTS = {"http": 80, "https": 443}

# Parameters for tracking, which never select the content.
TRACKING_PARAMETERS = frozenset(
    (
        *(
            "fbclid",
            "gclid",
            "gclsrc",
            "dclid",
            "gbraid",
            "wbraid",
            "msclkid",
            "yclid",
            "ysclid",
            "twclid",
            "ttclid",
        ),
        *(
            "igshid",
            "igsh",
            "mc_cid",
            "mc_eid",
            "mkt_tok",
            "_ga",
            "_gl",
            "_hsenc",
            "_hsmi",
            "_openstat",
            "vero_id",
        ),
        *(
            "zarsrc",
            "zalo_src",
            "zsrc",
            "zclid",
            "zanpid",
            "gidzl",
            "cmpid",
            "icid",
            "ncid",
            "xtor",
            "ocid",
            "spm",
        ),
        *("at_medium", "at_campaign", "at_custom1", "s_cid", "s_kwcid", "rb_clickid", "srsltid", "li_fat_id"),
        *(
            "feature_shared",
            "share_from",
            "from_source",
            "tracking_source",
            "vn_source",
            "vn_medium",
            "vn_campaign",
        ),
        *("vn_term", "vn_thumb", "usqp", "amp_js_v", "amp_gsa", "ref_src", "ref_url", "__twitter_impression"),
    )
)
_TRACKING_PREFIXES = (
    "utm_",
    "itm_",
    "hsa_",
    "pk_",
    "piwik_",
    "mtm_",
    "matomo_",
    "oly_",
    "wt_",
    "trk_",
    "stm_",
)

_UNRESERVED_IN_PATH = "-._~!$&'()*+,;=:@/"
_ENCODED_RUN = re.compile(r"((?:%[0-9A-Fa-f]{2})+)")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")

# Subdomains that show the same page for another device.
_HOST_PREFIXES = re.compile(r"^(?:(?:www\d?|m|amp|mobile|wap)\.)+(?=[^.]+\.[^.]+)")
_AMP_ENDING = re.compile(r"(?:/amp|[./-]amp(?=\.html?$)|\.amp)(?P<rest>\.html?)?/?$")
_PAGE_ENDING = re.compile(
    r"(?:/(?:print|in-bai))?(?:\.(?:s?html?|html\.amp|htm\.amp|amp|aspx?|php|chn|ldo|vnp|vov|vnn|epi|tpo|dtv|htv|cand|antd))?/*$"
)
_PRESENTATION_PARAMETERS = frozenset(("amp", "output", "outputtype", "print", "view_mode"))

# Fragments that publishers append for their statistics, that mark a text, or that lead to the comments below the article.
_DIGIT = re.compile(r"\d")
_NAMED_PART = re.compile(r"[^\W\d_](?:[^\W\d]|-)+")
_NO_PART = re.compile(
    r"(?:utm_|xtor|at_|ito|ref|src|source|intcid|cid|rss|feed|from|social|share|sthash)(?![a-z])|utm_|at_|:~:"
    r"|(?:comments?|respond|disqus_thread|top|main|content|header|page|article|more-\d+)$",
    re.IGNORECASE,
)
# Feeds and sitemaps by the usual names: "/feed/", "/rss/home.rss", "/tin-moi.rss", "/atom.xml", "?feed=rss2".
_FEED_PATH = re.compile(
    r"\.(?:rss|atom|rdf|opml)$|/(?:rss|feeds?|atom|rdf)(?:/(?:rss2?|atom|rdf))?/?$|/(?:rss|feeds?)/[^/]*\.(?:xml|json|php)$"
    r"|/(?:rss\w*|feeds?|atom\w*|index|sitemap[\w-]*)\.(?:xml(?:\.gz)?|rdf|json)$",
    re.IGNORECASE,
)
_FEED_QUERY = re.compile(
    r"(?:^|&)(?:feed=(?:rss2?|atom|rdf)|(?:format|type|alt)=(?:rss|atom))(?:&|$)", re.IGNORECASE
)

_SLUG_ENDING = re.compile(r"\.(?:s?html?|aspx?|php|amp|chn|ldo|vnp|vov|vnn|epi|tpo|dtv|htv|cand|antd)$")
# Numbers of content systems at the end of a slug: "-382516", "-post1234.html", "-d1234", "-102240223184400".
_SYSTEM_NUMBER = re.compile(
    r"(?:[-_.]+(?:post|pr|ar|art|tr|td|d|i|s|n|p|c|a|id|news)\d{4,}|[-_.]+(?!(?:19|20)\d\d(?!\d))\d{4,})+$"
)
_LEADING_NUMBER = re.compile(r"^\d{4,}[-_]+(?=[^\d])")
_WORDS = re.compile(r"[^\W\d_]{2,}")
# A path segment of one or two words is a section ("thoi-su"); a headline has at least three.
LEAST_WORDS_OF_A_SLUG = 3

# Language codes that sites use in URLs: the 20 editions, related languages and common aliases.
LANGUAGE_CODES = frozenset(
    (
        *(
            "vi",
            "en",
            "fr",
            "de",
            "es",
            "pt",
            "it",
            "nl",
            "ru",
            "uk",
            "pl",
            "cs",
            "sk",
            "hu",
            "ro",
            "bg",
            "sr",
            "hr",
        ),
        *(
            "el",
            "tr",
            "ar",
            "fa",
            "he",
            "hi",
            "bn",
            "ta",
            "th",
            "lo",
            "km",
            "my",
            "id",
            "ms",
            "tl",
            "fil",
            "zh",
            "ja",
        ),
        *("ko", "sv", "da", "nb", "fi", "et", "lv", "lt", "be", "kk", "mn", "ne", "si", "ur", "sw"),
    )
)
LANGUAGE_NAMES = {"vn": "vi", "cn": "zh", "jp": "ja", "kr": "ko", "kh": "km", "ua": "uk", "gr": "el"} | {
    "english": "en",
    "vietnamese": "vi",
    "french": "fr",
    "chinese": "zh",
    "russian": "ru",
    "spanish": "es",
    "japanese": "ja",
    "korean": "ko",
    "lao": "lo",
    "khmer": "km",
}
_LANGUAGE_TAG = re.compile(r"(?P<language>[a-z]{2,3})(?:[-_](?P<region>[a-z]{2}|hans|hant))?")


@lru_cache(maxsize=ADDRESSES_KEPT)
def canonical_link(url: str, *, base: str | None = None) -> str | None:
    """The canonical form of `url` to store, or None if it is no URL of a web page.

    `base` is the URL that a relative `url` is resolved against. The result is an absolute http(s) URL without
    credentials, default port, fragment, tracking parameters, dot segments and doubled slashes; its host is in
    lower case and ASCII (IDNA 2008), its path and query are percent-encoded UTF-8 (NFC).
    """
    if len(url) > 2 * LONGEST_ADDRESS:
        return None
    text = "".join(c for c in url.strip() if unicodedata.category(c) not in ("Cc", "Cf")).replace("\\", "/")
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        port = parts.port
        host = _ascii_host(parts.hostname or "")
    except ValueError:  # a bracket or a port that no host can have
        return None
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS or not host:
        return None
    authority = host if port in (None, DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    link = urlunsplit((scheme, authority, _clean_path(parts.path), _clean_query(parts.query), ""))
    return link if len(link) <= LONGEST_ADDRESS else None


def without_tracking(url: str) -> str:
    """`url` as it is written, without the parameters by which visits are counted. Nothing else is changed: not the
    fragment, doubled slashes, percent signs or the Unicode form, on which what the address means may depend."""
    if "?" not in url:
        return url
    address, sharp, fragment = url.partition("#")
    base, _, query = address.partition("?")
    pairs = query.split("&")
    kept = [pair for pair in pairs if not _is_tracking(pair.partition("=")[0])]
    if len(kept) == len(pairs):
        return url
    return f"{base}{'?' if kept else ''}{'&'.join(kept)}{sharp}{fragment}"


def article_link(url: str) -> str | None:
    """The form of an article's address to store: `canonical_link`, with the fragment where the article is a part of a
    page ("…/changes#v2", "…/#comment-7"); None where it is no address of a web page."""
    link = canonical_link(url)
    part = part_of_page(url)
    return f"{link}#{part}" if link and part and len(link) + len(part) < LONGEST_ADDRESS else link


def part_of_page(url: str) -> str:
    """The fragment of an address, percent-encoded, where it numbers or names a part of the page ("comment-7", "v1.2",
    "hull"); empty where it only says how a reader came or which element to show first."""
    fragment = url.partition("#")[2].strip()
    if _NO_PART.match(fragment) or not (_DIGIT.search(fragment) or is_named_part(fragment)):
        return ""
    return _encode(fragment, safe=_UNRESERVED_IN_PATH + "?")


def is_named_part(fragment: str) -> bool:
    """Whether a fragment is a plain name ("hull"): whether that is of a part, only the document around it tells."""
    return _NAMED_PART.fullmatch(fragment) is not None


def same_article_key(url: str) -> str:
    """A key that is equal for all URLs of one article: desktop, mobile, AMP and print, http or https.

    A text that is no URL is its own key, stripped.
    """
    link = canonical_link(url)
    if link is None:
        return url.strip()
    parts = urlsplit(link)
    host = _HOST_PREFIXES.sub("", parts.netloc)
    path = _AMP_ENDING.sub(lambda match: match["rest"] or "", parts.path.rstrip("/"))
    path = _PAGE_ENDING.sub("", path)
    query = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name.lower() not in _PRESENTATION_PARAMETERS
    )
    part = f"#{part_of_page(url)}" if "#" in url and part_of_page(url) else ""
    return f"{host}{path}" + (f"?{urlencode(query)}" if query else "") + part


def names_an_article(url: str) -> bool:
    """Whether `url` can be the address of an article: not a front page, a feed, a sitemap or a script of a page.

    Whoever joins articles by an address asks first: all articles that cite one feed as their source are not one.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if not parts.path.strip("/") and not parts.query:
        return False
    return not (_FEED_PATH.search(parts.path) or _FEED_QUERY.search(parts.query))


def may_be_a_section(url: str) -> bool:
    """Whether nothing in `url` tells an article from a section of a site ("/news", "/thoi-su"): no words of a headline,
    no number, no file, no query.

    Texts that cite one section are not of one story.
    """
    parts = urlsplit(canonical_link(url) or "")
    last = parts.path.rstrip("/").rpartition("/")[2]
    return not parts.query and slug_of(url) is None and re.search(r"\d|\.\w+$", last) is None


def site_of(url: str) -> str:
    """The registrable domain of `url` ("https://m.tuoitre.com.vn/x" → "tuoitre.com.vn"), or its host, or ""."""
    link = canonical_link(url)
    if link is None:
        return ""
    host = urlsplit(link).hostname or ""
    return _public_suffixes().privatesuffix(host) or host


def slug_of(url: str) -> str | None:
    """The words in the URL of an article, without ids and file extension.

    None if the last path segment has no words. The slug is in lower case and joined by hyphens. On platforms
    with the language in the path it is the same in every language.
    """
    parts = urlsplit(canonical_link(url) or "")
    for segment in reversed(parts.path.split("/")):
        slug = _slug_of_segment(unquote_to_bytes(segment).decode("utf-8", "replace"))
        if slug is not None:
            return slug
    return None


def language_in_path(url: str) -> str | None:
    """The language that the path or the subdomain of `url` names, as a BCP 47 tag; None if neither does.

    Only the first path segment and the first label of the host count: "vovworld.vn/en-US/…" → "en-US",
    "en.nhandan.vn" → "en", "vietnam.vn/uk/…" → "uk".
    """
    link = canonical_link(url)
    if link is None:
        return None
    parts = urlsplit(link)
    segments = [segment for segment in parts.path.split("/") if segment]
    in_path = _language_named(segments[0]) if segments else None
    if in_path is not None:
        return in_path
    host = parts.hostname or ""
    site = _public_suffixes().privatesuffix(host) or host.rpartition(".")[2]
    labels = [label for label in host.removesuffix(site).split(".") if label not in ("", "www", "m", "amp")]
    return _language_named(labels[0]) if labels else None


def _language_named(word: str) -> str | None:
    lowered = word.lower()
    if lowered in LANGUAGE_NAMES:
        return LANGUAGE_NAMES[lowered]
    match = _LANGUAGE_TAG.fullmatch(lowered)
    if match is None or match["language"] not in LANGUAGE_CODES:
        return None
    region = match["region"]
    if region is None:
        return match["language"]
    return f"{match['language']}-{region.upper() if len(region) == 2 else region.title()}"


def _ascii_host(host: str) -> str:
    """`host` in lower case and ASCII, without a final dot; "" where it is not a host name or IP address."""
    if ":" in host:
        return f"[{host}]"
    name = unicodedata.normalize("NFC", host).lower().rstrip(".")
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True).decode("ascii")
        except idna.IDNAError:
            return ""
    is_name = len(name) <= LONGEST_HOST and all(_LABEL.fullmatch(label) for label in name.split("."))
    return name if is_name else ""


def _clean_path(path: str) -> str:
    encoded = _encode(path, safe=_UNRESERVED_IN_PATH)
    collapsed = re.sub("/{2,}", "/", encoded) or "/"
    resolved = posixpath.normpath(collapsed)
    ends_in_slash = collapsed.endswith(("/", "/.", "/..")) and resolved != "/"
    return f"{resolved}/" if ends_in_slash else resolved


def _clean_query(query: str) -> str:
    kept = [pair for pair in query.split("&") if pair and not _is_tracking(pair.partition("=")[0])]
    return "&".join(_encode(pair, safe=_UNRESERVED_IN_PATH + "?") for pair in kept)


def _is_tracking(name: str) -> bool:
    lowered = name.lower()
    return lowered in TRACKING_PARAMETERS or lowered.startswith(_TRACKING_PREFIXES)


def _encode(text: str, *, safe: str) -> str:
    """`text` percent-encoded in upper case; encoded characters stay, unless they need no encoding."""
    pieces = _ENCODED_RUN.split(unicodedata.normalize("NFC", text))
    return "".join(
        _encode_again(piece) if index % 2 else quote(piece, safe=safe) for index, piece in enumerate(pieces)
    )


def _encode_again(run: str) -> str:
    data = unquote_to_bytes(run)
    try:
        decoded = unicodedata.normalize("NFC", data.decode("utf-8"))
    except UnicodeDecodeError:  # an address in a legacy encoding: its bytes are kept
        return quote(data, safe="")
    # Reserved characters that arrived encoded are data and stay encoded (RFC 3986, section 2.2).
    return quote(decoded, safe="")


def _slug_of_segment(segment: str) -> str | None:
    lowered = unicodedata.normalize("NFC", segment).lower().strip()
    while (shorter := _SLUG_ENDING.sub("", lowered)) != lowered:
        lowered = shorter
    bare = _LEADING_NUMBER.sub("", _SYSTEM_NUMBER.sub("", lowered))
    slug = re.sub(r"[-_\s.]+", "-", bare).strip("-")
    words = _WORDS.findall(slug)
    # Scripts without spaces between words give one long part; a word has about four letters.
    spaceless = not slug.isascii() and len(slug) >= LEAST_WORDS_OF_A_SLUG * 4
    has_words = len(slug.split("-")) >= LEAST_WORDS_OF_A_SLUG and bool(words)
    return slug if has_words or spaceless else None


@cache
def _public_suffixes() -> PublicSuffixList:
    """The public suffix list (publicsuffix.org) shipped with the package, its ICANN part only: suffixes that
    registries sell, not those of hosting companies. A name under no known suffix has none.
    """
    return PublicSuffixList(accept_unknown=False, only_icann=True)
