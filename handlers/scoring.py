"""Asking for scores, giving them, and closing the scoring."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.statuses import TriageAction
from bot.services import scoring
from handlers.pressed import item_of, kept_in, number
from handlers.services import Actor, Body, Services
from handlers.showing import item_view
from templates import scoring as screens


def register(app: AsyncApp) -> None:
    """The reviewers' button and modal, and the button that ends it."""
    app.action(screens.GIVE_ID)(handle_give_press)
    app.view(screens.SUBMIT_ID)(handle_score_submission)
    app.action(screens.CLOSE_ID)(handle_close)


async def ask_reviewers(services: Services, actor: Actor, _body: Body, request_id: int, _action: TriageAction) -> None:
    """Ask everybody of the group at once."""
    await services.write(lambda s: scoring.start(s, services.city, actor.workspace, actor.person, request_id))


async def handle_give_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Ask for the points."""
    actor = await services.actor(body)
    request_id = item_of(body)
    item, shown = await services.read(lambda s: scoring.look(s, services.city, actor.person, request_id))
    await ack()
    await services.show(body, screens.score_modal(actor.words, item, shown))


async def handle_score_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Keep the points, and show the item as it stands."""
    actor = await services.actor(body)
    request_id = number(kept_in(view).get("item"), "request_unknown")
    _, shown = await services.read(lambda s: scoring.look(s, services.city, actor.person, request_id))
    points = {criterion: _points_in(view, place) for place, criterion in enumerate(shown.criteria)}
    await services.write(lambda s: scoring.give(s, services.city, actor.workspace, actor.person, request_id, points))
    await ack(response_action="update", view=await item_view(services, actor, request_id))


async def handle_close(ack: AsyncAck, body: Body, services: Services) -> None:
    """Take no further points; the item is shown anew."""
    actor = await services.actor(body)
    request_id = item_of(body)
    await services.write(lambda s: scoring.close(s, services.city, actor.workspace, actor.person, request_id))
    await ack()
    if body.get("view"):
        await services.messenger.update_view(await item_view(services, actor, request_id), view_id=body["view"]["id"])


def _points_in(view: Body, place: int) -> int:
    field = view["state"]["values"].get(f"{screens.POINTS_BLOCK}_{place}", {}).get(screens.POINTS_BLOCK, {})
    chosen = str((field.get("selected_option") or {}).get("value") or "")
    return int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) == 1 else 0
