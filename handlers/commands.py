"""/bansou: help, lists, searches, what is overdue, one item, the groups, being away, the digest to come."""

import unicodedata
from collections.abc import Awaitable, Callable

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond

from bot.domain.errors import NotFoundError
from bot.domain.numbers import RequestNumber
from bot.services import digest, listing, queries, timeline
from bot.services.intake.invite import HELP_WORDS
from handlers import absence, reminding, skills, transferring
from handlers.groups.listing import list_groups
from handlers.groups.reorganising import open_wizard
from handlers.helping.figures import show_figures
from handlers.pressed import number, value_of
from handlers.services import Actor, Body, Services
from storage.database import Session
from templates.blocks import Message
from templates.direct import help_message
from templates.history import item_message
from templates.listing import MORE_ID, item_list
from templates.mrkdwn import as_typed

Answer = Callable[[Services, Actor, str], Awaitable[Message]]


def register(app: AsyncApp) -> None:
    """The one command with several uses, and the button under its lists."""
    app.command("/bansou")(handle_bansou_command)
    app.action(MORE_ID)(handle_more_press)


async def handle_bansou_command(ack: AsyncAck, body: Body, services: Services) -> None:
    """Answer to the person alone."""
    actor = await services.actor(body)
    typed = as_typed(str(body.get("text") or ""))
    word, rest = [*typed.split(None, 1), "", ""][:2]  # the spaces of Japanese too
    name = unicodedata.normalize("NFKC", word or "help").lower()
    if name in _WITH_FORM:  # these may ask in a modal, and say nothing yet
        said = await _WITH_FORM[name](services, actor, body)
        await ack(response_type="ephemeral", text=said.text, blocks=said.blocks) if said else await ack()
        return
    use = _USES.get(name)
    if use is None and RequestNumber.parse(typed) is not None:
        use, rest = _show, typed
    if use is None:
        raise NotFoundError("command_unknown", typed=typed)
    answer = await use(services, actor, rest.strip())
    await ack(response_type="ephemeral", text=answer.text, blocks=answer.blocks)


async def handle_more_press(ack: AsyncAck, body: Body, respond: AsyncRespond, services: Services) -> None:
    """The next part of a list, below the one that is there."""
    actor = await services.actor(body)
    start, newest_id, typed = [*value_of(body).split(":", 2), "", ""][:3]
    before = number(start, "request_unknown"), number(newest_id, "request_unknown")
    answer = await services.read(lambda s: _found(s, services, actor, typed, *before))
    await ack()
    await respond(text=answer.text, blocks=answer.blocks, response_type="ephemeral", replace_original=False)


def _found(
    session: Session, services: Services, actor: Actor, typed: str, start: int = 0, newest_id: int | None = None
) -> Message:
    query = queries.read_query(session, services.city, actor.person.workspace_id, typed)
    page = listing.find(session, services.city, actor.person, query, start=start, newest_id=newest_id)
    return item_list(actor.words, page, typed)


async def _help(_services: Services, actor: Actor, _rest: str) -> Message:
    return help_message(actor.words)


async def _list(services: Services, actor: Actor, rest: str) -> Message:
    if rest:
        raise NotFoundError("command_unknown", typed=f"list {rest}")
    return await services.read(lambda s: _found(s, services, actor, ""))


async def _search(services: Services, actor: Actor, rest: str) -> Message:
    return await services.read(lambda s: _found(s, services, actor, rest))


async def _digest(services: Services, actor: Actor, _rest: str) -> Message:
    message = await services.read(lambda s: digest.preview(s, services.city, actor.person))
    if message is None:
        raise NotFoundError("digest_empty")
    return message


async def _show(services: Services, actor: Actor, number: str) -> Message:
    opened = await services.read(lambda s: timeline.open_number(s, services.city, actor.person, number))
    return item_message(actor.words, opened)


_WITH_FORM: dict[str, Callable[[Services, Actor, Body], Awaitable[Message | None]]] = {
    "away": absence.go_away,
    "不在": absence.go_away,
    "back": absence.come_back,
    "復帰": absence.come_back,
    "handover": transferring.ask_transfer,
    "引き継ぎ": transferring.ask_transfer,
    "reorganise": open_wizard,
    "再編": open_wizard,
    "skill": skills.command.use_after_word,
    "スキル": skills.command.use_after_word,
}
_USES: dict[str, Answer] = {
    **dict.fromkeys(HELP_WORDS, _help),
    "list": _list,
    "一覧": _list,
    "search": _search,
    "検索": _search,
    "overdue": reminding.list_overdue,
    "滞留": reminding.list_overdue,
    "digest": _digest,
    "週報": _digest,
    "show": _show,
    "見る": _show,
    "figures": show_figures,
    "相談の状況": show_figures,
    "groups": list_groups,
    "グループ": list_groups,
}
