"""CSV: read back by a parser, and opened in a spreadsheet without harm."""

import csv
from dataclasses import replace
from io import StringIO

import orjson
import pytest

from service.audit.formats.csv import COLUMNS, render
from service.audit.formats.places import Place
from service.audit.packed_findings import Findings
from tests.audit.flawed import FLAWED
from tests.audit.organization import link, objective, report_on

PLACES = {("objective", "a"): Place("okrs/a.yaml", 12)}


def rows_of(report, places=PLACES):
    return list(csv.DictReader(StringIO(render(report, places), newline="")))


def titled(title):
    report = report_on([replace(objective("a"), title=title)])
    return next(row for row in rows_of(report) if row["rule"] == "ALN002")["subject_title"]


def test_each_finding_is_a_row_in_the_order_of_the_report():
    report = report_on(FLAWED)

    assert [row["fingerprint"] for row in rows_of(report)] == [
        finding.fingerprint for finding in report.findings
    ]


def test_a_row_says_all_that_the_finding_does():
    report = report_on([objective("a"), objective("b"), link("a", "b"), link("b", "a")])

    row = next(row for row in rows_of(report) if row["rule"] == "ALN001")

    finding = next(one for one in report.findings if one.rule == "ALN001")
    assert row == {
        "rule": "ALN001",
        "name": "cycle",
        "severity": "ERROR",
        "state": "OPEN",
        "subject_kind": "objective",
        "subject_id": "a",
        "subject_title": "Title of a",
        "message": finding.message,
        "hint": finding.hint,
        "related": '["objective/b"]',
        "evidence": orjson.dumps(finding.evidence).decode(),
        "fingerprint": finding.fingerprint,
        "file": "okrs/a.yaml",
        "line": "12",
    }


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start):
    assert titled(f"{start}HYPERLINK(1)") == f"'{start}HYPERLINK(1)"


@pytest.mark.parametrize("title", ['a "quoted", goal', "two\r\nlines", "Ziele für 🚀", "1 - 2"])
def test_every_other_title_comes_back_as_it_was(title):
    assert titled(title) == title


def test_without_findings_there_are_headings_alone():
    assert render(replace(report_on([]), findings=Findings())) == ",".join(COLUMNS) + "\r\n"
