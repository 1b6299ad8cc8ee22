"""App Home is remembered, so that it can be brought up to date; queues and counts have an index of their own."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_LOAD = ["workspace_id", "status", "group_id", "private", "companion_id", "answer_due_on"]


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "homeview",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("part", text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("query", sa.JSON(), nullable=False),
        sa.Column("mark", text(), nullable=False),
        sa.Column("digest", text(), nullable=False),
        sa.Column("view_hash", text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
        sa.PrimaryKeyConstraint("person_id"),
    )
    op.create_index("ix_homeview_open", "homeview", ["workspace_id", "opened_at"])
    op.create_index("ix_request_load", "request", _LOAD)
    private = {"sqlite_where": sa.text("private IS 1"), "postgresql_where": sa.text("private IS true")}
    op.create_index("ix_request_private", "request", ["workspace_id", "id"], **private)


def downgrade() -> None:
    op.drop_index("ix_request_private", "request")
    op.drop_index("ix_request_load", "request")
    op.drop_index("ix_homeview_open", "homeview")
    op.drop_table("homeview")
