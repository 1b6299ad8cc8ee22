"""What somebody can help with: the form from wherever they open it, its suggestions, and what it says."""

import re
from dataclasses import replace

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.skills import ConsentRule, Level, OfferForm, unique_tags
from bot.services.skills import offering
from handlers.chosen import chosen_in, person_of, text_in
from handlers.home import refresh_home
from handlers.noticing import Choice, choice_in
from handlers.services import Actor, Body, Services
from templates import skills as screens
from templates.skills import Typed


def register(app: AsyncApp) -> None:
    """The shortcut, the buttons and the form."""
    app.shortcut(screens.OPEN_ID)(handle_open_press)
    app.action(screens.OPEN_ID)(handle_open_press)
    app.options(screens.TAGS)(handle_tag_options)
    app.view(screens.SUBMIT_ID)(handle_skill_submission)


async def handle_open_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """The global shortcut and the buttons that ask for it."""
    await open_form(services, await services.actor(body), body)
    await ack()


async def open_form(services: Services, actor: Actor, body: Body) -> None:
    """The form with what somebody offers already."""
    sheet = await services.read(lambda s: offering.look(s, services.city, actor.person))
    await services.show(body, screens.skill_modal(actor.words, sheet, screens.typed_before(sheet)))


async def handle_tag_options(ack: AsyncAck, body: Body, services: Services) -> None:
    """Tags that others have, and the one that was typed if it is new."""
    typed = str(body.get("value") or "")
    actor, found = await services.look(body, lambda s, a: offering.suggest_tags(s, a.person.workspace_id, typed))
    await ack(options=screens.tag_options(actor.words, found))


async def handle_skill_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Note what somebody offers, once they have decided about personal data in it."""
    actor, typed = await services.actor(body), _typed(view)
    answers, choice = {screens.TAGS: "、".join(typed.tags), screens.ABOUT: typed.about}, choice_in(view)
    if findings := choice.undecided(answers, (screens.TAGS, screens.ABOUT)):
        sheet = await services.read(lambda s: offering.look(s, services.city, actor.person))
        await ack(
            response_action="update", view=screens.skill_modal(actor.words, sheet, replace(typed, findings=findings))
        )
        return
    boss = await _boss(services, actor, typed.boss)
    form = _form(typed, choice, boss)
    sheet = await services.write(lambda s: offering.save(s, services.city, actor.person, form))
    await ack(response_action="update", view=screens.saved_modal(actor.words, sheet))
    await refresh_home(services, actor)


def _typed(view: Body) -> Typed:
    chosen = [str(one.get("value") or "") for one in _given(view, screens.TAGS).get("selected_options") or []]
    level = (_given(view, screens.LEVEL).get("selected_option") or {}).get("value")
    hours = (_given(view, screens.HOURS).get("selected_option") or {}).get("value")
    return Typed(
        tuple(unique_tags(chosen)),
        Level(level) if level in set(Level) else None,
        text_in(view, screens.ABOUT),
        _hours(str(hours)),
        chosen_in(view, screens.BOSS),
    )


async def _boss(services: Services, actor: Actor, chosen: str | None) -> int | None:
    if services.city.help_consent is ConsentRule.NONE:
        return None
    return (await person_of(services, actor, chosen, screens.BOSS)).id


def _form(typed: Typed, choice: Choice, boss_id: int | None) -> OfferForm:
    words = {str(place): tag for place, tag in enumerate(typed.tags)} | {screens.ABOUT: typed.about}
    stored = choice.carried_out(words, tuple(words))
    tags = unique_tags(str(stored[str(place)]) for place in range(len(typed.tags)))
    return OfferForm(tuple(tags), typed.level, str(stored[screens.ABOUT]), typed.hours, boss_id)


def _hours(text: str) -> float:
    return float(text) if re.fullmatch(r"\d{1,2}(\.\d{1,4})?", text, re.ASCII) else 0.0


def _given(view: Body, name: str) -> Body:
    found: Body = view["state"]["values"].get(name, {}).get(name) or {}
    return found
