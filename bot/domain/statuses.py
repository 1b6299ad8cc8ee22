"""The life of an item: statuses, and the triage actions that lead from one to the next."""

from dataclasses import dataclass
from enum import StrEnum

from bot.domain.roles import Role


class Status(StrEnum):
    """Where an item stands; the words people read are in the templates and each city may change them."""

    RECEIVED = "received"
    REVIEWING = "reviewing"
    SENT_BACK = "sent_back"
    HELD = "held"
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    DECLINED = "declined"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    ROLLED_OUT = "rolled_out"


WAITING = frozenset({Status.RECEIVED, Status.REVIEWING, Status.SENT_BACK, Status.HELD})


class TriageAction(StrEnum):
    """What a person can do with an item; the value is the last part of the button's id."""

    REVIEW = "review"
    MOVE = "move"


@dataclass(frozen=True)
class Transition:
    """Where an action is possible, where it leads (None: stays), who may do it, whether words are owed."""

    sources: frozenset[Status]
    target: Status | None
    roles: frozenset[Role]
    needs_reason: bool = False
    primary: bool = False


_GROUP_SIDE = frozenset({Role.LEAD, Role.COMPANION, Role.OFFICE})

TRANSITIONS: dict[TriageAction, Transition] = {
    TriageAction.REVIEW: Transition(
        frozenset({Status.RECEIVED}), Status.REVIEWING, frozenset({Role.LEAD, Role.OFFICE}), primary=True
    ),
    TriageAction.MOVE: Transition(WAITING, None, _GROUP_SIDE),
}


def actions_for(status: Status) -> tuple[TriageAction, ...]:
    """The actions an item in this status offers, in the order of the table."""
    return tuple(action for action, rule in TRANSITIONS.items() if status in rule.sources)
