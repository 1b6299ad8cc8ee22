"""What was decided in a week is told by the digest, and what was taken back is not."""

from datetime import date, datetime

import pytest

from bot.domain.statuses import Status, TriageAction
from bot.services import decisions, digest
from bot.services.city import City
from bot.services.decisions import Decision
from storage import workspaces
from storage.database import Session
from tests.bot.services.digest.stories import Town
from tests.conftest import StillClock
from tests.factories import TOKYO

WHY = "来年度の予算が決まってから考えます。"
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=TOKYO)
TOLD = {
    TriageAction.ACCEPT: "が採用されました。",
    TriageAction.PARTLY_ACCEPT: "が一部採用されました。",
    TriageAction.ASK: "について、提案した人に質問しています。",
    TriageAction.HOLD: "は、いったん保留になりました。",
    TriageAction.DECLINE: "は、今回は見送りになりました。",
}


@pytest.mark.parametrize("action", list(TOLD))
def test_a_decision_is_told_in_the_outcomes_words_and_the_words_to_the_requester_stay_private(
    small_town: Town, here: City, clock: StillClock, action: TriageAction
) -> None:
    number = small_town.post(datetime(2026, 11, 3, 10, tzinfo=TOKYO), "鍵", group=small_town.cast.booking)
    decide(small_town, here, number, action)
    text = told(small_town, here, clock)
    assert f"「鍵」{TOLD[action]}" in text
    assert WHY not in text
    assert "田中 玲央さん（1件）" in text


def test_a_decision_that_was_taken_back_is_not_told(small_town: Town, here: City, clock: StillClock) -> None:
    number = small_town.post(datetime(2026, 11, 3, 10, tzinfo=TOKYO), "鍵", group=small_town.cast.booking)
    decide(small_town, here, number, TriageAction.DECLINE)

    def undo(session: Session) -> None:
        decisions.undo(session, here, small_town.cast.workspace, small_town.cast.leo, number)

    small_town.database.write_now(undo)
    assert "見送り" not in told(small_town, here, clock)


def test_a_withdrawn_item_is_not_spoken_of(small_town: Town, here: City, clock: StillClock) -> None:
    number = small_town.post(datetime(2026, 11, 3, 10, tzinfo=TOKYO), "鍵", group=small_town.cast.booking)

    def withdraw(session: Session) -> Status:
        rana, workspace = small_town.cast.rana, small_town.cast.workspace
        return decisions.decide(session, here, workspace, rana, number, Decision(TriageAction.WITHDRAW)).status

    assert small_town.database.write_now(withdraw) is Status.WITHDRAWN
    assert "鍵" not in told(small_town, here, clock)


def decide(town: Town, here: City, number: int, action: TriageAction) -> None:
    made = Decision(action, WHY, date(2027, 1, 20))
    town.database.write_now(
        lambda s: decisions.decide(s, here, town.cast.workspace, town.cast.leo, number, made).status
    )


def told(town: Town, here: City, clock: StillClock) -> str:
    """Everything that the next digest to everybody says."""
    clock.to(MONDAY)

    def work(session: Session) -> str:
        workspace = workspaces.find_by_team(session, "T0CITY")
        assert workspace is not None
        audience = digest.get_audience(session, workspace, "all")
        message = digest.preview_for(session, here, town.id, audience)
        return str(message.blocks) if message else ""

    return town.database.read_now(work)
