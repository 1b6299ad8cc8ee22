"""The screens about good practices, from the same facts as all others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.domain.items import Item, Opened, Pointer, PracticeFacts
from bot.domain.library import Choice, LibraryPage, LibraryQuery, Ways
from bot.domain.practices import PracticeState
from templates import cards, intake, practices
from templates.blocks import Block, Message
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
        facts = PracticeFacts(state, DAY, who, Pointer(2, item.number, line), aged=True, adopted=many)
        practice = replace(item, answers=answers, practice=facts)
        yield "templates.intake.item_modal", intake.item_modal(words, Opened(practice))
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
