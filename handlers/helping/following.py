"""How a consultation went: one press, and what may be added to it."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.errors import InvalidInputError
from bot.domain.follow_up import Reckoning
from bot.services.helping import following, thanking
from bot.services.helping.thanking import More
from handlers.chosen import text_in
from handlers.noticing import choice_in
from handlers.pressed import item_of, kept_in, number, value_of
from handlers.services import Body, Services
from templates import following as screens

_SAID = {action_id: said for said, action_id in screens.ANSWER_IDS.items()}


def register(app: AsyncApp) -> None:
    """The answers, the button where helper and asker talk, and the modal for more."""
    for action_id in _SAID:
        app.action(action_id)(handle_follow_up_press)
    app.action(screens.SOLVED_ID)(handle_solved_press)
    app.action(screens.MORE_ID)(handle_more_press)
    app.view(screens.SUBMIT_ID)(handle_more_submission)


async def handle_follow_up_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Keep the answer, then offer to add to it; who closes the modal has answered all the same."""
    actor, follow_up_id = await services.actor(body), number(value_of(body), "follow_up_unknown")
    said = _SAID[body["actions"][0]["action_id"]]
    one = await services.write(
        lambda s: following.answer(s, services.city, actor.workspace, actor.person, follow_up_id, said)
    )
    await services.show(body, screens.more_modal(actor.words, one))
    await ack()


async def handle_solved_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """It is solved before the time."""
    actor, request_id = await services.actor(body), item_of(body)
    await services.write(lambda s: following.solved(s, services.city, actor.workspace, actor.person, request_id))
    await ack()


async def handle_more_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Ask what they like to add."""
    actor, follow_up_id = await services.actor(body), number(value_of(body), "follow_up_unknown")
    one = await services.read(lambda s: thanking.consider(s, services.city, actor.person, follow_up_id))
    await services.show(body, screens.more_modal(actor.words, one))
    await ack()


async def handle_more_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Keep what was added, once who wrote it has decided about personal data in it."""
    actor = await services.actor(body)
    follow_up_id = number(kept_in(view).get("follow_up"), "follow_up_unknown")
    written, choice = {name: text_in(view, name).strip() for name in screens.TEXTS}, choice_in(view)
    if findings := choice.undecided(written, screens.TEXTS):
        one = await services.read(lambda s: thanking.consider(s, services.city, actor.person, follow_up_id))
        await ack(response_action="update", view=screens.more_modal(actor.words, one, findings))
        return
    stored, decided = choice.carried_out(written, screens.TEXTS), choice.decided(written, screens.TEXTS)
    more = More(_reckoning(view), stored[screens.BASIS], stored[screens.THANKS], _may_be_told(view))
    await services.write(lambda s: thanking.add(s, services.city, actor.person, follow_up_id, more, decided))
    await ack()


def _reckoning(view: Body) -> Reckoning | None:
    minutes = _number(view, screens.MINUTES, screens.MINUTES_AT_MOST)
    times = _number(view, screens.TIMES, screens.TIMES_AT_MOST)
    if minutes is None or times is None:
        return None
    if times < 0:
        raise InvalidInputError(screens.TIMES, "follow_up_number")
    return Reckoning(minutes, times)


def _number(view: Body, name: str, most: int) -> float | None:
    """What stands in a number field; a forged one may hold anything."""
    typed = text_in(view, name).strip()
    if not typed:
        return None
    try:
        found = float(typed)
    except ValueError as error:
        raise InvalidInputError(name, "follow_up_number") from error
    if not abs(found) <= most:  # also for what is no number at all
        raise InvalidInputError(name, "follow_up_number")
    return found


def _may_be_told(view: Body) -> bool:
    field: Body = view["state"]["values"].get(screens.TOLD, {}).get(screens.TOLD) or {}
    return bool(field.get("selected_options"))
