"""Groups name related departments; open calls, those who want to join, and nominations by departments."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workinggroup", sa.Column("related", sa.JSON(), nullable=False, server_default="[]"))
    _open_calls()
    _nominations()


def _open_calls() -> None:
    op.create_table(
        "opencall",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("group_id", sa.Integer(), sa.ForeignKey("workinggroup.id"), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("slots_per_week", sa.Integer(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outbox_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_opencall_group_id", "opencall", ["group_id"])
    op.create_index("ix_opencall_state", "opencall", ["workspace_id", "state", "closes_on"])
    op.create_table(
        "applicant",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("call_id", sa.Integer(), sa.ForeignKey("opencall.id"), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("messages", sa.JSON(), nullable=False),
        sa.Column("own_message", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("call_id", "person_id"),
    )
    op.create_index("ix_applicant_person_id", "applicant", ["person_id"])


def _nominations() -> None:
    op.create_table(
        "nominationround",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("group_id", sa.Integer(), sa.ForeignKey("workinggroup.id"), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_nominationround_group_id", "nominationround", ["group_id"])
    op.create_table(
        "nomination",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("round_id", sa.Integer(), sa.ForeignKey("nominationround.id"), nullable=False),
        sa.Column("department_id", sa.Integer(), sa.ForeignKey("department.id"), nullable=False),
        sa.Column("asked_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("nominee_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("outbox_id", sa.Integer(), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("round_id", "department_id"),
    )
    op.create_index("ix_nomination_asked_id", "nomination", ["asked_id"])


def downgrade() -> None:
    for table in ("nomination", "nominationround", "applicant", "opencall"):
        op.drop_table(table)
    op.drop_column("workinggroup", "related")
