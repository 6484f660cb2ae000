"""The Nu HTML checker: no error in any template or style sheet."""

import json
from typing import Any
from urllib.parse import urlsplit

from audit.browser import Audit
from audit.figures import Figure, faults
from audit.pages import tree
from audit.tools import AuditError, module, program, run

EDITIONS = ("vi", "ar", "th", "km")
SECONDS = 300


def messages(report: dict[str, Any], kind: str, names: dict[str, str]) -> list[str]:
    """The messages of one kind ("error", or "warning" for advice), each with its page."""
    return [
        f"{names.get(one.get('url', '').rpartition('/')[2], one.get('url', ''))}, line {one.get('lastLine', '?')}: "
        f"{one['message']} {one.get('extract', '').strip()[:100]}"
        for one in report["messages"]
        if ("warning" if one.get("subType") == "warning" else one["type"].removeprefix("non-document-"))
        == kind
    ]


def stylesheets(page: str) -> list[str]:
    """The URLs of the style sheets of a page."""
    return [str(one.get("href")) for one in tree(page).iter("link") if one.get("rel") == "stylesheet"]


def check(audit: Audit) -> list[Figure]:
    """Counts the errors; warnings are only reported."""
    folder = audit.work / "nu"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    names: dict[str, str] = {}
    styles: set[str] = set()
    for number, page in enumerate(audit.of(EDITIONS)):
        answer = audit.site.get(page.path)
        names[f"{number}.html"] = str(page)
        (folder / f"{number}.html").write_bytes(answer.body)
        styles |= {path for link in stylesheets(answer.text) if (path := audit.site.path_of(link))}
    for number, path in enumerate(sorted(styles)):
        names[f"{number}.css"] = urlsplit(path).path
        (folder / f"{number}.css").write_bytes(audit.site.get(path).body)
    output = run(
        [
            *(
                program("java", "default-jre-headless"),
                "-Xss2m",
                "-jar",
                str(module("vnu-jar/build/dist/vnu.jar")),
            ),
            *("--format", "json", "--exit-zero-always", "--also-check-css", "--stdout"),
            *(str(folder / name) for name in names),
        ],
        seconds=SECONDS,
    )
    try:
        report = json.loads(output)
    except ValueError as error:
        raise AuditError(f"The HTML checker gave no report:\n{output[-800:]}") from error
    warnings = messages(report, "warning", names)
    return [
        faults("nu", "errors in HTML and CSS", messages(report, "error", names)),
        Figure("nu", "warnings", len(warnings), findings=tuple(warnings)),
        Figure("nu", "documents checked", len(names)),
    ]
