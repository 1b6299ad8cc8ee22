"""What somebody offers: shown to them, written down and changed."""

from bot.domain.audit import Doer
from bot.domain.errors import InvalidInputError
from bot.domain.skills import ABOUT_AT_MOST, TAG_AT_MOST, TAGS_AT_MOST, Level, OfferForm, Sheet, tags_in
from bot.language.text import normalise
from bot.services import audit
from bot.services.city import City
from bot.services.skills import consenting, pool
from storage import skills
from storage.database import Session
from storage.tables import Helper, Person, Skill
from templates import skills as screens

_OFFERED = 100  # what a menu of the chat holds


def look(session: Session, city: City, person: Person) -> Sheet:
    """What a person offers, as they see it."""
    helper = pool.find_helper(session, city, person.workspace_id, person.id or 0)
    asked = consenting.find_newest(session, city, person.workspace_id, person.id or 0)
    return Sheet(city.help_share, helper, city.help_consent, asked)


def save(session: Session, city: City, person: Person, form: OfferForm, doer: Doer | None = None) -> Sheet:
    """Note what a person offers, in place of what they did; to say it anew confirms it."""
    assert person.id is not None
    _check(city, form)
    if doer is None or form.boss_id is not None:  # the office may leave the boss to the person
        consenting.check_boss(session, city, person.workspace_id, person.id, form.boss_id)
    known = skills.lock_helper(session, person.workspace_id, person.id)
    now = city.clock.now()
    row = known or Helper(
        person_id=person.id, workspace_id=person.workspace_id, confirmed_on=city.today(), created_at=now, updated_at=now
    )
    row.about, row.hours_per_week = form.about.strip(), form.hours
    row.confirmed_on, row.updated_at = city.today(), now
    skills.save_helper(session, row, _rows(session, person, form))
    consenting.settle(session, city, row, form.boss_id, doer or audit.by(person))
    return look(session, city, person)


def suggest_tags(session: Session, workspace_id: int, typed: str) -> list[tuple[str, int]]:
    """Tags that hold what was typed, those most people have first, each with how many; new ones come with none."""
    known = _spellings(session, workspace_id)
    keys = [key_of(part) for part in tags_in(typed)] or [""]
    found = [(tag, count) for key, (tag, count) in known.items() if any(part in key for part in keys)]
    found.sort(key=lambda one: (-one[1], one[0]))
    new = [(part, 0) for part in tags_in(typed) if key_of(part) not in known]
    return [*(one for one in new if len(one[0]) <= TAG_AT_MOST), *found][:_OFFERED]


def key_of(tag: str) -> str:
    """A tag as it is compared: width, case and spaces do not count."""
    return normalise(tag).replace(" ", "")


def _spellings(session: Session, workspace_id: int) -> dict[str, tuple[str, int]]:
    """Each tag by its key, as whoever wrote it first spelt it, and how many people have it."""
    found: dict[str, tuple[str, int]] = {}
    for row in sorted(skills.list_skills(session, workspace_id), key=lambda row: row.id or 0):
        tag, count = found.get(row.key, (row.tag, 0))
        found[row.key] = (tag, count + 1)
    return found


def _rows(session: Session, person: Person, form: OfferForm) -> list[Skill]:
    had = {row.key: row.level for row in skills.list_skills(session, person.workspace_id, [person.id or 0])}
    known = _spellings(session, person.workspace_id)
    tags = {key_of(tag): tag for tag in reversed(form.tags)}
    return [
        Skill(
            workspace_id=person.workspace_id,
            person_id=person.id or 0,
            tag=known[key][0] if key in known else tags[key],
            key=key,
            level=form.levels.get(tags[key]) or form.level or had.get(key, Level.PRACTISED),
            position=position,
        )
        for position, key in enumerate(dict.fromkeys(key_of(tag) for tag in form.tags))
    ]


def _check(city: City, form: OfferForm) -> None:
    if not form.tags:
        raise InvalidInputError(screens.TAGS, "field_empty")
    if len(form.tags) > TAGS_AT_MOST or any(len(tag) > TAG_AT_MOST or not key_of(tag) for tag in form.tags):
        raise InvalidInputError(screens.TAGS, "skill_tags", most=str(TAGS_AT_MOST), length=str(TAG_AT_MOST))
    if (over := len(form.about) - ABOUT_AT_MOST) > 0:
        raise InvalidInputError(screens.ABOUT, "field_too_long", over=str(over))
    if not 0 < form.hours <= Sheet(city.help_share).most:
        raise InvalidInputError(screens.HOURS, "skill_hours", most=f"{Sheet(city.help_share).most:g}")
