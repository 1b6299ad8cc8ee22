"""What keeps offers true: the question once a year, and the word that another boss has to agree."""

from bot.domain.skills import Helper
from templates.blocks import Block, Message, actions, button, section
from templates.resting import LEAVE_ID
from templates.skills import OPEN_ID, tags_of
from templates.wording import Words

STILL_ID = "skill_still"


def still_true(words: Words, helper: Helper) -> Message:
    """Is this still so? One press is enough."""
    text = words.say("upkeep.still_true")
    presses = [button(STILL_ID, words.plain("upkeep.still"), style="primary"), *_presses(words)]
    tags = section(words.say("skills.tags", tags=tags_of(words, helper), more=0))
    return Message(text, [section(text), tags, actions(presses)])


def confirmed(words: Words) -> Message:
    """It is."""
    text = words.say("upkeep.confirmed")
    return Message(text, [section(text)])


def boss_wanted(words: Words, *, again: bool) -> Message:
    """Somebody is to name a boss, or another one."""
    text = words.say("upkeep.boss_wanted", again=again)
    return Message(text, [section(text), actions(_presses(words))])


def entered(words: Words, helper: Helper, consent: str) -> Message:
    """The office has entered somebody from a list."""
    text = words.say("upkeep.entered", hours=helper.offered_hours, consent=consent)
    tags = section(words.say("skills.tags", tags=tags_of(words, helper), more=0))
    return Message(text, [section(text), tags, actions(_presses(words))])


def _presses(words: Words) -> list[Block]:
    edit = button(OPEN_ID, words.plain("skills.open", known=True))
    return [edit, button(LEAVE_ID, words.plain("skills.press", press=LEAVE_ID))]
