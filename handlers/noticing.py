"""Personal data in words that are about to be sent: who wrote them decides, and only about what they were shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.domain.kinds import WORD_FIELDS
from bot.services.intake import review
from handlers.pressed import kept_in
from handlers.services import Body
from templates.noticed import CHOICE_ACTION_ID, CHOICE_ID, Finding

_DECIDED = {"mask": "masked", "keep": "kept"}


@dataclass(frozen=True)
class Choice:
    """What the person chose to do, and the marks of what they were shown."""

    made: str | None = None
    shown: frozenset[str] = field(default_factory=frozenset)

    def decided(self, answers: dict[str, Any], fields: Sequence[str] = WORD_FIELDS) -> str:
        """As history keeps it: masked, kept, or nothing when there was nothing (any more) to decide on."""
        decided = _DECIDED.get(self.made or "", "")
        return decided if decided and review.personal_data(answers, fields) else ""

    def undecided(self, answers: dict[str, Any], fields: Sequence[str] = WORD_FIELDS) -> list[Finding]:
        """What was found and not decided on: a decision to keep holds only for what was shown."""
        if self.made == "mask":
            return []
        found = [Finding(f.field, f.type, f.hint) for f in review.personal_data(answers, fields)]
        if self.made == "keep" and self.shown.issuperset(finding.mark for finding in found):
            return []
        return found

    def carried_out(self, answers: dict[str, Any], fields: Sequence[str] = WORD_FIELDS) -> dict[str, Any]:
        """The answers as they may be stored."""
        return review.masked(answers, fields) if self.made == "mask" else answers


@dataclass(frozen=True)
class Written:
    """One text of a modal: what in it is still to be decided on, and how it may be stored once nothing is."""

    findings: list[Finding]
    words: str
    decided: str


def written_in(view: Body, name: str, typed: str) -> Written:
    """What was typed into a field, after the choice that stands in its modal."""
    choice, answers = choice_in(view), {name: typed}
    stored = str(choice.carried_out(answers, [name])[name])
    return Written(choice.undecided(answers, [name]), stored, choice.decided(answers, [name]))


def choice_in(view: Body) -> Choice:
    """The choice as it stands in a view."""
    chosen = (view["state"]["values"].get(CHOICE_ID) or {}).get(CHOICE_ACTION_ID) or {}
    made = (chosen.get("selected_option") or {}).get("value")
    return Choice(made, frozenset(map(str, kept_in(view).get("noticed") or ())))
