from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlmodel import delete

from bot.domain.audit import BOT
from bot.domain.skills import Sheet
from bot.services.org.apply import apply_plan, plan_organisation, present_organisation
from bot.services.org.rows import PersonRow
from bot.services.skills import importing
from bot.services.skills.workbook import read_skills
from sandbox.client import Person
from storage import people, skills
from storage.database import Session
from storage.tables import SkillConsent
from tests.handlers.skills.test_agreeing import AGREE, consent, conversation, question, takes, wishes
from tests.handlers.skills.test_offering import HOURS, helper, offers
from tests.handlers.test_transferring import ask
from tests.handlers.town import Town, buttons, words

NEXT_YEAR = datetime(2027, 11, 24, 1, 0, tzinfo=UTC)
STILL, CHANGE, LEAVE = "skill_still", "skill_open", "skill_leave"


async def on(town: Town, moment: datetime) -> None:
    """A day comes, and what is due on it is done."""
    town.clock.to(moment)
    await town.bot.clockwork.tick()
    await town.settled()


async def told(town: Town, person: Person, said: str) -> list[dict[str, Any]]:
    """The bot's messages to somebody that say something."""
    where = await conversation(person)
    return [{**post, "channel": where} for post in await town.direct(person) if said in words(post)]


async def moves(town: Town, chat_id: str, department: str, *, leaves: bool = False) -> None:
    """The office's list has somebody elsewhere, or no more."""

    def work(session: Session) -> None:
        number = town.cast.workspace.id or 0
        email = f"{chat_id.lower()}@city.example.jp"
        present = present_organisation(session, number)
        staff = [row for row in present.people or () if row.email != email]
        if not leaves:
            row = next(row for row in present.people or () if row.email == email)
            staff.append(PersonRow(row.name, row.email, department, row.position, row.is_office))
        read = type(present)(present.departments, tuple(staff), None, None)
        plan = plan_organisation(session, number, read, (), missing_left=leaves)
        apply_plan(session, number, plan, town.clock.now())

    await town.bot.database.write(work)


async def test_once_a_year_a_helper_is_asked_whether_it_is_still_true(town: Town) -> None:
    await offers(town, town.otto)
    await on(town, datetime(2027, 11, 23, 23, 0, tzinfo=UTC))  # 08:00 in Tokyo: not yet
    assert await told(town, town.otto, "1年たちました") == []
    await on(town, NEXT_YEAR)
    (asked,) = await told(town, town.otto, "1年たちました")
    assert buttons(asked) == [STILL, CHANGE, LEAVE]
    assert "*RPA*（教えられます）" in words(asked)

    await town.press(town.otto, asked, STILL)

    assert "次は1年後に伺います" in words((await town.direct(town.otto))[-1])
    await on(town, datetime(2028, 11, 20, 1, 0, tzinfo=UTC))
    assert await told(town, town.otto, "1年たちました") == []
    await on(town, datetime(2028, 11, 24, 1, 0, tzinfo=UTC))
    assert len(await told(town, town.otto, "1年たちました")) == 1


async def test_who_does_not_answer_is_asked_again_only_after_another_year(town: Town) -> None:
    await offers(town, town.otto)
    await on(town, NEXT_YEAR)
    await on(town, NEXT_YEAR.replace(month=12, day=1))
    assert len(await told(town, town.otto, "1年たちました")) == 1
    await on(town, NEXT_YEAR.replace(year=2028))
    assert len(await told(town, town.otto, "1年たちました")) == 2
    assert await helper(town, town.otto) is not None


async def test_the_yearly_question_leads_to_the_form_and_to_the_way_out(town: Town) -> None:
    await offers(town, town.otto)
    await on(town, NEXT_YEAR)
    (asked,) = await told(town, town.otto, "1年たちました")
    await town.press(town.otto, asked, CHANGE)
    assert (await town.otto.view())["callback_id"] == "skill_submit"
    await town.otto.close()
    await town.press(town.otto, asked, LEAVE)
    await town.otto.submit({})
    assert await helper(town, town.otto) is None
    await town.dispatch_press("U0OTTO", STILL, "")
    assert "まだ登録していません" in words((await town.direct(town.otto))[-1])


async def test_who_offers_nothing_is_never_asked(town: Town) -> None:
    await on(town, NEXT_YEAR)
    for person in (town.rana, town.otto, town.leo):
        assert all("手伝え" not in words(post) for post in await town.direct(person))


async def test_a_helper_with_another_post_keeps_their_skills_and_needs_the_new_boss(strict: Town) -> None:
    await wishes(strict, strict.otto)
    await strict.press(strict.leo, await question(strict, strict.leo), AGREE)
    await moves(strict, "U0OTTO", "DX推進課")
    assert (await consent(strict, strict.otto), await takes(strict, strict.otto)) == ("missing", False)

    await on(strict, datetime(2026, 11, 25, 1, 0, tzinfo=UTC))
    await on(strict, datetime(2026, 11, 26, 1, 0, tzinfo=UTC))

    (asked,) = await told(strict, strict.otto, "新しい上司の同意が要ります")
    assert "この依頼は終わりました" in words(await question(strict, strict.leo))
    await strict.press(strict.otto, asked, CHANGE)
    await strict.otto.submit({"skill_boss": "U0CAM"})
    await strict.settled()
    await strict.press(strict.cam, await question(strict, strict.cam), AGREE)
    otto = await helper(strict, strict.otto)
    assert otto is not None
    assert (otto.who.department, len(otto.skills), otto.takes(1)) == ("DX推進課", 2, True)


async def test_a_boss_with_another_post_no_longer_answers_for_their_people(strict: Town) -> None:
    await wishes(strict, strict.otto)
    await strict.press(strict.leo, await question(strict, strict.leo), AGREE)
    await wishes(strict, strict.rana, boss="U0CAM")
    await moves(strict, "U0LEO", "DX推進課")
    assert (await consent(strict, strict.otto), await consent(strict, strict.rana)) == ("missing", "asked")


async def test_a_boss_who_has_left_is_replaced_by_another(strict: Town) -> None:
    await wishes(strict, strict.otto)
    await strict.press(strict.leo, await question(strict, strict.leo), AGREE)
    await strict.bot.database.write(lambda session: leave_town(session, strict.cast.leo.id or 0))
    await on(strict, datetime(2026, 11, 25, 1, 0, tzinfo=UTC))
    assert await consent(strict, strict.otto) == "missing"
    assert len(await told(strict, strict.otto, "新しい上司の同意が要ります")) == 1


async def test_who_has_left_is_no_helper_any_more(town: Town) -> None:
    await offers(town, town.otto)
    await moves(town, "U0OTTO", "", leaves=True)
    assert await helper(town, town.otto) is None
    answer = await town.rana.command("/skill", "RPA")
    assert "まだいません" in words(answer.body)


async def test_a_new_rule_asks_every_helper_to_name_a_boss_once(strict: Town) -> None:
    await wishes(strict, strict.otto, **{HOURS: "1"})
    await strict.bot.database.write(lambda session: as_before_the_rule(session, strict.cast.otto.id or 0))
    for day in (25, 26):
        await on(strict, datetime(2026, 11, day, 1, 0, tzinfo=UTC))
    assert len(await told(strict, strict.otto, "同意が要る")) == 1


def leave_town(session: Session, person_id: int) -> None:
    people.get(session, 1, person_id).active = False


def as_before_the_rule(session: Session, person_id: int) -> None:
    session.execute(delete(SkillConsent))
    helper = skills.find_helper(session, 1, person_id)
    assert helper
    helper.consent = "not_needed"


async def test_the_handover_sheet_tells_what_somebody_can_still_be_asked_about(town: Town) -> None:
    await offers(town, town.leo)
    await ask(town, "U0LEO", "U0LIN")
    for person in (town.leo, town.lin):
        sheet = words((await town.direct(person))[-1])
        assert "異動先でも、田中 玲央さんに相談できます" in sheet
        assert "RPA、還付の登録" in sheet
    assert await helper(town, town.leo) is not None


async def test_who_was_entered_before_they_came_to_the_chat_is_told_once_they_are_there(
    town: Town, tmp_path: Path
) -> None:
    list_ = tmp_path / "skills.csv"
    list_.write_text("メールアドレス,手伝えること\nu0otto@city.example.jp,手話\n", encoding="utf-8")

    def enter(session: Session) -> None:
        number, city = town.cast.workspace.id or 0, town.bot.city
        people.get(session, number, town.cast.otto.id or 0).chat_id = None
        planned = importing.plan(session, city, number, *read_skills(list_, Sheet(city.help_share).most))
        importing.carry_out(session, city, number, planned, BOT)

    await town.bot.database.write(enter)
    for _ in range(2):
        assert (await town.otto.command("/skill", "手話")).acked
        await town.sandbox.ask("person", {"id": "U0OTTO", "title": "課長"}, post=True)
        await on(town, town.clock.now())
    (entered,) = await told(town, town.otto, "事務局が、あなたの手伝えることを登録しました")
    assert "*手話*" in words(entered)
    assert buttons(entered) == [CHANGE, LEAVE]
    assert await told(town, town.rana, "登録しました") == []
