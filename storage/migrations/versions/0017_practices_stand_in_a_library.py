"""Practices stand in a library, with tags; those that were posted before stand there as well."""

import json
import re
import unicodedata
from typing import Any

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
       (1 = 0), {day}, r.updated_at
FROM request r WHERE r.kind = 'practice'
"""
# As bot/language/tags.py had it then.
_FIGURES = re.compile(r"[0-9][0-9,.]*\s*(?:万|千|億)?\s*(?:時間|分|秒|日|週|か月|ヶ月|月|年|円|件|枚|人|名|回|%|割|倍)")


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
    bind = op.get_bind()
    day = {"sqlite": "date(r.created_at)", "postgresql": "r.created_at::date"}[bind.dialect.name]
    bind.execute(sa.text(_POSTED.format(day=day)))
    posted = bind.execute(sa.text("SELECT id, answers FROM request WHERE kind = 'practice'")).all()
    told = [{"id": key} for key, answers in posted if _tells_figures(answers)]
    if told:
        bind.execute(sa.text("UPDATE practice SET figures = (1 = 1) WHERE request_id = :id"), told)


def _tells_figures(answers: Any) -> bool:  # noqa: ANN401 - text or what the driver made of it
    given = json.loads(answers) if isinstance(answers, str) else answers
    return _FIGURES.search(unicodedata.normalize("NFKC", str(given.get("effect") or ""))) is not None


def downgrade() -> None:
    op.drop_table("practicetag")
    op.drop_table("practice")
