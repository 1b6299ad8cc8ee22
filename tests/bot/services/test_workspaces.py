from datetime import UTC, datetime

import pytest

from bot.domain.errors import NotFoundError, UserError
from bot.services.workspaces import PENDING, only, settle
from storage import workspaces
from storage.database import Database, Session
from storage.tables import Workspace

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


def test_prepared_workspace_becomes_the_team_that_connects_first(database: Database) -> None:
    prepared = database.write_now(lambda session: only(session, NOW))
    assert prepared.team_id == PENDING
    settled = database.write_now(lambda session: settle(session, "T0CITY", "澪浜市", NOW))
    assert (settled.id, settled.team_id, settled.name) == (prepared.id, "T0CITY", "澪浜市")
    assert database.write_now(lambda session: only(session, NOW)).id == prepared.id


def test_team_gets_a_workspace_of_its_own_when_none_was_prepared(database: Database) -> None:
    first = database.write_now(lambda session: settle(session, "T0CITY", "澪浜市", NOW))
    again = database.write_now(lambda session: settle(session, "T0CITY", "澪浜市", NOW))
    other = database.write_now(lambda session: settle(session, "T0TOWN", "別の町", NOW))
    assert first.id == again.id != other.id


def test_workspace_must_be_named_when_there_are_several(database: Database) -> None:
    def two(session: Session) -> None:
        for team in ("T0CITY", "T0TOWN"):
            workspaces.add(session, Workspace(team_id=team, created_at=NOW))

    database.write_now(two)
    with pytest.raises(UserError, match="workspace_ambiguous"):
        database.write_now(lambda session: only(session, NOW))
    assert database.write_now(lambda session: only(session, NOW, "T0TOWN")).team_id == "T0TOWN"
    with pytest.raises(NotFoundError, match="team_unknown"):
        database.write_now(lambda session: only(session, NOW, "T0NONE"))
