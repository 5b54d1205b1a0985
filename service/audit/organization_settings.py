"""What an organization may have in its settings: the audit's, progress, and its cycle policy."""

from collections.abc import Mapping

from service.alignment.rules import CyclePolicy
from service.audit.rules import RULES_BY_ID
from service.audit.settings import audit_settings
from service.errors import Invalid
from service.progress.settings import progress_settings
from service.writing.checks import text

_ROOT = "settings"
_KNOWN = ("audit", "cycle_policy", "progress")


def check_organization_settings(settings: Mapping[str, object]) -> None:
    """Whether all of them are understood, by what reads them.

    Raises:
        Invalid: a key or value that is not known; its path begins with `settings`.
    """
    for key in settings:
        if key not in _KNOWN:
            raise Invalid(f"settings knows no {key!r}; it knows {', '.join(_KNOWN)}", (_ROOT, key))
    _check_texts(settings, (_ROOT,))
    audit_settings(settings, RULES_BY_ID)
    progress_settings(settings)
    policy = settings.get("cycle_policy", CyclePolicy.REFUSE)
    if policy not in tuple(CyclePolicy):
        choice = ", ".join(CyclePolicy)
        path = (_ROOT, "cycle_policy")
        raise Invalid(f"{'.'.join(path)} must be one of {choice}, not {policy!r}", path)


def _check_texts(value: object, path: tuple[str, ...]) -> None:
    """Every text can be stored, keys as well."""
    match value:
        case str():
            text(value, path)
        case Mapping():
            for key, part in value.items():
                text(key, path)
                _check_texts(part, (*path, str(key)))
        case list():
            for part in value:
                _check_texts(part, path)
        case _:
            pass
