"""The working groups as they are stored, as rows that a plan can be drawn up against."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.due import OPEN
from bot.domain.names import fold
from bot.domain.roles import Role
from bot.services.reorganising.workbook import Names, known_names
from storage import groups, people, reorganisations
from storage.database import Session
from storage.tables import WorkingGroup


@dataclass(frozen=True)
class Part:
    """What somebody is to a group, with the half days a week they give to it."""

    person_id: int
    role: str
    slots: int


@dataclass(frozen=True)
class Seat:
    """A group, as it is or as it will be; `id` is None while it does not exist."""

    slug: str
    name: str
    id: int | None = None
    mission: str = ""
    selection: str = "related_departments"
    slots: int = 1
    channel_name: str = ""
    channel: str | None = None
    examples: tuple[str, ...] = ()
    active: bool = True
    blind: bool = False
    related: tuple[int, ...] = ()
    parts: tuple[Part, ...] = ()

    def of(self, role: str) -> tuple[Part, ...]:
        """Those who have a role."""
        return tuple(part for part in self.parts if part.role == role)

    @property
    def lead(self) -> int | None:
        """Who leads it."""
        leads = self.of(Role.LEAD)
        return leads[0].person_id if leads else None


@dataclass(frozen=True)
class Present:
    """Every group by its slug, the words that mean it, who is there, and how many open items each group has."""

    seats: Mapping[str, Seat]
    by_word: Mapping[str, str]
    people: Mapping[int, str]
    emails: Mapping[str, int]
    open_items: Mapping[int | None, int]

    def find(self, word: str) -> Seat | None:
        """The group that a name, slug or channel stands for; one that is closed when no other is meant."""
        slug = self.by_word.get(fold(word).lstrip("#"))
        return self.seats[slug] if slug else None

    def count(self, seat: Seat) -> int:
        """How many open items a group has."""
        return self.open_items.get(seat.id, 0) if seat.id is not None else 0


def read_present(session: Session, workspace_id: int) -> Present:
    """The groups as they stand."""
    parts: dict[int, list[Part]] = {}
    for row, person in groups.list_parts(session, workspace_id):
        parts.setdefault(row.group_id, []).append(Part(person.id or 0, row.role, row.slots_per_week))
    seats = {}
    words: dict[str, str] = {}
    rows = groups.list_groups(session, workspace_id, active=False)
    for group in sorted(rows, key=lambda group: not group.active):  # an active one first, whatever the word
        seats[group.slug] = _seat(group, tuple(parts.get(group.id or 0, ())))
        for word in (group.slug, group.name, group.channel_name):
            if word:
                words.setdefault(fold(word).lstrip("#"), group.slug)
    staff = [person for person in people.list_people(session, workspace_id) if person.active]
    return Present(
        seats,
        words,
        {person.id or 0: person.name for person in staff},
        {person.email: person.id or 0 for person in staff if person.email},
        reorganisations.count_by_group(session, workspace_id, sorted(OPEN)),
    )


def read_names(session: Session, workspace_id: int) -> Names:
    """Whom the words in a file may mean."""
    staff = people.list_people(session, workspace_id)
    return known_names((person.name, person.email) for person in staff if person.active and person.email)


def _seat(group: WorkingGroup, parts: tuple[Part, ...]) -> Seat:
    return Seat(
        slug=group.slug,
        name=group.name,
        id=group.id,
        mission=group.mission,
        selection=group.selection,
        slots=group.slots_per_week,
        channel_name=group.channel_name,
        channel=group.channel,
        examples=tuple(group.examples),
        active=group.active,
        blind=group.blind,
        related=tuple(group.related),
        parts=parts,
    )
