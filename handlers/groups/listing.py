"""The list of the groups: by command, from App Home, and page by page."""

from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.domain.errors import NotFoundError
from bot.services.groups import overview
from handlers.groups import calling, editing, nominating
from handlers.pressed import number, value_of
from handlers.services import Actor, Body, Services
from templates import groups
from templates.blocks import Message


def register(app: AsyncApp) -> None:
    """The button in App Home, and the one under the list."""
    app.action(groups.OPEN_ID)(handle_open_press)
    app.action(groups.MORE_ID)(handle_more_press)
    app.action(groups.DO_ID)(handle_deed_choice)


async def handle_open_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Show the groups over App Home."""
    actor = await services.actor(body)
    shown = await services.read(lambda s: overview.list_lines(s, services.city, actor.person))
    await ack()
    await services.show(body, groups.group_list_modal(actor.words, shown))


async def handle_more_press(ack: AsyncAck, body: Body, respond: AsyncRespond, services: Services) -> None:
    """The next groups: below those of a message, in place of those of a modal."""
    actor = await services.actor(body)
    earlier = number(value_of(body), "group_unknown")
    shown = await services.read(lambda s: overview.list_lines(s, services.city, actor.person, earlier))
    await ack()
    if view := body.get("view"):
        await services.messenger.update_view(groups.group_list_modal(actor.words, shown), view_id=view["id"])
        return
    message = groups.group_list(actor.words, shown)
    await respond(text=message.text, blocks=message.blocks, response_type="ephemeral", replace_original=False)


async def handle_deed_choice(ack: AsyncAck, body: Body, services: Services) -> None:
    """What was chosen in the menu beside a group."""
    actor = await services.actor(body)
    group, _, deed = value_of(body).partition(":")
    if deed not in _DEEDS:
        raise NotFoundError("group_unknown")
    await _DEEDS[deed](services, actor, body, number(group, "group_unknown"))
    await ack()


async def list_groups(services: Services, actor: Actor, rest: str) -> Message:
    """What /bansou groups answers; with `missing` the departments that have named nobody yet."""
    if rest.lower() in _MISSING:
        return await nominating.list_missing(services, actor)
    shown = await services.read(lambda s: overview.list_lines(s, services.city, actor.person))
    return groups.group_list(actor.words, shown)


_MISSING = frozenset({"missing", "推薦", "未推薦"})
_DEEDS: dict[str, Callable[[Services, Actor, Body, int], Awaitable[None]]] = {
    groups.EDIT: editing.open_form,
    groups.CALL: calling.ask_call,
    groups.END_CALL: calling.end_call,
    groups.NOMINATE: nominating.ask_round,
}
