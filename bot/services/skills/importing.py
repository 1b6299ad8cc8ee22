"""Takes over what a file says staff can help with: it adds, and never changes what people wrote themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from bot.domain.audit import Doer, Recorded
from bot.domain.kinds import USUAL_HOURS
from bot.domain.skills import Helper, Level, OfferForm
from bot.services import audit
from bot.services.city import City
from bot.services.file_problems import ImportFileError, Problem, Trouble
from bot.services.skills import entered, offering, pool
from bot.services.skills.workbook import Entry
from bot.services.tables import EMAIL
from storage import people, skills
from storage.database import Session
from storage.tables import Person

_HOURS = float(USUAL_HOURS)  # a week, for who is entered without any


@dataclass(frozen=True)
class Entering:
    """What the file does to one person: "added", "extended" or "same"."""

    person: Person
    deed: str
    form: OfferForm
    new: Mapping[str, Level]  # tags they do not have yet


@dataclass(frozen=True)
class Plan:
    """Everything a file would do; who stopped offering help is passed over."""

    entering: tuple[Entering, ...]
    left: tuple[str, ...] = ()

    def count(self, deed: str) -> int:
        """How many people it does something to."""
        return sum(one.deed == deed for one in self.entering)

    def as_json(self) -> dict[str, Any]:
        """For other programs."""
        shown = [
            {"email": one.person.email, "name": one.person.name, "deed": one.deed, "new": dict(one.new)}
            for one in self.entering
        ]
        return {"people": shown, "left": list(self.left)}


def plan(session: Session, city: City, workspace_id: int, read: Sequence[Entry], problems: Sequence[Problem]) -> Plan:
    """What an import would do; ImportFileError with everything that is wrong."""
    staff = {person.email: person for person in people.list_people(session, workspace_id) if person.active}
    wrong = [*problems, *(found for entry in read for found in _wrong(entry, staff))]
    if wrong:
        raise ImportFileError(wrong)
    known = {one.who.id: one for one in pool.list_helpers(session, city, workspace_id)}
    left = skills.list_left(session, workspace_id) - known.keys()
    found = [(entry, staff[entry.email]) for entry in read]
    return Plan(
        tuple(_entering(entry, p, known.get(p.id or 0), staff) for entry, p in found if p.id not in left),
        tuple(person.name for _, person in found if person.id in left),
    )


def carry_out(session: Session, city: City, workspace_id: int, planned: Plan, doer: Doer) -> None:
    """Store what is planned and tell everybody it is about, in the same transaction."""
    for one in planned.entering:
        if one.deed != "same":
            helper = offering.save(session, city, one.person, one.form, doer).helper
            assert helper is not None
            facts = {"person": one.person.id, "name": one.person.name, "deed": "imported", "tags": len(one.new)}
            audit.record(session, city, workspace_id, doer, Recorded.SKILLS, str(one.person.id), facts=facts)
            entered.tell(session, city, workspace_id, helper)


def _wrong(entry: Entry, staff: Mapping[str | None, Person]) -> list[Problem]:
    problems = []
    for email, record, name in ((entry.email, entry.record, "email"), (entry.boss, entry.boss_record, "boss")):
        if EMAIL.fullmatch(email) and record is not None and email not in staff:
            near = get_close_matches(email, [known for known in staff if known], n=1)
            facts = {"value": email, "near": near[0] if near else ""}
            problems.append(Problem(Trouble.UNKNOWN_PERSON, record.place_of(name), facts))
    if entry.boss == entry.email and entry.boss_record is not None:
        problems.append(Problem(Trouble.BOSS_IS_SELF, entry.boss_record.place_of("boss"), {"value": entry.boss}))
    return problems


def _entering(entry: Entry, person: Person, helper: Helper | None, staff: Mapping[str | None, Person]) -> Entering:
    boss = staff[entry.boss] if entry.boss else None
    boss_id = boss.id if boss is not None and boss.chat_id else None
    if helper is None:
        hours = entry.hours or _HOURS
        form = OfferForm(tuple(entry.levels), None, entry.about, hours, boss_id, entry.levels)
        return Entering(person, "added", form, entry.levels)
    had = {offering.key_of(skill.tag): skill for skill in helper.skills}
    new = {tag: level for tag, level in entry.levels.items() if offering.key_of(tag) not in had}
    levels = {skill.tag: skill.level for skill in helper.skills} | new
    about = helper.about or entry.about
    form = OfferForm(tuple(levels), None, about, helper.most_hours, boss_id, levels)
    return Entering(person, "extended" if new or about != helper.about else "same", form, new)
