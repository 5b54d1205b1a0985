"""`audit --what-if`: the report of changes that nobody has made."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.documents import ORPHAN, WHOLE, write

ADOPT = "[{add: {child: o-9, parent: o-1}}]"
MESSAGE = "what if: 1 change supposed, nothing stored\n"


@pytest.fixture
def audited(offline: Run, tmp_path: Path) -> Run:
    files = [write(tmp_path, "whole.yaml", WHOLE), write(tmp_path, "orphan.yaml", ORPHAN)]
    return lambda *arguments: offline(
        "audit", *files, "--as-of", "2026-11-22", "--format", "json", *arguments
    )


def fired(ran, rule: str) -> list[str]:
    findings = ran.document["findings"]
    return [found["subject"]["id"] for found in findings if found["rule"] == rule]


def test_an_edge_more_mends_what_it_would_mend(audited):
    before, proposed = audited(), audited("--what-if", ADOPT)
    assert fired(before, "ALN002") == ["o-9"]
    assert fired(proposed, "ALN002") == []
    assert (before.messages, proposed.messages) == ("", MESSAGE)
    assert before.document["score"] < proposed.document["score"]


def test_it_is_the_report_of_files_that_say_so(audited, offline, tmp_path: Path):
    changes = """
      - add: {child: o-9, parent: o-1, kind: supports, weight: 2, allocation: 0.5}
      - remove: {child: o-2, parent: o-1}
    """
    proposed = audited("--what-if", changes).document
    whole = WHOLE.replace("parents: [o-1]", "parents: []")
    orphan = ORPHAN + (
        "alignments: [{child: o-9, parent: o-1, kind: SUPPORTS, weight: 2, allocation: 0.5}]"
    )
    files = [write(tmp_path, "a.yaml", whole), write(tmp_path, "b.yaml", orphan)]
    written = offline("audit", *files, "--as-of", "2026-11-22", "--format", "json").document
    assert fired(audited("--what-if", changes), "ALN002") == ["o-2"]
    assert {**proposed, "generated_at": None} == {**written, "generated_at": None}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("changes.yaml", "- add: {child: o-9, parent: o-1}"),
        ("changes.json", '[{"add": {"child": "o-9", "parent": "o-1"}}]'),
        ("changes", '{"add": {"child": "o-9", "parent": "o-1"}}'),
    ],
)
def test_changes_stand_in_a_file_or_in_the_command(audited, tmp_path: Path, name: str, text: str):
    file = write(tmp_path, name, text)
    for given in (file, text):
        ran = audited("--what-if", given)
        assert (fired(ran, "ALN002"), ran.messages) == ([], MESSAGE)


def test_a_cycle_that_would_be_closed_is_a_finding(audited):
    ran = audited("--what-if", "[{add: {child: o-1, parent: kr-3}}]")
    assert (ran.status, fired(ran, "ALN001")) == (1, ["kr-3"])


def test_no_changes_change_nothing(audited):
    ran = audited("--what-if", "[]")
    assert (fired(ran, "ALN002"), ran.messages) == (
        ["o-9"],
        "what if: 0 changes supposed, nothing stored\n",
    )


UNUSABLE = {
    "[{add: {child: o-9, parent: x}}]": "--what-if: change 1: there is no node 'x'",
    "[{remove: {child: o-9, parent: o-1}}]": "--what-if: change 1: the two are not aligned",
    "[{remove: {child: o-2, parent: o-1}}, {add: {child: o-2, parent: o-2}}]": (
        "--what-if: change 2: a node cannot be aligned to itself"
    ),
    "[{add: {child: p-1, parent: o-1}}]": (
        "--what-if: change 1: only objectives and key results are aligned to others"
    ),
    "[{add: {child: o-9}}]": "changes: changes row 1, add.parent: is missing",
    "[{add: {child: o-9, parent: o-1, wieght: 2}}]": (
        "changes: changes row 1, add.wieght: this key is unknown and not stored"
    ),
    "[{add: {child: o-9, parent: o-1, weight: -2, kind: helps}}]": (
        'changes: changes row 1, add.weight: "-2" is not at least 0; '
        'changes: changes row 1, add.kind: "helps" is not one of CONTRIBUTES, SUPPORTS'
    ),
    "[{add: [o-9, o-1]}]": "changes: changes row 1, add: must be a mapping",
    "[{change: {child: o-9, parent: o-1}}, o-9]": (
        "changes: changes row 1: must be {add: {child, parent}} or {remove: {child, parent}}; "
        "changes: changes row 2: must be {add: {child, parent}} or {remove: {child, parent}}"
    ),
    "[{add: {child: o-9, parent: o-1}, add: {child: o-2, parent: o-1}}]": (
        "changes: changes row 1, add: stands more than once"
    ),
    "[" + ", ".join(["{add: {child: o-9, parent: o-1}}"] * 101) + "]": (
        "--what-if: at most 100 changes at once, not 101"
    ),
    "no-such.yaml": "no-such.yaml: there is no such file",
}


@pytest.mark.parametrize(("given", "told"), UNUSABLE.items(), ids=UNUSABLE.values())
def test_changes_that_make_no_sense_are_refused(audited, given: str, told: str):
    ran = audited("--what-if", given)
    assert (ran.status, ran.result, ran.messages) == (2, "", f"error: {told}\n")


def test_what_is_no_yaml_is_refused_with_its_line(audited):
    ran = audited("--what-if", "[{add: }}]")
    assert (ran.status, ran.result) == (2, "")
    assert ran.messages.startswith("error: changes:1: ")


def test_a_file_that_holds_no_list_is_refused(audited, tmp_path: Path):
    file = write(tmp_path, "word.yaml", "word")
    assert audited("--what-if", file).messages == f"error: {file}: must be a list of changes\n"


def test_a_stored_organization_stays_as_it_is(run, slug: str, tmp_path: Path):
    files = [write(tmp_path, "whole.yaml", WHOLE), write(tmp_path, "orphan.yaml", ORPHAN)]
    assert run("import", *files, "--organization", slug).status == 0
    asked = ("audit", "--organization", slug, "--as-of", "2026-11-22", "--format", "json")
    proposed, after = run(*asked, "--what-if", ADOPT), run(*asked)
    assert (fired(proposed, "ALN002"), fired(after, "ALN002")) == ([], ["o-9"])
