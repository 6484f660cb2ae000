"""399 texts that a form may be sent and that mean harm, or look like it: written for these tests, harmless elsewhere.

Whatever would run calls `trap()`.
"""

from itertools import product

_RUN = "trap()"
_TAGS = [
    "<script>{0}</script>",
    "<SCRIPT >{0}</SCRIPT >",
    "<script/x>{0}</script>",
    "</script><script>{0}</script>",
    "<scr<script>ipt>{0}</scr</script>ipt>",
    "<img src=x onerror={0}>",
    "<img src=x onerror='{0}'//",
    "<svg onload={0}>",
    "<svg><script>{0}</script></svg>",
    "<svg><animate onbegin={0} attributeName=x dur=1s>",
    "<math><mi xlink:href='javascript:{0}'>x",
    "<body onload={0}>",
    "<iframe srcdoc='<script>parent.{0}</script>'></iframe>",
    "<iframe src='javascript:parent.{0}'></iframe>",
    "<object data='javascript:{0}'></object>",
    "<embed src='javascript:{0}'>",
    "<a href='javascript:{0}'>x</a>",
    "<a href='&#106;avascript:{0}'>x</a>",
    "<form action='javascript:{0}'><button>x</button></form>",
    "<button formaction='javascript:{0}'>x</button>",
    "<input autofocus onfocus={0}>",
    "<details open ontoggle={0}>x</details>",
    "<video><source onerror={0}></video>",
    "<audio src=x onerror={0}>",
    "<marquee onstart={0}>x</marquee>",
    "<style>@import 'javascript:{0}';</style>",
    "<link rel=stylesheet href='javascript:{0}'>",
    "<meta http-equiv=refresh content='0;javascript:{0}'>",
    "<base href='javascript:{0}//'>",
    "<template><script>{0}</script></template>",
    "<noscript><p title='</noscript><img src=x onerror={0}>'>",
    "<textarea></textarea><script>{0}</script>",
    "<title></title><script>{0}</script>",
    "<!--><script>{0}</script>-->",
    "<![CDATA[<script>{0}</script>]]>",
    "<?xml version='1.0'?><script>{0}</script>",
    "<x contenteditable onblur={0} tabindex=1>x",
    "<x style='animation-name:x' onanimationstart={0}>",
    "<select onchange={0}><option>x</select>",
    "<plaintext><script>{0}</script>",
]
# What an attribute, a script, a style or a comment would have to be left with.
_BREAKS = ["", '">', "'>", "`>", "-->", "*/", "</textarea>", '"/>']
_INJECTIONS = [
    '" onmouseover="{0}',
    "' onmouseover='{0}",
    '" autofocus onfocus="{0}" x="',
    "&quot; onload=&quot;{0}",
    '"}}];{0};//',
    "';{0};//",
    "\\';{0};//",
    "\\u003cscript\\u003e{0}\\u003c/script\\u003e",
    "%3Cscript%3E{0}%3C/script%3E",
    "&lt;script&gt;{0}&lt;/script&gt;",
    "&#60;script&#62;{0}&#60;/script&#62;",
    "＜script＞{0}＜/script＞",
    "‹script›{0}‹/script›",
    "javascript:{0}",
    "data:text/html,<script>{0}</script>",
    "vbscript:{0}",
    "{{{{ {0} }}}}",
    "{{% {0} %}}",
    "${{{0}}}",
    "#{{{0}}}",
    "<%= {0} %>",
    "[url=javascript:{0}]x[/url]",
    "![x](javascript:{0})",
    "Robert'); DROP TABLE comments_comment;-- {0}",
    "1 OR 1=1 -- {0}",
    "' UNION SELECT NULL,{0}--",
    "$(touch x) `{0}` | cat",
    "../../../../etc/passwd {0}",
    "\r\nSet-Cookie: x={0}\r\n\r\n<script>{0}</script>",
    "=cmd|'/c {0}'!A1",
]
_INVISIBLE = "\u00ad\u061c\u115f\u17b4\u180e\u200b\u200c\u200d\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2066\u2067\u2068\u2069\u206a\u2800\u3164\ufe0f\ufeff\uffa0\ufff9\ufffc\ufffd\ufffe\uffff\U000e0001\U000e0041\U000f0000"
_CONTROLS = [chr(code) for code in range(0x20)] + ["\x7f", "\x80", "\x85", "\x9f"]
_SURROGATES = ["\ud800", "\udbff", "\udc00", "\udfff", "\udc00\ud800", "a\ud83dz"]
_STACKS = ["\u0301", "\u0335", "\u0489", "\u0e49", "\u064e", "\u093c", "\u20dd", "\u0323\u0302"]
_LONG = ["a", "W", "ก", "漢", "ا", "🏳️‍🌈", "é", "-", "_", ".", "/", "<", "&", "'", '"', "\\", "%", "0"]


def _texts() -> list[str]:
    found = [tag.format(_RUN) for tag in _TAGS]
    found += [
        f"{before}<img src=x onerror={_RUN}>{after}"
        for before, after in product(_BREAKS, ["", "<!--", "\u202e"])
    ]
    found += [one.format(_RUN) for one in _INJECTIONS]
    found += [f"Hay{one}lắm" for one in _INVISIBLE] + [one * 3 for one in _INVISIBLE]
    found += [f"Hay{one}lắm" for one in _CONTROLS]
    found += [f"Hay {one} lắm" for one in _SURROGATES]
    found += [f"Ha{stack * number}y" for stack, number in product(_STACKS, [3, 7, 200])]
    found += [one * number for one, number in product(_LONG, [59, 200, 2900, 5000])]
    found += [f"\u202e<script>{_RUN}</script>\u202c", "\u2067" * 100 + "x", "x\n" * 200, "\t" * 50 + "x"]
    found += [
        f"{prefix}{tag.format(_RUN)}" for prefix, tag in product(["\x00", "\u200b", "\ufeff"], _TAGS[:30])
    ]
    return list(dict.fromkeys(found))[:NUMBER]


NUMBER = 399
TEXTS = _texts()
