"""An update can let the others go first."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outboxmessage", sa.Column("patient", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("outboxmessage") as message:
        message.alter_column("patient", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("outboxmessage") as message:
        message.drop_column("patient")
