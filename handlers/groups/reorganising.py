"""The reorganisation in the chat: its list, the day, before and after, planned and cancelled; for the office."""

import logging

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.errors import DeliveryError
from bot.domain.reorganisations import PlannedOne
from bot.services.reorganising import drafting, planning
from handlers.pressed import day, kept_in, number, value_of
from handlers.services import Actor, Body, Services
from templates import wizard
from templates.blocks import Message

log = logging.getLogger(__name__)


def register(app: AsyncApp) -> None:
    """The buttons of the list and of before and after."""
    app.action(wizard.OPEN_ID)(handle_open_press)
    for action_id in (wizard.EARLIER_ID, wizard.LATER_ID):
        app.action(action_id)(handle_page_press)
    app.action(wizard.DAY_ID)(handle_day_choice)
    app.action(wizard.LOOK_ID)(handle_look_press)
    app.action(wizard.LOOK_AT_ID)(handle_look_at_press)
    app.action(wizard.PLAN_ID)(handle_plan_press)
    app.action(wizard.CANCEL_ID)(handle_cancel_press)
    app.action(wizard.DISCARD_ID)(handle_discard_press)


async def open_wizard(services: Services, actor: Actor, body: Body) -> Message | None:
    """What /bansou reorganise opens."""
    shown = await services.read(lambda s: planning.look(s, services.city, actor.person))
    await services.show(body, wizard.wizard_modal(actor.words, shown))
    return None


async def handle_open_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """In place of the list of groups: only three modals may lie one over the other."""
    actor = await services.actor(body)
    if (body.get("view") or {}).get("type") == "modal":
        await show_list(services, actor, body["view"]["id"], 0)
    else:
        await open_wizard(services, actor, body)
    await ack()


async def handle_page_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """The groups before or after."""
    actor, earlier = await services.actor(body), number(value_of(body), "group_unknown")
    await show_list(services, actor, body["view"]["id"], earlier)
    await ack()


async def handle_day_choice(ack: AsyncAck, body: Body, services: Services) -> None:
    """Keep the day."""
    actor, chosen = await services.actor(body), day(body["actions"][0].get("selected_date"))
    await services.write(lambda s: drafting.set_day(s, services.city, actor.person, chosen))
    await _show_again(services, actor, body)
    await ack()


async def handle_look_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Before and after, over the list."""
    actor = await services.actor(body)
    shown = await services.read(lambda s: planning.preview(s, services.city, actor.person))
    await services.show(body, wizard.preview_modal(actor.words, shown))
    await ack()


async def handle_look_at_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """The same of a plan that waits for its day."""
    actor, plan_id = await services.actor(body), number(value_of(body), "plan_unknown")
    shown = await services.read(lambda s: planning.look_at(s, services.city, actor.person, plan_id))
    await services.show(body, wizard.preview_modal(actor.words, shown))
    await ack()


async def handle_plan_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Plan what was looked at; the list below shows it from now on."""
    actor, stamp = await services.actor(body), value_of(body)
    plan = await services.write(lambda s: planning.plan(s, services.city, actor.workspace, actor.person, stamp))
    done = PlannedOne(plan.id or 0, plan.starts_on, plan.stored_by, len(plan.rows))
    told = wizard.planned_modal(actor.words, done, today=plan.starts_on <= services.city.today())
    await services.messenger.update_view(told, view_id=body["view"]["id"])
    await show_below(services, actor, body["view"], 0)
    await ack()


async def handle_cancel_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Drop a plan that waits for its day."""
    actor, plan_id = await services.actor(body), number(value_of(body), "plan_unknown")
    await services.write(lambda s: planning.cancel(s, services.city, actor.workspace, actor.person, plan_id))
    await _show_again(services, actor, body)
    await ack()


async def handle_discard_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Begin anew."""
    actor = await services.actor(body)
    await services.write(lambda s: drafting.discard(s, actor.person))
    await _show_again(services, actor, body)
    await ack()


async def show_list(services: Services, actor: Actor, view_id: str, earlier: int) -> None:
    """Show the list in a modal that is open."""
    shown = await services.read(lambda s: planning.look(s, services.city, actor.person, earlier))
    await services.messenger.update_view(wizard.wizard_modal(actor.words, shown), view_id=view_id)


async def show_below(services: Services, actor: Actor, view: Body, earlier: int) -> None:
    """Bring the list up to date over which a modal lies; what was done is done without it."""
    if not view.get("previous_view_id"):
        return
    try:
        await show_list(services, actor, view["previous_view_id"], earlier)
    except DeliveryError as error:
        log.info("the list below stays as it was: %s", error)


async def _show_again(services: Services, actor: Actor, body: Body) -> None:
    earlier = number(kept_in(body["view"]).get("earlier", 0), "group_unknown")
    await show_list(services, actor, body["view"]["id"], earlier)
