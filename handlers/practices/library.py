"""The library: `/jirei` and App Home open it; what is chosen or typed in it changes what it shows."""

import unicodedata
from dataclasses import replace

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.kinds import RequestKind
from bot.domain.library import LibraryQuery
from bot.services.intake import drafts
from bot.services.practices import library
from handlers.chosen import text_in
from handlers.intake.surfaces import open_form
from handlers.pressed import kept_in, number, value_of
from handlers.services import Actor, Body, Services
from templates import practices as screens
from templates.mrkdwn import as_typed

_WRITE = frozenset({"書く", "write", "new"})
_MENUS = (screens.TOOL_ID, screens.WORK_ID, screens.DEPARTMENT_ID, screens.EFFECT_ID)


def register(app: AsyncApp) -> None:
    """The command, the button in App Home, and the modal."""
    app.command("/jirei")(handle_jirei_command)
    app.action(screens.OPEN_ID)(handle_library_press)
    app.view(screens.LIBRARY_ID)(handle_library_submission)
    for action_id in _MENUS:
        app.action(action_id)(handle_menu)
    for action_id in (screens.PREVIOUS_ID, screens.NEXT_ID):
        app.action(action_id)(handle_page_press)


async def handle_jirei_command(ack: AsyncAck, body: Body, services: Services) -> None:
    """Alone or with words: the library; after 書く: the form."""
    actor = await services.actor(body)
    typed = as_typed(str(body.get("text") or ""))
    first, rest = [*typed.split(None, 1), "", ""][:2]
    if unicodedata.normalize("NFKC", first).lower() in _WRITE:
        await open_form(services, actor, body, drafts.start_from(RequestKind.PRACTICE, rest))
    else:
        await services.show(body, await _shelf(services, actor, LibraryQuery(typed[: screens.LONGEST])))
    await ack()


async def handle_library_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """The library from its first page."""
    actor = await services.actor(body)
    await services.show(body, await _shelf(services, actor, LibraryQuery()))
    await ack()


async def handle_library_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """What was typed, within what was chosen."""
    actor = await services.actor(body)
    await ack(response_action="update", view=await _shelf(services, actor, _asked(view)))


async def handle_menu(ack: AsyncAck, body: Body, services: Services) -> None:
    """One more thing that practices have to be, or one less."""
    actor, view = await services.actor(body), body["view"]
    query = _chosen(_asked(view), str(body["actions"][0]["action_id"]), value_of(body))
    shown = await _shelf(services, actor, query)
    await ack()
    await services.messenger.update_view(shown, view_id=view["id"])


async def handle_page_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """The page before or after of what is shown, whatever has been typed since."""
    actor, view = await services.actor(body), body["view"]
    start = number(value_of(body), "request_unknown")
    shown = await _shelf(services, actor, _kept(view), start)
    await ack()
    await services.messenger.update_view(shown, view_id=view["id"])


async def _shelf(services: Services, actor: Actor, query: LibraryQuery, start: int = 0) -> Body:
    found = await services.read(lambda s: library.find(s, services.city, actor.person, query, start))
    return screens.library_modal(actor.words, found)


def _chosen(query: LibraryQuery, menu: str, value: str) -> LibraryQuery:
    chosen = "" if value == screens.ALL else value
    match menu:
        case screens.TOOL_ID:
            return replace(query, tool=chosen)
        case screens.WORK_ID:
            return replace(query, work=chosen)
        case screens.DEPARTMENT_ID:
            return replace(query, department=number(chosen or "0", "department_unknown"))
        case _:
            return replace(query, figures=bool(chosen))


def _asked(view: Body) -> LibraryQuery:
    return replace(_kept(view), words=text_in(view, screens.WORDS).strip()[: screens.LONGEST])


def _kept(view: Body) -> LibraryQuery:
    kept = kept_in(view).get("query")
    return LibraryQuery.from_json(kept if isinstance(kept, dict) else {})
