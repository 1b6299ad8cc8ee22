import json
from typing import Any

import pytest

from bot.domain.skills import Helper
from bot.services.skills import pool
from sandbox.client import Answer, Person
from storage.database import Session
from storage.tables import Skill
from tests.handlers.town import Town, block, has_action, has_block, typed, words

BOSS_FIELD = "skill_boss"
TAGS, LEVEL, ABOUT, HOURS = "skill_tags", "skill_level", "skill_about", "skill_hours"
OFFER = {TAGS: ["RPA", "還付の登録"], LEVEL: "teaches", ABOUT: "還付の登録を自動にしました。", HOURS: "2"}


async def opened(person: Person, typed: str = "") -> dict[str, Any]:
    """The form as the command opens it."""
    answer = await person.command("/skill", typed)
    assert answer.acked, answer
    return await person.view()


async def filled(person: Person, **changes: Any) -> Answer:
    """Fill in the open form as people do: tags come from the menu."""
    answers = {**OFFER, **changes}
    for tag in answers[TAGS]:
        assert any(one["value"] == tag for one in await person.options(TAGS, tag)), tag
    return await person.submit({name: {name: value} for name, value in answers.items()})


async def offers(town: Town, person: Person, **changes: Any) -> None:
    """Somebody writes what they can help with."""
    await opened(person)
    sent = await filled(person, **changes)
    assert sent.response_action == "update", sent
    await town.settled()


async def helper(town: Town, person: Person) -> Helper | None:
    def find(session: Session) -> Helper | None:
        found = pool.list_helpers(session, town.bot.city, town.cast.workspace.id or 0)
        return next((one for one in found if one.who.chat_id == person.id), None)

    return await town.read(find)


async def test_what_somebody_can_help_with_is_stored_and_shown_in_app_home(town: Town) -> None:
    assert "1分で書けます" in words(await town.home(town.otto))
    assert "1分で終わります" in words(await opened(town.otto))

    sent = await filled(town.otto)

    assert sent.response_action == "update"
    assert "登録しました" in words(await town.otto.view())
    otto = await helper(town, town.otto)
    assert otto is not None
    assert [(skill.tag, skill.level) for skill in otto.skills] == [("RPA", "teaches"), ("還付の登録", "teaches")]
    assert (otto.about, otto.offered_hours, otto.takes(2)) == (OFFER[ABOUT], 2.0, True)
    shown = words(await town.otto.home("messages"))
    assert "*RPA*（教えられます）、*還付の登録*（教えられます）" in shown
    assert "0／2時間（市の上限は勤務時間の20%）" in shown


@pytest.mark.parametrize("way", ["shortcut", "home"])
async def test_the_form_opens_from_wherever_somebody_is(town: Town, way: str) -> None:
    if way == "shortcut":
        await town.otto.shortcut("skill_open")
    else:
        home = await town.home(town.otto)
        await town.otto.press("skill_open", view_id=home["id"])
    assert (await town.otto.view())["callback_id"] == "skill_submit"


async def test_the_form_comes_back_with_what_was_written(town: Town) -> None:
    await offers(town, town.otto)
    view = await opened(town.otto)
    assert typed(view, ABOUT) == OFFER[ABOUT]
    assert block(view, TAGS)["element"]["initial_options"][1]["value"] == "還付の登録"
    await filled(town.otto, **{TAGS: ["手話"], LEVEL: "learning", ABOUT: "", HOURS: "7.75"})
    otto = await helper(town, town.otto)
    assert otto is not None
    assert ([(one.tag, one.level) for one in otto.skills], otto.offered_hours) == ([("手話", "learning")], 7.75)


async def test_tags_of_others_are_suggested_and_a_new_one_can_be_added(town: Town) -> None:
    for person in (town.otto, town.mio):
        await offers(town, person, **{TAGS: ["ＲＰＡ"]})
    await offers(town, town.lin, **{TAGS: ["手話"]})
    await opened(town.rana)

    every = await town.rana.options(TAGS, "")
    rpa = await town.rana.options(TAGS, "rpa 保守")
    some = await town.rana.options(TAGS, "rp、手話通訳")

    assert [(one["value"], one["description"]["text"]) for one in every] == [
        ("ＲＰＡ", "2人が登録しています"),
        ("手話", "1人が登録しています"),
    ]
    assert [(one["value"], one["description"]["text"]) for one in rpa] == [("rpa 保守", "新しく加えます")]
    assert [one["value"] for one in some] == ["rp", "手話通訳", "ＲＰＡ"]


async def test_a_tag_is_stored_as_others_spell_it(town: Town) -> None:
    await offers(town, town.otto)
    await opened(town.rana)
    values = {TAGS: ["rpa", "ＲＰＡ"], LEVEL: "practised", HOURS: "1"}
    response = await town.dispatch(submission(await town.rana.view(), "U0RANA", values))
    assert response.status == 200
    rana = await helper(town, town.rana)
    assert rana is not None
    assert [one.tag for one in rana.skills] == ["RPA"]


async def test_personal_data_in_what_was_done_is_asked_about(town: Town) -> None:
    await opened(town.otto)
    sent = await filled(town.otto, **{ABOUT: "住民の方の 090-1234-5678 に電話しました。"})
    assert sent.response_action == "update"
    assert await helper(town, town.otto) is None
    assert has_block(await town.otto.view(), "intake_personal_data")
    await town.otto.submit({"intake_personal_data": {"intake_answer": "mask"}})
    otto = await helper(town, town.otto)
    assert otto is not None
    assert otto.about == "住民の方の ●●● に電話しました。"
    assert len(otto.skills) == 2


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({TAGS: []}, TAGS, "ここを書いてください"),
        ({TAGS: ["長" * 31]}, TAGS, "30文字まで"),
        ({TAGS: ["！"] * 2 + [str(n) for n in range(21)]}, TAGS, "20個まで"),
        ({HOURS: "8"}, HOURS, "週7.75時間まで"),
        ({HOURS: "1e5"}, HOURS, "週7.75時間まで"),
        ({ABOUT: "あ" * 1001}, ABOUT, "1文字多い"),
    ],
)
async def test_what_cannot_be_is_said_at_its_field(town: Town, values: Any, field: str, said: str) -> None:
    await opened(town.otto)
    response = await town.dispatch(submission(await town.otto.view(), "U0OTTO", {**OFFER, **values}))
    errors = json.loads(response.body)["errors"]
    assert said in errors[field]
    assert await helper(town, town.otto) is None


async def test_levels_of_each_tag_stay_when_the_form_says_so(town: Town) -> None:
    await offers(town, town.otto, **{TAGS: ["RPA"]})
    await town.bot.database.write(lambda session: learn(session, town.cast.otto.id or 0, "手話"))
    view = await opened(town.otto)
    assert block(view, LEVEL)["element"]["initial_option"]["value"] == "as_before"
    await filled(town.otto, **{TAGS: ["RPA", "手話", "統計"], LEVEL: "as_before"})
    otto = await helper(town, town.otto)
    assert otto is not None
    assert [(one.tag, one.level) for one in otto.skills] == [
        ("RPA", "teaches"),
        ("手話", "learning"),
        ("統計", "practised"),
    ]


async def test_app_home_offers_to_change_what_was_written(town: Town) -> None:
    await offers(town, town.otto)
    home = await town.home(town.otto)
    assert has_action(home, "skill_open")
    await town.otto.press("skill_open", view_id=home["id"])
    assert "変えたいところだけ" in words(await town.otto.view())


def learn(session: Session, person_id: int, tag: str) -> None:
    row = Skill(workspace_id=1, person_id=person_id, tag=tag, key=tag, level="learning", position=9)
    session.add(row)


def submission(view: dict[str, Any], user: str, values: dict[str, Any]) -> dict[str, Any]:
    """The form as a client of ours would never send it."""
    state: dict[str, Any] = {}
    for name, value in values.items():
        if name == ABOUT:
            state[name] = {name: {"type": "plain_text_input", "value": value}}
        elif name == TAGS:
            chosen = [{"value": tag, "text": {"type": "plain_text", "text": tag}} for tag in value]
            state[name] = {name: {"type": "multi_external_select", "selected_options": chosen}}
        else:
            state[name] = {name: {"type": "static_select", "selected_option": {"value": value}}}
    return {
        "type": "view_submission",
        "team": {"id": "T0CITY"},
        "user": {"id": user, "team_id": "T0CITY"},
        "trigger_id": "1.2.forged",
        "view": {**view, "state": {"values": state}},
    }
