"""Helpers for a town's consultations: who offers what, the consultation itself, and what people see of the search."""

from datetime import datetime
from typing import Any

from sqlmodel import col, select

from sandbox.client import Person as Actor
from storage import people, skills
from storage.database import Session
from storage.tables import Consultation, Helper, HelpOffer, Person, Skill
from tests.factories import LONG_AGO, add_person
from tests.handlers.town import BOT, Json, Town, buttons, fill_in, words

EXCEL = {
    "title": "公民館の予約の集計をExcelで楽にしたい",
    "body": "毎月、公民館の予約の利用人数をExcelの関数で集計しています。マクロかピボットで自動にしたいです。",
}
OFFERS: dict[str, tuple[tuple[str, ...], str]] = {
    "U0OTTO": (("Excelの関数", "ピボットテーブル"), "窓口の集計をExcelのマクロで自動にしました。"),
    "U0LIN": (("Excelのマクロ", "集計"), "住民票の件数の集計をマクロで自動にしています。"),
    "U0NOA": (("Excel",), "Excelで予約の一覧を作っています。"),
    "U0EMI": (("英語",), "英語の手紙を翻訳します。"),
}


async def offer_help(town: Town, *chat_ids: str, **changes: object) -> None:
    """Let people offer help, as they would by /skill."""

    def work(session: Session) -> None:
        workspace_id = town.cast.workspace.id or 0
        for chat_id in chat_ids:
            person = people.find_by_chat_id(session, workspace_id, chat_id)
            if person is None:
                department = people.list_departments(session, workspace_id)[-1]
                person = add_person(session, workspace_id, chat_id, "Emily Stone", department)
            tags, about = OFFERS[chat_id]
            row = skills.find_helper(session, workspace_id, person.id or 0) or Helper(
                person_id=person.id or 0, workspace_id=workspace_id, confirmed_on=LONG_AGO.date(), **STAMPS
            )
            for name, value in {"about": about, "hours_per_week": 4.0, **changes}.items():
                setattr(row, name, value)
            skills.save_helper(
                session,
                row,
                [
                    Skill(workspace_id=workspace_id, person_id=row.person_id, tag=tag, key=tag.lower(), position=place)
                    for place, tag in enumerate(tags)
                ],
            )

    await town.bot.database.write(work)


STAMPS: dict[str, Any] = {"created_at": LONG_AGO, "updated_at": LONG_AGO}


async def consult(town: Town, asker: Actor | None = None, **more: object) -> None:
    """Ask for help by /soudan."""
    await fill_in(asker or town.rana, {**EXCEL, **more}, "/soudan")
    await town.settled()


async def newest(town: Town, person: Actor, action_id: str = "") -> Json:
    """The newest message to a person that has a button, or anything at all."""
    found = [m for m in await town.direct(person) if not action_id or action_id in buttons(m)]
    assert found, (action_id, words([m["text"] for m in await town.direct(person)]))
    return {**found[-1], "channel": BOT}


async def has(town: Town, person: Actor, action_id: str) -> bool:
    """Whether a person has a message with a button."""
    return any(action_id in buttons(m) for m in await town.direct(person))


async def press(town: Town, person: Actor, action_id: str, **more: object) -> Any:
    """Press a button in the newest message of a person that has it."""
    answer = await town.press(person, await newest(town, person, action_id), action_id, **more)
    await town.settled()
    return answer


async def pass_time(town: Town, moment: datetime) -> None:
    """Let it be a later moment, and everything be done that is due then."""
    town.clock.to(moment)
    await tick(town)


async def tick(town: Town) -> None:
    """Let everything be done that is due."""
    await town.bot.clockwork.tick()
    town.bot.delivery.wake()
    await town.settled()


async def search(town: Town, number: int = 1) -> Consultation:
    """The search of an item."""
    item = await town.item(number)
    return await town.read(lambda s: s.get_one(Consultation, item.id))


async def offers(town: Town, number: int = 1) -> dict[str, str]:
    """How everybody's part in a search stands, by their name, in the order in which they were asked."""
    item = await town.item(number)

    def look(session: Session) -> dict[str, str]:
        query = (
            select(Person.name, HelpOffer.state)
            .join(HelpOffer, col(HelpOffer.person_id) == col(Person.id))
            .where(HelpOffer.request_id == item.id)
        )
        return dict(iter(session.execute(query.order_by(col(HelpOffer.position)))))

    return await town.read(look)


async def talk(town: Town) -> list[Json]:
    """What the bot has said where helper and asker talk."""
    await town.settled()
    posts = await town.sandbox.posts()
    return [{**post["message"], "channel": post["channel"]} for post in posts if post["channel"].startswith("G")]
