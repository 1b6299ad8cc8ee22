"""The screens about skills, from the same facts as all others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.domain.homes import Home
from bot.domain.items import Who
from bot.domain.skills import (
    ABOUT_AT_MOST,
    TAG_AT_MOST,
    TAGS_AT_MOST,
    Answer,
    Consent,
    ConsentRule,
    ConsentState,
    Helper,
    Level,
    Remains,
    Sheet,
    Skill,
)
from templates import agreeing, finding, home, resting, skills, upkeep
from templates.blocks import Block, Message
from templates.noticed import Finding
from templates.wording import Words

DAY = date(2026, 12, 11)


def sheet_of(who: Who, line: str, text: str, many: int) -> Sheet:
    """What somebody offers, with as many tags as there is of everything."""
    levels = list(Level)
    tags = tuple(Skill(line[:TAG_AT_MOST] or "RPA", levels[n % 3]) for n in range(min(many + 1, TAGS_AT_MOST)))
    return Sheet(20, Helper(who, tags, text[:ABOUT_AT_MOST], 7.5, 7.5, 2.5, helped=many, practices=many))


def skill_screens(words: Words, who: Who, line: str, text: str, many: int) -> Iterator[tuple[str, Message | Block]]:
    """Each builder by its name."""
    sheet, none = sheet_of(who, line, text, many), Sheet(20)
    assert sheet.helper
    paused = Sheet(20, replace(sheet.helper, paused=True, paused_until=DAY, about="", helped=0))
    findings = [Finding(skills.ABOUT, "phone", line)] * (many + 1)
    yield "templates.skills.skill_modal", skills.skill_modal(words, none, skills.typed_before(none))
    for shown in (sheet, paused):
        typed = skills.typed_before(shown)
        yield "templates.skills.skill_modal", skills.skill_modal(words, shown, replace(typed, findings=findings))
        yield "templates.skills.saved_modal", skills.saved_modal(words, shown)
    for remains in (Remains(many, many, many, many), Remains(1, 0, 0, 0)):
        yield "templates.resting.leave_modal", resting.leave_modal(words, remains)
        yield "templates.resting.left_modal", resting.left_modal(words, remains)
    yield "templates.upkeep.still_true", upkeep.still_true(words, sheet.helper)
    yield "templates.upkeep.confirmed", upkeep.confirmed(words)
    for again in (True, False):
        yield "templates.upkeep.boss_wanted", upkeep.boss_wanted(words, again=again)
    for consent in ConsentState:
        yield "templates.upkeep.entered", upkeep.entered(words, sheet.helper, consent.value)
    yield "templates.resting.pause_modal", resting.pause_modal(words)
    for shown in (sheet, paused, replace(paused, helper=replace(sheet.helper, paused=True))):
        assert shown.helper
        yield "templates.home.home_view", home.home_view(words, Home(skills=shown))
        yield "templates.resting.rested", resting.rested(words, shown)
        yield "templates.resting.rested_modal", resting.rested_modal(words, shown)
        yield "templates.finding.found_message", finding.found_message(words, line, [shown.helper] * min(many, 8), many)
        yield "templates.finding.person_message", finding.person_message(words, shown.helper)
    yield "templates.finding.found_message", finding.found_message(words, line, [], 0)
    for state, stands in zip(Answer, ConsentState, strict=True):
        asked = Consent(1, who, who, state, 2.5, text if state is Answer.REFUSED else "")
        told = replace(sheet, rule=ConsentRule.BOSS, asked=asked, helper=replace(sheet.helper, consent=stands))
        yield "templates.skills.skill_modal", skills.skill_modal(words, told, skills.typed_before(told))
        yield "templates.agreeing.asked_message", agreeing.asked_message(words, asked, told.helper, asked.boss)
        yield "templates.agreeing.asked_message", agreeing.asked_message(words, asked, told.helper, asked.who)
        yield "templates.agreeing.told_message", agreeing.told_message(words, asked, asked.boss)
        yield "templates.agreeing.told_message", agreeing.told_message(words, asked, asked.who)
    for elsewhere in (True, False):
        yield "templates.agreeing.asked_anew", agreeing.asked_anew(words, asked, elsewhere=elsewhere)
    yield "templates.agreeing.refuse_modal", agreeing.refuse_modal(words, asked)
    yield "templates.agreeing.refuse_modal", agreeing.refuse_modal(words, asked, text, findings)
