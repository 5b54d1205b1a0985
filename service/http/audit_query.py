"""The parameters of `GET /audit`; one that is not known is refused, not ignored."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from service.audit.findings import Severity
from service.audit.rules import RULES_BY_ID
from service.interchange.values import Unfit, day


def _day(value: object) -> date:
    try:
        return day(value)
    except Unfit as unfit:
        raise ValueError(unfit.message) from None


def _words(value: list[str]) -> list[str]:
    """Lists repeat the parameter, put commas between, or both; words are read in any case."""
    return [word.strip().upper() for part in value for word in part.split(",") if word.strip()]


def _severities(value: list[str]) -> list[str]:
    return _known(_words(value), Severity.__members__, f"one of {', '.join(Severity)}")


def _rules(value: list[str]) -> list[str]:
    return _known(_words(value), RULES_BY_ID, "a rule")


def _known(words: list[str], known: Iterable[str], what: str) -> list[str]:
    for word in words:
        if word not in known:
            raise ValueError(f"{word} is not {what}")
    return words


Day = Annotated[date, BeforeValidator(_day)] | None


class AuditQuery(BaseModel):
    """What is asked of the audit."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cycle: str = Field("", description="Ids or external ids of cycles; child cycles are included")
    team: str = Field("", description="Ids or external ids of teams; sub-teams are included")
    as_of: Day = Field(
        None, description="The day to judge by; today in the organization's time zone"
    )
    severity: Annotated[list[str], AfterValidator(_severities)] = Field(
        [], description=f"Only findings of these: {', '.join(Severity)}"
    )
    rule: Annotated[list[str], AfterValidator(_rules)] = Field(
        [], description="Only findings of these rules, as ALN007"
    )
    limit: int | None = Field(None, ge=0, description="At most so many findings, the worst first")
    format: str | None = Field(
        None, description="json, sarif, csv or markdown; outranks the header Accept"
    )
