"""The archive, with what became of each issue's message."""

from bot.domain.digests import Arrival, IssueState
from storage import digests, outbox
from storage.database import Session
from storage.tables import DigestIssue

_ARRIVED = {"sent": Arrival.POSTED, "dead": Arrival.FAILED, "discarded": Arrival.FAILED}


def list_archive(
    session: Session, workspace_id: int, audience: str | None, limit: int
) -> list[tuple[DigestIssue, Arrival]]:
    """Issues, newest first, each with what its readers have of it."""
    return _with_arrivals(session, digests.list_issues(session, workspace_id, audience=audience, limit=limit))


def get_archived(session: Session, workspace_id: int, issue_id: int) -> tuple[DigestIssue, Arrival]:
    """One issue with the same; NotFoundError outside the workspace."""
    return _with_arrivals(session, [digests.get_issue(session, workspace_id, issue_id)])[0]


def _with_arrivals(session: Session, issues: list[DigestIssue]) -> list[tuple[DigestIssue, Arrival]]:
    states = outbox.list_states(session, [issue.outbox_id for issue in issues if issue.outbox_id is not None])
    return [(issue, _arrival(issue, states)) for issue in issues]


def _arrival(issue: DigestIssue, states: dict[int, str]) -> Arrival:
    if issue.state != IssueState.POSTED or issue.outbox_id is None:
        return Arrival(issue.state)
    return _ARRIVED.get(states[issue.outbox_id], Arrival.WAITING)
