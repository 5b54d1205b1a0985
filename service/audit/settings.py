"""What an organization may change about its audit; the defaults are the domain's."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields
from math import inf
from typing import Any

from service.audit.findings import Severity
from service.audit.words.lists import EXTENSIBLE, WordLists, languages, word_lists
from service.errors import Invalid

OFF = "OFF"
ENGLISH = "en"
_PATH = ("settings", "audit")
_PARTS = ("severities", "thresholds", "language", "words", "ignored_words")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Where the rules draw their lines; the name begins with the rule's own.

    `check_in_*` is of all that is said of check-ins, `scored_set_*` of SCR001 and SCR002.
    """

    pending_proposal_days: int = 7
    too_many_parents: int = 3
    deep_chain_steps: int = 6
    silo_objectives: int = 3
    single_point_share: float = 0.5
    single_point_supporters: int = 2
    late_drafting_days: int = 14
    kr_count_minimum: int = 2
    kr_count_maximum: int = 5
    too_many_objectives_company: int = 5
    too_many_objectives_team: int = 5
    too_many_objectives_person: int = 3
    unconfirmed_days: int = 7
    copy_of_parent_alike: float = 0.85
    duplicate_objective_alike: float = 0.8
    objective_words_minimum: int = 4
    objective_words_maximum: int = 20
    vague_things_minimum: int = 3
    unbalanced_weight_share: float = 0.7
    trivial_target_share: float = 0.02
    trivial_target_percent_from: float = 90.0
    owner_overload_key_results: int = 6
    no_initiative_days: int = 14
    check_in_cadence_days: int = 7
    check_in_grace_days: int = 3
    never_checked_in_days: int = 7
    status_vs_data_gap: float = 0.25
    confidence_drop_points: int = 3
    confidence_drop_low: int = 3
    stuck_at_90_from: float = 0.85
    stuck_at_90_to: float = 0.99
    stuck_at_90_check_ins: int = 3
    scored_set_objectives: int = 3
    sandbagging_average: float = 0.9
    overreach_average: float = 0.3
    unexplained_override_difference: float = 0.2
    carried_again_times: int = 2


@dataclass(frozen=True, slots=True)
class AuditSettings:
    """The lines the rules draw, and the severities an organization sets in place of theirs.

    A set severity holds for every finding of its rule, whatever gradation the rule has itself.

    Attributes:
        languages: what titles are written in, by the codes of their word lists.
        words: words of the organization's own, by the list they belong to.
        ignored_words: words that count in no list.
    """

    thresholds: Thresholds = field(default_factory=Thresholds)
    severity_by_rule: Mapping[str, Severity] = field(default_factory=dict)
    rules_off: frozenset[str] = frozenset()
    languages: tuple[str, ...] = (ENGLISH,)
    words: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ignored_words: frozenset[str] = frozenset()

    @property
    def word_lists(self) -> WordLists:
        return word_lists(self.languages, self.words, self.ignored_words)

    def changes(self) -> dict[str, object]:
        """What differs from the defaults, in a fixed order."""
        default = asdict(Thresholds())
        chosen = {
            name: value for name, value in asdict(self.thresholds).items() if value != default[name]
        }
        severities = {
            rule: self.severity_by_rule[rule].value for rule in sorted(self.severity_by_rule)
        }
        words = {
            name: value
            for name, value in (
                ("language", [] if self.languages == (ENGLISH,) else list(self.languages)),
                ("words", list(self.words)),
                ("ignored_words", sorted(self.ignored_words)),
            )
            if value
        }
        return {**chosen, **severities, **words, **dict.fromkeys(sorted(self.rules_off), OFF)}


def audit_settings(settings: Mapping[str, object], rules: Collection[str]) -> AuditSettings:
    """The `audit` part of an organization's settings.

    `{severities: {…}, thresholds: {…}, language: …, words: {list: […]}, ignored_words: […]}`.

    Args:
        settings: all settings of the organization; those without `audit` mean the defaults.
        rules: the ids of the rules there are.

    Raises:
        Invalid: a key or value that is not known, named by its path.
    """
    parts = _mapping(settings.get("audit", {}), _PATH)
    _refuse_unknown(parts, _PARTS, _PATH)
    path = (*_PATH, "severities")
    severities = _mapping(parts.get("severities", {}), path)
    _refuse_unknown(severities, rules, path)
    chosen = {rule: _severity(value, (*path, rule)) for rule, value in severities.items()}
    return AuditSettings(
        thresholds=_thresholds(_mapping(parts.get("thresholds", {}), (*_PATH, "thresholds"))),
        severity_by_rule={rule: value for rule, value in chosen.items() if value is not None},
        rules_off=frozenset(rule for rule, value in chosen.items() if value is None),
        languages=_languages(parts.get("language", ENGLISH)),
        words=_words(_mapping(parts.get("words", {}), (*_PATH, "words"))),
        ignored_words=frozenset(_lower(parts.get("ignored_words", []), (*_PATH, "ignored_words"))),
    )


def _languages(value: object) -> tuple[str, ...]:
    """One language or a list of them, in a fixed order."""
    path = (*_PATH, "language")
    chosen = sorted(set(_lower([value] if isinstance(value, str) else value, path)))
    _refuse_unknown(chosen, languages(), path)
    if not chosen:
        raise Invalid(f"{'.'.join(path)} must name a language", path)
    return tuple(chosen)


def _words(lists: Mapping[str, object]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    path = (*_PATH, "words")
    _refuse_unknown(lists, EXTENSIBLE, path)
    return tuple(
        (name, tuple(sorted(_lower(lists[name], (*path, name))))) for name in sorted(lists)
    )


def _lower(value: object, path: tuple[str, ...]) -> list[str]:
    """A list of words or phrases, in lower case."""
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise Invalid(f"{'.'.join(path)} must be a list of words, not {value!r}", path)
    return [" ".join(word.casefold().split()) for word in value]


def _thresholds(chosen: Mapping[str, object]) -> Thresholds:
    path = (*_PATH, "thresholds")
    kinds = {line.name: type(line.default) for line in fields(Thresholds)}
    _refuse_unknown(chosen, kinds, path)
    numbers: dict[str, Any] = {
        name: _number(value, kinds[name], (*path, name)) for name, value in chosen.items()
    }
    return Thresholds(**numbers)


def _mapping(value: object, path: tuple[str, ...]) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise Invalid(f"{'.'.join(path)} must be a mapping, not {value!r}", path)
    return {str(key): part for key, part in value.items()}


def _refuse_unknown(given: Collection[str], known: Collection[str], path: tuple[str, ...]) -> None:
    for key in sorted(set(given) - set(known)):
        text = f"{'.'.join(path)} knows no {key!r}; it knows {', '.join(sorted(known))}"
        raise Invalid(text, (*path, key))


def _severity(value: object, path: tuple[str, ...]) -> Severity | None:
    """The severity of that name in any case; None for OFF."""
    word = str(value).upper()
    if word == OFF:
        return None
    if word not in Severity.__members__:
        choice = ", ".join([*Severity, OFF])
        raise Invalid(f"{'.'.join(path)} must be one of {choice}, not {value!r}", path)
    return Severity[word]


def _number(value: object, kind: type, path: tuple[str, ...]) -> float:
    """A number of the threshold's kind, 0 or more; NaN and infinity are refused too."""
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < inf:
        if kind is float:
            return float(value)
        if value == int(value):
            return int(value)
    noun = "a whole number" if kind is int else "a number"
    raise Invalid(f"{'.'.join(path)} must be {noun}, 0 or more, not {value!r}", path)
