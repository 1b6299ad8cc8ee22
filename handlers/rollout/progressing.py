"""How far a department is, what it brings, and the checklist of a practice."""

import math
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.adoptions import NEEDS_REASON, AdoptionState, Gain
from bot.domain.errors import InvalidInputError
from bot.services.rollout import progressing
from bot.services.rollout.progressing import Changes
from handlers.chosen import chosen_in, day_in, person_of, text_in
from handlers.noticing import written_in
from handlers.pressed import day, item_of, kept_in, number, value_of
from handlers.rollout.adopting import option_in, reason_in
from handlers.services import Body, Services
from templates import adopting as forms
from templates import rollout


def register(app: AsyncApp) -> None:
    """The buttons under an adoption, and the checklist that a practice's owner keeps."""
    app.action(rollout.PROGRESS_ID)(handle_progress_press)
    app.view(forms.PROGRESS_SUBMIT_ID)(handle_progress_submission)
    app.action(rollout.EFFECT_ID)(handle_effect_press)
    app.view(forms.EFFECT_SUBMIT_ID)(handle_effect_submission)
    app.action(rollout.PLAN_ID)(handle_plan_press)
    app.view(forms.STEPS_SUBMIT_ID)(handle_plan_submission)


async def handle_progress_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Show how far it is, to be changed."""
    actor, adoption_id = await services.actor(body), number(value_of(body), "adoption_unknown")
    shown = await services.read(lambda s: progressing.look(s, services.city, actor.person, adoption_id))
    await services.show(body, forms.progress_modal(actor.words, shown))
    await ack()


async def handle_progress_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Keep it once; who stops is asked why, and who begins is asked what it brings."""
    actor = await services.actor(body)
    adoption_id, state = number(kept_in(view).get("adoption"), "adoption_unknown"), _state_in(view)
    before = await services.read(lambda s: progressing.look(s, services.city, actor.person, adoption_id))
    said = written_in(view, forms.WHY, text_in(view, forms.WHY))
    unasked = state in NEEDS_REASON and state is not before.state and forms.REASON not in view["state"]["values"]
    if unasked or said.findings:
        asking = forms.progress_modal(actor.words, before, asking_why=True, findings=said.findings)
        await ack(response_action="update", view=asking)
        return
    person = await person_of(services, actor, chosen_in(view, forms.PERSON), forms.PERSON)
    ticked, unticked = _ticks_in(view)
    target = day(day_in(view, forms.TARGET))
    why = (reason_in(view), said.words, said.decided)
    made = Changes(state, person.id or 0, target, ticked, unticked, *why)
    kept = await services.write_once(
        actor, view, lambda s: progressing.save(s, services.city, actor.workspace, actor.person, adoption_id, made)
    )
    if kept is not None and kept.state is AdoptionState.RUNNING and before.state is not kept.state and not kept.gain:
        await ack(response_action="update", view=forms.effect_modal(actor.words, kept))
    else:
        await ack(response_action="clear")


async def handle_effect_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Ask what it brings."""
    actor, adoption_id = await services.actor(body), number(value_of(body), "adoption_unknown")
    shown = await services.read(lambda s: progressing.look(s, services.city, actor.person, adoption_id))
    await services.show(body, forms.effect_modal(actor.words, shown))
    await ack()


async def handle_effect_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Keep it; an unusual figure is shown once more first."""
    actor = await services.actor(body)
    adoption_id, gain = number(kept_in(view).get("adoption"), "adoption_unknown"), _gain_in(view)
    confirmed = kept_in(view).get("confirmed")
    shown, usual = await services.write(
        lambda s: progressing.enter_effect(s, services.city, actor.person, adoption_id, gain, confirmed)
    )
    if usual is not None:
        await ack(response_action="update", view=forms.effect_modal(actor.words, shown, gain, usual))
    else:
        await ack(response_action="clear")


async def handle_plan_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Show the checklist that the practice gives away."""
    actor, request_id = await services.actor(body), item_of(body)
    item, steps = await services.read(lambda s: progressing.look_at_plan(s, services.city, actor.person, request_id))
    await services.show(body, forms.steps_modal(actor.words, item, steps))
    await ack()


async def handle_plan_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Keep it for those to come."""
    actor, request_id = await services.actor(body), number(kept_in(view).get("item"), "request_unknown")
    typed = text_in(view, forms.PLAN)
    await services.write(lambda s: progressing.set_plan(s, actor.person, request_id, typed))
    await ack()


def _state_in(view: Body) -> AdoptionState:
    chosen = option_in(view, forms.STATE)
    if chosen not in set(AdoptionState):
        raise InvalidInputError(forms.STATE, "field_empty")
    return AdoptionState(chosen)


def _ticks_in(view: Body) -> tuple[list[int], list[int]]:
    """What was ticked, and what was unticked, of what stood there: others may tick at the same time."""
    kept = kept_in(view)
    field = (view["state"]["values"].get(forms.STEPS) or {}).get(forms.STEPS) or {}
    now = {number(one.get("value"), "adoption_unknown") for one in field.get("selected_options") or []}
    had = {number(one, "adoption_unknown") for one in _listed(kept.get("ticked"))}
    shown = {number(one, "adoption_unknown") for one in _listed(kept.get("shown"))}
    return sorted((now - had) & shown), sorted((had - now) & shown)


def _listed(kept: Any) -> list[Any]:  # noqa: ANN401 - whatever a view was given to remember
    return kept if isinstance(kept, list) else []


def _gain_in(view: Body) -> Gain:
    yen = text_in(view, forms.YEN)
    minutes, times, cases = (_figure(view, name) for name in (forms.MINUTES, forms.TIMES, forms.CASES))
    return Gain(minutes, times, cases, int(_figure(view, forms.YEN)) if yen.strip() else None)


def _figure(view: Body, name: str) -> float:
    try:
        figure = float(text_in(view, name))
    except ValueError:
        figure = math.nan
    if not math.isfinite(figure):
        raise InvalidInputError(name, "figure_unusable")
    return figure
