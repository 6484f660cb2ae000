"""What a page carries around and inside its article, told by element, role, class and widget type."""

import re

from lxml.html import HtmlElement

_NEVER = frozenset({"nav", "footer", "form", "dialog", "menu"})
_ROLES = frozenset(
    {"navigation", "complementary", "contentinfo", "banner", "search", "dialog", "alert", "menu"}
)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
# Names by which sites mark what is not the article: whole words of class and identifier, or neighbours joined.
_WORDS = frozenset(
    "related relate relatednews relatedposts relatedarticles recommend recommended recommendation recommendations newsletter "  # noqa: SIM905 - words in a row read better than a list
    "subscribe subscription subscriber share sharing sharebar sharebox social socials sharedaddy addtoany breadcrumb breadcrumbs "
    "breadcumb comment comments disqus advert advertisement advertising ads adbox adsbygoogle adslot banner sponsor sponsored "
    "promo promotion promobox taboola outbrain mgid dable trending mostread popular sidebar toolbar copyright paywall "
    "cookie cookies consent popup modal podcast tags taglist tag-list keywords pagination pager lienquan tinlienquan "
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
    r"inner-?article|kb-?video|video-?(?:box|widget|player|list)|audio-?(?:player|box|widget)|list-?news|news-?relate",
    re.IGNORECASE,
)
# The widgets of a platform on which paragraphs, pictures and boxes all have the same class: only their type tells.
_WIDGET_CLASS = "VCSortableInPreviewMode"
_FOREIGN_WIDGETS = re.compile(
    r"related|video|embed|poll|quiz|vote|survey|audio|podcast|live|banner|advert|newsletter|form|feedback|link|match|game|stock",
    re.IGNORECASE,
)
# Some systems wrap the whole page in one form; a form with this much text is such a page.
LONGEST_FORM = 400  # characters
_WORD = re.compile(r"[a-z]+|[A-Z][a-z]*")


def is_never_article(element: HtmlElement) -> bool:
    """Whether an element cannot be part of an article wherever it stands: navigation, footers, forms that hold no
    prose, hidden elements, and widgets whose declared type is neither text nor picture."""
    tag = element.tag
    if tag in _NEVER:
        return bool(tag != "form" or len(element.text_content()) < LONGEST_FORM)
    if (element.get("role") or "").lower() in _ROLES or element.get("hidden") is not None:
        return True
    if _HIDDEN_STYLE.search(element.get("style") or ""):
        return True
    if _WIDGET_CLASS in (element.get("class") or ""):
        return bool(_FOREIGN_WIDGETS.search(element.get("type") or ""))
    return False


def looks_like_furniture(element: HtmlElement) -> bool:
    """Whether the names an element bears are those of what stands around articles. The whole body sometimes bears one
    too ("has-sidebar"), so the caller asks how much of the text it holds before acting on it."""
    if element.tag == "aside":
        return True
    names = f"{element.get('class') or ''} {element.get('id') or ''} {element.get('data-component') or ''}"
    if not names.strip():
        return False
    for name in names.split():
        joined = re.sub(r"[^a-z]", "", name.lower())
        if joined in _WORDS or any(word.lower() in _WORDS for word in _WORD.findall(name)):
            return True
    return bool(_PHRASES.search(names))


# The words over a box of other articles, in the languages of the sources; nothing else may stand in the line.
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
LONGEST_DATE_LINE = 100  # characters


def is_related_label(text: str) -> bool:
    """Whether a line is only the label of a box of other articles ("Tin liên quan:")."""
    return _RELATED_LABEL.fullmatch(text) is not None


def is_date_line(element: HtmlElement, text: str, *, opening: bool) -> bool:
    """Whether a short block is a date line: it bears the name of one, or it stands above the text (`opening`), holds a
    whole date and is no sentence."""
    if len(text) > LONGEST_DATE_LINE or not any(ch.isdigit() for ch in text):
        return False
    if element.tag == "time" or _DATE_NAMES.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return True
    return opening and not text.endswith((".", "。", "!", "?", "…")) and _WHOLE_DATE.search(text) is not None
