"""Departments take practices up, tick off a checklist, say what it brings, and are asked in campaigns."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _adoptions()
    _campaigns()


def _adoptions() -> None:
    op.create_table(
        "adoption",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("request_id", sa.Integer(), sa.ForeignKey("request.id"), nullable=False),
        sa.Column("department_id", sa.Integer(), sa.ForeignKey("department.id"), nullable=False),
        sa.Column("department", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("created_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("target_on", sa.Date(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("minutes", sa.Float(), nullable=True),
        sa.Column("times", sa.Float(), nullable=True),
        sa.Column("cases", sa.Float(), nullable=True),
        sa.Column("hours", sa.Float(), nullable=True),
        sa.Column("yen", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.Integer(), sa.ForeignKey("outboxmessage.id"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("request_id", "department_id"),
    )
    op.create_index("ix_adoption_state", "adoption", ["workspace_id", "state"])
    op.create_index("ix_adoption_person_id", "adoption", ["person_id"])
    op.create_table(
        "adoptionstep",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("adoption_id", sa.Integer(), sa.ForeignKey("adoption.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("done_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_adoptionstep_adoption_id", "adoptionstep", ["adoption_id"])
    op.create_table(
        "rolloutplan",
        sa.Column("request_id", sa.Integer(), sa.ForeignKey("request.id"), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
    )


def _campaigns() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("request_id", sa.Integer(), sa.ForeignKey("request.id"), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("outbox_id", sa.Integer(), sa.ForeignKey("outboxmessage.id"), nullable=True),
        sa.Column("created_by", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_campaign_state", "campaign", ["workspace_id", "state", "closes_on"])
    op.create_index("ix_campaign_request_id", "campaign", ["request_id"])
    op.create_table(
        "campaignask",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("campaign_id", sa.Integer(), sa.ForeignKey("campaign.id"), nullable=False),
        sa.Column("department_id", sa.Integer(), sa.ForeignKey("department.id"), nullable=False),
        sa.Column("asked_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("outbox_id", sa.Integer(), sa.ForeignKey("outboxmessage.id"), nullable=True),
        sa.Column("told_on", sa.Date(), nullable=True),
        sa.UniqueConstraint("campaign_id", "department_id"),
    )
    op.create_index("ix_campaignask_asked_id", "campaignask", ["asked_id"])


def downgrade() -> None:
    for table in ("campaignask", "campaign", "rolloutplan", "adoptionstep", "adoption"):
        op.drop_table(table)
