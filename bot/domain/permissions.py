"""Who may do what with an item: one table of roles by deed; the triage actions' rows come from the status table."""

from collections.abc import Collection
from enum import StrEnum

from bot.domain.kinds import RequestKind
from bot.domain.roles import Role
from bot.domain.statuses import TRANSITIONS, Status, TriageAction


class Deed(StrEnum):
    """What can be done with an item besides triage."""

    SEE = "see"
    SEE_PRIVATE = "see_private"
    SEE_REQUESTER = "see_requester"  # of a blind item that is not decided
    REVEAL = "reveal"
    JOIN = "join"
    PULL_IN = "pull_in"
    GIVE_OPINION = "give_opinion"
    GIVE_SCORE = "give_score"
    TAKE_UP = "take_up"  # a practice, for one's own department
    PLAN_ROLLOUT = "plan_rollout"  # the checklist for those who take a practice up
    CAMPAIGN = "campaign"  # to ask departments whether they take it up
    REVIEW_PRACTICE = "review_practice"
    KEEP_PRACTICE = "keep_practice"  # true and findable; its contact may as well
    MAKE_PRACTICE = "make_practice"  # of an item that is done
    COMMENT = "comment"  # for reviewers alone: to write one, and to read them


Action = Deed | TriageAction
_EVERYBODY = frozenset({Role.READER})

PERMISSIONS: dict[Action, frozenset[Role]] = {
    Deed.SEE: _EVERYBODY,
    Deed.SEE_PRIVATE: frozenset({Role.REQUESTER, Role.LEAD, Role.COMPANION, Role.OFFICE, Role.APPROVER, Role.HELPER}),
    Deed.SEE_REQUESTER: frozenset({Role.REQUESTER}),
    Deed.REVEAL: frozenset({Role.OFFICE}),
    Deed.JOIN: _EVERYBODY,
    Deed.PULL_IN: frozenset({Role.REQUESTER}),
    Deed.GIVE_OPINION: frozenset({Role.DEPARTMENT}),
    Deed.GIVE_SCORE: frozenset({Role.LEAD, Role.MEMBER}),
    Deed.TAKE_UP: _EVERYBODY,
    Deed.PLAN_ROLLOUT: frozenset({Role.REQUESTER, Role.LEAD, Role.COMPANION, Role.OFFICE}),
    Deed.CAMPAIGN: frozenset({Role.LEAD, Role.OFFICE}),
    Deed.REVIEW_PRACTICE: frozenset({Role.LEAD, Role.OFFICE}),
    Deed.KEEP_PRACTICE: frozenset({Role.REQUESTER, Role.LEAD, Role.OFFICE}),
    Deed.MAKE_PRACTICE: frozenset({Role.REQUESTER, Role.MEMBER, Role.LEAD, Role.COMPANION, Role.OFFICE}),
    Deed.COMMENT: frozenset({Role.MEMBER, Role.LEAD, Role.COMPANION, Role.OFFICE}),
    **{action: rule.roles for action, rule in TRANSITIONS.items()},
}


# Lines of an item's history besides triage that nobody writes as its requester.
_FOR_THE_GROUP = frozenset(
    {action for action, rule in TRANSITIONS.items() if Role.REQUESTER not in rule.roles}
    | {"propose", "routed", "took_in", "gave_back", "score_closed"}
    | {"opinion_given", "opinion_withdrawn", "opinion_extended"}
)


def is_for_the_group(deed: str, status_before: object) -> bool:
    """Whether who did it acted for the group: their name says nothing of whose item it is, and its absence would."""
    return status_before != Status.WITHDRAWN if deed == "undone" else deed in _FOR_THE_GROUP


def is_confided(kind: str, *, private: bool) -> bool:
    """Whether an item is a private consultation: beside asker and helper its companion alone reads and decides it.

    Without a companion the office does, which would have to find one.
    """
    return private and kind == RequestKind.CONSULTATION


def never_for(kind: str, *, private: bool) -> frozenset[TriageAction]:
    """What is done with no item of this sort, since it would show it to people who may not read it."""
    if is_confided(kind, private=private):
        return frozenset({TriageAction.CONSULT, TriageAction.SCORE})
    return frozenset({TriageAction.CONSULT}) if private else frozenset()


def allows(roles: Collection[Role], action: Action) -> bool:
    """Whether any of these roles may do it."""
    return not PERMISSIONS[action].isdisjoint(roles)
