"""First tables."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations.guard import guard

MOMENT = sa.DateTime(timezone=True)
revision: str = "20261122_0001"
down_revision: str | None = None
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

TABLES = (
    "organization",
    "cycle",
    "event",
    "kpi",
    "node",
    "person",
    "team",
    "alignment",
    "dependency",
    "initiative",
    "kpi_reading",
    "membership",
    "objective",
    "strategy_element",
    "token",
    "initiative_target",
    "key_result",
    "check_in",
)


def upgrade() -> None:
    op.create_table(
        "organization",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column(
            "settings",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'"),
            nullable=False,
        ),
        sa.Column(
            "source", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("char_length(name) <= 2000", name=op.f("ck_organization_name_length")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
        sa.UniqueConstraint("slug", name=op.f("uq_organization_slug")),
    )
    op.create_table(
        "cycle",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("external_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("cadence", sa.String(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.CheckConstraint(
            "cadence IN ('ANNUAL', 'SEMIANNUAL', 'QUARTERLY', 'MONTHLY', 'CUSTOM')",
            name=op.f("ck_cycle_cadence"),
        ),
        sa.CheckConstraint(
            "state IN ('PLANNING', 'ACTIVE', 'GRADING', 'CLOSED')", name=op.f("ck_cycle_state")
        ),
        sa.CheckConstraint("char_length(name) <= 2000", name=op.f("ck_cycle_name_length")),
        sa.ForeignKeyConstraint(
            ["organization_id", "parent_id"],
            ["cycle.organization_id", "cycle.id"],
            name=op.f("fk_cycle_organization_id_parent_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_cycle_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_cycle")),
    )
    op.create_index("ix_cycle_parent", "cycle", ["organization_id", "parent_id"], unique=False)
    op.create_index(
        "ix_cycle_starts_on", "cycle", ["organization_id", "starts_on", "id"], unique=False
    )
    op.create_index(
        "uq_cycle_external",
        "cycle",
        ["organization_id", "external_id", "external_system"],
        unique=True,
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )
    op.create_table(
        "event",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=True),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("subject_kind", sa.String(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("actor_token_id", sa.Uuid(), nullable=True),
        sa.Column("actor_person_id", sa.Uuid(), nullable=True),
        sa.Column("occurred_at", MOMENT, nullable=False),
        sa.Column("changes", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("cause_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_event_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_event")),
    )
    op.create_index(
        "ix_event_subject", "event", ["organization_id", "subject_id", "id"], unique=False
    )
    op.create_index(
        "uq_event_sequence",
        "event",
        ["organization_id", "sequence"],
        unique=True,
        postgresql_where=sa.text("sequence IS NOT NULL"),
    )
    op.create_table(
        "kpi",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("external_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("lower", sa.Numeric(), nullable=True),
        sa.Column("upper", sa.Numeric(), nullable=True),
        sa.CheckConstraint(
            "lower NOT IN ('NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric)",
            name=op.f("ck_kpi_lower_finite"),
        ),
        sa.CheckConstraint(
            "upper NOT IN ('NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric)",
            name=op.f("ck_kpi_upper_finite"),
        ),
        sa.CheckConstraint("char_length(name) <= 2000", name=op.f("ck_kpi_name_length")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_kpi_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_kpi")),
    )
    op.create_index("ix_kpi_name", "kpi", ["organization_id", "name", "id"], unique=False)
    op.create_index(
        "uq_kpi_external",
        "kpi",
        ["organization_id", "external_id", "external_system"],
        unique=True,
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )
    op.create_table(
        "node",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("seq", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("external_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('STRATEGY_ELEMENT', 'OBJECTIVE', 'KEY_RESULT', 'INITIATIVE')",
            name=op.f("ck_node_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_node_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_node")),
        sa.UniqueConstraint(
            "organization_id", "id", "kind", name=op.f("uq_node_organization_id_id_kind")
        ),
    )
    op.create_index("ix_node_seq", "node", ["organization_id", "seq"], unique=False)
    op.create_index(
        "uq_node_external",
        "node",
        ["organization_id", "external_id", "external_system"],
        unique=True,
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )
    op.create_table(
        "person",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("external_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("manager_id", sa.Uuid(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("char_length(name) <= 2000", name=op.f("ck_person_name_length")),
        sa.ForeignKeyConstraint(
            ["organization_id", "manager_id"],
            ["person.organization_id", "person.id"],
            name=op.f("fk_person_organization_id_manager_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_person_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_person")),
    )
    op.create_index("ix_person_manager", "person", ["organization_id", "manager_id"], unique=False)
    op.create_index("ix_person_name", "person", ["organization_id", "name", "id"], unique=False)
    op.create_index(
        "uq_person_external",
        "person",
        ["organization_id", "external_id", "external_system"],
        unique=True,
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )
    op.create_table(
        "team",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("external_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('COMPANY', 'DIVISION', 'DEPARTMENT', 'TEAM')", name=op.f("ck_team_kind")
        ),
        sa.CheckConstraint("char_length(name) <= 2000", name=op.f("ck_team_name_length")),
        sa.ForeignKeyConstraint(
            ["organization_id", "parent_id"],
            ["team.organization_id", "team.id"],
            name=op.f("fk_team_organization_id_parent_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_team_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_team")),
    )
    op.create_index("ix_team_name", "team", ["organization_id", "name", "id"], unique=False)
    op.create_index("ix_team_parent", "team", ["organization_id", "parent_id"], unique=False)
    op.create_index(
        "uq_team_external",
        "team",
        ["organization_id", "external_id", "external_system"],
        unique=True,
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )
    op.create_table(
        "alignment",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("external_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("child_id", sa.Uuid(), nullable=False),
        sa.Column("child_kind", sa.String(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=False),
        sa.Column("parent_kind", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("is_primary", sa.Boolean(), nullable=False),
        sa.Column("weight", sa.Numeric(), nullable=False),
        sa.Column("allocation", sa.Numeric(), nullable=True),
        sa.Column("rationale", sa.String(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("proposed_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "child_kind IN ('OBJECTIVE', 'KEY_RESULT')", name=op.f("ck_alignment_child_kind")
        ),
        sa.CheckConstraint("kind IN ('CONTRIBUTES', 'SUPPORTS')", name=op.f("ck_alignment_kind")),
        sa.CheckConstraint(
            "parent_kind IN ('OBJECTIVE', 'KEY_RESULT', 'STRATEGY_ELEMENT')",
            name=op.f("ck_alignment_parent_kind"),
        ),
        sa.CheckConstraint(
            "state IN ('PROPOSED', 'ACCEPTED', 'DECLINED', 'WITHDRAWN')",
            name=op.f("ck_alignment_state"),
        ),
        sa.CheckConstraint(
            "weight NOT IN ('NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric)",
            name=op.f("ck_alignment_weight_finite"),
        ),
        sa.CheckConstraint("allocation BETWEEN 0 AND 1", name=op.f("ck_alignment_allocation")),
        sa.CheckConstraint("child_id <> parent_id", name=op.f("ck_alignment_self")),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_alignment_weight")),
        sa.ForeignKeyConstraint(
            ["organization_id", "child_id", "child_kind"],
            ["node.organization_id", "node.id", "node.kind"],
            name=op.f("fk_alignment_organization_id_child_id_child_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "decided_by_id"],
            ["person.organization_id", "person.id"],
            name=op.f("fk_alignment_organization_id_decided_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "parent_id", "parent_kind"],
            ["node.organization_id", "node.id", "node.kind"],
            name=op.f("fk_alignment_organization_id_parent_id_parent_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "proposed_by_id"],
            ["person.organization_id", "person.id"],
            name=op.f("fk_alignment_organization_id_proposed_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_alignment_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_alignment")),
    )
    op.create_index(
        "ix_alignment_decided_by", "alignment", ["organization_id", "decided_by_id"], unique=False
    )
    op.create_index(
        "ix_alignment_parent", "alignment", ["organization_id", "parent_id", "id"], unique=False
    )
    op.create_index(
        "ix_alignment_proposed_by", "alignment", ["organization_id", "proposed_by_id"], unique=False
    )
    op.create_index(
        "uq_alignment_external",
        "alignment",
        ["organization_id", "external_id", "external_system"],
        unique=True,
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )
    op.create_index(
        "uq_alignment_live",
        "alignment",
        ["organization_id", "child_id", "parent_id"],
        unique=True,
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_index(
        "uq_alignment_primary",
        "alignment",
        ["organization_id", "child_id"],
        unique=True,
        postgresql_where=sa.text("is_primary AND archived_at IS NULL"),
    )
    op.create_table(
        "dependency",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("external_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("from_id", sa.Uuid(), nullable=False),
        sa.Column("from_kind", sa.String(), nullable=False),
        sa.Column("to_id", sa.Uuid(), nullable=False),
        sa.Column("to_kind", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("needed_by", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("requested_at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "from_kind IN ('OBJECTIVE', 'KEY_RESULT')", name=op.f("ck_dependency_from_kind")
        ),
        sa.CheckConstraint(
            "kind IN ('BLOCKS', 'NEEDS', 'RELATES', 'CONFLICTS')", name=op.f("ck_dependency_kind")
        ),
        sa.CheckConstraint(
            "state IN ('REQUESTED', 'CONFIRMED', 'DECLINED', 'AT_RISK', 'RESOLVED')",
            name=op.f("ck_dependency_state"),
        ),
        sa.CheckConstraint(
            "to_kind IN ('OBJECTIVE', 'KEY_RESULT')", name=op.f("ck_dependency_to_kind")
        ),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_dependency_self")),
        sa.ForeignKeyConstraint(
            ["organization_id", "from_id", "from_kind"],
            ["node.organization_id", "node.id", "node.kind"],
            name=op.f("fk_dependency_organization_id_from_id_from_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "to_id", "to_kind"],
            ["node.organization_id", "node.id", "node.kind"],
            name=op.f("fk_dependency_organization_id_to_id_to_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_dependency_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_dependency")),
    )
    op.create_index("ix_dependency_to", "dependency", ["organization_id", "to_id"], unique=False)
    op.create_index(
        "uq_dependency_external",
        "dependency",
        ["organization_id", "external_id", "external_system"],
        unique=True,
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )
    op.create_index(
        "uq_dependency_live",
        "dependency",
        ["organization_id", "from_id", "to_id", "kind"],
        unique=True,
        postgresql_where=sa.text("archived_at IS NULL"),
    )
    op.create_table(
        "initiative",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("owner_role", sa.String(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("link", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('INITIATIVE')", name=op.f("ck_initiative_kind")),
        sa.CheckConstraint(
            "status IN ('PROPOSED', 'PLANNED', 'IN_PROGRESS', 'BLOCKED', 'DONE', 'DROPPED')",
            name=op.f("ck_initiative_status"),
        ),
        sa.CheckConstraint("char_length(title) <= 2000", name=op.f("ck_initiative_title_length")),
        sa.ForeignKeyConstraint(
            ["organization_id", "id", "kind"],
            ["node.organization_id", "node.id", "node.kind"],
            name=op.f("fk_initiative_organization_id_id_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "owner_id"],
            ["person.organization_id", "person.id"],
            name=op.f("fk_initiative_organization_id_owner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "team_id"],
            ["team.organization_id", "team.id"],
            name=op.f("fk_initiative_organization_id_team_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_initiative_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_initiative")),
    )
    op.create_index(
        "ix_initiative_owner", "initiative", ["organization_id", "owner_id", "id"], unique=False
    )
    op.create_index(
        "ix_initiative_team", "initiative", ["organization_id", "team_id", "id"], unique=False
    )
    op.create_table(
        "kpi_reading",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kpi_id", sa.Uuid(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("value", sa.Numeric(), nullable=False),
        sa.CheckConstraint(
            "value NOT IN ('NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric)",
            name=op.f("ck_kpi_reading_value_finite"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "kpi_id"],
            ["kpi.organization_id", "kpi.id"],
            name=op.f("fk_kpi_reading_organization_id_kpi_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_kpi_reading_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_kpi_reading")),
        sa.UniqueConstraint(
            "organization_id", "kpi_id", "at", name=op.f("uq_kpi_reading_organization_id_kpi_id_at")
        ),
    )
    op.create_table(
        "membership",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.CheckConstraint("role IN ('LEAD', 'MEMBER')", name=op.f("ck_membership_role")),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["person.organization_id", "person.id"],
            name=op.f("fk_membership_organization_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "team_id"],
            ["team.organization_id", "team.id"],
            name=op.f("fk_membership_organization_id_team_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_membership_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "organization_id",
            "person_id",
            "team_id",
            name=op.f("uq_membership_organization_id_person_id_team_id"),
        ),
    )
    op.create_index(
        "ix_membership_team", "membership", ["organization_id", "team_id"], unique=False
    )
    op.create_table(
        "objective",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("cycle_id", sa.Uuid(), nullable=True),
        sa.Column("team_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("owner_role", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("commitment", sa.String(), nullable=True),
        sa.Column("lifecycle", sa.String(), nullable=False),
        sa.Column("weight", sa.Numeric(), nullable=False),
        sa.Column("progress_driver", sa.String(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("standalone_reason", sa.String(), nullable=True),
        sa.Column("carried_from_id", sa.Uuid(), nullable=True),
        sa.Column("close_outcome", sa.String(), nullable=True),
        sa.Column("score", sa.Numeric(), nullable=True),
        sa.Column("score_note", sa.String(), nullable=True),
        sa.CheckConstraint(
            "close_outcome IN ('ACHIEVED', 'PARTIAL', 'MISSED', 'CARRIED_OVER', 'ABANDONED')",
            name=op.f("ck_objective_close_outcome"),
        ),
        sa.CheckConstraint(
            "commitment IN ('COMMITTED', 'ASPIRATIONAL', 'LEARNING')",
            name=op.f("ck_objective_commitment"),
        ),
        sa.CheckConstraint("kind IN ('OBJECTIVE')", name=op.f("ck_objective_kind")),
        sa.CheckConstraint(
            "level IN ('COMPANY', 'DEPARTMENT', 'TEAM', 'INDIVIDUAL')",
            name=op.f("ck_objective_level"),
        ),
        sa.CheckConstraint(
            "lifecycle IN ('DRAFT', 'ACTIVE', 'CLOSED', 'CANCELLED')",
            name=op.f("ck_objective_lifecycle"),
        ),
        sa.CheckConstraint(
            "progress_driver IN ('KEY_RESULTS', 'ALIGNED_CHILDREN', 'BOTH')",
            name=op.f("ck_objective_progress_driver"),
        ),
        sa.CheckConstraint(
            "score NOT IN ('NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric)",
            name=op.f("ck_objective_score_finite"),
        ),
        sa.CheckConstraint(
            "weight NOT IN ('NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric)",
            name=op.f("ck_objective_weight_finite"),
        ),
        sa.CheckConstraint("char_length(title) <= 2000", name=op.f("ck_objective_title_length")),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_objective_weight")),
        sa.ForeignKeyConstraint(
            ["organization_id", "carried_from_id"],
            ["objective.organization_id", "objective.id"],
            name=op.f("fk_objective_organization_id_carried_from_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "cycle_id"],
            ["cycle.organization_id", "cycle.id"],
            name=op.f("fk_objective_organization_id_cycle_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "id", "kind"],
            ["node.organization_id", "node.id", "node.kind"],
            name=op.f("fk_objective_organization_id_id_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "owner_id"],
            ["person.organization_id", "person.id"],
            name=op.f("fk_objective_organization_id_owner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "team_id"],
            ["team.organization_id", "team.id"],
            name=op.f("fk_objective_organization_id_team_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_objective_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_objective")),
    )
    op.create_index(
        "ix_objective_carried_from",
        "objective",
        ["organization_id", "carried_from_id"],
        unique=False,
    )
    op.create_index(
        "ix_objective_cycle", "objective", ["organization_id", "cycle_id", "id"], unique=False
    )
    op.create_index(
        "ix_objective_owner", "objective", ["organization_id", "owner_id", "id"], unique=False
    )
    op.create_index(
        "ix_objective_team", "objective", ["organization_id", "team_id", "id"], unique=False
    )
    op.create_table(
        "strategy_element",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("element_kind", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("horizon", sa.String(), nullable=True),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "element_kind IN ('PURPOSE', 'MISSION', 'VISION', 'VALUE', 'PILLAR')",
            name=op.f("ck_strategy_element_element_kind"),
        ),
        sa.CheckConstraint("kind IN ('STRATEGY_ELEMENT')", name=op.f("ck_strategy_element_kind")),
        sa.CheckConstraint(
            "char_length(title) <= 2000", name=op.f("ck_strategy_element_title_length")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "id", "kind"],
            ["node.organization_id", "node.id", "node.kind"],
            name=op.f("fk_strategy_element_organization_id_id_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "parent_id"],
            ["strategy_element.organization_id", "strategy_element.id"],
            name=op.f("fk_strategy_element_organization_id_parent_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_strategy_element_organization_id"),
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_strategy_element")),
    )
    op.create_index(
        "ix_strategy_element_parent",
        "strategy_element",
        ["organization_id", "parent_id"],
        unique=False,
    )
    op.create_table(
        "token",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.CheckConstraint("role IN ('VIEWER', 'MEMBER', 'ADMIN')", name=op.f("ck_token_role")),
        sa.ForeignKeyConstraint(
            ["organization_id", "person_id"],
            ["person.organization_id", "person.id"],
            name=op.f("fk_token_organization_id_person_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_token_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_token_digest")),
    )
    op.create_index("ix_token_person", "token", ["organization_id", "person_id"], unique=False)
    op.create_table(
        "initiative_target",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("initiative_id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("target_kind", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "target_kind IN ('OBJECTIVE', 'KEY_RESULT')",
            name=op.f("ck_initiative_target_target_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "initiative_id"],
            ["initiative.organization_id", "initiative.id"],
            name=op.f("fk_initiative_target_organization_id_initiative_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "target_id", "target_kind"],
            ["node.organization_id", "node.id", "node.kind"],
            name=op.f("fk_initiative_target_organization_id_target_id_target_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organization.id"],
            name=op.f("fk_initiative_target_organization_id"),
        ),
        sa.PrimaryKeyConstraint(
            "organization_id", "initiative_id", "target_id", name=op.f("pk_initiative_target")
        ),
    )
    op.create_index(
        "ix_initiative_target_target",
        "initiative_target",
        ["organization_id", "target_id"],
        unique=False,
    )
    op.create_table(
        "key_result",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("updated_by", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", MOMENT, nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("objective_id", sa.Uuid(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=True),
        sa.Column("owner_role", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("metric_type", sa.String(), nullable=True),
        sa.Column("unit_kind", sa.String(), nullable=True),
        sa.Column("unit", sa.String(), nullable=True),
        sa.Column("precision", sa.Integer(), nullable=True),
        sa.Column("start", sa.Numeric(), nullable=True),
        sa.Column("target", sa.Numeric(), nullable=True),
        sa.Column("current", sa.Numeric(), nullable=True),
        sa.Column("lower", sa.Numeric(), nullable=True),
        sa.Column("upper", sa.Numeric(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("weight", sa.Numeric(), nullable=False),
        sa.Column("indicator", sa.String(), nullable=True),
        sa.Column("measures", sa.String(), nullable=True),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("reported_status", sa.String(), nullable=True),
        sa.Column("kpi_id", sa.Uuid(), nullable=True),
        sa.Column("score", sa.Numeric(), nullable=True),
        sa.Column("score_note", sa.String(), nullable=True),
        sa.CheckConstraint(
            "current NOT IN ('NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric)",
            name=op.f("ck_key_result_current_finite"),
        ),
        sa.CheckConstraint(
            "indicator IN ('LEADING', 'LAGGING', 'UNSPECIFIED')",
            name=op.f("ck_key_result_indicator"),
        ),
        sa.CheckConstraint("kind IN ('KEY_RESULT')", name=op.f("ck_key_result_kind")),
        sa.CheckConstraint(
            "lower NOT IN ('NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric)",
            name=op.f("ck_key_result_lower_finite"),
        ),
        sa.CheckConstraint(
            "measures IN ('INPUT', 'OUTPUT', 'OUTCOME', 'UNSPECIFIED')",
            name=op.f("ck_key_result_measures"),
        ),
        sa.CheckConstraint(
            "metric_type IN ('INCREASE', 'DECREASE', 'MAINTAIN_ABOVE', 'MAINTAIN_BELOW', 'MAINTAIN_RANGE', 'MILESTONE', 'BINARY', 'BASELINE')",
            name=op.f("ck_key_result_metric_type"),
        ),
        sa.CheckConstraint(
            "reported_status IN ('ON_TRACK', 'AT_RISK', 'OFF_TRACK')",
            name=op.f("ck_key_result_reported_status"),
        ),
        sa.CheckConstraint(
            "score NOT IN ('NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric)",
            name=op.f("ck_key_result_score_finite"),
        ),
        sa.CheckConstraint(
            "start NOT IN ('NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric)",
            name=op.f("ck_key_result_start_finite"),
        ),
        sa.CheckConstraint(
            "target NOT IN ('NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric)",
            name=op.f("ck_key_result_target_finite"),
        ),
        sa.CheckConstraint(
            "unit_kind IN ('NUMBER', 'PERCENT', 'CURRENCY', 'DURATION', 'RATIO', 'CUSTOM')",
            name=op.f("ck_key_result_unit_kind"),
        ),
        sa.CheckConstraint(
            "upper NOT IN ('NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric)",
            name=op.f("ck_key_result_upper_finite"),
        ),
        sa.CheckConstraint(
            "weight NOT IN ('NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric)",
            name=op.f("ck_key_result_weight_finite"),
        ),
        sa.CheckConstraint("char_length(title) <= 2000", name=op.f("ck_key_result_title_length")),
        sa.CheckConstraint("confidence BETWEEN 0 AND 10", name=op.f("ck_key_result_confidence")),
        sa.CheckConstraint("weight >= 0", name=op.f("ck_key_result_weight")),
        sa.ForeignKeyConstraint(
            ["organization_id", "id", "kind"],
            ["node.organization_id", "node.id", "node.kind"],
            name=op.f("fk_key_result_organization_id_id_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "kpi_id"],
            ["kpi.organization_id", "kpi.id"],
            name=op.f("fk_key_result_organization_id_kpi_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "objective_id"],
            ["objective.organization_id", "objective.id"],
            name=op.f("fk_key_result_organization_id_objective_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "owner_id"],
            ["person.organization_id", "person.id"],
            name=op.f("fk_key_result_organization_id_owner_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_key_result_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_key_result")),
    )
    op.create_index("ix_key_result_kpi", "key_result", ["organization_id", "kpi_id"], unique=False)
    op.create_index(
        "ix_key_result_objective",
        "key_result",
        ["organization_id", "objective_id", "position", "id"],
        unique=False,
    )
    op.create_index(
        "ix_key_result_owner", "key_result", ["organization_id", "owner_id", "id"], unique=False
    )
    op.create_table(
        "check_in",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("external_system", sa.String(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("key_result_id", sa.Uuid(), nullable=False),
        sa.Column("occurred_at", MOMENT, nullable=False),
        sa.Column("value", sa.Numeric(), nullable=True),
        sa.Column("confidence", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("wins", sa.String(), nullable=True),
        sa.Column("blockers", sa.String(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "status IN ('ON_TRACK', 'AT_RISK', 'OFF_TRACK')", name=op.f("ck_check_in_status")
        ),
        sa.CheckConstraint(
            "value NOT IN ('NaN'::numeric, 'Infinity'::numeric, '-Infinity'::numeric)",
            name=op.f("ck_check_in_value_finite"),
        ),
        sa.CheckConstraint("confidence BETWEEN 0 AND 10", name=op.f("ck_check_in_confidence")),
        sa.ForeignKeyConstraint(
            ["organization_id", "author_id"],
            ["person.organization_id", "person.id"],
            name=op.f("fk_check_in_organization_id_author_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "key_result_id"],
            ["key_result.organization_id", "key_result.id"],
            name=op.f("fk_check_in_organization_id_key_result_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_check_in_organization_id")
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_check_in")),
    )
    op.create_index(
        "ix_check_in_author", "check_in", ["organization_id", "author_id"], unique=False
    )
    op.create_index(
        "ix_check_in_key_result",
        "check_in",
        ["organization_id", "key_result_id", "occurred_at", "id"],
        unique=False,
    )
    op.create_index(
        "uq_check_in_external",
        "check_in",
        ["organization_id", "external_id", "external_system"],
        unique=True,
        postgresql_where=sa.text("external_id IS NOT NULL"),
    )
    guard(TABLES)
