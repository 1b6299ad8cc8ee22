"""The buttons and the menu on an item: what needs words or a day asks for them, everything else is done at once."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TypeVar

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.errors import InvalidTransitionError
from bot.domain.items import Item
from bot.domain.statuses import TRANSITIONS, WITH_A_BUTTON, TriageAction
from bot.services import decisions
from bot.services.decisions import Decision
from handlers import assigning, consulting, merging, scoring, triage
from handlers.asked import action_of, asked_in
from handlers.home import refresh_home
from handlers.noticing import written_in
from handlers.pressed import day, in_home, item_of, number, value_of
from handlers.services import Actor, Body, Services
from handlers.showing import item_view
from templates import deciding
from templates.cards import MORE_ID
from templates.deciding import Asked

T = TypeVar("T")
Deed = Callable[[Services, Actor, Body, int, TriageAction], Awaitable[None]]


def register(app: AsyncApp) -> None:
    """Every action of the status table by its button, the menu of the others, and the modal that asks."""
    for action in sorted(WITH_A_BUTTON):
        app.action(f"triage_{action}")(handle_press)
    app.action(MORE_ID)(handle_press)
    app.action(deciding.READY_ID)(handle_ready_choice)
    app.view(deciding.SUBMIT_ID)(handle_decision_submission)


async def handle_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Do what was pressed, or ask for what it needs."""
    actor = await services.actor(body)
    request_id, action = item_of(body), action_of(body)
    rule = TRANSITIONS[action]
    deed = _DEEDS.get(action) or (_ask if services.city.outcomes.needs_words(action) or rule.needs_date else _decide)
    await deed(services, actor, body, request_id, action)
    await ack()
    await _show_anew(services, actor, body, request_id, done=deed in {_decide, _undo})


async def handle_ready_choice(ack: AsyncAck, body: Body, services: Services) -> None:
    """Put a ready-made sentence into the words, after what is typed already."""
    actor = await services.actor(body)
    view = body["view"]
    asked = asked_in(view)
    ready = deciding.ready_sentences(actor.words, asked.action)
    place = number(value_of(body), "request_unknown")
    words = "\n".join(filter(None, [asked.words, *ready[place : place + 1]]))
    item, question = await _consider(services, actor, asked.item, asked.action)
    filled = replace(asked, words=words, version=asked.version + 1, question=question)
    await ack()
    await services.messenger.update_view(deciding.decision_modal(actor.words, item, filled), view_id=view["id"])


async def handle_decision_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Carry the decision out with its words, once who wrote them has decided about personal data in them."""
    actor = await services.actor(body)
    asked = asked_in(view)
    said = written_in(view, deciding.WORDS_BLOCK, asked.words)
    if said.findings:
        item, question = await _consider(services, actor, asked.item, asked.action)
        modal = deciding.decision_modal(actor.words, item, replace(asked, question=question, findings=said.findings))
        await ack(response_action="update", view=modal)
        return
    made = Decision(asked.action, said.words, day(asked.until), said.decided)
    await _carry_out(services, actor, asked.item, made)
    if asked.action is TriageAction.ANSWER:  # the requester reads that it has arrived
        await ack(response_action="update", view=await item_view(services, actor, asked.item))
    else:
        await ack(response_action="clear")
    if asked.in_home:
        await refresh_home(services, actor)


async def _decide(services: Services, actor: Actor, _body: Body, request_id: int, action: TriageAction) -> None:
    await _carry_out(services, actor, request_id, Decision(action))


async def _undo(services: Services, actor: Actor, _body: Body, request_id: int, _action: TriageAction) -> None:
    undone = services.write(lambda s: decisions.undo(s, services.city, actor.workspace, actor.person, request_id))
    await _or_refresh(services, actor, request_id, undone)


async def _ask(services: Services, actor: Actor, body: Body, request_id: int, action: TriageAction) -> None:
    considering = _consider(services, actor, request_id, action)
    item, question = await _or_refresh(services, actor, request_id, considering)
    asked = Asked(action, request_id, in_home=in_home(body), question=question)
    await services.show(body, deciding.decision_modal(actor.words, item, asked))


async def _consider(services: Services, actor: Actor, request_id: int, action: TriageAction) -> tuple[Item, str]:
    return await services.read(
        lambda s: decisions.consider(s, services.city, actor.workspace, actor.person, request_id, action)
    )


_DEEDS: dict[TriageAction, Deed] = {
    TriageAction.MOVE: triage.ask_group,
    TriageAction.UNDO: _undo,
    TriageAction.ASSIGN: assigning.ask_person,
    TriageAction.MERGE: merging.ask_item,
    TriageAction.CONSULT: consulting.ask_departments,
    TriageAction.SCORE: scoring.ask_reviewers,
}


async def _carry_out(services: Services, actor: Actor, request_id: int, decision: Decision) -> None:
    decided = services.write(
        lambda s: decisions.decide(s, services.city, actor.workspace, actor.person, request_id, decision)
    )
    await _or_refresh(services, actor, request_id, decided)


async def _or_refresh(services: Services, actor: Actor, request_id: int, deed: Awaitable[T]) -> T:
    """Do it; whoever was too late pressed a stale card, which is brought up to date."""
    try:
        return await deed
    except InvalidTransitionError:
        await services.write(lambda s: decisions.refresh(s, services.city, actor.workspace, request_id))
        raise


async def _show_anew(services: Services, actor: Actor, body: Body, request_id: int, *, done: bool) -> None:
    """What was pressed, as it stands now; a menu forgets what was chosen in it only when it is sent anew."""
    from_menu = body["actions"][0]["action_id"] == MORE_ID
    if in_home(body) and (done or from_menu):
        await refresh_home(services, actor)
    elif body.get("view") and done:
        view = await item_view(services, actor, request_id)
        await services.messenger.update_view(view, view_id=body["view"]["id"])
    elif not body.get("view") and from_menu and not done:
        await services.write(lambda s: decisions.refresh(s, services.city, actor.workspace, request_id))
