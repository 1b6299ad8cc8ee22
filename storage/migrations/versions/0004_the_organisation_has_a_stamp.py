"""A stamp tells in one look whether anything about people, departments or groups has changed."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("workspace", sa.Column("organisation_stamp", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("workspace", "organisation_stamp")
