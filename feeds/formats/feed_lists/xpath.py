"""XPath expressions of other programs' list pages → CSS selectors (XPath 1.0, Selectors Level 4).

People write a small part of XPath to name links and boxes of a page. That part has an exact counterpart in CSS;
whatever has none is given back as None, and is told rather than guessed.
"""

import re

_STEP = re.compile(
    r"(?P<axis>//|/|^)(?P<named>descendant-or-self::|descendant::|child::|self::|ancestor::)?(?P<name>\*|[A-Za-z][\w-]*(?![\w(-])|\.)"
    r"(?P<tests>(?:\[(?:[^\[\]\"']|\"[^\"]*\"|'[^']*')*\])*)"
)
_TEST = re.compile(r"\[((?:[^\[\]\"']|\"[^\"]*\"|'[^']*')*)\]")
_AND = re.compile(r"\s+and\s+(?=(?:[^\"']|\"[^\"]*\"|'[^']*')*$)")
_LITERAL = r"\s*(?:\"([^\"\\]*)\"|'([^'\\]*)')\s*"
_ATTRIBUTE = r"\s*@([\w-]+)\s*"
_TESTS = (
    (re.compile(_ATTRIBUTE), '[{0}]'),
    (re.compile(rf"{_ATTRIBUTE}={_LITERAL}"), '[{0}="{1}"]'),
    (re.compile(rf"\s*contains\({_ATTRIBUTE},{_LITERAL}\)\s*"), '[{0}*="{1}"]'),
    (re.compile(rf"\s*starts-with\({_ATTRIBUTE},{_LITERAL}\)\s*"), '[{0}^="{1}"]'),
    (re.compile(rf"\s*string-length\({_ATTRIBUTE}\)\s*>\s*0\s*"), '[{0}]:not([{0}=""])'),
    (
        re.compile(rf"\s*contains\(\s*concat\(\s*[\"'] [\"']\s*,\s*(?:normalize-space\()?{_ATTRIBUTE}\)?\s*,\s*[\"'] [\"']\s*\)\s*,{_LITERAL}\)\s*"),
        '[{0}~="{1}"]',
    ),
)  # fmt: skip


def selector_of(item: str, link: str = "") -> str | None:
    """The CSS selector of a list page whose articles are the elements `item`, each with its address at `link`.

    None where `item` has no counterpart. A `link` without one, or the plain "descendant::a/@href", is left out: a list
    page looks for the link of a box by itself.
    """
    box = css_of(item)
    path = link.strip().removesuffix("@href").removesuffix("/").strip()
    if box is None or path in {"", ".", "descendant::a", ".//a", "//a", "a"}:
        return box
    inner = css_of(path)
    if inner is None or "," in inner or "," in box:
        return box
    return f"{box} {inner}"


def css_of(expression: str) -> str | None:
    """The CSS selector of an XPath expression for elements; None where it has none."""
    alternatives = [_path(one.strip()) for one in expression.split("|")]
    known = [one for one in alternatives if one]
    return ", ".join(known) if len(known) == len(alternatives) else None


def _path(path: str) -> str | None:
    rest, selector = path.removeprefix("."), ""
    while rest:
        step = _STEP.match(rest)
        if step is None or (not step["axis"] and selector):
            return None
        tests = _tests(step["tests"])
        if tests is None:
            return None
        here = (step["name"] if step["name"] != "*" or not tests else "") + tests
        named = step["named"] or ""
        if step["name"] == "." or named == "self::":
            return None
        if named == "ancestor::":
            selector = f"{here}:has({selector})"
        else:
            child = step["axis"] == "/" and named in {"", "child::"}
            selector += f"{' > ' if child else ' '}{here}" if selector else here
        rest = rest[step.end() :]
    return selector or None


def _tests(tests: str) -> str | None:
    """The conditions of a step; None where one has no counterpart."""
    css = ""
    for test in _TEST.findall(tests):
        for condition in _AND.split(test):
            for pattern, form in _TESTS:
                found = pattern.fullmatch(condition)
                if found:
                    name, *literals = found.groups()
                    css += form.format(name, "".join(one or "" for one in literals).strip(" "))
                    break
            else:
                return None
    return css
