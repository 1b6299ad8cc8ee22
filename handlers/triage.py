"""Handing an item to a group: the question which one, and the office's choice."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.items import Item
from bot.domain.statuses import TriageAction
from bot.services import triage
from handlers.chosen import text_in
from handlers.home import refresh_home
from handlers.noticing import written_in
from handlers.pressed import in_home, item_of, kept_in, number, value_of
from handlers.services import Actor, Body, Services
from templates import moving
from templates.cards import Candidate
from templates.moving import NOTE_BLOCK


def register(app: AsyncApp) -> None:
    """What leads, companions and the office press."""
    app.view(moving.SUBMIT_ID)(handle_move_submission)
    app.action("routing_choose")(handle_choice)
    app.action("routing_choose_other")(handle_choice)


async def ask_group(services: Services, actor: Actor, body: Body, request_id: int, _action: TriageAction) -> None:
    """Ask for the group, the likeliest first."""
    item, choices = await _destinations(services, actor, request_id)
    await services.show(body, moving.move_modal(actor.words, item, choices, in_home=in_home(body)))


async def handle_move_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Move the item with the words given, once who wrote them has decided about personal data in them."""
    actor = await services.actor(body)
    values = view["state"]["values"]
    chosen = values[moving.GROUP_BLOCK][moving.GROUP_BLOCK].get("selected_option") or {}
    request_id = number(kept_in(view).get("item"), "request_unknown")
    to_home, note = bool(kept_in(view).get("in_home")), written_in(view, NOTE_BLOCK, text_in(view, NOTE_BLOCK))
    if note.findings:
        item, choices = await _destinations(services, actor, request_id)
        modal = moving.move_modal(actor.words, item, choices, in_home=to_home, findings=note.findings)
        await ack(response_action="update", view=modal)
        return
    group_id = number(chosen.get("value"), "group_unknown")
    await _move(services, actor, request_id, group_id, note.words, note.decided)
    await ack()
    if to_home:
        await refresh_home(services, actor)


async def handle_choice(ack: AsyncAck, body: Body, services: Services) -> None:
    """The office's answer where an item belongs."""
    actor = await services.actor(body)
    group_id = number(value_of(body).partition(":")[2], "group_unknown")
    await _move(services, actor, item_of(body), group_id)
    await ack()


async def _destinations(services: Services, actor: Actor, request_id: int) -> tuple[Item, list[Candidate]]:
    return await services.read(
        lambda s: triage.destinations(s, services.city, actor.workspace, actor.person, request_id)
    )


async def _move(
    services: Services, actor: Actor, request_id: int, group_id: int, note: str = "", personal_data: str = ""
) -> None:
    await services.write(
        lambda s: triage.move(
            s, services.city, actor.workspace, actor.person, request_id, group_id, note, personal_data
        )
    )
