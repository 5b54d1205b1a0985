"""Titles as people write them, by the thousand: seeded, varied, some vague, some copied."""

from collections.abc import Callable, Sequence
from random import Random

from benchmarks.organizations import INITIATIVE, KEY_RESULT, OBJECTIVE, STRATEGY_ELEMENT

VERBS = (
    *("Win", "Delight", "Become", "Simplify", "Grow", "Improve", "Protect", "Scale", "Rethink"),
    *("Strengthen", "Launch", "Rebuild", "Earn", "Shorten", "Automate", "Expand", "Stabilize"),
)
THINGS = (
    *("the onboarding", "our checkout", "the sales pipeline", "incident response", "the data lake"),
    *("our partner network", "the mobile app", "hiring", "the release process", "customer support"),
    *("the billing system", "search", "our brand", "the supply chain", "security reviews"),
    *("the pricing page", "the design system", "forecasting", "field service", "the help center"),
)
AUDIENCES = (
    *("small businesses", "new customers", "enterprise accounts", "developers", "first-line teams"),
    *("the Nordic market", "returning shoppers", "our clinicians", "students", "public agencies"),
    *("partners in Asia", "night shifts", "small farms", "regional carriers", "open source users"),
)
REASONS = (
    *("so that nobody waits", "to lead the category", "because trust is our product", ""),
    *("before the next season", "and make it a habit", "so that they stay with us", "", "", ""),
)
METRICS = (
    *("weekly active users", "net revenue retention", "median response time", "failed payments"),
    *("qualified leads", "time to first value", "crash-free sessions", "open vacancies"),
    *("first-contact resolution", "return rate", "unit cost", "on-time deliveries", "audit gaps"),
    *("satisfaction score", "trial conversion", "page load time", "energy per parcel", "churn"),
)
PROJECTS = (
    *("Migrate", "Prototype", "Roll out", "Write the guide for", "Pilot", "Clean up", "Negotiate"),
    *("Train two teams on", "Replace", "Document", "Interview users about", "Instrument"),
)
PILLARS = ("Customers first", "Operational excellence", "One platform", "People who grow")
SHARE_COPIED = 0.02


def titles(kinds: Sequence[int], seed: int = 1) -> list[str]:
    """One title per node of these kinds; a few repeat an earlier one with another ending."""
    chance = Random(seed)  # noqa: S311  no secret
    written: list[str] = []
    for row, kind in enumerate(kinds):
        if kind == OBJECTIVE and written and chance.random() < SHARE_COPIED:
            written.append(f"{written[chance.randrange(len(written))]} (EMEA)")
        else:
            written.append(_WRITERS[kind](chance, row))
    return written


def _objective(chance: Random, row: int) -> str:
    verb, thing, audience, reason = map(chance.choice, (VERBS, THINGS, AUDIENCES, REASONS))
    place = f" in region {row % 97}" if chance.random() < 0.5 else ""  # noqa: PLR2004  one in two
    return f"{verb} {thing} for {audience}{place} {reason}".strip()


def _key_result(chance: Random, row: int) -> str:
    metric, thing, audience = map(chance.choice, (METRICS, THINGS, AUDIENCES))
    start, target = chance.randrange(5, 60), chance.randrange(61, 200)
    forms = (
        f"Increase {metric} of {thing} from {start} to {target}",
        f"Bring {metric} for {audience} to {target} %",
        f"{metric.capitalize()} of {audience} below {start} days",
        f"{chance.choice(PROJECTS)} {thing} for {audience}",
        f"Improve {metric} in {thing}, wave {row % 53}",
    )
    return chance.choice(forms)


def _initiative(chance: Random, row: int) -> str:
    verb, thing, audience = map(chance.choice, (PROJECTS, THINGS, AUDIENCES))
    return f"{verb} {thing} with {audience}, step {row % 41}"


def _pillar(chance: Random, row: int) -> str:
    return f"{chance.choice(PILLARS)} {row}"


_WRITERS: dict[int, Callable[[Random, int], str]] = {
    STRATEGY_ELEMENT: _pillar,
    OBJECTIVE: _objective,
    KEY_RESULT: _key_result,
    INITIATIVE: _initiative,
}
