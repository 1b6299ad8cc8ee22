"""What a digest tells of departments that take a practice up."""

from typing import Any

from bot.services.city import City
from storage import requests
from storage.database import Session
from templates.digest import digest_message
from tests.bot.services.digest.stories import Town
from tests.bot.services.digest.test_facts import compiled, november

TITLE = "公民館の申込みを一枚の様式に"


def adopt(town: Town, day: int, item_id: int, deed: str, department: str, **more: Any) -> None:
    def work(session: Session) -> None:
        item = requests.get(session, town.id, item_id)
        after = {"departments": [department], **more}
        at = november(day)
        requests.add_event(session, item, at, town.cast.cam.id, deed, before={}, after=after, note="内輪の言葉")

    town.database.write_now(work)


def test_who_raised_a_hand_and_who_runs_it_are_named_with_what_it_brings(town: Town, here: City) -> None:
    item = town.post(november(10), TITLE, kind="practice")
    adopt(town, 11, item, "adopt_preparing", "市民課")
    adopt(town, 11, item, "adopt_preparing", "税務課")
    adopt(town, 12, item, "adopt_running", "税務課")
    adopt(town, 12, item, "adopt_effect", "税務課", hours=60.0, yen=None)
    (told,) = compiled(town, here).taken_up
    assert (told.item_id, told.raised, told.running, told.hours) == (item, ("市民課",), ("税務課",), 60.0)
    message = digest_message(here.wording.of("ja"), compiled(town, here))
    said = str(message.blocks)
    assert f"「{TITLE}」に、市民課が「うちでもやる」と手を挙げました。税務課では、もう実施しています。" in said
    assert "効果は年60時間です。（R8-0001）" in said
    assert "adoption_open" in said
    assert "内輪の言葉" not in said


def test_who_does_not_take_it_up_is_not_spoken_of(town: Town, here: City) -> None:
    item = town.post(november(10), TITLE, kind="practice")
    adopt(town, 11, item, "adopt_not_fitting", "市民課")
    adopt(town, 11, item, "adopt_considering", "財政課")
    adopt(town, 11, item, "adopt_preparing", "税務課")
    adopt(town, 12, item, "adopt_dropped", "税務課")
    assert compiled(town, here).taken_up == ()


def test_a_private_or_withdrawn_practice_is_not_spoken_of(town: Town, here: City) -> None:
    private = town.post(november(10), TITLE, kind="practice", private=True)
    withdrawn = town.post(november(10), TITLE, kind="practice", status="withdrawn")
    for item in (private, withdrawn):
        adopt(town, 11, item, "adopt_preparing", "市民課")
    assert compiled(town, here).taken_up == ()
