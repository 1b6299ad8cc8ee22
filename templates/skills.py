"""What staff can help with: the form, what it comes to, and the part of App Home."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.kinds import USUAL_HOURS
from bot.domain.skills import ABOUT_AT_MOST, TAGS_AT_MOST, ConsentRule, ConsentState, Helper, Level, Sheet, hour_steps
from templates.assigning import people_field
from templates.blocks import Block, actions, button, context, header, input_block, modal, option, plain, section
from templates.mrkdwn import Mrkdwn, clip, mention, quote
from templates.noticed import Finding, marks, noticed_blocks
from templates.resting import LEAVE_ID, PAUSE_ID, RESUME_ID
from templates.wording import Words

SUBMIT_ID = "skill_submit"
OPEN_ID = "skill_open"
TAGS, LEVEL, ABOUT, HOURS, BOSS = "skill_tags", "skill_level", "skill_about", "skill_hours", "skill_boss"
AS_BEFORE = "as_before"
_TAG_SHOWN = 60
_ABOUT_SHOWN = 600
_NAME_SHOWN = 60
_TAGS_SHOWN = 20
_FIRST_HOURS = float(USUAL_HOURS)  # with less, the usual consultation would never reach them


@dataclass(frozen=True)
class Typed:
    """The form as it stands, when it is shown again."""

    tags: tuple[str, ...]
    level: Level | None
    about: str
    hours: float
    boss: str | None = None  # by the chat's id
    findings: Sequence[Finding] = ()


def typed_before(sheet: Sheet) -> Typed:
    """The form as somebody finds it when they open it."""
    helper = sheet.helper
    if helper is None:
        return Typed((), Level.PRACTISED, "", _FIRST_HOURS)
    tags = tuple(skill.tag for skill in helper.skills)
    return Typed(
        tags, sheet.level, helper.about, helper.offered_hours, sheet.asked.boss.chat_id if sheet.asked else None
    )


def skill_modal(words: Words, sheet: Sheet, typed: Typed) -> Block:
    """The form: a few tags and how many hours are enough."""
    submit = words.plain("skills.submit")
    blocks = [
        section(words.say("skills.what", known=sheet.helper is not None)),
        *_standing(words, sheet),
        *noticed_blocks(words, typed.findings, lambda name: words.plain("skills.label", field=name), submit),
        _tags(words, typed),
        _level(words, sheet, typed),
        _hours(words, sheet, typed),
        *_boss(words, sheet, typed),
        _about(words, typed),
    ]
    return modal(
        SUBMIT_ID,
        words.plain("skills.title"),
        blocks,
        submit=submit,
        close=words.plain("intake.close"),
        private_metadata=json.dumps({"noticed": marks(typed.findings)}),
    )


def saved_modal(words: Words, sheet: Sheet) -> Block:
    """What was noted, and what comes next."""
    blocks = [section(words.say("skills.saved")), *own_blocks(words, sheet)]
    close = words.plain("intake.close")
    return modal("skill_saved", words.plain("skills.title"), blocks, submit=None, close=close)


def tag_options(words: Words, found: Sequence[tuple[str, int]]) -> list[Block]:
    """Tags to choose from, each with how many people have it; one that is new says so."""
    return [option(tag, tag, words.plain("skills.tag", count=count)) for tag, count in found]


def own_blocks(words: Words, sheet: Sheet) -> list[Block]:
    """What somebody offers, as they see it."""
    helper = sheet.helper
    if helper is None:
        return [section(words.say("skills.nothing"))]
    blocks = [section(words.say("skills.tags", tags=tags_of(words, helper), more=_more(helper)))]
    if helper.about:
        blocks.append(section(quote(helper.about, _ABOUT_SHOWN)))
    return [*blocks, *_standing(words, sheet)]


def home_blocks(words: Words, sheet: Sheet) -> list[Block]:
    """The part of App Home."""
    edit = button(OPEN_ID, words.plain("skills.open", known=sheet.helper is not None))
    presses = [edit]
    if sheet.helper is not None:
        rest = RESUME_ID if sheet.helper.paused else PAUSE_ID
        presses += [button(name, words.plain("skills.press", press=name)) for name in (rest, LEAVE_ID)]
    return [header(words.plain("skills.home")), *own_blocks(words, sheet), actions(presses)]


def tags_of(words: Words, helper: Helper, at_most: int = _TAGS_SHOWN) -> list[tuple[str, str]]:
    """Tags with what is to be said of their level."""
    shown = helper.skills[:at_most]
    return [(clip(skill.tag, _TAG_SHOWN), words.plain("skills.level", level=skill.level.value)) for skill in shown]


def _more(helper: Helper) -> int:
    return max(0, len(helper.skills) - _TAGS_SHOWN)


def _standing(words: Words, sheet: Sheet) -> list[Block]:
    """Load, pause and evidence of somebody who offers help already."""
    helper = sheet.helper
    if helper is None:
        return []
    load = words.say("skills.load", taken=helper.taken_hours, most=helper.most_hours, share=sheet.share)
    evidence = words.say("skills.evidence", helped=helper.helped, practices=helper.practices)
    rests = words.say("skills.rests", until=helper.paused_until) if helper.paused else Mrkdwn("")
    return [*_consent(words, sheet, helper.consent), context(rests, load, evidence)]


def _consent(words: Words, sheet: Sheet, stands: ConsentState) -> list[Block]:
    """How it stands with the boss, where the city's rule asks them."""
    if stands is ConsentState.NOT_NEEDED:
        return []
    asked = sheet.asked
    boss = mention(asked.boss.chat_id, clip(asked.boss.name, _NAME_SHOWN)) if asked else ""
    told = words.say("skills.consent", stands=stands.value, boss=boss, hours=asked.hours if asked else 0)
    note = asked.note if asked and stands is ConsentState.REFUSED else ""
    return [section(told), *([section(quote(note, _ABOUT_SHOWN))] if note else [])]


def _tags(words: Words, typed: Typed) -> Block:
    element: Block = {
        "type": "multi_external_select",
        "action_id": TAGS,
        "min_query_length": 0,
        "max_selected_items": TAGS_AT_MOST,
        "placeholder": plain(words.plain("skills.tags_placeholder"), 150),
    }
    if typed.tags:
        element["initial_options"] = [option(tag, tag) for tag in typed.tags[:TAGS_AT_MOST]]
    return _field(words, TAGS, element)


def _level(words: Words, sheet: Sheet, typed: Typed) -> Block:
    levels = [option(words.plain("skills.level_option", level=level.value), level.value) for level in Level]
    if sheet.helper is not None and sheet.level is None:
        levels.append(option(words.plain("skills.level_option", level=AS_BEFORE), AS_BEFORE))
    chosen = typed.level.value if typed.level else AS_BEFORE
    element: Block = {"type": "static_select", "action_id": LEVEL, "options": levels}
    element["initial_option"] = next((one for one in levels if one["value"] == chosen), levels[1])
    return _field(words, LEVEL, element)


def _hours(words: Words, sheet: Sheet, typed: Typed) -> Block:
    steps = hour_steps(sheet.share, typed.hours)
    options = [option(words.plain("skills.hours_option", hours=step), f"{step:g}") for step in steps]
    element: Block = {"type": "static_select", "action_id": HOURS, "options": options}
    element["initial_option"] = options[steps.index(min(typed.hours, sheet.most))]
    hint = words.plain("skills.hours_hint", most=sheet.most, share=sheet.share)
    return _field(words, HOURS, element, hint=hint)


def _boss(words: Words, sheet: Sheet, typed: Typed) -> list[Block]:
    if sheet.rule is ConsentRule.NONE:
        return []
    return [_field(words, BOSS, people_field(words, BOSS, typed.boss), hint=words.plain("skills.boss_hint"))]


def _about(words: Words, typed: Typed) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": ABOUT,
        "multiline": True,
        "max_length": ABOUT_AT_MOST,
        "placeholder": plain(words.plain("skills.about_placeholder"), 150),
    }
    if typed.about:
        element["initial_value"] = typed.about
    return _field(words, ABOUT, element, optional=True)


def _field(words: Words, name: str, element: Block, *, hint: str = "", optional: bool = False) -> Block:
    return input_block(name, words.plain("skills.label", field=name), element, hint=hint, optional=optional)
