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
    AWAITING = "awaiting"  # decided, and not approved yet
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    DECLINED = "declined"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    ROLLED_OUT = "rolled_out"


_UNSETTLED = frozenset({Status.RECEIVED, Status.REVIEWING, Status.SENT_BACK, Status.HELD})
WAITING = _UNSETTLED | {Status.AWAITING}
# Until something is decided a blind item names nobody; what was withdrawn stays unnamed for good.
_UNDECIDED = WAITING | {Status.WITHDRAWN, Status.MERGED}
_ACCEPTED = frozenset({Status.ACCEPTED, Status.PARTLY_ACCEPTED})


class TriageAction(StrEnum):
    """What a person can do with an item; the value is the last part of the button's id and the line in its history."""

    REVIEW = "review"
    REOPEN = "reopen"
    ACCEPT = "accept"
    ASK = "ask"
    START = "start"
    FINISH = "finish"
    PARTLY_ACCEPT = "partly_accept"
    HOLD = "hold"
    DECLINE = "decline"
    MOVE = "move"
    ASSIGN = "assign"
    CONSULT = "consult"
    SCORE = "score"
    UNDO = "undo"
    ANSWER = "answer"
    MERGE = "merge"
    UNMERGE = "unmerge"
    APPROVE = "approve"
    DISAPPROVE = "disapprove"
    RECALL = "recall"
    WITHDRAW = "withdraw"


@dataclass(frozen=True)
class Transition:
    """Where an action is possible, where it leads (None: the deed itself decides), who may do it, what it asks for.

    It is a button of the card in the `buttons` statuses and stands in the card's menu in its other sources. What is the
    requester's own (`own`) is no part of the card: it stands beside the item when they open it.
    """

    sources: frozenset[Status]
    target: Status | None
    roles: frozenset[Role]
    buttons: frozenset[Status] = frozenset()
    needs_words: bool = False
    needs_date: bool = False
    own: bool = False


_DECIDE = frozenset({Role.LEAD, Role.OFFICE})
_GROUP_SIDE = _DECIDE | {Role.COMPANION}
_OWN = frozenset({Role.REQUESTER})
_PAUSED = frozenset({Status.SENT_BACK, Status.HELD})
_FRESH = frozenset({Status.RECEIVED, Status.REVIEWING})
_MERGED = frozenset({Status.MERGED})
_AWAITING = frozenset({Status.AWAITING})
_APPROVERS = frozenset({Role.APPROVER})
# A practice that stands here is being rolled out as soon as another department runs it.
SPREADS_FROM = frozenset({Status.ACCEPTED, Status.PARTLY_ACCEPTED, Status.IN_PROGRESS, Status.DONE})
_UNDONE = frozenset(Status) - {Status.RECEIVED, Status.ROLLED_OUT, Status.AWAITING}

# The order is the order on the card.
TRANSITIONS: dict[TriageAction, Transition] = {
    TriageAction.REVIEW: Transition(
        frozenset({Status.RECEIVED}), Status.REVIEWING, _DECIDE, buttons=frozenset({Status.RECEIVED})
    ),
    TriageAction.REOPEN: Transition(_PAUSED, Status.REVIEWING, _DECIDE, buttons=_PAUSED),
    TriageAction.ACCEPT: Transition(_UNSETTLED, Status.ACCEPTED, _DECIDE, buttons=_UNSETTLED),
    TriageAction.ASK: Transition(
        _FRESH | {Status.HELD}, Status.SENT_BACK, _GROUP_SIDE, buttons=_FRESH, needs_words=True
    ),
    TriageAction.START: Transition(_ACCEPTED, Status.IN_PROGRESS, _DECIDE, buttons=_ACCEPTED),
    TriageAction.FINISH: Transition(
        frozenset({Status.IN_PROGRESS}), Status.DONE, _DECIDE, buttons=frozenset({Status.IN_PROGRESS})
    ),
    TriageAction.APPROVE: Transition(_AWAITING, None, _APPROVERS, buttons=_AWAITING),
    TriageAction.DISAPPROVE: Transition(_AWAITING, None, _APPROVERS, buttons=_AWAITING, needs_words=True),
    TriageAction.RECALL: Transition(_AWAITING, None, _DECIDE, buttons=_AWAITING),
    TriageAction.PARTLY_ACCEPT: Transition(_UNSETTLED, Status.PARTLY_ACCEPTED, _DECIDE, needs_words=True),
    TriageAction.HOLD: Transition(_UNSETTLED - {Status.HELD}, Status.HELD, _DECIDE, needs_words=True, needs_date=True),
    TriageAction.DECLINE: Transition(_UNSETTLED, Status.DECLINED, _DECIDE, needs_words=True),
    TriageAction.MERGE: Transition(_UNSETTLED, Status.MERGED, _DECIDE),
    TriageAction.UNMERGE: Transition(_MERGED, None, _DECIDE, buttons=_MERGED),
    TriageAction.MOVE: Transition(_UNSETTLED | _ACCEPTED | {Status.IN_PROGRESS}, None, _GROUP_SIDE),
    TriageAction.ASSIGN: Transition(WAITING | _ACCEPTED | {Status.IN_PROGRESS}, None, _GROUP_SIDE),
    TriageAction.CONSULT: Transition(_UNSETTLED, None, _GROUP_SIDE),
    TriageAction.SCORE: Transition(_UNSETTLED, None, _DECIDE),
    TriageAction.UNDO: Transition(_UNDONE, None, _GROUP_SIDE | _OWN),
    TriageAction.ANSWER: Transition(frozenset({Status.SENT_BACK}), Status.REVIEWING, _OWN, needs_words=True, own=True),
    TriageAction.WITHDRAW: Transition(WAITING, Status.WITHDRAWN, _OWN, own=True),
}
UNDOABLE = frozenset(
    action for action, rule in TRANSITIONS.items() if rule.target and action is not TriageAction.ANSWER
)
# App Home lets the office choose a group with a button, and requesters take a withdrawal back with one.
WITH_A_BUTTON = frozenset(action for action, rule in TRANSITIONS.items() if rule.buttons or rule.own) | {
    TriageAction.MOVE,
    TriageAction.UNDO,
}


class HelpStep(StrEnum):
    """What becomes of a consultation by itself when a colleague helps; the value is the line in its history."""

    TAKEN_ON = "help_taken_on"
    SOLVED = "help_solved"
    SOUGHT_AGAIN = "help_sought_again"
    ASKERS_LEFT = "help_askers_left"


@dataclass(frozen=True)
class HelpTransition:
    """From where a step leads where; elsewhere the status stays as it is."""

    sources: frozenset[Status]
    target: Status


HELP_STEPS: dict[HelpStep, HelpTransition] = {
    HelpStep.TAKEN_ON: HelpTransition(_UNSETTLED | _ACCEPTED, Status.IN_PROGRESS),
    HelpStep.SOLVED: HelpTransition(_UNSETTLED | _ACCEPTED | {Status.IN_PROGRESS}, Status.DONE),
    HelpStep.SOUGHT_AGAIN: HelpTransition(frozenset({Status.IN_PROGRESS}), Status.REVIEWING),
    HelpStep.ASKERS_LEFT: HelpTransition(frozenset({Status.IN_PROGRESS}), Status.REVIEWING),
}


def hides_requesters(blind: bool, status: Status) -> bool:
    """Whether an item's requesters and their department are to be shown to nobody now."""
    return blind and status in _UNDECIDED


def buttons_for(status: Status) -> tuple[TriageAction, ...]:
    """The actions that stand on the card as buttons."""
    return tuple(action for action, rule in TRANSITIONS.items() if status in rule.buttons)


def menu_for(status: Status) -> tuple[TriageAction, ...]:
    """The other actions of the card, for its menu."""
    offered = ((action, rule) for action, rule in TRANSITIONS.items() if status in rule.sources and not rule.own)
    return tuple(action for action, rule in offered if status not in rule.buttons | {Status.WITHDRAWN})


def own_for(status: Status) -> tuple[TriageAction, ...]:
    """What the requester can do with an item of their own."""
    own = tuple(action for action, rule in TRANSITIONS.items() if rule.own and status in rule.sources)
    return (*own, TriageAction.UNDO) if status is Status.WITHDRAWN else own
