"""A report from what there is to tell: pure, and the same for the same material."""

from service.reporting.composing.attention import concerns_of, decisions_of, findings_of, risks_of
from service.reporting.composing.cards import top_of
from service.reporting.composing.heading import (
    alignment_of,
    figures_of,
    heading_of,
    statuses_of,
)
from service.reporting.composing.looking_back import grades_of, reviews_of
from service.reporting.composing.material import Material
from service.reporting.composing.summary import summary_of
from service.reporting.composing.teams import teams_of
from service.reporting.composing.trends import changes_of, trend_of
from service.reporting.model import Report


def compose(material: Material) -> Report:
    top_heading, top, top_more = top_of(material)
    findings, notes_found = findings_of(material)
    decisions, decisions_more = decisions_of(material)
    return Report(
        heading=heading_of(material.facts),
        story=summary_of(material.story),
        figures=figures_of(material),
        statuses=statuses_of(material),
        trend=trend_of(material),
        alignment=alignment_of(material),
        top_heading=top_heading,
        top=top,
        top_more=top_more,
        teams=teams_of(material),
        changes=changes_of(material),
        concerns=concerns_of(material),
        findings=findings,
        notes_found=notes_found,
        decisions=decisions,
        decisions_more=decisions_more,
        risks=risks_of(material),
        reviews=reviews_of(material),
        grades=grades_of(material),
    )


__all__ = ["Material", "compose"]
