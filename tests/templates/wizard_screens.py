"""The screens of a reorganisation that is written in the chat, from the same facts as all others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.domain.items import Who
from bot.domain.reorganisations import (
    Change,
    Choice,
    ChoiceAsked,
    ChoiceForm,
    Comparison,
    PlannedOne,
    Preview,
    Standing,
    Totals,
    Wizard,
)
from bot.services.file_problems import Trouble
from templates import wizard, wizard_choice
from templates.blocks import Block, Message
from templates.wording import Words

DAY = date(2027, 4, 1)
DEEDS = ("continue", "merge", "split", "close", "found")
RULES = ("all", "by_words", "to_office", "back")


def wizard_screens(
    words: Words, who: Who, line: str, text: str, name: str, many: int
) -> Iterator[tuple[str, Message | Block]]:
    """Each builder by its name, with as many groups as there are."""
    planned = PlannedOne(1, DAY, name, many)
    for shown in _wizards(name, many, planned):
        yield "templates.wizard.wizard_modal", wizard.wizard_modal(words, shown)
    for preview in _previews(name, many):
        yield "templates.wizard.preview_modal", wizard.preview_modal(words, preview)
    for today in (True, False):
        yield "templates.wizard.planned_modal", wizard.planned_modal(words, planned, today=today)
    yield "templates.wizard.planned_message", wizard.planned_message(words, planned, 13, 9)
    yield "templates.wizard.cancelled_message", wizard.cancelled_message(words, planned, name)
    for asked in _asked(who, line, text, name, many):
        yield "templates.wizard_choice.choice_modal", wizard_choice.choice_modal(words, asked)


def _wizards(name: str, many: int, planned: PlannedOne) -> Iterator[Wizard]:
    yield Wizard(DAY, (), before=0, after=0)
    problems = tuple((str(trouble), name) for trouble in Trouble)[:many]
    choices = tuple(
        Choice(
            f"group-{number}",
            name,
            DEEDS[number % len(DEEDS)],
            targets=(name,) * (number % 3),
            rule=RULES[number % len(RULES)],
            lead=name,
            people=number,
            items=number,
            new_name=name if number % 2 else "",
            new_lead=name if number % 4 else "",
            changed=bool(number % 5),
            problems=problems,
        )
        for number in range(wizard.A_PAGE)
    )
    shown = Wizard(DAY, choices, 15, 30, 45, None, (name,) * many, True, False, name, (planned,) * min(many, 5))
    for one in (shown, replace(shown, wrong=(), after=9), replace(shown, is_past=True), replace(shown, earlier=0)):
        waiting = tuple(replace(plan, id=number) for number, plan in enumerate(one.waiting))
        yield replace(one, waiting=waiting)


def _previews(name: str, many: int) -> Iterator[Preview]:
    standing = Standing(name, name, 8, 12, 40)
    moves = tuple((name if number else "", number) for number in range(many))
    changes = [Change(deed, standing, (standing,) * min(many, 9), moves) for deed in DEEDS]
    changes += [Change("close", standing), Change("found", None, (standing,)), Change("", standing)]
    totals = Totals(13, 120, 300, 1500, many)
    for times in (1, 9):
        yield Preview(
            DAY, Comparison(tuple(changes) * times, totals, totals), "2027-04-01:" + "a" * 64, today=times > 1
        )


def _asked(who: Who, line: str, text: str, name: str, many: int) -> Iterator[ChoiceAsked]:
    options = tuple((f"group-{number}", name) for number in range(many * 8))
    for deed in DEEDS:
        rule = "" if deed in {"continue", "found"} else "by_words"
        form = ChoiceForm(deed, line, text, line, slots=2, targets=tuple(key for key, _ in options[:2]), rule=rule)
        filled = replace(form, typed=(line,) * min(many, 3))
        people = (who,) * many
        full = ChoiceAsked(f"{deed}-1", name, filled, options, who, people, people, 15, stored=True)
        yield full
        yield replace(
            full, form=ChoiceForm(deed, rule=rule), options=(), lead=None, companions=(), members=(), stored=False
        )
    yield replace(full, form=replace(filled, rule="back"))
