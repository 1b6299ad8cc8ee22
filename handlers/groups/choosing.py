"""The form about one group of a reorganisation: each choice is kept as it is made, also when the form is closed."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.errors import NotFoundError
from bot.domain.groups import MOST_SLOTS
from bot.domain.reorganisations import ChoiceForm
from bot.services.reorganising import choosing, drafting
from handlers.groups.filled import people_of
from handlers.groups.reorganising import show_below
from handlers.pressed import kept_in, number, value_of
from handlers.services import Actor, Body, Services
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
    key, filled = _key(view), await _form(services, actor, view)
    await services.write(lambda s: choosing.keep(s, services.city, actor.person, key, filled, sent=sent))


async def _form(services: Services, actor: Actor, view: Body) -> ChoiceForm:
    values: Body = {
        name.split(":")[0]: next(iter(given.values()), {}) for name, given in view["state"]["values"].items()
    }
    lead = values.get(form.LEAD, {}).get("selected_user")
    people = {
        name: await people_of(services, actor, name, values.get(name, {}).get("selected_users") or ())
        for name in (form.COMPANIONS, form.MEMBERS)
    }
    slots = _option(values, form.SLOTS)
    several = values.get(form.TARGETS, {}).get("selected_options") or []
    one = _option(values, form.TARGET)
    back = values.get(form.BACK, {}).get("selected_options")
    return ChoiceForm(
        _option(values, form.DEED),
        name=_text(values, form.NAME)[: form.NAME_AT_MOST],
        mission=_text(values, form.MISSION)[: form.TEXT_AT_MOST],
        channel=_text(values, form.CHANNEL).lstrip("#＃")[: form.NAME_AT_MOST],
        lead=(await people_of(services, actor, form.LEAD, [lead]))[0] if lead else None,
        companions=people[form.COMPANIONS] if form.COMPANIONS in values else None,
        members=people[form.MEMBERS],
        slots=min(number(slots, "group_unknown"), MOST_SLOTS) if slots else None,
        targets=tuple(str(chosen["value"]) for chosen in several) or ((one,) if one else ()),
        typed=tuple(name[: form.NAME_AT_MOST] for name in _lines(_text(values, form.TYPED))),
        rule="back" if back else _option(values, form.RULE),
    )


def _key(view: Body) -> str:
    key = kept_in(view).get("group")
    if not isinstance(key, str):
        raise NotFoundError("group_unknown")
    return key[:_KEY_AT_MOST]


def _earlier(view: Body) -> int:
    return number(kept_in(view).get("earlier", 0), "group_unknown")


def _text(values: Body, name: str) -> str:
    return str(values.get(name, {}).get("value") or "").strip()


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _option(values: Body, name: str) -> str:
    return str((values.get(name, {}).get("selected_option") or {}).get("value") or "")
