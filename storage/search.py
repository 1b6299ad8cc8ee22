"""The search index over items: bigrams in, item ids out; SQLite's FTS5 or PostgreSQL's tsvector underneath."""

from collections.abc import Sequence

from sqlalchemy import text
from sqlmodel import Session

_COMMON_AT_MOST = 400


def _sqlite(session: Session) -> bool:
    return bool(session.get_bind().dialect.name == "sqlite")


def index(session: Session, request_id: int, terms: Sequence[str]) -> None:
    """Make an item findable by these terms, instead of those it had."""
    session.execute(text("DELETE FROM request_search WHERE rowid = :id"), {"id": request_id})
    if _sqlite(session):
        insert = "INSERT INTO request_search (rowid, terms) VALUES (:id, :terms)"
        session.execute(text(insert), {"id": request_id, "terms": " ".join(terms)})
    else:
        insert = "INSERT INTO request_search (rowid, terms) VALUES (:id, array_to_tsvector(:terms))"
        session.execute(text(insert), {"id": request_id, "terms": sorted(set(terms))})


def find_all(session: Session, workspace_id: int, terms: Sequence[str], limit: int) -> list[int]:
    """Ids of the items that hold every term, newest first."""
    return _match(session, workspace_id, terms, " AND ", limit)


def find_any(session: Session, workspace_id: int, terms: Sequence[str], limit: int) -> list[int]:
    """Ids of the items that hold at least one of the terms, newest first."""
    return _match(session, workspace_id, terms, " OR ", limit)


def frequencies(session: Session, terms: Sequence[str]) -> dict[str, int]:
    """In how many items each term stands; counted up to a few hundred, which is common enough."""
    if _sqlite(session):
        query = text("SELECT doc FROM request_vocabulary WHERE term = :term")
        return {term: session.execute(query, {"term": term}).scalar() or 0 for term in terms}
    query = text("SELECT count(*) FROM (SELECT 1 FROM request_search WHERE terms @@ (:term)::tsquery LIMIT :most) t")
    counts = {}
    for term in terms:
        found = session.execute(query, {"term": _quoted(term, "'"), "most": _COMMON_AT_MOST})
        counts[term] = int(found.scalar_one())
    return counts


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
