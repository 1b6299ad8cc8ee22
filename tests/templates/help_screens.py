"""The screens of a search for help, from the same facts as all others."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import product

from bot.domain.helping import HelpAtHome, Offer, OfferState, Reason, Search, Seeking, Slot, Way
from bot.domain.items import Item, Who
from bot.domain.matching import Candidate, Record
from bot.domain.skills import Helper, Level, Skill
from templates import helping
from templates.blocks import Block, Message
from templates.wording import Words

MOMENT = datetime(2026, 11, 26, 5, 0, tzinfo=UTC)
SLOTS = (Slot(date(2026, 11, 26), "am"), Slot(date(2026, 11, 27), "pm"), Slot(date(2026, 11, 30), "am"))


def help_at_home(item: Item, who: Who, line: str, many: int) -> HelpAtHome:
    """As much of it as App Home shows."""
    helper = Helper(who, (Skill(line, Level.TEACHES),), line, 4.0, 4.0)
    found = Candidate(helper, 0.5, (line,) * min(many, 3), Record(many, many, many, 1))
    asked = Offer(1, who, OfferState.ASKED, Way.ASKED, MOMENT, Reason.of(found))
    offered = Seeking(item, Search.ASKING, 2.0, (asked,), (), MOMENT)
    return HelpAtHome(((offered, asked),) * min(many, 4), (Seeking(item, Search.CHOOSING, 2.0, (), (found,) * 3),) * 2)


def help_screens(words: Words, item: Item, who: Who, line: str, many: int) -> Iterator[tuple[str, Message | Block]]:
    """Each builder by its name, for every state that a search may be in."""
    reasons = (Reason(), Reason((line,) * min(many, 3), ((line, "teaches"),) * min(many, 3), many, many))
    helper = Helper(who, (Skill(line, Level.TEACHES),), line, 4.0, 4.0, 1.5 if many > 1 else 0.0)
    candidates = tuple(
        Candidate(helper, 0.5, (line,) * min(many, 3), Record(many, many, many, 1)) for _ in range(min(many, 3))
    )
    offers = tuple(Offer(n, who, state, Way.ASKED, MOMENT, reasons[1]) for n, state in enumerate(OfferState))
    for state, mine in product(Search, (offers, ())):
        shown = candidates if state is Search.CHOOSING else ()
        seeking = Seeking(item, state, 2.0, mine * max(1, many), shown, MOMENT, "C0BOOKING")
        yield "templates.helping.search_message", helping.search_message(words, seeking)
        yield "templates.helping.companion_message", helping.companion_message(words, seeking)
        yield "templates.helping.call_message", helping.call_message(words, seeking)
    choosing = Seeking(item, Search.CHOOSING, 2.0, (), candidates, MOMENT)
    yield "templates.helping.back_to_asker", helping.back_to_asker(words, choosing)
    busy = Seeking(item, Search.CHOOSING, 2.0, (), (), for_less=many or 1)
    yield "templates.helping.search_message", helping.search_message(words, busy)
    calling = Seeking(item, Search.CALLING, 3.5, (), (), MOMENT, "C0BOOKING")
    yield "templates.helping.went_on", helping.went_on(words, calling)
    for offer, reason in product(offers, reasons):
        seeking = Seeking(item, Search.ASKING, 2.0, offers[:1], (), MOMENT)
        given = Offer(1, who, offer.state, Way.ASKED, MOMENT, reason)
        yield "templates.helping.offer_message", helping.offer_message(words, seeking, given)
    seeking = Seeking(item, Search.HELPING, 0.5, offers, (), None, None, SLOTS[0])
    yield "templates.helping.talk_message", helping.talk_message(words, seeking, SLOTS)
    yield "templates.helping.talk_message", helping.talk_message(words, seeking, ())
    yield "templates.helping.time_chosen", helping.time_chosen(words, seeking, who.name)
    yield "templates.helping.lost", helping.lost(words, item, who.name)
    yield "templates.helping.lost", helping.lost(words, item, "")
    yield "templates.helping.no_need", helping.no_need(words, item.number)
    yield "templates.helping.askers_left", helping.askers_left(words, item.number)
    yield "templates.helping.name_modal", helping.name_modal(words, choosing)
