"""Recognises page elements that are not part of the article, by element, role, class and widget type."""

import re

from lxml.html import HtmlElement

from feeds.normalise.dated_line import read_labelled_date

_NEVER = frozenset({"nav", "footer", "form", "dialog", "menu", "search"})
_ROLES = frozenset(
    {"navigation", "complementary", "contentinfo", "banner", "search", "dialog", "alert", "menu"}
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Words in the class or id of elements that are not the article's; neighbouring words may be joined.
_WORDS = frozenset(
    "related relate relatednews relatedposts relatedarticles recommend recommended recommendation recommendations newsletter "  # noqa: SIM905 - words in a row read better than a list
    "subscribe subscription subscriber share sharing sharebar sharebox social socials sharedaddy addtoany breadcrumb breadcrumbs "
    "breadcumb comment comments disqus advert advertisement advertising ads adbox adsbygoogle adslot banner sponsor sponsored "
    "promo promotion promobox taboola outbrain mgid dable trending mostread popular sidebar toolbar copyright paywall "
    "paywalled regwall follow followus cookie cookies consent popup modal podcast tags taglist tag-list keywords pagination pager lienquan tinlienquan "
    "docthem xemthem tinkhac tincungchuyenmuc donation donate rating readmore morenews byline author authorbox login "
    "feedback reaction reactions skip toast tooltip navigation menu dropdown".split()
)  # fmt: skip
_PHRASES = re.compile(
    r"tin-?lien-?quan|bai-?lien-?quan|tin-?moi|tin-?khac|doc-?them|xem-?them|cung-?chuyen-?muc|related-?(?:news|post|article|stor|"
    r"content|link|topic|read|video)|read-?(?:more|also|next)|also-?(?:read|like)|see-?also|more-?(?:news|stories|from|on)|"
    r"most-?(?:read|viewed|popular)|you-?may-?like|share-?(?:bar|button|box|link|tool|this)|social-?(?:share|media|link|icon)|"
    r"news-?letter|ad-?(?:slot|container|wrapper|banner|box|unit)|(?:^|[\s_-])ads?(?:[\s_-]|$)|comment-?(?:list|form|section|area|box)|"
    r"author-?(?:box|bio|info|card)|about-?author|post-?(?:nav|tags|meta)|article-?(?:tags|share|tools|meta|footer|related)|"
    r"entry-?(?:meta|footer)|sticky|box-?(?:tin|category|lienquan)|link-?(?:content-footer|related)|relate-?container|"
    r"font-?size|text-?resiz|next-?prev|prev-?next|nav-?(?:links|previous|next|below|single)|inner-?article|kb-?video|video-?(?:box|widget|player|list)|audio-?(?:player|box|widget)|list-?news|news-?relate",
    re.IGNORECASE,
)
# On this platform paragraphs, pictures and boxes all have the same class; only their `type` tells which is which.
_WIDGET_CLASS = "VCSortableInPreviewMode"
_FOREIGN_WIDGETS = re.compile(
    r"related|video|embed|poll|quiz|vote|survey|audio|podcast|live|banner|advert|newsletter|form|feedback|link|match|game|stock",
    re.IGNORECASE,
)
_WALL = re.compile(r"(?:pay|reg|subscription|login|sub)-?wall", re.IGNORECASE)
_PROMPT_LINK = re.compile(
    r"btn|button|subscri|abonn|offre|offer|login|log-in|sign-?(?:in|up)|regist|account|dang-?(?:nhap|ky)|plans?\b",
    re.IGNORECASE,
)
LONGEST_PROMPT = 800  # characters
# A longer form wraps the whole page, as some systems do.
LONGEST_FORM = 400  # characters
_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*")


def is_never_article(element: HtmlElement) -> bool:
    """Whether an element is never part of an article: navigation, footers, forms without prose, hidden elements, and
    widgets whose declared type is neither text nor picture."""
    tag = element.tag
    if tag == "footer" and next(element.iterancestors("blockquote"), None) is not None:
        return False  # it names whom the quotation is from
    if tag in _NEVER:
        return bool(tag != "form" or len(element.text_content()) < LONGEST_FORM)
    if (element.get("role") or "").lower() in _ROLES or element.get("hidden") is not None:
        return True
    if _HIDDEN_STYLE.search(element.get("style") or ""):
        return True
    names = element.get("class") or ""
    if "wall" in names and _WALL.search(names):
        return _is_prompt(element)
    if _WIDGET_CLASS in names:
        return bool(_FOREIGN_WIDGETS.search(element.get("type") or ""))
    return False


def _is_prompt(element: HtmlElement) -> bool:
    """Whether an element asks a reader to subscribe or to sign in: little text, and a button."""
    if len(element.text_content()) > LONGEST_PROMPT:
        return False
    if next(element.iterdescendants("button", "form"), None) is not None:
        return True
    return any(
        _PROMPT_LINK.search(f"{link.get('class') or ''} {link.get('href') or ''}")
        for link in element.iter("a")
    )


def _is_sign_up(element: HtmlElement) -> bool:
    """Whether an element asks for an e-mail address: little text, and a form with a field for the address."""
    form = next(element.iterdescendants("form"), None)
    if form is None or len(element.text_content()) > LONGEST_PROMPT:
        return False
    return any(
        (field.get("type") or "").lower() == "email" or "mail" in (field.get("name") or "").lower()
        for field in form.iter("input")
    )


def looks_like_furniture(element: HtmlElement) -> bool:
    """Whether the class or id of an element is one of furniture. The whole body may have such a class too
    ("has-sidebar"), so the caller must also check how much of the text the element holds."""
    if element.tag == "aside":
        return True
    if _is_sign_up(element):
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-component') or ''}"
    if not names.strip():
        return False
    for name in names.split():
        joined = re.sub(r"[^a-z]", "", name.lower())
        if joined in _WORDS or any(word.lower() in _WORDS for word in _WORD.findall(name)):
            return True
    return bool(_PHRASES.search(names))


# The labels of boxes of other articles, in the languages of the sources; a label is the whole line.
_RELATED_LABEL = re.compile(
    r"(?:>+|»|▶|►|\*)?\s*(?:related(?: (?:links?|articles?|stories|news|posts?|topics?|content))?|top stories|read (?:more|also|next|on)|"
    r"see also|also read|more (?:news|stories|on this(?: story)?)|most (?:read|popular)|recommended(?: for you)?|don['’]t miss|"
    r"you may (?:also )?like|"
    r"(?:các )?(?:tin|bài)(?: viết)? (?:liên quan|khác|cùng chuyên mục|đọc nhiều|mới(?: nhất)?)|tin tức liên quan|đọc thêm|xem thêm|"
    r"có thể bạn quan tâm|mời (?:bạn )?(?:đọc|xem) thêm|cùng chuyên mục|"
    r"lire aussi|à lire aussi|sur le même sujet|à voir aussi|lea también|le puede interesar|te puede interesar|noticias relacionadas|"
    r"leia (?:também|mais)|veja também|notícias relacionadas|mehr zum thema|lesen sie (?:auch|mehr)|leggi anche|"
    r"читайте (?:также|ещё|еще)|материалы по теме|по теме|читайте також|baca juga|artikel terkait|berita terkait|ilgili haberler|"
    r"相关(?:阅读|新闻|链接|报道)|相關(?:新聞|閱讀|報導)|延伸阅读|延伸閱讀|推荐阅读|推薦閱讀|関連(?:記事|ニュース|リンク)|あわせて読みたい|"
    r"관련\s?(?:기사|뉴스)|เรื่องที่เกี่ยวข้อง|ข่าวที่เกี่ยวข้อง|อ่านเพิ่มเติม|"
    r"tags?|keywords?|từ khóa|關鍵字|关键词|关键字|タグ|(?:reader )?comments?|leave a (?:comment|reply)|bình luận|ý kiến(?: bạn đọc)?|commentaires|comentarios|comentários|kommentare?|"
    r"kommentarer|комментарии|коментарі|评论|評論|コメント|댓글|ความคิดเห็น|komentar|yorumlar|التعليقات|تعليقات|"
    r"(?:إقرأ|اقرأ) (?:أيضا|أيضاً|المزيد)|(?:مواضيع|أخبار) ذات صلة|مقالات ذات صلة)\s*[:：.…]*\s*",
    re.IGNORECASE,
)
_DATE_NAMES = re.compile(
    r"(?:^|[\s_-])(?:date|datetime|time|timestamp|pubdate|published|posted(?:[_-]?on)?|dateline|post-?meta)(?:$|[\s_-])",
    re.I,
)
_WHOLE_DATE = re.compile(
    r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20|25)\d\d\b|\b(?:19|20)\d\d[/.-]\d{1,2}[/.-]\d{1,2}\b|(?:19|20)\d\d年\d{1,2}月|"
    r"\b\d{1,2}(?:st|nd|rd|th|\.)?(?: de)? \w{3,12}\.?,?(?: de)? (?:19|20)\d\d\b|\b\w{3,12} \d{1,2}, (?:19|20)\d\d\b"
)
_OTHER_SCRIPT = re.compile("[\u0600-\u06ff\u0900-\u09ff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_LANGUAGES_OF_OTHER_SCRIPTS = ("ar", "fa", "hi", "bn", "th", "lo", "my", "km")
LONGEST_DATE_LINE = 100  # characters


def is_related_label(text: str) -> bool:
    """Whether a line is only the label of a box of other articles ("Tin liên quan:")."""
    return _RELATED_LABEL.fullmatch(text) is not None


def is_date_line(element: HtmlElement, text: str, *, opening: bool) -> bool:
    """Whether a short block is a date line: its element has a date class, or it stands above the text (`opening`), has a
    full date and is no sentence."""
    if len(text) > LONGEST_DATE_LINE or not any(ch.isdigit() for ch in text):
        return False
    if element.tag == "time" or _DATE_NAMES.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return True
    if not opening or text.endswith((".", "。", "!", "?", "…")):
        return False
    if _WHOLE_DATE.search(text) is not None or read_labelled_date(text, None) is not None:
        return True
    # Days of the week and parts of the day are words of one language.
    return _OTHER_SCRIPT.search(text) is not None and any(
        read_labelled_date(text, language) for language in _LANGUAGES_OF_OTHER_SCRIPTS
    )
