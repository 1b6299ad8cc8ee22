"""Practices stand in a library, with tags; those that were posted before stand there as well."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_POSTED = """
INSERT INTO practice (request_id, workspace_id, state, contact_id, figures, checked_on, updated_at)
SELECT r.id, r.workspace_id, 'published',
       CASE WHEN r.external_id IS NULL
            THEN (SELECT p.person_id FROM requestperson p WHERE p.request_id = r.id AND p.position = 0) END,
       {no}, {day}, r.updated_at
FROM request r WHERE r.kind = 'practice'
"""


def upgrade() -> None:
    op.create_table(
        "practice",
        sa.Column("request_id", sa.Integer(), sa.ForeignKey("request.id"), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("contact_id", sa.Integer(), sa.ForeignKey("person.id"), nullable=True),
        sa.Column("figures", sa.Boolean(), nullable=False),
        sa.Column("source_request_id", sa.Integer(), sa.ForeignKey("request.id"), nullable=True),
        sa.Column("checked_on", sa.Date(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_practice_shelf", "practice", ["workspace_id", "state", "figures"])
    op.create_index("ix_practice_check", "practice", ["workspace_id", "state", "checked_on"])
    op.create_index("ix_practice_contact_id", "practice", ["contact_id"])
    op.create_index("ix_practice_source_request_id", "practice", ["source_request_id"])
    op.create_table(
        "practicetag",
        sa.Column("request_id", sa.Integer(), sa.ForeignKey("practice.request_id"), primary_key=True),
        sa.Column("kind", sa.String(), primary_key=True),
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("tag", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
    )
    op.create_index("ix_practicetag_key", "practicetag", ["workspace_id", "kind", "key"])
    _take_in()


def _take_in() -> None:
    # SQLite makes a number of a text that is cast to a date.
    here = {"sqlite": ("0", "date(r.created_at)"), "postgresql": ("false", "r.created_at::date")}
    no, day = here[op.get_bind().dialect.name]
    op.execute(sa.text(_POSTED.format(no=no, day=day)))


def downgrade() -> None:
    op.drop_table("practicetag")
    op.drop_table("practice")
