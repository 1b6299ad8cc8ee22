"""The plan that the office writes in the chat: what is said of each group is kept as it is chosen, one draft a city."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot.domain.calendar import fiscal_year
from bot.domain.errors import InvalidInputError, UserError
from bot.domain.groups import slug_of
from bot.domain.names import fold
from bot.domain.reorganisations import NEW
from bot.services.city import City
from bot.services.groups import overview
from bot.services.reorganising.present import Present, Seat, read_present
from bot.services.reorganising.rows import PLAN, Deed, PlanRow
from bot.services.tables import Record
from storage import reorganisations
from storage.database import Session
from storage.tables import Person, Reorganisation
from templates.wizard import DAY_ID

DRAFT = "draft"
MOST_NEW = 40
_CELLS = {column.field: column.field for column in PLAN.columns}


@dataclass(frozen=True)
class Said:
    """What is said of one group, under its slug or a new one's key; targets are such keys, too.

    `typed` are names of new groups in a form that nobody has sent.
    """

    key: str
    row: PlanRow
    typed: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """For storing."""
        return {**self.row.as_json(), "key": self.key, "typed": list(self.typed)}

    @classmethod
    def of(cls, stored: dict[str, Any]) -> "Said":
        """As it was stored."""
        return cls(stored["key"], PlanRow.of(stored), tuple(stored["typed"]))

    @property
    def name(self) -> str:
        """What a new group is to be called, or a present one from now on."""
        named = self.row.deed in {Deed.FOUND, Deed.CONTINUE}
        return self.row.targets[0] if named and self.row.targets else ""


def said_in(draft: Reorganisation | None) -> dict[str, Said]:
    """What is said so far, by key."""
    return {said.key: said for said in map(Said.of, draft.rows)} if draft is not None else {}


def usual_day(city: City) -> date:
    """The next April 1, when reorganisations begin."""
    return date(fiscal_year(city.today()) + 1, 4, 1)


def hold(session: Session, city: City, person: Person) -> Reorganisation:
    """The draft, for this transaction alone, begun if there is none; for the office."""
    overview.allow_office(person)
    found = reorganisations.find_draft(session, person.workspace_id, hold=True)
    return found or _begun(city, person.workspace_id, usual_day(city))


def store(session: Session, city: City, person: Person, draft: Reorganisation, said: Iterable[Said]) -> None:
    """Keep what is said from now on, and who said the last of it."""
    draft.rows = [one.as_json() for one in said]
    draft.person_id, draft.stored_by, draft.created_at = person.id, person.name, city.clock.now()
    reorganisations.add(session, draft)


def set_day(session: Session, city: City, person: Person, day: date | None) -> None:
    """From when the plan is to hold; it may be carried out today at the earliest."""
    if day is None:
        raise InvalidInputError(DAY_ID, "field_empty")
    if day < city.today():
        raise InvalidInputError(DAY_ID, "plan_day_past")
    draft = hold(session, city, person)
    draft.starts_on = day
    store(session, city, person, draft, said_in(draft).values())


def revive(session: Session, city: City, plan: Reorganisation) -> None:
    """A plan that was cancelled, or could not be carried out, is the draft again unless another is being written."""
    if reorganisations.find_draft(session, plan.workspace_id, hold=True) is not None:
        return
    said = as_draft(read_present(session, plan.workspace_id), [PlanRow.of(row) for row in plan.rows])
    draft = _begun(city, plan.workspace_id, plan.starts_on)
    draft.rows, draft.person_id, draft.stored_by = [one.as_json() for one in said], plan.person_id, plan.stored_by
    reorganisations.add(session, draft)


def discard(session: Session, person: Person) -> None:
    """Throw the draft away, whoever wrote it."""
    overview.allow_office(person)
    draft = reorganisations.find_draft(session, person.workspace_id, hold=True)
    if draft is not None:
        reorganisations.remove(session, draft)


def drop(session: Session, city: City, person: Person, key: str) -> None:
    """A new group is not to be founded after all; nothing goes to it any more."""
    draft = hold(session, city, person)
    said = said_in(draft)
    said.pop(key, None)
    store(session, city, person, draft, [_without(one, key) for one in said.values()])


def new_key(said: Mapping[str, Said]) -> str:
    """A key for a new group that no other has."""
    if sum(key.startswith(NEW) for key in said) >= MOST_NEW:
        raise UserError("plan_too_many_new", most=str(MOST_NEW))
    return next(key for _ in range(1000) if (key := f"{NEW}{secrets.token_hex(4)}") not in said)


def is_new(key: str) -> bool:
    """Whether a key can be a new group's."""
    return key.startswith(NEW) and 1 < len(key) <= 20 and key[1:].isascii() and key[1:].isalnum()


def plan_rows(present: Present, said: Mapping[str, Said], *, by_name: bool = False) -> list[PlanRow]:
    """The plan as rows that can be drawn up: present groups first, then new ones.

    Each row's place is its key, so that what is wrong can be shown there; `by_name` it is what people call the group.
    """
    taken = set(present.seats)
    rows = []
    for key, seat in present.seats.items():
        if seat.active and key in said:
            place = Record(seat.name, 0, {}, {}) if by_name else _place(key)
            row = said[key].row
            targets = row.targets if row.deed is Deed.CONTINUE else _words(said, row.targets)
            rows.append(replace(row, group=seat.name, slug=key, targets=targets, record=place))
    for one in founded(said):
        own = one.row.slug
        slug = own if own and own not in taken else slug_of(one.name, taken)
        taken.add(slug)
        place = Record(one.name, 0, {}, {}) if by_name else _place(one.key)
        rows.append(replace(one.row, slug=slug, record=place))
    return rows


def founded(said: Mapping[str, Said]) -> list[Said]:
    """The new groups."""
    return [one for one in said.values() if one.key.startswith(NEW)]


def as_draft(present: Present, rows: Sequence[PlanRow]) -> list[Said]:
    """A plan's rows as a draft again; groups that are there no more are left out."""
    said: dict[str, Said] = {}
    seats = [_meant(present, row) for row in rows]
    # Groups may join one by the name that it gets in the same plan.
    renamed = (
        (row.targets[0], seat)
        for row, seat in zip(rows, seats, strict=True)
        if row.deed is Deed.CONTINUE and row.targets and seat and not present.find(row.targets[0])
    )
    by_name = {fold(name): seat.slug for name, seat in renamed}

    def found(row: PlanRow) -> str:
        name = fold(row.targets[0])
        key = by_name.setdefault(name, new_key(said))
        if key.startswith(NEW):
            said.setdefault(key, Said(key, row))
        return key

    def key_of(word: str) -> str:
        there = present.find(word)
        return there.slug if there and there.active else found(PlanRow(Deed.FOUND, targets=(word,)))

    for row in rows:
        if row.deed is Deed.FOUND and row.targets:
            found(row)
    for row, seat in zip(rows, seats, strict=True):
        if seat is not None:
            targets = row.targets if row.deed is Deed.CONTINUE else tuple(map(key_of, row.targets))
            said[seat.slug] = Said(seat.slug, replace(row, targets=targets))
    return list(said.values())


def _meant(present: Present, row: PlanRow) -> Seat | None:
    """The present group that a row is about, unless it is closed."""
    words = () if row.deed is Deed.FOUND else (row.group, row.slug, *(row.targets if row.deed is Deed.CONTINUE else ()))
    seat = next((found for word in words if word and (found := present.find(word))), None)
    return seat if seat is not None and seat.active else None


def _begun(city: City, workspace_id: int, day: date) -> Reorganisation:
    now = city.clock.now()
    return Reorganisation(workspace_id=workspace_id, starts_on=day, state=DRAFT, stamp="", created_at=now)


def _words(said: Mapping[str, Said], keys: Iterable[str]) -> tuple[str, ...]:
    """Targets as a plan says them: a new group's name, a present one's slug."""
    words = (said[key].name if key in said and key.startswith(NEW) else key for key in keys)
    return tuple(word for word in words if word and not word.startswith(NEW))


def _without(said: Said, key: str) -> Said:
    targets = tuple(target for target in said.row.targets if target != key)
    return replace(said, row=replace(said.row, targets=targets))


def _place(key: str) -> Record:
    return Record(key, 0, {}, _CELLS)
