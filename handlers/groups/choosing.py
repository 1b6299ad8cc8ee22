"""The form about one group of a reorganisation: each choice is kept as it is made, also when the form is closed."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.errors import NotFoundError
from bot.services.reorganising import choosing, drafting
from handlers.groups.choice import choice_in
from handlers.groups.reorganising import show_below
from handlers.pressed import kept_in, number, value_of
from handlers.services import Actor, Body, Services
from storage.database import Session
from templates import wizard
from templates import wizard_choice as form

_KEY_AT_MOST = 100


def register(app: AsyncApp) -> None:
    """The button beside each group, the form, and everything in it."""
    app.action(wizard.CHANGE_ID)(handle_change_press)
    app.action(wizard.NEW_ID)(handle_new_press)
    app.action(form.SAID_ID)(handle_said)
    app.action(form.DEED_ID)(handle_deed_choice)
    app.action(form.DROP_ID)(handle_drop_press)
    app.view(form.SUBMIT_ID)(handle_choice_submission)
    app.view_closed(form.SUBMIT_ID)(handle_choice_closed)


async def handle_change_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """The form about a group, over the list."""
    actor, key = await services.actor(body), value_of(body)[:_KEY_AT_MOST]
    await services.show(body, await _asked(services, actor, key, _earlier(body["view"])))
    await ack()


async def handle_new_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """The same for one more new group."""
    actor = await services.actor(body)
    key = await services.read(lambda s: choosing.begin(s, actor.person))
    await services.show(body, await _asked(services, actor, key, _earlier(body["view"])))
    await ack()


async def handle_said(ack: AsyncAck, body: Body, services: Services) -> None:
    """Keep what is chosen and typed so far."""
    await _keep(services, await services.actor(body), body["view"])
    await ack()


async def handle_deed_choice(ack: AsyncAck, body: Body, services: Services) -> None:
    """Ask what the other deed asks for."""
    actor, view = await services.actor(body), body["view"]
    await _keep(services, actor, view)
    shown = await _asked(services, actor, _key(view), _earlier(view))
    await services.messenger.update_view(shown, view_id=view["id"])
    await ack()


async def handle_drop_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """A new group is not to be founded: the form is empty again, and nothing of it is kept."""
    actor, view = await services.actor(body), body["view"]
    await services.write(lambda s: drafting.drop(s, services.city, actor.person, _key(view)))
    key = await services.read(lambda s: choosing.begin(s, actor.person))
    await services.messenger.update_view(await _asked(services, actor, key, _earlier(view)), view_id=view["id"])
    await show_below(services, actor, view, _earlier(view))
    await ack()


async def handle_choice_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Check it and go back to the list."""
    actor = await services.actor(body)
    await _keep(services, actor, view, sent=True)
    await show_below(services, actor, view, _earlier(view))
    await ack()


async def handle_choice_closed(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """What was chosen is kept already; the list shows it."""
    actor = await services.actor(body)
    await show_below(services, actor, view, _earlier(view))
    await ack()


async def _asked(services: Services, actor: Actor, key: str, earlier: int) -> Body:
    asked = await services.read(lambda s: choosing.ask(s, services.city, actor.person, key, earlier))
    return form.choice_modal(actor.words, asked)


async def _keep(services: Services, actor: Actor, view: Body, *, sent: bool = False) -> None:
    key, filled = _key(view), await choice_in(services, actor, view)

    def keep(session: Session) -> None:
        choosing.keep(session, services.city, actor.person, key, filled, sent=sent)

    if sent:
        await services.write_once(actor, view, keep)
    else:
        await services.write_until_sent(actor, view, keep)


def _key(view: Body) -> str:
    key = kept_in(view).get("group")
    if not isinstance(key, str):
        raise NotFoundError("group_unknown")
    return key[:_KEY_AT_MOST]


def _earlier(view: Body) -> int:
    return number(kept_in(view).get("earlier", 0), "group_unknown")
