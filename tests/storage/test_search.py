from datetime import UTC, datetime

import pytest

from bot.domain.finding import Filters, Order, Sight
from storage import finding, requests, search, workspaces
from storage.database import Database, Session
from storage.tables import Request, Workspace

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def _store(session: Session, terms: dict[str, list[str]]) -> dict[str, int]:
    workspace = workspaces.add(session, Workspace(team_id="T1", created_at=NOW))
    assert workspace.id is not None
    ids = {}
    for sequence, (title, words) in enumerate(terms.items(), 1):
        request = requests.add(
            session,
            Request(
                workspace_id=workspace.id,
                fiscal_year=2026,
                sequence=sequence,
                kind="proposal",
                title=title,
                body="",
                created_at=NOW,
                updated_at=NOW,
            ),
            [],
        )
        assert request.id is not None
        search.index(session, request.id, words)
        ids[title] = request.id
    return ids


def _find(session: Session, words: list[str]) -> list[int | None]:
    ways = [[[word]] for word in words]
    found = finding.list_found(session, 1, Sight(person_id=0), Filters(), Order.NEWEST, words=ways)
    return [row.id for row in found]


def test_two_character_words_are_found(database: Database) -> None:
    ids = database.write_now(lambda s: _store(s, {"a": ["窓口", "口の"], "b": ["予約", "窓口"], "c": ["鍵の"]}))

    found = database.read_now(lambda s: _find(s, ["窓口"]))

    assert found == [ids["b"], ids["a"]]


def test_a_single_character_is_found_at_the_beginning_of_a_bigram(database: Database) -> None:
    ids = database.write_now(lambda s: _store(s, {"a": ["窓口"], "b": ["の鍵", "鍵を"], "c": ["鍵"]}))

    assert database.read_now(lambda s: search.find_all(s, 1, ["鍵"], 10)) == [ids["c"], ids["b"]]
    assert database.read_now(lambda s: search.find_all(s, 1, ["口"], 10)) == []


def test_all_terms_must_stand_in_an_item(database: Database) -> None:
    ids = database.write_now(lambda s: _store(s, {"a": ["窓口", "口の"], "b": ["予約", "窓口"], "c": ["鍵の"]}))

    assert database.read_now(lambda s: _find(s, ["窓口", "予約"])) == [ids["b"]]


@pytest.mark.parametrize("term", ['"', "'", "\\", "*", "^", "a OR b", "NEAR(", "%", "_", "-", "&", "!", "|", "(", ":*"])
def test_search_signs_are_only_letters(database: Database, term: str) -> None:
    database.write_now(lambda s: _store(s, {"a": ["窓口"]}))

    assert database.read_now(lambda s: _find(s, [term])) == []


def test_only_the_new_words_find_an_item_when_it_is_indexed_again(database: Database) -> None:
    ids = database.write_now(lambda s: _store(s, {"a": ["窓口", "口の"]}))

    database.write_now(lambda s: search.index(s, ids["a"], ["予約"]))

    assert database.read_now(lambda s: _find(s, ["予約"])) == [ids["a"]]
    assert database.read_now(lambda s: _find(s, ["窓口"])) == []
