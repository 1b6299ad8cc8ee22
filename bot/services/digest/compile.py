"""Makes issues: facts are read and rendered first; then one short transaction archives the issue and sends it."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from bot.domain.calendar import local_day
from bot.domain.digests import TOLD, Audience, AudienceKind, Digest, IssueState, Rhythm
from bot.domain.errors import NotAllowedError
from bot.services.city import City
from bot.services.digest.audiences import ALL_KEY, of_person
from bot.services.digest.facts import compose
from bot.services.digest.sources import read_sources
from bot.services.digest.told import Told
from storage import digests, outbox
from storage.database import Session
from storage.tables import DigestIssue, Person, Workspace
from templates.blocks import Message
from templates.digest import digest_message
from templates.digest_thread import thread_messages


def rhythm(city: City) -> Rhythm:
    """When this city's digests are due."""
    return Rhythm(city.digest_weekday, city.digest_time, city.zone)


@dataclass(frozen=True)
class Prepared:
    """An issue ready to be stored, the issue of its audience that it goes on from, and what goes into its thread."""

    issue: DigestIssue
    channel: str
    follows: int | None
    rest: Sequence[Message] = ()


class Compiled(NamedTuple):
    """What an issue tells, what it uses up, and the addresses of the items' cards."""

    digest: Digest
    told: Told
    links: Mapping[str, str]


def prepare(
    session: Session, city: City, workspace: Workspace, audience: Audience, due_at: datetime | None = None
) -> Prepared | None:
    """The issue for the period that ends when it is due, or now; None when one has told it already. Only reads."""
    assert workspace.id is not None
    if audience.channel is None:
        raise NotAllowedError("audience_without_channel", audience=audience.name)
    now = city.clock.now()
    ends_at = due_at or now
    follows = digests.newest_id(session, workspace.id, audience.key)
    digest, told, links = compile_digest(session, city, workspace.id, audience, ends_at)
    if digest.starts_at >= ends_at:
        return None
    words = city.wording.of(audience.locale)
    message = digest_message(words, digest, links)
    issue = DigestIssue(
        workspace_id=workspace.id,
        audience=audience.key,
        starts_at=digest.starts_at,
        ends_at=ends_at,
        issued_at=now,
        state=_state(city, digest, now),
        text=message.text,
        blocks=message.blocks,
        facts={section: _plain(getattr(digest, section)) for section in digest.sections()},
        told=told.to_stored(),
    )
    return Prepared(issue, audience.channel, follows, thread_messages(words, digest, links))


def is_next(session: Session, prepared: Prepared) -> bool:
    """Whether nobody has made an issue for this audience since; nobody can, from now until the transaction ends."""
    issue = prepared.issue
    digests.lock(session, issue.workspace_id)
    return digests.newest_id(session, issue.workspace_id, issue.audience) == prepared.follows


def store(session: Session, city: City, prepared: Prepared) -> DigestIssue | None:
    """Archive a prepared issue and send it if something happened and its day is not over; None if another came first.

    Its message commits with it.
    """
    issue = digests.add_issue(session, prepared.issue) if is_next(session, prepared) else None
    if issue is not None and issue.state == IssueState.POSTED:
        now = city.clock.now()
        sent = outbox.post(session, issue.workspace_id, prepared.channel, issue.text, issue.blocks, now)
        for more in prepared.rest:
            outbox.post(session, issue.workspace_id, prepared.channel, more.text, more.blocks, now, thread_id=sent)
        digests.set_message(session, issue, sent)
    return issue


def find_recent(session: Session, city: City, workspace_id: int, audience: Audience) -> DigestIssue | None:
    """The issue that this audience was sent today, or by hand since the last regular one."""
    now = city.clock.now()
    last = digests.find_last(session, workspace_id, audience.key, (IssueState.POSTED,))
    if last is None:
        return None
    today = local_day(last.issued_at, city.zone) == local_day(now, city.zone)
    return last if today or last.ends_at > rhythm(city).last_before(now) else None


def compile_digest(session: Session, city: City, workspace_id: int, audience: Audience, ends_at: datetime) -> Compiled:
    """What an issue would tell that ends at a moment: all that no issue told before."""
    starts_at, before = _open_since(session, city, workspace_id, audience, ends_at)
    sources = read_sources(session, workspace_id, audience, starts_at, ends_at, before)
    return Compiled(compose(audience, starts_at, ends_at, sources, city.zone), sources.told, sources.links)


def _open_since(
    session: Session, city: City, workspace_id: int, audience: Audience, ends_at: datetime
) -> tuple[datetime, Told | None]:
    """Where the last issue ended that somebody could read, with what it told; for a first issue one week before."""
    key = audience.key
    last = digests.find_last(session, workspace_id, key, TOLD)
    if last is None and audience.kind == AudienceKind.PERSON:
        last = digests.find_last(session, workspace_id, ALL_KEY, TOLD)
    if last is not None:
        return last.ends_at, Told.of_stored(last.told)
    late = digests.find_last(session, workspace_id, key, (IssueState.LATE,))
    return late.starts_at if late else rhythm(city).last_before(ends_at), None


def preview_for(session: Session, city: City, workspace_id: int, audience: Audience) -> Message | None:
    """What the audience would read if its digest came now, None when that is nothing; nothing is stored."""
    digest, _, links = compile_digest(session, city, workspace_id, audience, city.clock.now())
    return digest_message(city.wording.of(audience.locale), digest, links) if digest.sections() else None


def preview(session: Session, city: City, person: Person) -> Message | None:
    """What this person would read if the digest came now."""
    return preview_for(session, city, person.workspace_id, of_person(person))


def _state(city: City, digest: Digest, now: datetime) -> IssueState:
    if not digest.sections():
        return IssueState.EMPTY
    same_day = local_day(now, city.zone) == local_day(digest.ends_at, city.zone)
    return IssueState.POSTED if same_day else IssueState.LATE


def _plain(value: object) -> object:
    """Facts as the archive keeps them."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return dataclasses.asdict(value) if dataclasses.is_dataclass(value) and not isinstance(value, type) else value
