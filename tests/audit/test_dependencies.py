"""Known faults of packages are found from a file without a network; the bill of materials names all that is installed."""

import json
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from audit.dependencies import __main__ as command
from audit.dependencies import scripts
from audit.dependencies.advisories import NPM, PYPI, Advisories, AdvisoriesError, answering, read


def advisory(name: str, ecosystem: str = PYPI, **affected: Any) -> dict[str, Any]:
    package = {"name": name, "ecosystem": ecosystem}
    return {"id": "SAMPLE-1", "summary": "A sample", "affected": [{"package": package, **affected}]}


def between(*events: dict[str, str]) -> list[dict[str, Any]]:
    return [{"type": "ECOSYSTEM", "events": list(events)}]


RANGES = between({"introduced": "0"}, {"fixed": "2.0"}, {"introduced": "3.0"}, {"last_affected": "3.4"})


@pytest.mark.parametrize(
    ("version", "is_affected"),
    [("1.9", True), ("2.0", False), ("2.0rc1", True), ("3.0", True), ("3.4", True), ("3.10", False)],
)
def test_a_range_holds_from_its_beginning_until_it_was_mended(version: str, is_affected: bool) -> None:
    known = Advisories([advisory("Sample_Package", ranges=RANGES)])
    assert bool(known.about("sample-package", version)) is is_affected
    assert known.about("other", version) == []


def test_versions_may_be_named_one_by_one() -> None:
    commits = [{"type": "GIT", "events": [{"introduced": "deadbeef"}]}]
    known = Advisories([advisory("sample", versions=["1.1"], ranges=commits)])
    assert [bool(known.about("sample", version)) for version in ("1.0", "1.1")] == [False, True]


@pytest.mark.parametrize(
    ("version", "is_affected"),
    [
        ("1.9.9", True),
        ("2.0.0-beta.2", True),
        ("2.0.0-rc.11", False),
        ("2.0.0+build.7", False),
        ("2.10.0", True),
    ],
)
def test_packages_of_npm_have_semantic_versions_and_names_of_their_own(
    version: str, is_affected: bool
) -> None:
    ranges = between({"introduced": "0"}, {"fixed": "2.0.0-rc.9"}, {"introduced": "2.9.0"})
    known = Advisories([advisory("sample", NPM, ranges=ranges), advisory("Other", NPM, ranges=ranges)])
    assert bool(known.about("sample", version, NPM)) is is_affected
    assert known.about("sample", version) == known.about("other", version, NPM) == []
    assert known.ecosystems == {NPM}


def test_faults_of_what_is_built_into_the_editor_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    name, row = next(iter(scripts.locked()[0].items()))
    monkeypatch.setattr(command, "_audited_by_pip", lambda _address: 0)
    of_python, of_npm = tmp_path / "python.json", tmp_path / "npm.json"
    of_python.write_text(json.dumps(advisory("none-of-this-name", versions=["1"])))
    of_npm.write_text(json.dumps(advisory(name, NPM, versions=[row["version"]])))
    files = ["--advisories", str(of_python), "--advisories", str(of_npm)]
    assert command.main(files) == 1
    assert f"{name} {row['version']}: SAMPLE-1 A sample" in capsys.readouterr().out
    of_npm.write_text(json.dumps(advisory(name, NPM, versions=["0.0.1"])))
    assert command.main(files) == 0
    assert "No known faults" in capsys.readouterr().out
    # A file of Python's alone says nothing of the others.
    assert command.main(files[:2]) == 2
    assert "advisories of npm" in capsys.readouterr().err


def test_tools_of_the_build_are_not_asked_about() -> None:
    names = scripts.locked()[0].keys()
    assert "prosemirror-view" in names
    assert "esbuild" not in names


def test_an_archive_a_list_and_a_record_are_read(tmp_path: Path) -> None:
    record = advisory("sample", versions=["1"])
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("SAMPLE-1.json", json.dumps(record))
    (tmp_path / "list.json").write_text(json.dumps([record]))
    (tmp_path / "one.json").write_text(json.dumps(record))
    for name in ("all.zip", "list.json", "one.json"):
        assert read(tmp_path / name) == [record]


@pytest.mark.parametrize("text", ["", "[]", "{}", "no json", '["a"]'])
def test_what_holds_no_advisories_is_said_in_a_sentence(
    tmp_path: Path, text: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "odd.json"
    file.write_text(text)
    with pytest.raises(AdvisoriesError, match=r"odd\.json"):
        read(file)
    assert command.main(["--advisories", str(file)]) == 2
    assert str(file) in capsys.readouterr().err


def test_the_answer_is_the_one_that_pip_audit_reads() -> None:
    pytest.importorskip(
        "pip_audit", reason="pip-audit is not installed here: make setup with requirements-dev.txt."
    )
    from packaging.version import Version
    from pip_audit._service import OsvService, ResolvedDependency

    known = Advisories([advisory("sample", ranges=RANGES)])
    with answering(known) as address:
        service = OsvService(osv_url=address)
        _asked, found = service.query(ResolvedDependency("sample", Version("1.0")))
        _asked, none = service.query(ResolvedDependency("sample", Version("2.5")))
    assert ([one.id for one in found], [str(one) for one in found[0].fix_versions], none) == (
        ["SAMPLE-1"],
        ["2.0"],
        [],
    )


def test_the_server_answers_an_empty_object_where_nothing_is_known() -> None:
    with answering(Advisories([])) as address:
        question = json.dumps({"package": {"name": "sample", "ecosystem": "PyPI"}, "version": "1"}).encode()
        with urllib.request.urlopen(urllib.request.Request(address, question), timeout=10) as answer:
            assert json.load(answer) == {}


# Packages whose metadata name no licence; each has one, in its files.
STATE_NO_LICENCE = {"pyrage"}

# --- The bill of materials -----------------------------------------------------------------------------------------


def test_the_bill_names_what_the_site_runs_on_and_what_asked_for_it() -> None:
    reason = "cyclonedx-python-lib is not installed here: make setup with requirements-dev.txt."
    pytest.importorskip("cyclonedx", reason=reason)
    from cyclonedx.output import make_outputter
    from cyclonedx.schema import OutputFormat, SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    from audit.dependencies.bill import REQUIREMENTS, NotInstalledError, bill_of, required

    bill = bill_of(required(REQUIREMENTS))
    names = {component.name for component in bill.components}
    # Pinned, and brought along; of the developers' tools none.
    assert {"django", "sqlparse", "lxml", "certifi"} <= names
    assert not {"pytest", "mypy", "playwright"} & names
    assert all(component.purl and component.version for component in bill.components)
    # Of a package that states no licence none is made up.
    assert {one.name for one in bill.components if not one.licenses} <= STATE_NO_LICENCE
    asked = {str(one.ref): {str(other.ref) for other in one.dependencies} for one in bill.dependencies}
    django = next(ref for ref in asked["newsroom"] if ref.startswith("django@"))
    assert any(ref.startswith("sqlparse@") for ref in asked[django])
    text = make_outputter(bill, OutputFormat.JSON, SchemaVersion.V1_6).output_as_string()
    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(text) is None
    with pytest.raises(NotInstalledError, match="none-of-this-name"):
        bill_of([Requirement("none-of-this-name==1")])


def test_the_bill_names_what_is_built_into_the_editor() -> None:
    from cyclonedx.model.bom import Bom
    from cyclonedx.model.component import Component, ComponentType

    from audit.dependencies.bill import add_scripts

    bill = Bom()
    bill.metadata.component = Component(name="site", type=ComponentType.APPLICATION, bom_ref="site")
    add_scripts(bill)
    names = {component.name for component in bill.components}
    assert {"prosemirror-view", "prosemirror-transform"} <= names
    assert "esbuild" not in names
    asked = {str(one.ref): {str(other.ref) for other in one.dependencies} for one in bill.dependencies}
    assert any(one.startswith("npm:prosemirror-view@") for one in asked["site"])
    assert all(component.licenses for component in bill.components)
