"""Nothing is forgotten: response times, assignments, reminders, absences, handovers."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TABLES = ("handover", "absence", "snooze", "reminder", "reminderround")
_COLUMNS = (
    ("request", "assignee_id"),
    ("request", "assigned_until"),
    ("request", "status_since"),
    ("workinggroup", "first_look_within"),
    ("workinggroup", "decide_within"),
)


def upgrade() -> None:
    op.add_column("workinggroup", sa.Column("first_look_within", sa.Integer(), nullable=True))
    op.add_column("workinggroup", sa.Column("decide_within", sa.Integer(), nullable=True))
    op.add_column("request", sa.Column("assignee_id", sa.Integer(), nullable=True))
    op.add_column("request", sa.Column("assigned_until", sa.Date(), nullable=True))
    op.add_column("request", sa.Column("status_since", UTCDateTime(), nullable=True))
    op.create_index("ix_request_assignee_id", "request", ["assignee_id"])
    op.execute("UPDATE request SET status_since = updated_at")
    _reminders()
    _absences()


def _reminders() -> None:
    op.create_table(
        "reminderround",
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), primary_key=True),
        sa.Column("day_on", sa.Date(), primary_key=True),
        sa.Column("made_at", UTCDateTime(), nullable=False),
    )
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("outbox_id", sa.Integer(), sa.ForeignKey("outboxmessage.id"), nullable=True),
        sa.UniqueConstraint("person_id", "day_on"),
    )
    op.create_index("ix_reminder_state", "reminder", ["state"])
    op.create_table(
        "snooze",
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("request_id", sa.Integer(), sa.ForeignKey("request.id"), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=False),
    )


def _absences() -> None:
    op.create_table(
        "absence",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("deputy_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
    )
    op.create_index("ix_absence_person_id", "absence", ["person_id"])
    op.create_index("ix_absence_ends_on", "absence", ["ends_on"])
    op.create_table(
        "handover",
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("offered_at", UTCDateTime(), nullable=False),
        sa.Column("outbox_id", sa.Integer(), sa.ForeignKey("outboxmessage.id"), nullable=True),
    )


def downgrade() -> None:
    for name in _TABLES:
        op.drop_table(name)
    op.drop_index("ix_request_assignee_id", "request")
    for table, column in _COLUMNS:
        op.drop_column(table, column)
