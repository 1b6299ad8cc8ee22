"""Finding helpers among two thousand: by our index and by every portrait in turn; the whole look and bare SQLite."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from bench.colleagues import offers, wishes
from bench.finding import Town, bare, timed
from bench.measure import Figures
from bot.language.similar import SAME_FIELD, Rarity, closeness, portrait
from bot.language.skills import Offer, SkillIndex
from bot.services.skills.matching import find_candidates
from storage.database import Session
from storage.tables import Department, Helper, Person, Skill

HELPERS = {True: 60, False: 2_000}
_WISHES = 40


def offered(town: Town, count: int) -> dict[str, Offer]:
    """So many helpers more in a town, by their ids."""
    written = offers(random.Random(count), count)
    place = town.place
    return place.database.write_now(lambda s: _store(s, place.workspace.id or 0, [*written.values()]))


def _store(session: Session, workspace_id: int, written: list[Offer]) -> dict[str, Offer]:
    now = datetime(2026, 4, 1, tzinfo=UTC)
    names = {offer.department for offer in written}
    departments = {name: Department(workspace_id=workspace_id, name=f"{name}（応援）") for name in sorted(names)}
    session.add_all(departments.values())
    session.flush()
    people = [
        Person(
            workspace_id=workspace_id, name=f"応援{n}", department_id=departments[offer.department].id, updated_at=now
        )
        for n, offer in enumerate(written)
    ]
    session.add_all(people)
    session.flush()
    stamps: dict[str, Any] = {"confirmed_on": date(2026, 4, 1), "created_at": now, "updated_at": now}
    for person, offer in zip(people, written, strict=True):
        session.add(
            Helper(person_id=person.id or 0, workspace_id=workspace_id, about=offer.about, hours_per_week=4.0, **stamps)
        )
    session.flush()
    session.add_all(
        Skill(workspace_id=workspace_id, person_id=person.id or 0, tag=tag, key=tag.casefold(), position=position)
        for person, offer in zip(people, written, strict=True)
        for position, tag in enumerate(offer.tags)
    )
    session.flush()
    return {str(person.id): offer for person, offer in zip(people, written, strict=True)}


def ranked(written: dict[str, Offer], seed: int) -> dict[str, Figures]:
    """A ranking by the index, and by every helper's portrait in turn."""
    index = SkillIndex(written)
    texts = {key: offer.text for key, offer in written.items()}
    rarity, portraits = Rarity(texts.values()), {key: portrait(text, SAME_FIELD) for key, text in texts.items()}

    def in_turn(wish: str) -> None:
        wanted = portrait(wish, SAME_FIELD)
        sorted(portraits, key=lambda key: -closeness(wanted, portraits[key], rarity))

    some = list(_some(seed))
    return {
        "helpers ranked": timed([lambda w=wish: index.rank(w) for wish in some]),  # type: ignore[misc]
        "helpers in turn": timed([lambda w=wish: in_turn(w) for wish in some[:3]]),  # type: ignore[misc]
    }


def looked_for(town: Town, seed: int) -> dict[str, Figures]:
    """The whole look for helpers, and its statements bare."""
    place = town.place

    def look(wish: str) -> None:
        place.database.read_now(lambda s: find_candidates(s, place.city, place.workspace.id or 0, wish, 1.0))

    works = [lambda w=wish: look(w) for wish in _some(seed)]
    return {"helpers found": timed(works), "helpers found bare": bare(town, works)}


def _some(seed: int) -> Iterator[str]:
    return islice(wishes(random.Random(seed)), _WISHES)
