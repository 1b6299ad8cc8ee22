"""Being away: the question from when to when and who stands in, and what the two are told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.domain.items import Who
from templates.assigning import day_field, people_field
from templates.blocks import Block, Message, actions, button, context, input_block, modal, section
from templates.cards import NAME_SHOWN
from templates.mrkdwn import clip, mention
from templates.wording import Words

OPEN_ID = "absence_open"
SUBMIT_ID = "absence_submit"
FROM_BLOCK = "absence_from"
UNTIL_BLOCK = "absence_until"
DEPUTY_BLOCK = "absence_deputy"


@dataclass(frozen=True)
class Absent:
    """Who is away, who stands in, and when."""

    who: Who
    deputy: Who
    starts_on: date
    ends_on: date


def away_modal(
    words: Words, starts_on: date, ends_on: date | None = None, deputy: str | None = None, missed: str = ""
) -> Block:
    """From when, until when, and who stands in; `missed` is a name that was typed and is not one person's."""
    blocks = [
        section(words.say("away.what")),
        *([section(words.say("away.missed", name=clip(missed, NAME_SHOWN)))] if missed else []),
        input_block(FROM_BLOCK, words.plain("away.from"), day_field(FROM_BLOCK, starts_on.isoformat())),
        input_block(
            UNTIL_BLOCK, words.plain("away.until"), day_field(UNTIL_BLOCK, ends_on.isoformat() if ends_on else None)
        ),
        input_block(
            DEPUTY_BLOCK,
            words.plain("away.deputy"),
            people_field(words, DEPUTY_BLOCK, deputy),
            hint=words.plain("away.deputy_hint"),
        ),
    ]
    close, submit = words.plain("intake.close"), words.plain("away.submit")
    return modal(SUBMIT_ID, words.plain("away.title"), blocks, submit=submit, close=close)


def offer(words: Words, ends_on: date) -> Message:
    """For who is away by their status in the chat: whether a deputy should take over."""
    text = words.say("away.offer", ends=ends_on)
    press = button(OPEN_ID, words.plain("away.offer_open"), ends_on.isoformat(), style="primary")
    return Message(text, [section(text), actions([press])])


def noted(words: Words, absent: Absent) -> Message:
    """For who goes."""
    text = words.say("away.noted", deputy=_named(absent.deputy), **_days(absent))
    return Message(text, [section(text)])


def noted_modal(words: Words, absent: Absent) -> Block:
    """The same where the modal was."""
    return modal(
        "absence_noted",
        words.plain("away.title"),
        noted(words, absent).blocks,
        submit=None,
        close=words.plain("intake.close"),
    )


def back(words: Words, absent: Absent) -> Message:
    """For who is back."""
    text = words.say("away.back", deputy=_named(absent.deputy))
    return Message(text, [section(text)])


def told(words: Words, sentence: str, absent: Absent) -> Message:
    """For who stands in: asked, or no longer needed."""
    text = words.say(f"away.{sentence}", name=clip(absent.who.name, NAME_SHOWN), **_days(absent))
    return Message(text, [section(text)])


def in_place_of(words: Words, reader: Who, asked: Iterable[Who | None]) -> list[Block]:
    """Why somebody is asked what others would be: they stand in for them."""
    absent = {who.id: clip(who.name, NAME_SHOWN) for who in asked if who is not None and who.id != reader.id}
    return [context(words.say("away.in_place_of", names=list(absent.values())))] if absent else []


def _named(who: Who) -> str:
    return mention(who.chat_id, clip(who.name, NAME_SHOWN))


def _days(absent: Absent) -> dict[str, object]:
    return {"starts": absent.starts_on, "ends": absent.ends_on}
