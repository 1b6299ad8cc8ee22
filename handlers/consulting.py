"""Asking departments for their opinion, answering for one, and taking the question back."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.opinions import DEPARTMENTS_AT_MOST, Addressee, Verdict
from bot.domain.statuses import TriageAction
from bot.services import addressees, opinions
from bot.services.opinions import Answer, Question
from handlers.chosen import chosen_in, day_in, person_of, text_in
from handlers.home import refresh_home
from handlers.intake.form import handle_department_options
from handlers.noticing import written_in
from handlers.pressed import day, in_home, item_of, kept_in, number
from handlers.services import Actor, Body, Services
from handlers.showing import item_view
from templates import consulting as screens
from templates.consulting import Asking


def register(app: AsyncApp) -> None:
    """The modal opened from the menu of decisions, the department's buttons, and those in the item."""
    app.options(screens.DEPARTMENTS_BLOCK)(handle_department_options)
    app.view(screens.SUBMIT_ID)(handle_question_submission)
    app.action(screens.ANSWER_ID)(handle_answer_press)
    app.view(screens.ANSWER_SUBMIT_ID)(handle_answer_submission)
    app.action(screens.WITHDRAW_ID)(handle_change)
    app.action(screens.EXTEND_ID)(handle_change)


async def ask_departments(services: Services, actor: Actor, body: Body, request_id: int, _action: TriageAction) -> None:
    """Ask which departments, what, and until when."""
    item = await services.read(lambda s: opinions.consider(s, services.city, actor.workspace, actor.person, request_id))
    await services.show(body, screens.ask_modal(actor.words, item, Asking(in_home=in_home(body))))


async def handle_question_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Ask who answers for each department, and about personal data; then ask the departments."""
    actor = await services.actor(body)
    request_id, to_home = number(kept_in(view).get("item"), "request_unknown"), bool(kept_in(view).get("in_home"))
    typed, chosen = text_in(view, screens.QUESTION_BLOCK), _departments_in(view)
    asked, until = written_in(view, screens.QUESTION_BLOCK, typed), day(day_in(view, screens.UNTIL_BLOCK))
    workspace_id = actor.person.workspace_id
    proposed = await services.read(lambda s: addressees.propose(s, workspace_id, chosen))
    if asked.findings or not all(_person_block(one) in view["state"]["values"] for one in proposed):
        item = await services.read(
            lambda s: opinions.consider(s, services.city, actor.workspace, actor.person, request_id)
        )
        asking = Asking(typed, until, proposed, asked.findings, to_home)
        await ack(response_action="update", view=screens.ask_modal(actor.words, item, asking))
        return
    people = {one.department_id: await _answering(services, actor, view, one) for one in proposed}
    question = Question(asked.words, until, people, asked.decided)
    await services.write(lambda s: opinions.ask(s, services.city, actor.workspace, actor.person, request_id, question))
    await ack(response_action="clear")
    if to_home:
        await refresh_home(services, actor)


async def handle_answer_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Ask for the department's opinion."""
    actor = await services.actor(body)
    opinion_id = item_of(body)
    item, opinion = await services.read(lambda s: opinions.look(s, services.city, actor.person, opinion_id))
    await ack()
    await services.show(body, screens.answer_modal(actor.words, item, opinion))


async def handle_answer_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Take the answer, once who wrote it has decided about personal data in it; then show the item with it."""
    actor = await services.actor(body)
    opinion_id = number(kept_in(view).get("opinion"), "request_unknown")
    said = written_in(view, screens.ANSWER_BLOCK, text_in(view, screens.ANSWER_BLOCK))
    if said.findings:
        item, opinion = await services.read(lambda s: opinions.look(s, services.city, actor.person, opinion_id))
        await ack(response_action="update", view=screens.answer_modal(actor.words, item, opinion, said.findings))
        return
    chosen = ((view["state"]["values"].get(screens.VERDICT_BLOCK) or {}).get(screens.VERDICT_BLOCK) or {}).get(
        "selected_option"
    ) or {}
    verdict = Verdict(chosen["value"]) if chosen.get("value") in set(Verdict) else None
    given = Answer(verdict, said.words, said.decided)
    answered = await services.write(
        lambda s: opinions.answer(s, services.city, actor.workspace, actor.person, opinion_id, given)
    )
    await ack(response_action="update", view=await item_view(services, actor, answered.id))


async def handle_change(ack: AsyncAck, body: Body, services: Services) -> None:
    """Take a question back, or give longer; the item is shown anew."""
    actor = await services.actor(body)
    opinion_id = item_of(body)
    deed = opinions.withdraw if body["actions"][0]["action_id"] == screens.WITHDRAW_ID else opinions.extend
    item = await services.write(lambda s: deed(s, services.city, actor.workspace, actor.person, opinion_id))
    await ack()
    if body.get("view"):
        await services.messenger.update_view(await item_view(services, actor, item.id), view_id=body["view"]["id"])


async def _answering(services: Services, actor: Actor, view: Body, one: Addressee) -> int:
    chosen = chosen_in(view, _person_block(one))
    return (await person_of(services, actor, chosen, screens.PERSON_BLOCK)).id or 0


def _person_block(one: Addressee) -> str:
    return f"{screens.PERSON_BLOCK}:{one.department_id}"


def _departments_in(view: Body) -> list[int]:
    field = view["state"]["values"].get(screens.DEPARTMENTS_BLOCK, {}).get(screens.DEPARTMENTS_BLOCK, {})
    chosen = [number(one.get("value"), "department_unknown") for one in field.get("selected_options") or []]
    return list(dict.fromkeys(chosen))[: DEPARTMENTS_AT_MOST + 1]
