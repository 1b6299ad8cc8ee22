"""A city's own words for what is decided, their order, and which of them need a reason; read from a small file."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.domain.statuses import TRANSITIONS, Status, TriageAction

LANGUAGES = ("ja", "en")
CAN_BE_NAMED = (
    TriageAction.REVIEW,
    TriageAction.ACCEPT,
    TriageAction.PARTLY_ACCEPT,
    TriageAction.HOLD,
    TriageAction.DECLINE,
    TriageAction.START,
    TriageAction.FINISH,
)
APPROVABLE = (TriageAction.ACCEPT, TriageAction.PARTLY_ACCEPT, TriageAction.DECLINE)
_AT_MOST = {"status": 20, "button": 40}
_KEYS = {"decision", "reason", *_AT_MOST}


@dataclass(frozen=True)
class Outcome:
    """What a city calls one decision, by language, and whether it needs a reason; None leaves that as it is."""

    action: TriageAction
    status: Mapping[str, str] = field(default_factory=dict)
    button: Mapping[str, str] = field(default_factory=dict)
    reason: bool | None = None


class Rule(StrEnum):
    """How many of the people named have to approve."""

    ANY = "any"
    ALL = "all"
    MAJORITY = "majority"

    def needed(self, count: int) -> int:
        """The number of them, of so many."""
        return {Rule.ANY: min(1, count), Rule.ALL: count, Rule.MAJORITY: count // 2 + 1}[self]


@dataclass(frozen=True)
class Approval:
    """Whose approval decisions need, by e-mail; of one group, or of all that have no row of their own."""

    rule: Rule
    people: tuple[str, ...]
    decisions: frozenset[TriageAction] = frozenset(APPROVABLE)
    group: str = ""


@dataclass(frozen=True)
class Outcomes:
    """The decisions that a city has named, in its order."""

    rows: tuple[Outcome, ...] = ()
    approvals: tuple[Approval, ...] = ()

    def needs_words(self, action: TriageAction) -> bool:
        """Whether whoever decides this has to say why."""
        chosen = next((row.reason for row in self.rows if row.action is action), None)
        return TRANSITIONS[action].needs_words if chosen is None else chosen

    def arranged(self, actions: Iterable[TriageAction]) -> tuple[TriageAction, ...]:
        """Actions of the card in the city's order; what it does not name keeps its place."""
        given = tuple(actions)
        named = iter([row.action for row in self.rows if row.action in given])
        listed = {row.action for row in self.rows}
        return tuple(next(named) if action in listed else action for action in given)

    def approval(self, group: str, action: TriageAction) -> Approval | None:
        """What a decision in a group needs: its own row counts before the one for all."""
        own = [one for one in self.approvals if one.group == group] or [one for one in self.approvals if not one.group]
        return next((one for one in own if action in one.decisions), None)

    def words(self, language: str) -> dict[str, dict[str, str]]:
        """The city's words in a language: by status, by the decision that leads there, and on buttons."""
        statuses = {row.action: row.status[language] for row in self.rows if language in row.status}
        by_status = {str(_status(action)): word for action, word in statuses.items()}
        buttons = {str(row.action): row.button[language] for row in self.rows if language in row.button}
        return {
            "status": by_status,
            "outcome": {str(action): word for action, word in statuses.items()},
            "press": buttons,
        }

    def facts(self) -> list[dict[str, Any]]:
        """The same for the record."""
        named: list[dict[str, Any]] = [
            {"decision": row.action.value, "status": dict(row.status), "button": dict(row.button), "reason": row.reason}
            for row in self.rows
        ]
        return named + [
            {"group": one.group, "rule": one.rule.value, "people": [*one.people], "decisions": sorted(one.decisions)}
            for one in self.approvals
        ]


class OutcomesError(ValueError):
    """What is wrong in the file, and where: the number of the row, or what the reader of TOML says."""

    def __init__(self, trouble: str, row: int = 0, detail: str = "") -> None:
        super().__init__(f"{trouble} {row} {detail}")
        self.trouble = trouble
        self.row = row
        self.detail = detail


def parse(text: str) -> Outcomes:
    """The rows of a file; OutcomesError at the first thing that is wrong."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise OutcomesError("syntax", detail=str(error)) from error
    if unknown := sorted(told.keys() - {"outcome", "approval"}):
        raise OutcomesError("unknown_key", detail=unknown[0])
    rows = told.get("outcome", [])
    if not isinstance(rows, list):
        raise OutcomesError("syntax", detail="[[outcome]]")
    read: list[Outcome] = []
    for number, row in enumerate(rows, 1):
        outcome = _outcome(number, row if isinstance(row, dict) else {})
        if outcome.action in {other.action for other in read}:
            raise OutcomesError("twice", number, outcome.action)
        read.append(outcome)
    approvals = told.get("approval", [])
    if not isinstance(approvals, list):
        raise OutcomesError("syntax", detail="[[approval]]")
    return Outcomes(tuple(read), tuple(_approval(number, row) for number, row in enumerate(approvals, 1)))


def _approval(number: int, row: Mapping[str, Any]) -> Approval:
    if unknown := sorted(row.keys() - {"group", "rule", "people", "decisions"}):
        raise OutcomesError("approval_key", number, unknown[0])
    people, decisions = row.get("people"), row.get("decisions", list(APPROVABLE))
    if row.get("rule") not in list(Rule):
        raise OutcomesError("rule", number, str(row.get("rule", "")))
    if not isinstance(people, list) or not people or not all(isinstance(p, str) and "@" in p for p in people):
        raise OutcomesError("people", number)
    if not isinstance(decisions, list) or not decisions or not all(one in list(APPROVABLE) for one in decisions):
        raise OutcomesError("approvable", number, str(decisions))
    emails = tuple(dict.fromkeys(person.strip().lower() for person in people))
    chosen = frozenset(TriageAction(one) for one in decisions)
    return Approval(Rule(row["rule"]), emails, chosen, str(row.get("group", "")))


def _outcome(number: int, row: Mapping[str, Any]) -> Outcome:
    if unknown := sorted(row.keys() - _KEYS):
        raise OutcomesError("unknown_key", number, unknown[0])
    if row.get("decision") not in list(CAN_BE_NAMED):
        raise OutcomesError("decision", number, str(row.get("decision", "")))
    reason = row.get("reason")
    if reason is not None and not isinstance(reason, bool):
        raise OutcomesError("reason", number, str(reason))
    words = {name: _words(number, name, row[name]) for name in _AT_MOST if name in row}
    return Outcome(TriageAction(row["decision"]), words.get("status", {}), words.get("button", {}), reason)


def _words(number: int, name: str, given: object) -> dict[str, str]:
    """A word in every language: with one of them missing, people would read two names for one thing."""
    if not isinstance(given, dict) or set(given) != set(LANGUAGES):
        raise OutcomesError("languages", number, name)
    words = {language: str(word).strip() for language, word in given.items()}
    for language, word in words.items():
        if not word or "\n" in word or len(word) > _AT_MOST[name]:
            raise OutcomesError("word", number, f"{name}.{language}")
    return words


def _status(action: TriageAction) -> Status:
    target = TRANSITIONS[action].target
    assert target is not None
    return target
