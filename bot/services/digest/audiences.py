"""Who gets a digest, and under which key it stands in the archive."""

from bot.domain.digests import Audience, AudienceKind
from bot.domain.errors import NotFoundError
from storage import groups, people
from storage.database import Session
from storage.tables import Person, WorkingGroup, Workspace

ALL_KEY = "all"


def list_audiences(session: Session, workspace: Workspace) -> list[Audience]:
    """Everybody who gets a digest by themselves each week: those who have a channel to read it in."""
    assert workspace.id is not None
    active = groups.list_groups(session, workspace.id)
    found = [_everybody(workspace), *(_of_group(workspace, group) for group in active)]
    return [audience for audience in found if audience.channel]


def get_audience(session: Session, workspace: Workspace, key: str) -> Audience:
    """The audience of a key: all, group:<slug> or person:<id>; NotFoundError for any other."""
    assert workspace.id is not None
    kind, _, name = key.partition(":")
    if key == ALL_KEY:
        return _everybody(workspace)
    if kind == AudienceKind.GROUP and (group := groups.find_by_slug(session, workspace.id, name)):
        return _of_group(workspace, group)
    if kind == AudienceKind.PERSON and name.isdecimal():
        return of_person(people.get(session, workspace.id, int(name)))
    raise NotFoundError("audience_unknown", audience=key)


def of_person(person: Person) -> Audience:
    """One person, in their own language."""
    return Audience(
        AudienceKind.PERSON,
        f"{AudienceKind.PERSON}:{person.id}",
        person.name,
        person.chat_id,
        person.locale,
        person_id=person.id,
    )


def _everybody(workspace: Workspace) -> Audience:
    return Audience(AudienceKind.ALL, ALL_KEY, workspace.name, workspace.all_staff_channel, workspace.locale)


def _of_group(workspace: Workspace, group: WorkingGroup) -> Audience:
    key = f"{AudienceKind.GROUP}:{group.slug}"
    return Audience(AudienceKind.GROUP, key, group.name, group.channel, workspace.locale, group_id=group.id)
