"""The search index over items: bigrams in, item ids out; SQLite's FTS5 or PostgreSQL's tsvector underneath."""

import json
from collections.abc import Sequence

from sqlalchemy import text
from sqlmodel import Session

from storage.statements import Ready

_COMMON_AT_MOST = 400
_INDEX_SQLITE = Ready(text("INSERT OR REPLACE INTO request_search (rowid, terms) VALUES (:id, :terms)"))
_INDEX_POSTGRESQL = Ready(
    text(
        "INSERT INTO request_search (rowid, terms) VALUES (:id, array_to_tsvector(:terms))"
        " ON CONFLICT (rowid) DO UPDATE SET terms = excluded.terms"
    )
)
_COUNTS_SQLITE = text(
    "SELECT t.value, min(v.doc, :most) FROM json_each(:terms) t CROSS JOIN request_vocabulary v ON v.term = t.value"
)
_COUNTS_POSTGRESQL = text(
    "SELECT t.term, (SELECT count(*) FROM"
    " (SELECT 1 FROM request_search WHERE terms @@ t.quoted::tsquery LIMIT :most) found)"
    " FROM unnest(CAST(:terms AS text[]), CAST(:quoted AS text[])) AS t(term, quoted)"
)


def _sqlite(session: Session) -> bool:
    return bool(session.get_bind().dialect.name == "sqlite")


def index(session: Session, request_id: int, terms: Sequence[str]) -> None:
    """Make an item findable by these terms, instead of those it had."""
    if _sqlite(session):
        _INDEX_SQLITE.run(session, {"id": request_id, "terms": " ".join(terms)})
    else:
        _INDEX_POSTGRESQL.run(session, {"id": request_id, "terms": sorted(set(terms))})


def find_all(session: Session, workspace_id: int, terms: Sequence[str], limit: int) -> list[int]:
    """Ids of the items that hold every term, newest first."""
    return _match(session, workspace_id, terms, " AND ", limit)


def find_any(session: Session, workspace_id: int, terms: Sequence[str], limit: int) -> list[int]:
    """Ids of the items that hold at least one of the terms, newest first."""
    return _match(session, workspace_id, terms, " OR ", limit)


def frequencies(session: Session, terms: Sequence[str]) -> dict[str, int]:
    """In how many items each term stands; counted up to a few hundred, which is common enough."""
    if not terms:
        return {}
    if _sqlite(session):
        found = session.execute(_COUNTS_SQLITE, {"terms": json.dumps(list(terms)), "most": _COMMON_AT_MOST})
    else:
        quoted = [_quoted(term, "'") for term in terms]
        given = {"terms": list(terms), "quoted": quoted, "most": _COMMON_AT_MOST}
        found = session.execute(_COUNTS_POSTGRESQL, given)
    counted = {term: int(count) for term, count in found}
    return {term: counted.get(term, 0) for term in terms}


def _match(session: Session, workspace_id: int, terms: Sequence[str], joint: str, limit: int) -> list[int]:
    if not terms:
        return []
    if _sqlite(session):
        condition, words = "request_search MATCH :words", joint.join(_quoted(term, '"') for term in terms)
    else:
        operator = " & " if joint == " AND " else " | "
        condition, words = "terms @@ (:words)::tsquery", operator.join(_quoted(term, "'") for term in terms)
    query = text(
        "SELECT s.rowid FROM request_search s JOIN request r ON r.id = s.rowid"  # noqa: S608 - constants only
        f" WHERE {condition} AND r.workspace_id = :workspace ORDER BY s.rowid DESC LIMIT :limit"
    )
    rows = session.execute(query, {"words": words, "workspace": workspace_id, "limit": limit})
    return [row[0] for row in rows]


def _quoted(term: str, mark: str) -> str:
    return mark + term.replace("\\", "\\\\" if mark == "'" else "\\").replace(mark, mark * 2) + mark
