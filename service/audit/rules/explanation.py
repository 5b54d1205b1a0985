"""What a rule says of itself: a TOML file per family, read by reports, by GraphQL, by the docs."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Explanation:
    """One rule for people.

    Attributes:
        when: completes `It fires when …`.
        rationale: why that matters.
        hint: how to mend it.
        fires, silent: an organization in which it fires and one in which it does not, as the
            body of a `sightline/1` document in YAML, judged on `EXAMPLES_AS_OF`.
    """

    when: str
    rationale: str
    hint: str
    fires: str
    silent: str


EXAMPLES_AS_OF = "2026-05-04"


@cache
def explanation(rule: str) -> Explanation:
    """What the rule of this id says of itself.

    Raises:
        KeyError: there is no such rule.
    """
    texts = _family(rule[:3].rstrip("0123456789").lower())[rule]
    return Explanation(
        when=texts["when"],
        rationale=texts["why"],
        hint=texts["mend"],
        fires=texts["fires"].lstrip("\n"),
        silent=texts["silent"].lstrip("\n"),
    )


@cache
def _family(name: str) -> Mapping[str, Mapping[str, str]]:
    file = files(__package__).joinpath("explanations", f"{name}.toml")
    return tomllib.loads(file.read_text("utf-8"))
