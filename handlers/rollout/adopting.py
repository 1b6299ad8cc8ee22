"""うちでもやる and うちには合わない: the buttons on a practice and their forms."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.adoptions import Adoption, AdoptionState, No, Unfit, Wish
from bot.services.rollout import adopting
from handlers.chosen import chosen_in, day_in, person_of, text_in
from handlers.intake.form import handle_department_options
from handlers.noticing import written_in
from handlers.pressed import day, item_of, kept_in, number, value_of
from handlers.services import Actor, Body, Services
from templates import adopting as forms
from templates import rollout, taking_up
from templates.adopting import Filled


def register(app: AsyncApp) -> None:
    """The two buttons of a practice, wherever they stand, and what they open."""
    app.action(taking_up.OPEN_ID)(handle_open_press)
    app.action(taking_up.UNFIT_ID)(handle_unfit_press)
    app.options(forms.DEPARTMENT)(handle_department_options)
    app.view(forms.SUBMIT_ID)(handle_adoption_submission)
    app.view(forms.UNFIT_SUBMIT_ID)(handle_unfit_submission)


async def handle_open_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Ask who does it and until when."""
    actor, asked = await _asked(services, body)
    filled = Filled(asked.department, actor.chat_id)
    await services.show(body, forms.adopt_modal(actor.words, asked.item, filled))
    await ack()


async def handle_unfit_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Ask why not."""
    actor, asked = await _asked(services, body)
    await services.show(body, forms.unfit_modal(actor.words, asked.item, Filled(asked.department)))
    await ack()


async def handle_adoption_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Store it once and show what comes next, after personal data in the words was decided on."""
    actor = await services.actor(body)
    request_id = number(kept_in(view).get("item"), "request_unknown")
    said = written_in(view, forms.WORDS, text_in(view, forms.WORDS))
    chat_id = chosen_in(view, forms.PERSON)
    if said.findings:
        asked = await _consider(services, actor, request_id)
        filled = Filled(_department_shown(view), chat_id, text_in(view, forms.WORDS), said.findings)
        await ack(response_action="update", view=forms.adopt_modal(actor.words, asked.item, filled))
        return
    person = await person_of(services, actor, chat_id, forms.PERSON)
    wish = Wish(
        department_id=_department_in(view),
        person_id=person.id or 0,
        state=_state_in(view),
        target_on=day(day_in(view, forms.TARGET)),
        words=said.words,
        personal_data=said.decided,
    )
    made = await services.write_once(
        actor, view, lambda s: adopting.adopt(s, services.city, actor.workspace, actor.person, request_id, wish)
    )
    await _done(ack, actor, made)


async def handle_unfit_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Keep why not, once."""
    actor = await services.actor(body)
    request_id = number(kept_in(view).get("item"), "request_unknown")
    said = written_in(view, forms.WHY, text_in(view, forms.WHY))
    if said.findings:
        asked = await _consider(services, actor, request_id)
        filled = Filled(_department_shown(view), None, text_in(view, forms.WHY), said.findings)
        await ack(response_action="update", view=forms.unfit_modal(actor.words, asked.item, filled))
        return
    no = No(_department_in(view), reason_in(view), said.words, said.decided)
    made = await services.write_once(
        actor, view, lambda s: adopting.refuse(s, services.city, actor.workspace, actor.person, request_id, no)
    )
    await _done(ack, actor, made)


def reason_in(view: Body) -> Unfit | None:
    """Why not, as it was chosen in a form."""
    chosen = option_in(view, forms.REASON)
    return Unfit(chosen) if chosen in set(Unfit) else None


def option_in(view: Body, name: str) -> str:
    """What was chosen of the options of a field."""
    return str(_chosen(view, name).get("value") or "")


async def _asked(services: Services, body: Body) -> tuple[Actor, adopting.Asked]:
    """The practice of a button; after a colon, the department that somebody was asked for."""
    actor, request_id = await services.actor(body), item_of(body)
    named = value_of(body).partition(":")[2]
    department_id = number(named, "department_unknown") if named else None
    return actor, await _consider(services, actor, request_id, department_id)


async def _consider(
    services: Services, actor: Actor, request_id: int, department_id: int | None = None
) -> adopting.Asked:
    return await services.read(lambda s: adopting.consider(s, services.city, actor.person, request_id, department_id))


async def _done(ack: AsyncAck, actor: Actor, made: Adoption | None) -> None:
    """A submission that came twice was answered the first time."""
    if made is None:
        await ack()
    else:
        await ack(response_action="update", view=rollout.thanks_modal(actor.words, made))


def _department_in(view: Body) -> int | None:
    chosen = option_in(view, forms.DEPARTMENT)
    return number(chosen, "department_unknown") if chosen else None


def _department_shown(view: Body) -> tuple[int, str] | None:
    option = _chosen(view, forms.DEPARTMENT)
    return (number(option["value"], "department_unknown"), option["text"]["text"]) if option else None


def _state_in(view: Body) -> AdoptionState:
    chosen = option_in(view, forms.STATE)
    return AdoptionState(chosen) if chosen in set(AdoptionState) else AdoptionState.PREPARING


def _chosen(view: Body, name: str) -> Body:
    option: Body = (view["state"]["values"].get(name, {}).get(name) or {}).get("selected_option") or {}
    return option
