"""Who takes an item on, and until when."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.statuses import TriageAction
from bot.services import assigning
from bot.services.assigning import Assignment
from handlers.chosen import chosen_in, day_in, person_of
from handlers.home import refresh_home
from handlers.pressed import day, in_home, kept_in, number
from handlers.services import Actor, Body, Services
from templates import assigning as screens


def register(app: AsyncApp) -> None:
    """The modal; it is opened from the menu of decisions."""
    app.view(screens.SUBMIT_ID)(handle_assignment_submission)


async def ask_person(services: Services, actor: Actor, body: Body, request_id: int, _action: TriageAction) -> None:
    """Ask for the person and the day."""
    item = await services.read(
        lambda s: assigning.consider(s, services.city, actor.workspace, actor.person, request_id)
    )
    await services.show(body, screens.assign_modal(actor.words, item, in_home=in_home(body)))


async def handle_assignment_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Give the item to the person."""
    actor = await services.actor(body)
    request_id = number(kept_in(view).get("item"), "request_unknown")
    chosen = await person_of(services, actor, chosen_in(view, screens.PERSON_BLOCK), screens.PERSON_BLOCK)
    made = Assignment(chosen.id or 0, day(day_in(view, screens.UNTIL_BLOCK)))
    await services.write(lambda s: assigning.assign(s, services.city, actor.workspace, actor.person, request_id, made))
    await ack()
    if kept_in(view).get("in_home"):
        await refresh_home(services, actor)
