"""Plans to rearrange the groups are drafted in the chat: one draft a workspace, and who wrote it."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("reorganisation") as batch:
        batch.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_reorganisation_person_id", "person", ["person_id"], ["id"])
    draft = {"sqlite_where": sa.text("state = 'draft'"), "postgresql_where": sa.text("state = 'draft'")}
    op.create_index("ix_reorganisation_draft", "reorganisation", ["workspace_id"], unique=True, **draft)


def downgrade() -> None:
    op.drop_index("ix_reorganisation_draft", "reorganisation")
    with op.batch_alter_table("reorganisation") as batch:
        batch.drop_constraint("fk_reorganisation_person_id", type_="foreignkey")
        batch.drop_column("person_id")
