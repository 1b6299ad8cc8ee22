"""Who gets a digest, and under which key it stands in the archive."""

from bot.domain.digests import Audience, AudienceKind
from bot.domain.errors import NotFoundError, UserError
from bot.language.text import normalise
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
    """The audience of a key: all, group:<identifier or name>, person:<e-mail, name or id>; NotFoundError for others."""
    assert workspace.id is not None
    kind, _, name = key.strip().partition(":")
    if key.strip() == ALL_KEY:
        return _everybody(workspace)
    if kind == AudienceKind.GROUP:
        working = groups.find_by_slug(session, workspace.id, name) or _named(session, workspace.id, name)
        if working is not None:
            return _of_group(workspace, working)
    if kind == AudienceKind.PERSON and name:
        return of_person(_person(session, workspace.id, name))
    raise NotFoundError("audience_unknown", audience=key)


def _named(session: Session, workspace_id: int, name: str) -> WorkingGroup | None:
    present = groups.list_groups(session, workspace_id)
    return next((group for group in present if _plain(name) in {_plain(group.name), _plain(group.channel_name)}), None)


def _person(session: Session, workspace_id: int, name: str) -> Person:
    listed = people.list_people(session, workspace_id)
    found = [
        person for person in listed if _plain(name) in {_plain(person.email or ""), _plain(person.name), str(person.id)}
    ]
    if not found:
        raise NotFoundError("audience_person_unknown", name=name)
    if len(found) > 1:
        raise UserError("audience_ambiguous", name=name, emails=", ".join(person.email or "" for person in found))
    return found[0]


def _plain(text: str) -> str:
    return normalise(text).replace(" ", "")


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
