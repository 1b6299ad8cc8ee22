"""What staff can help with, consent, and how a consultation finds somebody who helps."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _helpers()
    _searches()
    _follow_ups()


def _helpers() -> None:
    op.create_table(
        "helper",
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("hours_per_week", sa.Float(), nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=False),
        sa.Column("nudged_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_helper_workspace_id", "helper", ["workspace_id"])
    op.create_table(
        "skill",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("helper.person_id"), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.UniqueConstraint("person_id", "key"),
    )
    op.create_index("ix_skill_key", "skill", ["workspace_id", "key"])
    op.create_table(
        "skillconsent",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("boss_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("hours_per_week", sa.Float(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("message_id", sa.Integer(), sa.ForeignKey("outboxmessage.id"), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index("ix_skillconsent_person_id", "skillconsent", ["person_id"])
    op.create_index("ix_skillconsent_boss_id", "skillconsent", ["boss_id"])


def _searches() -> None:
    op.create_table(
        "consultation",
        sa.Column("request_id", sa.Integer(), sa.ForeignKey("request.id"), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("hours", sa.Float(), nullable=False),
        sa.Column("message_id", sa.Integer(), sa.ForeignKey("outboxmessage.id"), nullable=True),
        sa.Column("companion_message_id", sa.Integer(), sa.ForeignKey("outboxmessage.id"), nullable=True),
        sa.Column("call_id", sa.Integer(), sa.ForeignKey("outboxmessage.id"), nullable=True),
        sa.Column("talk_id", sa.Integer(), sa.ForeignKey("outboxmessage.id"), nullable=True),
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_companion_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_yes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_consultation_state", "consultation", ["workspace_id", "state"])
    op.create_index("ix_consultation_due_at", "consultation", ["due_at"])
    op.create_table(
        "helpoffer",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("request_id", sa.Integer(), sa.ForeignKey("request.id"), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("reason", sa.JSON(), nullable=False),
        sa.Column("message_id", sa.Integer(), sa.ForeignKey("outboxmessage.id"), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("request_id", "person_id"),
    )
    op.create_index("ix_helpoffer_request_id", "helpoffer", ["request_id"])
    op.create_index("ix_helpoffer_person_id", "helpoffer", ["person_id"])
    op.create_index("ix_helpoffer_due_at", "helpoffer", ["due_at"])
    op.create_index("ix_helpoffer_load", "helpoffer", ["workspace_id", "state", "person_id"])


def _follow_ups() -> None:
    op.create_table(
        "followup",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("request_id", sa.Integer(), sa.ForeignKey("request.id"), nullable=False),
        sa.Column("person_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("solved", sa.String(), nullable=True),
        sa.Column("hours_saved", sa.Float(), nullable=True),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("thanks", sa.String(), nullable=False),
        sa.Column("may_be_told", sa.Boolean(), nullable=False),
        sa.Column("message_id", sa.Integer(), sa.ForeignKey("outboxmessage.id"), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("request_id", "person_id"),
    )
    op.create_index("ix_followup_person_id", "followup", ["person_id"])
    op.create_index("ix_followup_due", "followup", ["workspace_id", "state", "due_on"])
