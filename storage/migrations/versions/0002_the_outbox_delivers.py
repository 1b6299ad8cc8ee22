"""The outbox delivers"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outboxmessage", sa.Column("trouble", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column("outboxmessage", sa.Column("first_attempted_at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=True))
    op.create_index(
        "ix_outboxmessage_dead",
        "outboxmessage",
        ["workspace_id"],
        sqlite_where=sa.text("state = 'dead'"),
        postgresql_where=sa.text("state = 'dead'"),
    )
    op.create_table(
        "outboxdecision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("action", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("error", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
        sa.ForeignKeyConstraint(["message_id"], ["outboxmessage.id"]),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_outboxdecision_message_id", "outboxdecision", ["message_id"])


def downgrade() -> None:
    op.drop_table("outboxdecision")
    op.drop_index("ix_outboxmessage_dead", "outboxmessage")
    with op.batch_alter_table("outboxmessage") as batch_op:
        batch_op.drop_column("first_attempted_at")
        batch_op.drop_column("trouble")
