"""The buttons on an item's card, and the office's choice of a group."""

import json

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.services import triage
from handlers.services import Actor, Body, Services
from templates import moving


def register(app: AsyncApp) -> None:
    """What leads, companions and the office press."""
    app.action("triage_review")(handle_review_press)
    app.action("triage_move")(handle_move_press)
    app.view(moving.SUBMIT_ID)(handle_move_submission)
    app.action("routing_choose")(handle_choice)
    app.action("routing_choose_other")(handle_choice)


async def handle_review_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Take the item up for review."""
    actor = await services.actor(body)
    request_id = int(body["actions"][0]["value"])
    await services.write(lambda s: triage.review(s, services.city, actor.workspace, actor.person, request_id))
    await ack()


async def handle_move_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Ask for the group, the likeliest first."""
    actor = await services.actor(body)
    request_id = int(body["actions"][0]["value"])
    item, choices = await services.read(
        lambda s: triage.destinations(s, services.city, actor.workspace, actor.person, request_id)
    )
    await services.messenger.open_view(body["trigger_id"], moving.move_modal(actor.words, item, choices))
    await ack()


async def handle_move_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Move the item with the words given."""
    actor = await services.actor(body)
    values = view["state"]["values"]
    group_id = int(values[moving.GROUP_BLOCK][moving.GROUP_BLOCK]["selected_option"]["value"])
    note = values[moving.NOTE_BLOCK][moving.NOTE_BLOCK].get("value") or ""
    await _move(services, actor, int(json.loads(view["private_metadata"])["item"]), group_id, note)
    await ack()


async def handle_choice(ack: AsyncAck, body: Body, services: Services) -> None:
    """The office's answer where an item belongs."""
    actor = await services.actor(body)
    pressed = body["actions"][0]
    value = pressed.get("value") or pressed["selected_option"]["value"]
    request_id, group_id = (int(part) for part in value.split(":"))
    await _move(services, actor, request_id, group_id)
    await ack()


async def _move(services: Services, actor: Actor, request_id: int, group_id: int, note: str = "") -> None:
    await services.write(
        lambda s: triage.move(s, services.city, actor.workspace, actor.person, request_id, group_id, note)
    )
