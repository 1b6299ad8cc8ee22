"""What somebody has promised and cannot keep: who takes it over, or who has to ask somebody else."""

from bot.domain.items import Item
from templates.away import Absent
from templates.blocks import Message, actions, section
from templates.cards import NAME_SHOWN, TITLE_SHOWN
from templates.direct import open_button
from templates.mrkdwn import clip
from templates.wording import Words


def opinion_passed(words: Words, item: Item, department: str, name: str) -> Message:
    """Where the question was: somebody else answers it now."""
    return _opinion(words, "passed", item, department, name)


def opinion_left(words: Words, item: Item, department: str, name: str) -> Message:
    """For who waits for a department: whoever was to answer for it is gone."""
    return _opinion(words, "left", item, department, name)


def approver_left(words: Words, item: Item, name: str) -> Message:
    """For who decided: somebody who was asked to approve it is gone."""
    facts = {"number": item.number, "title": clip(item.title, TITLE_SHOWN), "name": clip(name, NAME_SHOWN)}
    text = words.say("promising.approver_left", **facts)
    return Message(text, [section(text), actions([open_button(words, item)])])


def deputy_changed(words: Words, absent: Absent, former: str) -> Message:
    """For who is away: somebody else stands in."""
    text = words.say(
        "promising.deputy_changed",
        former=clip(former, NAME_SHOWN),
        name=clip(absent.deputy.name, NAME_SHOWN),
        ends=absent.ends_on,
    )
    return Message(text, [section(text)])


def deputy_left(words: Words, absent: Absent) -> Message:
    """For who is away: nobody stands in any more."""
    text = words.say("promising.deputy_left", name=clip(absent.deputy.name, NAME_SHOWN), ends=absent.ends_on)
    return Message(text, [section(text)])


def _opinion(words: Words, what: str, item: Item, department: str, name: str) -> Message:
    facts = {"number": item.number, "title": clip(item.title, TITLE_SHOWN), "name": clip(name, NAME_SHOWN)}
    text = words.say(f"promising.opinion_{what}", department=clip(department, NAME_SHOWN), **facts)
    return Message(text, [section(text), actions([open_button(words, item)])])
