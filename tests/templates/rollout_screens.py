"""The screens about practices that other departments take up, from the same facts as all others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.domain.adoptions import GENERAL_STEPS, Adoption, AdoptionState, Gain, Step, Unfit
from bot.domain.campaigns import Campaign, Question, Spread
from bot.domain.items import Item, Who
from templates import adopting, campaigns, reminding, rollout, spread
from templates.adopting import Filled
from templates.blocks import Block, Message
from templates.campaigns import Begun
from templates.noticed import Finding
from templates.reminding import Awaited
from templates.wording import Words

DAY = date(2026, 12, 18)


def rollout_screens(
    words: Words, item: Item, who: Who, text: str, name: str, many: int
) -> Iterator[tuple[str, Message | Block]]:
    """Each builder by its name, with as many departments as there are."""
    findings = [Finding("adoption_words", "phone", text)] * many
    for filled in (Filled(), Filled((1, name), who.chat_id, text, findings)):
        yield "templates.adopting.adopt_modal", adopting.adopt_modal(words, item, filled)
        yield "templates.adopting.unfit_modal", adopting.unfit_modal(words, item, filled)
    yield "templates.adopting.steps_modal", adopting.steps_modal(words, item, GENERAL_STEPS)
    adoptions = _adoptions(item, who, text, name)
    for adoption in adoptions:
        yield from _of_one(words, adoption, name)
    bare = replace(adoptions[0], person=None, target_on=None, words="", steps=())
    yield from _of_one(words, bare, name)
    for late in (adoptions[:1], _many_times(adoptions, many)):
        yield "templates.reminding.reminder", reminding.reminder(words, [], Awaited(to_finish=late))
    running = next(one for one in adoptions if one.state is AdoptionState.RUNNING)
    unusual = Gain(900, 1000, 12)
    yield "templates.adopting.effect_modal", adopting.effect_modal(words, running, unusual, 95.0)
    asking = adopting.progress_modal(words, adoptions[0], asking_why=True, findings=findings)
    yield "templates.adopting.progress_modal", asking
    all_of_them = tuple(replace(one, may_change=True) for one in _many_times(adoptions, many))
    whole = Spread(item, all_of_them, unasked=(name,) * many, may_plan=True, may_campaign=True)
    yield "templates.spread.spread_modal", spread.spread_modal(words, whole)
    yield "templates.spread.spread_modal", spread.spread_modal(words, whole, spread.A_PAGE)
    yield "templates.spread.spread_modal", spread.spread_modal(words, Spread(item))
    running_campaign = _campaign(item, who, text, name, many)
    asked = Spread(item, campaign=running_campaign, may_campaign=True)
    yield "templates.spread.spread_modal", spread.spread_modal(words, asked)
    everything = campaigns.mine_modal(words, all_of_them, [running_campaign] * many, [running_campaign] * many)
    yield "templates.campaigns.mine_modal", everything
    yield "templates.campaigns.mine_modal", campaigns.mine_modal(words, [], [], [])
    yield from _campaign_screens(words, item, running_campaign, findings)


def _campaign_screens(
    words: Words, item: Item, campaign: Campaign, findings: list[Finding]
) -> Iterator[tuple[str, Message | Block]]:
    for begun in (Begun(), Begun("C0ALL", campaign.note, findings)):
        yield "templates.campaigns.campaign_modal", campaigns.campaign_modal(words, item, begun)
    asked = next(one.asked for one in campaign.questions if one.asked)
    answered = replace(campaign, questions=tuple(one for one in campaign.questions if one.state))
    yield "templates.campaigns.ask_message", campaigns.ask_message(words, replace(campaign, questions=()), asked)
    for shown in (campaign, replace(campaign, is_open=False, note=""), answered):
        yield "templates.campaigns.campaign_message", campaigns.campaign_message(words, shown)
        for reader in (asked, replace(asked, id=asked.id + 1)):
            yield "templates.campaigns.ask_message", campaigns.ask_message(words, shown, reader)
        yield "templates.campaigns.missing_modal", campaigns.missing_modal(words, shown)
        yield "templates.campaigns.result_message", campaigns.result_message(words, shown)
        if shown.unasked:
            yield "templates.campaigns.unasked_message", campaigns.unasked_message(words, shown)
    several = [replace(campaign, id=n) for n in range(len(campaign.questions))]
    for found in (several, []):
        yield "templates.campaigns.todo_modal", campaigns.todo_modal(words, found)
        yield "templates.reminding.reminder", reminding.reminder(words, [], Awaited((), found or several[:1]))


def _campaign(item: Item, who: Who, text: str, name: str, many: int) -> Campaign:
    states: tuple[AdoptionState | None, ...] = (None, *AdoptionState)
    questions = tuple(
        Question(n + 1, n + 1, name, who if n % 2 else None, states[n % len(states)]) for n in range(many * 6)
    )
    return Campaign(1, item.id, item.number, item.title, DAY, text, name, questions=questions)


def _many_times(adoptions: list[Adoption], many: int) -> list[Adoption]:
    return [replace(one, id=100 * n + one.id) for n in range(many) for one in adoptions]


def _of_one(words: Words, adoption: Adoption, name: str) -> Iterator[tuple[str, Message | Block]]:
    yield "templates.adopting.progress_modal", adopting.progress_modal(words, adoption)
    yield "templates.adopting.effect_modal", adopting.effect_modal(words, adoption)
    yield "templates.rollout.adoption_card", rollout.adoption_card(words, adoption)
    yield "templates.rollout.told", rollout.told(words, adoption, name)
    yield "templates.rollout.in_thread", rollout.in_thread(words, adoption)
    yield "templates.rollout.let_go", rollout.let_go(words, adoption, name)
    yield "templates.rollout.nobody_in_charge", rollout.nobody_in_charge(words, adoption)
    yield "templates.rollout.thanks_modal", rollout.thanks_modal(words, adoption)


def _adoptions(item: Item, who: Who, text: str, name: str) -> list[Adoption]:
    steps = tuple(Step(n, step, n % 2 == 0, name) for n, step in enumerate((*GENERAL_STEPS, name)))
    made = Adoption(1, item.id, item.number, item.title, 1, name, AdoptionState.CONSIDERING, who, name, DAY, text)
    made = replace(made, steps=steps)
    found = [replace(made, id=n, state=state) for n, state in enumerate(AdoptionState, 1)]
    reasons = dict(zip((AdoptionState.DROPPED, AdoptionState.NOT_FITTING), (Unfit.COST, Unfit.OTHER), strict=True))
    gain = Gain(-12.5, 240, 3, -120_000)
    return [
        replace(
            one,
            reason=reasons.get(one.state),
            why=text if one.state in reasons else "",
            gain=gain if one.state is AdoptionState.RUNNING else None,
        )
        for one in found
    ]
