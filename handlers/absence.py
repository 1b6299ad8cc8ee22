"""/bansou away and back: from when to when somebody is away, and who stands in."""

import re
from datetime import UTC, date, datetime

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.services import absence, leaving
from handlers.chosen import chosen_in, day_in, person_of
from handlers.pressed import day, value_of
from handlers.services import Actor, Body, Services, team_of
from storage import people, workspaces
from storage.database import Session
from templates import away
from templates.blocks import Message

_MENTIONED = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
# A name that the chat did not turn into a mention, as it is pasted or typed on a small screen.
_NAMED = re.compile(r"[@＠]([^@＠<>\d]+?)\s*(?:さん|様)?\s*(?:\d.*)?$")
_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}")


def register(app: AsyncApp) -> None:
    """The modal that asks what the command did not say, and a status that says that somebody is away."""
    app.view(away.SUBMIT_ID)(handle_absence_submission)
    app.action(away.OPEN_ID)(handle_absence_press)
    app.event("user_status_changed")(handle_status_change)


async def go_away(services: Services, actor: Actor, body: Body) -> Message | None:
    """Two days and a deputy are enough; whatever is missing is asked for in a modal."""
    typed = str(body.get("text") or "")
    days = [found for found in map(_day, _DAY.findall(typed)) if found]
    deputy, named = await _deputy_in(services, actor, typed)
    if deputy is None or len(days) != 2:
        first = days[0] if days else services.city.today()
        last = days[1] if len(days) > 1 else None
        await services.show(body, away.away_modal(actor.words, first, last, deputy, named if deputy is None else ""))
        return None
    return away.noted(actor.words, await _leave(services, actor, days[0], days[1], deputy))


async def come_back(services: Services, actor: Actor, _body: Body) -> Message | None:
    """Somebody is back earlier."""
    absent = await services.write(lambda s: absence.come_back(s, services.city, actor.workspace, actor.person))
    return away.back(actor.words, absent)


async def handle_status_change(body: Body, event: Body, services: Services) -> None:
    """Ask somebody whose status says that they are away, if they want a deputy; nothing happens by itself."""
    profile = event["user"].get("profile") or {}
    end = int(profile.get("status_expiration") or 0)
    until = datetime.fromtimestamp(end, UTC) if end else None
    text, picture = str(profile.get("status_text") or ""), str(profile.get("status_emoji") or "")
    ends_on = leaving.last_day(services.city, text, picture, until)
    if ends_on is None:
        return

    def offer(session: Session) -> None:
        workspace = workspaces.find_by_team(session, team_of(body))
        person = people.find_by_chat_id(session, workspace.id or 0, str(event["user"]["id"])) if workspace else None
        if person is not None:
            leaving.offer(session, services.city, person, ends_on)

    await services.write(offer)


async def handle_absence_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """The question from when to when and who stands in, with the last day of the status."""
    actor, today = await services.actor(body), services.city.today()
    last = day(value_of(body))
    await services.show(body, away.away_modal(actor.words, today, last if last and last >= today else None))
    await ack()


async def handle_absence_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Note the absence; the modal that stays says what was noted."""
    actor = await services.actor(body)
    starts, ends = day(day_in(view, away.FROM_BLOCK)), day(day_in(view, away.UNTIL_BLOCK))
    today = services.city.today()
    absent = await _leave(services, actor, starts or today, ends or today, chosen_in(view, away.DEPUTY_BLOCK))
    await ack(response_action="update", view=away.noted_modal(actor.words, absent))


async def _leave(services: Services, actor: Actor, starts: date, ends: date, chat_id: str | None) -> away.Absent:
    deputy = await person_of(services, actor, chat_id, away.DEPUTY_BLOCK)
    return await services.write(
        lambda s: absence.leave(s, services.city, actor.workspace, actor.person, starts, ends, deputy.id or 0)
    )


async def _deputy_in(services: Services, actor: Actor, typed: str) -> tuple[str | None, str]:
    """Who is meant, by the chat's id where it is one person, and the name that was typed by hand."""
    if mentioned := _MENTIONED.search(typed):
        return mentioned[1], ""
    named = _NAMED.search(typed)
    name = named[1].strip() if named else ""
    found = await services.read(lambda s: absence.find_by_name(s, actor.person.workspace_id, name)) if name else []
    return (found[0].chat_id if len(found) == 1 else None), name


def _day(typed: str) -> date | None:
    return day("-".join(part.zfill(2) for part in typed.split("-")))
