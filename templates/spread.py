"""Who has taken a practice up, who has not, and why: department by department, page by page."""

import json
from collections.abc import Sequence

from bot.domain.adoptions import Adoption, AdoptionState
from bot.domain.campaigns import Campaign, Spread
from templates.adopting import facts_of
from templates.blocks import Block, actions, button, context, divider, modal, section
from templates.cards import NAME_SHOWN, TITLE_SHOWN
from templates.mrkdwn import Mrkdwn, clip
from templates.rollout import PLAN_ID, PROGRESS_ID, bar, gain_line
from templates.searching import turning
from templates.wording import Words

BEGIN_ID, MISSING_ID = "campaign_begin", "campaign_missing"
VIEW_ID, PREVIOUS_ID, NEXT_ID = "adoption_spread", "adoption_spread_previous", "adoption_spread_next"
A_PAGE = 15
_NAMES_SHOWN = 100
_WHY_SHOWN = 300


def spread_modal(words: Words, spread: Spread, start: int = 0) -> Block:
    """A practice by departments: those who run it first, then why others do not, then who has not been heard."""
    item = spread.item
    facts = {"number": item.number, "title": clip(item.title, TITLE_SHOWN)}
    blocks = [section(words.say("rollout.spread_about", **facts, counts=_counts(words, spread)))]
    if spread.campaign is not None:
        blocks.append(section(progress_line(words, spread.campaign)))
    if presses := _presses(words, spread):
        blocks.append(actions(presses))
    shown = spread.adoptions[start : start + A_PAGE]
    blocks += [block for adoption in shown for block in _row(words, adoption)]
    more = start + len(shown) < len(spread.adoptions)
    blocks += turning(words, PREVIOUS_ID, NEXT_ID, start, len(shown), more=more, size=A_PAGE, of=len(spread.adoptions))
    if not more:
        blocks += _unheard(words, spread.unasked)
    return modal(
        VIEW_ID,
        words.plain("rollout.matrix"),
        blocks,
        submit=None,
        close=words.plain("intake.close"),
        private_metadata=json.dumps({"item": item.id}),
    )


def names_line(words: Words, names: Sequence[str]) -> Mrkdwn:
    """Departments one after the other; a list beyond all measure ends with how many there are."""
    shown = [clip(name, NAME_SHOWN) for name in names[:_NAMES_SHOWN]]
    line = words.say("rollout.names", names=shown) or Mrkdwn("–")
    left = len(names) - len(shown)
    return Mrkdwn(f"{line}{words.say('rollout.and_more', count=left)}") if left else line


def progress_line(words: Words, campaign: Campaign) -> Mrkdwn:
    """How many departments have answered a campaign, and what."""
    done, count = campaign.answered, len(campaign.questions)
    counts = [(words.plain("rollout.state", state=state.value), number) for state, number in campaign.counts.items()]
    return words.say("campaigns.progress", bar=bar(done, count), done=done, count=count, counts=counts)


def _counts(words: Words, spread: Spread) -> list[tuple[str, int]]:
    counted = {state: sum(one.state is state for one in spread.adoptions) for state in AdoptionState}
    return [(words.plain("rollout.state", state=state.value), count) for state, count in counted.items() if count]


def _presses(words: Words, spread: Spread) -> list[Block]:
    value, presses = str(spread.item.id), []
    if spread.may_campaign and spread.campaign is None:
        presses.append(button(BEGIN_ID, words.plain("campaigns.begin"), value))
    if spread.may_campaign and spread.campaign is not None:
        presses.append(button(MISSING_ID, words.plain("campaigns.missing_button"), str(spread.campaign.id)))
    if spread.may_plan:
        presses.append(button(PLAN_ID, words.plain("rollout.plan"), value))
    return presses


def _row(words: Words, adoption: Adoption) -> list[Block]:
    why = clip(adoption.why, _WHY_SHOWN)
    reason = words.plain("rollout.reason", reason=adoption.reason.value) if adoption.reason else ""
    facts = facts_of(words, adoption)
    line = words.say(
        "rollout.spread_row", **facts, done=adoption.done, count=len(adoption.steps), reason=reason, why=why
    )
    press = button(PROGRESS_ID, words.plain("rollout.progress"), str(adoption.id)) if adoption.may_change else None
    return [section(line, press), *([context(gain_line(words, adoption))] if adoption.gain else [])]


def _unheard(words: Words, names: Sequence[str]) -> list[Block]:
    if not names:
        return []
    return [divider(), section(words.say("rollout.unheard", count=len(names))), context(names_line(words, names))]
