"""Addresses of articles: one form to store, one key to compare, and what an address says by itself.

The stored form follows RFC 3986 section 6 (syntax-based normalisation) and keeps the host as it is written;
the key for comparison is coarser and is never shown or dialled.
"""

import posixpath
import re
import unicodedata
from functools import cache, lru_cache
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urljoin, urlsplit, urlunsplit

import idna
from publicsuffixlist import PublicSuffixList

# Addresses beyond this length are not understood by browsers and proxies everywhere (in characters). What arrives
# may be twice as long, as tracking parameters go.
LONGEST_ADDRESS = 2048
# One article asks for the same few addresses again and again.
ADDRESSES_KEPT = 1024
LONGEST_HOST = 253  # characters (RFC 1035 section 2.3.4)
DEFAULT_PORTS = {"http": 80, "https": 443}

# Parameters that say how a reader came, never what is read.
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

# Hosts that show the page of another host in another dress.
_HOST_PREFIXES = re.compile(r"^(?:(?:www\d?|m|amp|mobile|wap)\.)+(?=[^.]+\.[^.]+)")
_AMP_ENDING = re.compile(r"(?:/amp|[./-]amp(?=\.html?$)|\.amp)(?P<rest>\.html?)?/?$")
_PAGE_ENDING = re.compile(
    r"(?:/(?:print|in-bai))?(?:\.(?:s?html?|html\.amp|htm\.amp|amp|aspx?|php|chn|ldo|vnp|vov|vnn|epi|tpo|dtv|htv|cand|antd))?/*$"
)
_ADDRESSES_OF_DRESS = frozenset(("amp", "output", "outputtype", "print", "view_mode"))

_SLUG_ENDING = re.compile(r"\.(?:s?html?|aspx?|php|amp|chn|ldo|vnp|vov|vnn|epi|tpo|dtv|htv|cand|antd)$")
# Numbers of content systems at the end of a slug: "-382516", "-post1234.html", "-d1234", "-102240223184400".
_SYSTEM_NUMBER = re.compile(
    r"(?:[-_.]+(?:post|pr|ar|art|tr|td|d|i|s|n|p|c|a|id|news)\d{4,}|[-_.]+(?!(?:19|20)\d\d(?!\d))\d{4,})+$"
)
_LEADING_NUMBER = re.compile(r"^\d{4,}[-_]+(?=[^\d])")
_WORDS = re.compile(r"[^\W\d_]{2,}")
# A part of a path with one word is a section ("thoi-su" has two, but a headline has at least three).
LEAST_WORDS_OF_A_SLUG = 3

# Languages that sites name in an address: the 20 editions, their neighbours and the names in use for them.
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
    """The one form of `url` to store, or None where it is no address of a web page.

    `base` is the address that a relative `url` is relative to. The result is an absolute http(s) address without
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


def same_article_key(url: str) -> str:
    """A key that is equal for the addresses of one article: desktop, mobile, AMP and print, with http or https.

    An address that is none gives itself, stripped, so that it equals only itself.
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
        if name.lower() not in _ADDRESSES_OF_DRESS
    )
    return f"{host}{path}" + (f"?{urlencode(query)}" if query else "")


def is_front_page(url: str) -> bool:
    """Whether `url` leads to a site's front page, to which careless feeds link all their entries: it names no article."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return not parts.path.strip("/") and not parts.query


def site_of(url: str) -> str:
    """The registrable domain of `url` ("https://m.tuoitre.com.vn/x" → "tuoitre.com.vn"), or its host, or ""."""
    link = canonical_link(url)
    if link is None:
        return ""
    host = urlsplit(link).hostname or ""
    return _public_suffixes().privatesuffix(host) or host


def slug_of(url: str) -> str | None:
    """The words in the address of an article, without numbers of the system and without ending.

    None where the last part of the path has no words. The slug is in lower case and joined by hyphens. On
    platforms that name the language in the path it is the same in every language.
    """
    parts = urlsplit(canonical_link(url) or "")
    for segment in reversed(parts.path.split("/")):
        slug = _slug_of_segment(unquote_to_bytes(segment).decode("utf-8", "replace"))
        if slug is not None:
            return slug
    return None


def language_in_path(url: str) -> str | None:
    """The language that the path or the subdomain of `url` names, as a BCP 47 tag; None where neither does.

    Only the first part of the path and the first label of the host are looked at: "vovworld.vn/en-US/…" → "en-US",
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
    """`text` percent-encoded in upper case; what is encoded already stays, but for letters that need no encoding."""
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
    """The public suffix list (publicsuffix.org) as the package ships it: what registries sell, not what companies that
    host others' sites declare. A name under no known suffix has none."""
    return PublicSuffixList(accept_unknown=False, only_icann=True)
