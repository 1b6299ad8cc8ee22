"""What a group's form must hold, each mistake told at its field."""

from collections.abc import Iterable, Sequence

from bot.domain.errors import InvalidInputError
from bot.domain.groups import MOST_SLOTS, GroupForm, is_slug
from bot.domain.roles import Role
from storage import people
from storage.database import Session
from storage.tables import WorkingGroup
from templates import group_form as shown

_LIMITS = {shown.NAME: shown.NAME_AT_MOST, shown.MISSION: shown.TEXT_AT_MOST}
_FIELDS = {Role.LEAD: shown.LEADS, Role.COMPANION: shown.COMPANIONS, Role.MEMBER: shown.MEMBERS}


def check_whole(form: GroupForm, others: Iterable[WorkingGroup], every: Sequence[WorkingGroup] = ()) -> None:
    """What only the office sets: the name and the channel are nobody else's, nor is a new slug."""
    _written(shown.NAME, form.name)
    for other in others:
        if other.name == form.name:
            raise InvalidInputError(shown.NAME, "group_name_taken", name=form.name)
        if form.channel and other.channel == form.channel and not form.new_channel:
            raise InvalidInputError(shown.CHANNEL, "group_channel_taken", group=other.name)
    if form.slug and not is_slug(form.slug):
        raise InvalidInputError(shown.SLUG, "group_slug_form")
    if form.slug in {row.slug for row in every}:
        raise InvalidInputError(shown.SLUG, "group_slug_taken", slug=form.slug)


def check_parts(session: Session, workspace_id: int, form: GroupForm, present_leads: Sequence[int] = ()) -> None:
    """What leads set too: a mission, slots that a week has, and nobody in two parts."""
    _written(shown.MISSION, form.mission)
    if not 0 <= form.slots <= MOST_SLOTS:
        raise InvalidInputError(shown.SLOTS, "group_slots", most=str(MOST_SLOTS))
    if Role.LEAD in form.parts and not form.parts[Role.LEAD] and not present_leads:
        raise InvalidInputError(shown.LEADS, "field_empty")
    seen: set[int] = set()
    for role, ids in form.parts.items():
        for person_id in ids:
            if person_id in seen:
                name = people.get(session, workspace_id, person_id).name
                raise InvalidInputError(_FIELDS[role], "group_two_parts", name=name)
            seen.add(person_id)


def roles_of(form: GroupForm) -> dict[int, Role]:
    """Everybody's part in the order of the form."""
    return {person_id: role for role, ids in form.parts.items() for person_id in ids}


def _written(field: str, text: str) -> None:
    if not text:
        raise InvalidInputError(field, "field_empty")
    if (over := len(text) - _LIMITS[field]) > 0:
        raise InvalidInputError(field, "field_too_long", over=str(over))
