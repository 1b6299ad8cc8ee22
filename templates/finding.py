"""Who can help: what somebody who looks for themselves is shown."""

from collections.abc import Sequence

from bot.domain.kinds import RequestKind
from bot.domain.skills import Helper
from templates.blocks import Block, Message, actions, button, context, section
from templates.cards import NAME_SHOWN
from templates.mrkdwn import Mrkdwn, clip, mention, quote
from templates.skills import OPEN_ID, tags_of
from templates.wording import Words

_TYPED_SHOWN = 60
_ABOUT_SHOWN = 120
_TAGS_IN_LIST = 6
_ALL_SHOWN = 600


def found_message(words: Words, typed: str, helpers: Sequence[Helper], more: int) -> Message:
    """Those who can help with what was typed, and the way to ask for it."""
    text = words.say("finding.found", typed=clip(typed, _TYPED_SHOWN), count=len(helpers) + more)
    blocks: list[Block] = [section(text), *(section(_line(words, one)) for one in helpers)]
    if more:
        blocks.append(context(words.say("finding.more", count=more)))
    blocks.append(context(words.say("finding.staff_only")))
    return Message(text, [*blocks, actions(_presses(words))])


def person_message(words: Words, helper: Helper) -> Message:
    """One person's offer as colleagues see it."""
    text = words.say("finding.person", **_facts(words, helper))
    blocks = [section(text)]
    if helper.about:
        blocks.append(section(quote(helper.about, _ALL_SHOWN)))
    evidence = words.say("skills.evidence", helped=helper.helped, practices=helper.practices)
    return Message(text, [*blocks, context(evidence, words.say("finding.staff_only")), actions(_presses(words)[:1])])


def _presses(words: Words) -> list[Block]:
    kind = RequestKind.CONSULTATION
    ask = button(f"intake_open_{kind}", words.plain("home.post", kind=kind.value), kind.value, style="primary")
    return [ask, button(OPEN_ID, words.plain("finding.own"))]


def _line(words: Words, helper: Helper) -> Mrkdwn:
    about = clip(" ".join(helper.about.split()), _ABOUT_SHOWN)
    facts = {**_facts(words, helper), "tags": tags_of(words, helper, _TAGS_IN_LIST)}
    return words.say("finding.line", about=about, helped=helper.helped, **facts)


def _facts(words: Words, helper: Helper) -> dict[str, object]:
    return {
        "who": mention(helper.who.chat_id, clip(helper.who.name, NAME_SHOWN)),
        "name": clip(helper.who.name, NAME_SHOWN),
        "department": clip(helper.who.department, NAME_SHOWN),
        "tags": tags_of(words, helper),
        "free": helper.free_hours,
        "paused": helper.paused,
        "until": helper.paused_until,
    }
