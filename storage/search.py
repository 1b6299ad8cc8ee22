"""The search index over items: bigrams in, item ids out; SQLite's FTS5 or PostgreSQL's tsvector underneath."""

from collections.abc import Sequence

from sqlalchemy import TextClause, text
from sqlmodel import Session

from storage.statements import Ready

_INDEX_SQLITE = Ready(text("INSERT OR REPLACE INTO request_search (rowid, terms) VALUES (:id, :terms)"))
_INDEX_POSTGRESQL = Ready(
    text(
        "INSERT INTO request_search (rowid, terms) VALUES (:id, array_to_tsvector(:terms))"
        " ON CONFLICT (rowid) DO UPDATE SET terms = excluded.terms"
    )
)


_FIND = (
    "SELECT s.rowid FROM request_search s JOIN request r ON r.id = s.rowid"
    " WHERE {} AND r.workspace_id = :workspace ORDER BY s.rowid DESC LIMIT :limit"
)
_FIND_SQLITE = text(_FIND.format("request_search MATCH :words"))
_FIND_POSTGRESQL = text(_FIND.format("terms @@ (:words)::tsquery"))


def _sqlite(session: Session) -> bool:
    return bool(session.get_bind().dialect.name == "sqlite")


def index(session: Session, request_id: int, terms: Sequence[str]) -> None:
    """Make an item findable by these terms, instead of those it had."""
    if _sqlite(session):
        _INDEX_SQLITE.run(session, {"id": request_id, "terms": " ".join(terms)})
    else:
        _INDEX_POSTGRESQL.run(session, {"id": request_id, "terms": sorted(set(terms))})


def find_all(session: Session, workspace_id: int, terms: Sequence[str], limit: int) -> list[int]:
    """Ids of the items that hold every term, newest first; a single letter finds the bigrams it begins."""
    if not terms:
        return []
    if _sqlite(session):
        query, words = _FIND_SQLITE, " AND ".join(_quoted(term, '"') + "*" * (len(term) == 1) for term in terms)
    else:
        query, words = _FIND_POSTGRESQL, " & ".join(_quoted(term, "'") + ":*" * (len(term) == 1) for term in terms)
    rows = session.execute(query, {"words": words, "workspace": workspace_id, "limit": limit})
    return [row[0] for row in rows]


def matching(session: Session, words: Sequence[Sequence[Sequence[str]]]) -> tuple[TextClause, str]:
    """A condition on the index and its `:words`: items that hold each word in one of its ways, with all its terms.

    A term of one letter is held by whatever begins with it.
    """
    if _sqlite(session):
        mark, begins, both, either = '"', " *", " AND ", " OR "
        condition = "request_search MATCH :words"
    else:
        mark, begins, both, either = "'", ":*", " & ", " | "
        condition = "request_search.terms @@ (:words)::tsquery"
    meant = [
        [both.join(_quoted(term, mark) + (begins if len(term) == 1 else "") for term in way) for way in word]
        for word in words
    ]
    return text(condition), both.join(f"({either.join(f'({way})' for way in word)})" for word in meant)


def _quoted(term: str, mark: str) -> str:
    return mark + term.replace("\\", "\\\\" if mark == "'" else "\\").replace(mark, mark * 2) + mark
