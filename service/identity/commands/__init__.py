from service.identity.commands.organizations import (
    OrganizationChange,
    SettingsCheck,
    change_organization,
    create_organization,
    update_organization,
)
from service.identity.commands.people import (
    NewPerson,
    PersonChange,
    archive_people,
    create_people,
    restore_people,
    update_people,
)
from service.identity.commands.tokens import (
    Grant,
    create_token,
    note_tokens_used,
    revoke_token,
)

__all__ = [
    "Grant",
    "NewPerson",
    "OrganizationChange",
    "PersonChange",
    "SettingsCheck",
    "archive_people",
    "change_organization",
    "create_organization",
    "create_people",
    "create_token",
    "note_tokens_used",
    "restore_people",
    "revoke_token",
    "update_organization",
    "update_people",
]
