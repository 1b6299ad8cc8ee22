"""What goes on record for good: who did what to what and why, in the transaction that does it."""

from typing import Any

from bot.domain.audit import BOT, Doer, Entry, Recorded, Via
from bot.domain.permissions import is_for_the_group
from bot.domain.statuses import TRANSITIONS, TriageAction
from bot.services.city import City
from storage import audit, requests, workspaces
from storage.database import Session
from storage.tables import Person, Request, Workspace

Facts = dict[str, Any]
_SETTINGS = "settings on record"
_APPROVALS = frozenset({TriageAction.APPROVE, TriageAction.DISAPPROVE})
_OWN_WORDS = frozenset({"answered", *(action for action, rule in TRANSITIONS.items() if rule.own)})


def by(person: Person | None) -> Doer:
    """Somebody in the chat, or the bot itself."""
    return Doer(Via.CHAT, person.id, person.name) if person else BOT


def record(
    session: Session,
    city: City,
    workspace_id: int,
    doer: Doer,
    action: Recorded,
    subject: str = "",
    *,
    reason: str = "",
    facts: Facts | None = None,
) -> None:
    """Put one deed on record."""
    entry = Entry(city.clock.now(), doer, action, subject, reason, facts or {})
    audit.append(session, workspace_id, [entry])


def record_change(
    session: Session,
    city: City,
    request: Request,
    actor: Person | None,
    deed: str,
    before: Facts,
    after: Facts,
    note: str,
) -> None:
    """Put a line of an item's history on record if it changed how the item stands or whose it is.

    The requester of a blind item stays unnamed here too, what they wrote themselves is left out, and so are the
    reasons of a private item: they stand in the item's own history, for its readers.
    """
    decided = _differs(before, after, "status")
    if not decided and not _differs(before, after, "group"):
        return
    changed = [_pair(before, after, name) for name in ("status", "group", "merged_into")]
    doer, facts = _unnamed(session, request, actor, {"deed": deed, **changed[0], **changed[1], **changed[2]})
    if "approved_by" in after:
        facts["approved_by"] = after["approved_by"]
    reason = "" if request.private or deed in _OWN_WORDS else note
    action = Recorded.DECISION if decided else Recorded.ROUTING
    subject = str(requests.number_of(request))
    record(session, city, request.workspace_id, doer, action, subject, reason=reason, facts=facts)


def record_deed(
    session: Session, city: City, request: Request, actor: Person | None, action: Recorded, facts: Facts
) -> None:
    """Put what somebody did about an item on record, without any words; a hidden requester stays unnamed."""
    doer, facts = _unnamed(session, request, actor, facts)
    record(session, city, request.workspace_id, doer, action, str(requests.number_of(request)), facts=facts)


def record_export(
    session: Session, city: City, workspace_id: int, doer: Doer, what: str, count: int, **facts: object
) -> None:
    """Put on record that a list left the bot: which, how many rows, in which form."""
    everything: Facts = {"what": what, "count": count, **facts}
    record(session, city, workspace_id, doer, Recorded.EXPORT, what, facts=everything)


def record_settings(session: Session, city: City, workspace: Workspace) -> None:
    """Put on record which settings differ from those the bot ran with before; of a first start, all of them."""
    assert workspace.id is not None
    present = {
        "BANSOU_ALL_STAFF_CHANNEL": city.all_staff_channel,
        "BANSOU_OFFICE_CHANNEL": city.office_channel,
        "BANSOU_ANSWER_WITHIN": city.answer_within,
        "BANSOU_SCORE_CRITERIA": ",".join(city.score_criteria),
        "BANSOU_HELP_SHARE": city.help_share,
        "BANSOU_HELP_ANSWER_HOURS": city.help_answer_hours,
        "BANSOU_HELP_CONSENT": city.help_consent.value,
        "BANSOU_PRACTICE_REVIEW": "on" if city.practice_review else "off",
        "BANSOU_PRACTICE_LINKS": "on" if city.practice_links else "off",
        "BANSOU_DIGEST_DAY": city.digest_weekday,
        "BANSOU_DIGEST_TIME": city.digest_time.isoformat("minutes"),
        "BANSOU_OUTCOMES_FILE": city.outcomes.facts(),
        "BANSOU_TIME_ZONE": str(city.zone),
        "BANSOU_LANGUAGE": workspace.locale,
    }
    known: Facts = workspaces.get_setting(session, workspace.id, _SETTINGS, {})
    now = city.clock.now()
    changed = [name for name, value in present.items() if name not in known or known[name] != value]
    entries = [
        Entry(now, BOT, Recorded.SETTING, name, facts={"before": known.get(name), "after": present[name]})
        for name in changed
    ]
    if entries:
        audit.append(session, workspace.id, entries)
        workspaces.set_setting(session, workspace.id, _SETTINGS, present, now)


def _differs(before: Facts, after: Facts, name: str) -> bool:
    return name in before and before[name] != after.get(name)


def _pair(before: Facts, after: Facts, name: str) -> Facts:
    return {name: [before[name], after.get(name)]} if _differs(before, after, name) else {}


def _unnamed(session: Session, request: Request, actor: Person | None, facts: Facts) -> tuple[Doer, Facts]:
    """Who did something, without the name of a blind item's requester.

    Of those who approve nobody is named before it takes effect, when all of them are: one who is not among others who
    are would be known to be the requester.
    """
    if not request.blind or actor is None:
        return by(actor), facts
    if facts.get("deed") in _APPROVALS:
        kept = {name: value for name, value in facts.items() if name != "in_place_of"}
        return Doer(Via.CHAT), {**kept, "by": "approver"}
    status_before = (facts.get("status") or [None])[0]
    if not is_for_the_group(facts.get("deed", ""), status_before) and _is_requester(session, request, actor):
        return Doer(Via.CHAT), {**facts, "by": "requester"}
    return by(actor), facts


def _is_requester(session: Session, request: Request, person: Person) -> bool:
    assert request.id is not None
    return person.id in {requester.id for requester in requests.list_requesters(session, request.id)}
