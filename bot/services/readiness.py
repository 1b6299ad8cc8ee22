"""Whether everything is in order, line by line, as far as the database and the calendar can tell; and warming up."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from bot.domain.calendar import add_business_days, is_business_day
from bot.domain.roles import Role
from bot.services import routing
from bot.services.city import City
from bot.services.intake import review
from storage import groups, people
from storage.database import Session
from storage.tables import Person, Workspace

_NEW_YEAR_AND_CHILDREN = ((1, 1), (5, 5))
_RELIED_ON = (Role.LEAD.value, Role.COMPANION.value)
_NAMED = 10


@dataclass(frozen=True)
class Finding:
    """One line of the check: what was looked at, whether it is in order, and the facts of the sentence."""

    subject: str
    ok: bool
    facts: dict[str, object]


@dataclass(frozen=True)
class Colleague:
    """Somebody of the staff: whether the chat knows them already, and whether others rely on that."""

    name: str
    email: str
    matched: bool
    relied_on: bool


def staff(session: Session, workspace_id: int) -> list[Colleague]:
    """Everybody who is there; others rely on the office, on leads and on companions."""
    parts = {one.person_id for one in groups.list_memberships(session, workspace_id) if one.role in _RELIED_ON}
    listed = _present(session, workspace_id)
    return [Colleague(one.name, one.email or "", bool(one.chat_id), one.is_office or one.id in parts) for one in listed]


def matching(listed: Sequence[Colleague], chat_emails: Collection[str]) -> list[Finding]:
    """How many the chat knows, by now or at the next start, and who of those that others rely on it does not."""
    lost = [one for one in listed if not one.matched and one.email not in chat_emails]
    found = [Finding("people", bool(listed), {"count": len(listed), "matched": len(listed) - len(lost)})]
    missed = [f"{one.name} {one.email}".strip() for one in lost if one.relied_on]
    if missed and len(lost) < len(listed):  # else the chat was never asked
        facts: dict[str, object] = {"named": missed[:_NAMED], "others": len(missed[_NAMED:])}
        found.append(Finding("people_unmatched", ok=False, facts=facts))
    return found


def organisation(session: Session, workspace_id: int) -> list[Finding]:
    """The office and the groups: has each group a lead, a companion and a channel?"""
    found = [Finding("office", any(person.is_office for person in _present(session, workspace_id)), {})]
    present = groups.list_groups(session, workspace_id)
    found.append(Finding("groups", bool(present), {"count": len(present)}))
    for group in present:
        assert group.id is not None
        lacking = [
            role.value for role in (Role.LEAD, Role.COMPANION) if not groups.list_members(session, group.id, role)
        ]
        if lacking:
            found.append(Finding("group_lacks", ok=False, facts={"group": group.name, "lacking": lacking}))
        if not group.channel_name:
            found.append(Finding("group_channel", ok=False, facts={"group": group.name}))
    return found


def _present(session: Session, workspace_id: int) -> list[Person]:
    return [person for person in people.list_people(session, workspace_id) if person.active]


def channel_names(session: Session, workspace_id: int) -> list[str]:
    """The channels that the groups work in, by name."""
    return [group.channel_name for group in groups.list_groups(session, workspace_id) if group.channel_name]


def calendar(today: date) -> Finding:
    """Whether the holidays of this year and the next are known."""
    years = (today.year, today.year + 1)
    known = all(not is_business_day(date(year, month, day)) for year in years for month, day in _NEW_YEAR_AND_CHILDREN)
    return Finding("holidays", known, {"first": years[0], "last": years[1]})


def outcomes(city: City) -> Finding:
    """Which decisions the city has words of its own for."""
    words = city.wording.of("ja").outcomes.rows
    return Finding("outcomes", ok=True, facts={"named": [row.status.get("ja", row.action.value) for row in words]})


def approvals(session: Session, city: City, workspace_id: int) -> list[Finding]:
    """Whose approval decisions need: is each of them there to give it, and is each group one of ours?"""
    wanted = city.outcomes.approvals
    staff = {person.email: person for person in people.list_people(session, workspace_id) if person.email}
    slugs = [group.slug for group in groups.list_groups(session, workspace_id)]
    found = []
    for email in dict.fromkeys(email for one in wanted for email in one.people):
        person = staff.get(email)
        if person is None or not person.active or not person.chat_id:
            state = "unknown" if person is None else "left" if not person.active else "outside"
            near = _nearest(email, staff) if person is None else ""
            found.append(Finding("approver", ok=False, facts={"email": email, "state": state, "near": near}))
    found += [
        Finding("approval_group", ok=False, facts={"group": slug, "near": _nearest(slug, slugs)})
        for slug in dict.fromkeys(one.group for one in wanted if one.group and one.group not in slugs)
    ]
    if wanted and not found:
        count = len({email for one in wanted for email in one.people})
        found.append(Finding("approver", ok=True, facts={"email": count, "state": "", "near": ""}))
    return found


def _nearest(word: str, known: Iterable[str]) -> str:
    return next(iter(get_close_matches(word, list(known), 1)), "")


def warm_up(session: Session, city: City, workspace: Workspace) -> None:
    """Do beforehand what the first person would have to wait for: learning, the holidays, reading the sentences.

    The other language's are read when somebody is first spoken to in it.
    """
    assert workspace.id is not None
    sample: dict[str, object] = {"title": "窓口の予約", "body": "連絡先 ℡"}
    review.personal_data(sample)
    city.routing.look(session, workspace.id, routing.form_text(sample))
    city.directory(session, workspace.id)
    add_business_days(city.today(), city.answer_within)
    city.wording.of(workspace.locale).load()
