"""The screens about good practices, from the same facts as all others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.domain.items import Item, Opened, Pointer, PracticeFacts
from bot.domain.kinds import RequestKind
from bot.domain.library import Choice, LibraryPage, LibraryQuery, Ways
from bot.domain.practices import PRACTICE_RULES, PracticeDeed, PracticeState
from templates import cards, intake, keeping, practices, rewriting, transferring
from templates.blocks import Block, Message
from templates.intake import FormState
from templates.noticed import Finding
from templates.wording import Words

DAY = date(2026, 11, 24)


def practice_screens(
    words: Words, item: Item, line: str, text: str, many: int
) -> Iterator[tuple[str, Message | Block]]:
    """Each builder by its name, with as many practices, tags and ways as there are."""
    tags = [line[:40]] * min(many, 8)
    answers = {**item.answers, "tools": tags, "work": tags, "needs": ["licence", "cost", "rule"], "needed": text[:300]}
    who = item.requesters[0] if item.requesters else None
    for state in PracticeState:
        facts = PracticeFacts(state, DAY, who, Pointer(2, item.number, line), aged=True)
        practice = replace(item, answers=answers, practice=facts)
        opened = Opened(practice, practice_deeds=tuple(PracticeDeed))
        yield "templates.intake.item_modal", intake.item_modal(words, opened)
    examples = (Pointer(3, item.number, line),) * min(many, 3)
    done = Opened(item, examples=examples, can_make_practice=True)
    yield "templates.intake.item_modal", intake.item_modal(words, done)
    yield "templates.cards.request_card", cards.request_card(words, practice)
    ways = Ways(*((Choice("x", line, many), *(Choice(f"{n}", line, n) for n in range(98))),) * 3, many, many)
    query = LibraryQuery(line, "x", "x", 1, figures=True)
    for page in (
        LibraryPage(),
        LibraryPage(query, ways, (), 8),
        LibraryPage(query, ways, (practice,) * min(many, 8), 8, more=True),
        LibraryPage(LibraryQuery(), ways, (replace(practice, practice=None, answers={}),)),
    ):
        yield "templates.practices.library_modal", practices.library_modal(words, page)
    yield from _kept_screens(words, replace(item, answers=answers, practice=facts), text)


def _kept_screens(words: Words, item: Item, text: str) -> Iterator[tuple[str, Message | Block]]:
    findings = [Finding("practice_words", "phone", "090-…")]
    for deed, rule in PRACTICE_RULES.items():
        if rule.needs_words:
            yield "templates.keeping.words_modal", keeping.words_modal(words, item, deed)
            yield "templates.keeping.words_modal", keeping.words_modal(words, item, deed, findings)
        if deed is not PracticeDeed.CONFIRM:
            yield "templates.keeping.told", keeping.told(words, item, deed, item.department, text[:1000])
    yield "templates.keeping.check_question", keeping.check_question(words, item)
    line = practices.practice_line(words, item)
    yield "templates.keeping.unfurled", keeping.unfurled(words, item, line)
    yield "templates.keeping.confirmed", keeping.confirmed(words, item)
    yield "templates.transferring.contact_now", transferring.contact_now(words, item.department, [item])
    state = FormState(item.id, RequestKind.PRACTICE, {**item.answers, "title": item.title[:80], "body": text[:3000]})
    yield "templates.rewriting.rewriting_modal", rewriting.rewriting_modal(words, item, state)
    noticed = replace(state, findings=[Finding("body", "phone", "090-…")])
    yield "templates.rewriting.rewriting_modal", rewriting.rewriting_modal(words, item, noticed)
