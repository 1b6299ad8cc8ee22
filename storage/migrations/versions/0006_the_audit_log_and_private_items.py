"""The audit log, whose rows the database itself keeps from being changed, and private items."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_REFUSALS = {
    "auditrow_is_not_changed": ("UPDATE ON auditrow", "1"),
    "auditrow_is_not_removed": ("DELETE ON auditrow", "1"),
    "audithead_is_not_removed": ("DELETE ON audithead", "1"),
    "audithead_goes_forward": ("UPDATE ON audithead", "NEW.sequence <= OLD.sequence"),
}


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "auditrow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("at", sqlmodel.sql.sqltypes.UTCDateTime(), nullable=False),
        sa.Column("via", text(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", text(), nullable=False),
        sa.Column("action", text(), nullable=False),
        sa.Column("subject", text(), nullable=False),
        sa.Column("reason", text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("previous", text(), nullable=False),
        sa.Column("hash", text(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("workspace_id", "sequence"),
    )
    op.create_table(
        "audithead",
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hash", text(), nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
        sa.PrimaryKeyConstraint("workspace_id"),
    )
    op.create_table(
        "privatecard",
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("workspace_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["request.id"]),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"]),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"]),
        sa.ForeignKeyConstraint(["message_id"], ["outboxmessage.id"]),
        sa.PrimaryKeyConstraint("request_id", "person_id"),
    )
    op.add_column("request", sa.Column("private", sa.Boolean(), nullable=False, server_default=sa.false()))
    _refuse_changes()


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for name, (event, when) in _REFUSALS.items():
            refuse = "SELECT RAISE(ABORT, 'the audit log is only ever added to')"
            op.execute(f"CREATE TRIGGER {name} BEFORE {event} WHEN {when} BEGIN {refuse}; END")
        return
    op.execute(
        "CREATE FUNCTION refuse_change_of_audit_log() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'the audit log is only ever added to'; END $$"
    )
    for name, (event, when) in _REFUSALS.items():
        condition = "true" if when == "1" else when
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {event} FOR EACH ROW WHEN ({condition})"
            " EXECUTE FUNCTION refuse_change_of_audit_log()"
        )
    for table in ("auditrow", "audithead"):
        op.execute(
            f"CREATE TRIGGER {table}_is_not_emptied BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_audit_log()"
        )


def downgrade() -> None:
    op.drop_table("privatecard")
    op.drop_table("audithead")
    op.drop_table("auditrow")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change_of_audit_log()")
    op.drop_column("request", "private")
