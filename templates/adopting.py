"""The forms of a practice that other departments take up: うちでもやる, its refusal, progress, effect."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.adoptions import (
    ACTIVE,
    LARGEST,
    LEADS_TO,
    STEP_LENGTH,
    STEPS_AT_MOST,
    WORDS_AT_MOST,
    Adoption,
    AdoptionState,
    Gain,
    Unfit,
)
from bot.domain.items import Item
from templates.assigning import day_field, people_field
from templates.blocks import Block, input_block, modal, option, plain, section
from templates.cards import NAME_SHOWN, TITLE_SHOWN
from templates.mrkdwn import clip
from templates.noticed import Finding, marks, noticed_blocks
from templates.wording import Words

SUBMIT_ID, UNFIT_SUBMIT_ID = "adoption_submit", "adoption_unfit_submit"
PROGRESS_SUBMIT_ID, EFFECT_SUBMIT_ID = "adoption_progress_submit", "adoption_effect_submit"
STEPS_SUBMIT_ID = "adoption_steps_submit"
DEPARTMENT, PERSON, STATE, TARGET = "adoption_department", "adoption_person", "adoption_state", "adoption_target"
WORDS, REASON, WHY, STEPS = "adoption_words", "adoption_reason", "adoption_why", "adoption_steps"
MINUTES, TIMES, CASES, YEN = "adoption_minutes", "adoption_times", "adoption_cases", "adoption_yen"
PLAN = "adoption_plan"


@dataclass(frozen=True)
class Filled:
    """How far a form is filled in when it is shown again."""

    department: tuple[int, str] | None = None
    chat_id: str | None = None
    words: str = ""
    findings: Sequence[Finding] = ()


def adopt_modal(words: Words, item: Item, filled: Filled) -> Block:
    """うちでもやる: which department, who is in charge, how far they are, until when, and a word to the owner."""
    submit = words.plain("rollout.adopt_submit")
    blocks = [
        *_noticed(words, WORDS, filled.findings, submit),
        section(words.say("rollout.adopt_about", **_which(item))),
        _department(words, filled),
        _input(words, PERSON, people_field(words, PERSON, filled.chat_id)),
        _input(words, STATE, _states(words, ACTIVE, AdoptionState.PREPARING)),
        _input(words, TARGET, day_field(TARGET), optional=True),
        _input(words, WORDS, _text(words, WORDS, filled.words), optional=True),
    ]
    return _modal(words, SUBMIT_ID, "adopt_title", blocks, submit, item=item.id, noticed=marks(filled.findings))


def unfit_modal(words: Words, item: Item, filled: Filled) -> Block:
    """うちには合わない: why, so that others learn from it."""
    submit = words.plain("rollout.unfit_submit")
    blocks = [
        *_noticed(words, WHY, filled.findings, submit),
        section(words.say("rollout.unfit_about", **_which(item))),
        _department(words, filled),
        *_why(words, filled.words),
    ]
    return _modal(words, UNFIT_SUBMIT_ID, "unfit_title", blocks, submit, item=item.id, noticed=marks(filled.findings))


def progress_modal(
    words: Words, adoption: Adoption, *, asking_why: bool = False, findings: Sequence[Finding] = ()
) -> Block:
    """How far a department is: state, checklist, who is in charge, until when; why not is asked only of who stops."""
    submit = words.plain("rollout.progress_submit")
    states = (adoption.state, *LEADS_TO[adoption.state])
    person = adoption.person.chat_id if adoption.person else None
    blocks = [
        *_noticed(words, WHY, findings, submit),
        section(words.say("rollout.heading", **facts_of(words, adoption))),
        _input(words, STATE, _states(words, states, adoption.state)),
    ]
    if asking_why:
        blocks += _why(words, "")
    if adoption.steps:
        blocks.append(_input(words, STEPS, _checklist(words, adoption), optional=True))
    target = day_field(TARGET, adoption.target_on.isoformat() if adoption.target_on else None)
    blocks += [
        _input(words, PERSON, people_field(words, PERSON, person)),
        _input(words, TARGET, target, optional=True),
    ]
    kept = {"adoption": adoption.id, "shown": [step.id for step in adoption.steps], "noticed": marks(findings)}
    kept["ticked"] = [step.id for step in adoption.steps if step.done]
    return _modal(words, PROGRESS_SUBMIT_ID, "progress_title", blocks, submit, **kept)


def effect_modal(words: Words, adoption: Adoption, unusual: Gain | None = None, typical: float | None = None) -> Block:
    """What it brings a year; an unusual figure is pointed out once, and kept when it is sent again."""
    gain = unusual or adoption.gain
    blocks = [section(words.say("rollout.effect_about", **facts_of(words, adoption)))]
    if unusual is not None and typical is not None:
        hours = words.say("rollout.unusual", hours=unusual.hours, typical=round(typical, 1))
        blocks.insert(0, section(hours))
    given = (gain.minutes, gain.times, gain.cases) if gain else (None, None, 1)
    for name, value in zip((MINUTES, TIMES, CASES), given, strict=True):
        blocks.append(_input(words, name, _number(name, value, decimal=True)))
    blocks.append(_input(words, YEN, _number(YEN, gain.yen if gain else None, decimal=False), optional=True))
    kept = {"adoption": adoption.id, "confirmed": unusual.hours if unusual else None}
    return _modal(words, EFFECT_SUBMIT_ID, "effect_title", blocks, words.plain("rollout.effect_submit"), **kept)


def steps_modal(words: Words, item: Item, steps: Sequence[str]) -> Block:
    """The checklist that everybody gets who takes the practice up from now on."""
    field: Block = {
        "type": "plain_text_input",
        "action_id": PLAN,
        "multiline": True,
        "max_length": STEPS_AT_MOST * (STEP_LENGTH + 1),
        "initial_value": "\n".join(step_name(words, step) for step in steps),
    }
    blocks = [section(words.say("rollout.steps_about", **_which(item))), _input(words, PLAN, field)]
    return _modal(words, STEPS_SUBMIT_ID, "steps_title", blocks, words.plain("rollout.steps_submit"), item=item.id)


def step_name(words: Words, name: str) -> str:
    """A general step in words; one that the owner has written as it is."""
    return words.plain("rollout.step", name=name)


def facts_of(words: Words, adoption: Adoption) -> dict[str, object]:
    """What the sentences about an adoption are made of."""
    return {
        "department": clip(adoption.department, NAME_SHOWN),
        "number": adoption.number,
        "title": clip(adoption.title, TITLE_SHOWN),
        "state": words.plain("rollout.state", state=adoption.state.value),
        "person": clip(adoption.person.name, NAME_SHOWN) if adoption.person else "",
        "target": adoption.target_on,
    }


def _which(item: Item) -> dict[str, str]:
    return {"number": item.number, "title": clip(item.title, TITLE_SHOWN)}


def _department(words: Words, filled: Filled) -> Block:
    field: Block = {"type": "external_select", "action_id": DEPARTMENT, "min_query_length": 0}
    if filled.department:
        field["initial_option"] = option(filled.department[1], str(filled.department[0]))
    return _input(words, DEPARTMENT, field)


def _why(words: Words, typed: str) -> list[Block]:
    choices = [option(words.plain("rollout.reason", reason=reason.value), reason.value) for reason in Unfit]
    radio: Block = {"type": "radio_buttons", "action_id": REASON, "options": choices}
    return [_input(words, REASON, radio), _input(words, WHY, _text(words, WHY, typed), optional=True)]


def _states(words: Words, states: Sequence[AdoptionState], chosen: AdoptionState) -> Block:
    choices = {state: option(words.plain("rollout.state", state=state.value), state.value) for state in states}
    listed = [choices[state] for state in AdoptionState if state in choices]
    return {"type": "radio_buttons", "action_id": STATE, "options": listed, "initial_option": choices[chosen]}


def _checklist(words: Words, adoption: Adoption) -> Block:
    options = {step.id: option(step_name(words, step.name), str(step.id)) for step in adoption.steps}
    field: Block = {"type": "checkboxes", "action_id": STEPS, "options": list(options.values())}
    if done := [options[step.id] for step in adoption.steps if step.done]:
        field["initial_options"] = done
    return field


def _text(words: Words, name: str, typed: str) -> Block:
    field: Block = {"type": "plain_text_input", "action_id": name, "multiline": True, "max_length": WORDS_AT_MOST}
    field["placeholder"] = plain(words.plain("rollout.placeholder", field=name), 150)
    if typed:
        field["initial_value"] = typed[:WORDS_AT_MOST]
    return field


def _number(name: str, value: float | None, *, decimal: bool) -> Block:
    field: Block = {
        "type": "number_input",
        "action_id": name,
        "is_decimal_allowed": decimal,
        "min_value": "0" if name in {TIMES, CASES} else str(-LARGEST),
        "max_value": str(LARGEST),
    }
    if value is not None:
        field["initial_value"] = f"{value:f}".rstrip("0").rstrip(".") if decimal else str(value)
    return field


def _noticed(words: Words, field: str, findings: Sequence[Finding], submit: str) -> list[Block]:
    return noticed_blocks(words, findings, lambda _: words.plain("rollout.label", field=field), submit)


def _input(words: Words, name: str, element: Block, *, optional: bool = False) -> Block:
    hint = words.plain("rollout.hint", field=name)
    return input_block(name, words.plain("rollout.label", field=name), element, hint=hint, optional=optional)


def _modal(words: Words, callback_id: str, title: str, blocks: list[Block], submit: str, **kept: object) -> Block:
    return modal(
        callback_id,
        words.plain(f"rollout.{title}"),
        blocks,
        submit=submit,
        close=words.plain("intake.close"),
        private_metadata=json.dumps(kept),
    )
