"""Nominations: departments are asked, name somebody in a menu, and the office sees who is missing."""

from dataclasses import replace

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.errors import InvalidInputError
from bot.domain.nominations import RoundForm
from bot.services.groups import nominating, rounds
from handlers.groups.calling import bring_in
from handlers.groups.filled import people_of
from handlers.intake.form import handle_department_options
from handlers.noticing import written_in
from handlers.pressed import day, kept_in, number
from handlers.services import Actor, Body, Services
from templates import nominating as screens
from templates.blocks import Message


def register(app: AsyncApp) -> None:
    """The form of a round, the menus of people, and the buttons that open lists."""
    app.view(screens.SUBMIT_ID)(handle_round_submission)
    app.options(screens.DEPARTMENTS)(handle_department_options)
    app.action(screens.CHOOSE_ID)(handle_nominee_choice)
    app.action(screens.ASK_ID)(handle_asked_choice)
    app.action(screens.TODO_ID)(handle_todo_press)
    app.action(screens.MISSING_ID)(handle_missing_press)


async def ask_round(services: Services, actor: Actor, body: Body, group_id: int) -> None:
    """The form of a round."""
    given = await services.read(lambda s: rounds.consider(s, services.city, actor.person, group_id))
    await services.show(body, screens.round_modal(actor.words, group_id, *given))


async def list_missing(services: Services, actor: Actor) -> Message:
    """What /bansou groups missing answers."""
    found = await services.read(lambda s: rounds.list_open(s, services.city, actor.person))
    return screens.missing_message(actor.words, found)


async def handle_round_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Ask the departments once, when who asks has decided about personal data in their words."""
    actor = await services.actor(body)
    group_id, form = number(kept_in(view).get("group"), "group_unknown"), _form(view)
    said = written_in(view, screens.NOTE, form.note)
    if said.findings:
        given = await services.read(lambda s: rounds.consider(s, services.city, actor.person, group_id))
        await ack(response_action="update", view=screens.round_modal(actor.words, group_id, *given, said.findings))
        return
    form = replace(form, note=said.words)
    await services.write_once(actor, view, lambda s: rounds.begin(s, services.city, actor.person, group_id, form))
    await ack()


async def handle_nominee_choice(ack: AsyncAck, body: Body, services: Services) -> None:
    """A department has named somebody, who comes into the channel if the bot may bring them."""
    actor = await services.actor(body)
    nomination_id, nominee_id = await _chosen(services, actor, body)
    taken = await services.write(
        lambda s: nominating.nominate(s, services.city, actor.workspace, actor.person, nomination_id, nominee_id)
    )
    await ack()
    if (body.get("view") or {}).get("type") == "modal":
        await _show_todo(services, actor, body)
    await bring_in(services, actor, taken)


async def handle_asked_choice(ack: AsyncAck, body: Body, services: Services) -> None:
    """The office asks somebody else for a department."""
    actor = await services.actor(body)
    nomination_id, asked_id = await _chosen(services, actor, body)
    await services.write(lambda s: rounds.ask_another(s, services.city, actor.person, nomination_id, asked_id))
    await ack()
    if view := body.get("view"):
        found = await services.read(lambda s: rounds.list_open(s, services.city, actor.person))
        await services.messenger.update_view(screens.missing_modal(actor.words, found), view_id=view["id"])


async def handle_todo_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Everything that somebody is asked to name, from a reminder."""
    actor = await services.actor(body)
    found = await services.read(lambda s: nominating.waiting_of(s, services.city, actor.person))
    await ack()
    await services.show(body, screens.todo_modal(actor.words, found))


async def handle_missing_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Who is missing, over App Home."""
    actor = await services.actor(body)
    found = await services.read(lambda s: rounds.list_open(s, services.city, actor.person))
    await ack()
    await services.show(body, screens.missing_modal(actor.words, found))


async def _show_todo(services: Services, actor: Actor, body: Body) -> None:
    found = await services.read(lambda s: nominating.waiting_of(s, services.city, actor.person))
    await services.messenger.update_view(screens.todo_modal(actor.words, found), view_id=body["view"]["id"])


async def _chosen(services: Services, actor: Actor, body: Body) -> tuple[int, int]:
    """The request that a menu of people stands beside, and who was chosen in it."""
    action = body["actions"][0]
    nomination_id = number(str(action.get("block_id") or "").removeprefix("nomination:"), "nomination_unknown")
    chat_id = action.get("selected_user")
    if not chat_id:
        raise InvalidInputError(screens.CHOOSE_ID, "field_empty")
    (person_id,) = await people_of(services, actor, screens.CHOOSE_ID, [chat_id])
    return nomination_id, person_id


def _form(view: Body) -> RoundForm:
    state: Body = view["state"]["values"]
    values: Body = {name: next(iter(given.values()), {}) for name, given in state.items()}
    chosen = values.get(screens.DEPARTMENTS, {}).get("selected_options") or []
    return RoundForm(
        note=str(values.get(screens.NOTE, {}).get("value") or "").strip(),
        closes_on=day(values.get(screens.CLOSES, {}).get("selected_date")),
        departments=tuple(number(one["value"], "department_unknown") for one in chosen),
    )
