"""Plans to rearrange the working groups."""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reorganisation",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("workspace_id", sa.Integer(), sa.ForeignKey("workspace.id"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("state", AutoString(), nullable=False),
        sa.Column("stamp", AutoString(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("stored_by", AutoString(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("settled_at", UTCDateTime(), nullable=True),
    )
    op.create_index("ix_reorganisation_state", "reorganisation", ["state"])


def downgrade() -> None:
    op.drop_table("reorganisation")
