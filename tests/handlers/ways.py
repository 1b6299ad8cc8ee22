"""How every action of the status table is carried out: from where, answered with what, and what it leads to.

What the table says itself is read from it, so that a new action is tried without a word here.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.domain.statuses import TRANSITIONS, Status, TriageAction
from bot.services import decisions
from sandbox.client import Person
from sandbox.elements import OPTION_KINDS, OPTIONS_KINDS, STATE_KEYS, walk
from storage import people
from storage.database import Session
from storage.tables import Request
from tests.handlers.test_permissions import move
from tests.handlers.town import BOOKING, Town

WHY = "来年度の改修で電子錠を入れる予定です。"
UNTIL = "2027-01-20"
BODIES = {
    "title": "{}番の部屋の鍵を電子錠にしたい",
    "body": "公民館の予約がある夜は、{}番の部屋の鍵を開けに行っています。抽選と支払いも窓口です。",
}
Json = dict[str, Any]
Answers = Callable[[Town, Person], Awaitable[list[Json]]]


async def _to_another_group(town: Town, _: Person) -> list[Json]:
    return [{"move_group": {"move_group": str(town.cast.counter.id)}, "move_note": {"move_note": WHY}}]


async def _to_noa(_: Town, __: Person) -> list[Json]:
    return [{"assign_person": {"assign_person": "U0NOA"}, "assign_until": {"assign_until": UNTIL}}]


async def _into_the_first(_: Town, person: Person) -> list[Json]:
    await person.options("merge_into")
    return [{"merge_into": {"merge_into": "1"}, "merge_note": {"merge_note": WHY}}]


async def _to_lifelong_learning(town: Town, person: Person) -> list[Json]:
    workspace_id = town.cast.workspace.id or 0
    known = await town.read(lambda s: people.list_departments(s, workspace_id))
    found = next(department for department in known if department.name == "生涯学習課")
    await person.options("opinion_departments")
    asked = {
        "opinion_departments": {"opinion_departments": [str(found.id)]},
        "opinion_question": {"opinion_question": WHY},
        "opinion_until": {"opinion_until": UNTIL},
    }
    return [asked, {f"opinion_person:{found.id}": {"opinion_person": "U0OTTO"}}]


_ANSWERS: Mapping[TriageAction, Answers] = {
    TriageAction.MOVE: _to_another_group,
    TriageAction.ASSIGN: _to_noa,
    TriageAction.MERGE: _into_the_first,
    TriageAction.CONSULT: _to_lifelong_learning,
}
_TARGETS = {
    TriageAction.APPROVE: Status.ACCEPTED,
    TriageAction.DISAPPROVE: Status.RECEIVED,
    TriageAction.RECALL: Status.RECEIVED,
    TriageAction.UNDO: Status.RECEIVED,
    TriageAction.UNMERGE: Status.RECEIVED,
}
_LINES = {TriageAction.MOVE: "routed", TriageAction.UNDO: "undone", TriageAction.ANSWER: "answered"}
APPROVED = frozenset(action for action, rule in TRANSITIONS.items() if Status.AWAITING in rule.sources) - {
    TriageAction.ASSIGN,
    TriageAction.WITHDRAW,
}


@dataclass(frozen=True)
class Way:
    """One action from the person's side and from the item's."""

    action: TriageAction
    source: Status = field(init=False)
    target: Status = field(init=False)
    line: str = field(init=False)

    def __post_init__(self) -> None:
        rule = TRANSITIONS[self.action]
        order = (Status.REVIEWING, Status.ACCEPTED, *Status)
        source = next(status for status in order if status in rule.sources)
        object.__setattr__(self, "source", source)
        object.__setattr__(self, "target", rule.target or _TARGETS.get(self.action, source))
        object.__setattr__(self, "line", _LINES.get(self.action, self.action.value))

    @property
    def asks(self) -> bool:
        """Whether a modal is to be answered."""
        rule = TRANSITIONS[self.action]
        return self.action in _ANSWERS or rule.needs_words or rule.needs_date

    async def prepare(self, town: Town, person: Person, number: int) -> int:
        """A new item on which the person may be about to act; returns its id."""
        item = await town.post(town.rana, {key: text.format(number) for key, text in BODIES.items()})
        id_ = item.id or 0
        if item.group_id != town.cast.booking.id:  # the bot has learnt from those that were moved before
            await town.dispatch(move("U0AOI", str(id_), str(town.cast.booking.id)))
        if self.action in APPROVED:
            await town.dispatch_press("U0LEO", "triage_accept", str(id_))
        elif self.action is TriageAction.UNDO:
            await self._decide_first(town, person, id_)
        elif self.action is TriageAction.ANSWER:
            await self._send(town, town.leo, id_, TriageAction.ASK, [{"decision_words": WHY}])
        elif self.action is TriageAction.UNMERGE:
            await choose(town, town.leo, id_, TriageAction.MERGE)
            await fill_in(town.leo, await _into_the_first(town, town.leo))
        else:
            await town.bot.database.write(lambda s: put(s, id_, self.source))
            workspace = town.cast.workspace
            await town.bot.database.write(lambda s: decisions.refresh(s, town.bot.city, workspace, id_))
            town.bot.delivery.wake()
        await town.settled()
        return id_

    async def answers(self, town: Town, person: Person) -> list[Json]:
        """What its modal is answered with, step by step; nothing for what is done at once."""
        if self.action in _ANSWERS:
            return await _ANSWERS[self.action](town, person)
        rule = TRANSITIONS[self.action]
        asked = {"decision_words": WHY} if rule.needs_words else {}
        asked |= {"decision_until": UNTIL} if rule.needs_date else {}
        return [asked] if asked else []

    async def _decide_first(self, town: Town, person: Person, id_: int) -> None:
        """Whoever takes a decision back has made it."""
        if person.id == "U0CAM":
            await self._send(town, person, id_, TriageAction.ASK, [{"decision_words": WHY}])
        elif person.id == "U0RANA":
            await town.dispatch_press(person.id, "triage_withdraw", str(id_))
        else:
            await town.dispatch_press(person.id, "triage_review", str(id_))

    async def _send(self, town: Town, person: Person, id_: int, action: TriageAction, answers: list[Json]) -> None:
        await choose(town, person, id_, action)
        await fill_in(person, answers)


async def card_of(town: Town, id_: int) -> Json:
    """The card of an item in its group's channel: it opens the item."""
    for post in await town.posts(BOOKING):
        elements = [found.element for found in walk(post.get("blocks") or [])]
        if any(one["action_id"] == "item_open" and one["value"] == str(id_) for one in elements):
            return post
    raise AssertionError(f"there is no card of item {id_}")


async def choose(town: Town, person: Person, id_: int, action: TriageAction) -> Any:
    """Carry an action out where it stands: on the card, in its menu, or in the item."""
    card = await card_of(town, id_)
    offered = {found.action_id for found in walk(card["blocks"])}
    if f"triage_{action}" in offered:
        return await town.press(person, card, f"triage_{action}")
    if TRANSITIONS[action].own or (action is TriageAction.UNDO and "triage_more" not in offered):
        await town.press(person, card, "item_open")
        return await person.press(f"triage_{action}")
    return await town.choose(person, card, action, id_)


async def fill_in(person: Person, answers: list[Json]) -> Any:
    """Answer an open modal step by step; the answer to the last step."""
    sent = None
    for step in answers:
        view = await person.view()
        named = {block["block_id"].split(":")[0]: block["block_id"] for block in view["blocks"]}
        values = {named.get(name, name): given for name, given in step.items()}
        sent = await person.submit(
            {name: given if isinstance(given, dict) else {name.split(":")[0]: given} for name, given in values.items()}
        )
        assert not sent.errors, sent
    return sent


def put(session: Session, id_: int, status: Status) -> None:
    """Let an item stand as it would after what nobody needs to see here."""
    item = session.get_one(Request, id_)
    item.status = status.value
    session.add(item)


async def forge(person: Person, answers: list[Json]) -> Json:
    """The open modal filled in, as anybody could send it; it is closed instead of sent."""
    await fill_in(person, answers[:-1])
    view = await person.view()
    given = {name.split(":")[0]: value for step in answers for name, value in step.items()}
    values: Json = {}
    for found in walk(view["blocks"]):
        if found.block_id.split(":")[0] in given:
            typed = given[found.block_id.split(":")[0]]
            typed = typed[found.action_id] if isinstance(typed, dict) else typed
            kind = found.element["type"]
            values[found.block_id] = {found.action_id: {"type": kind, STATE_KEYS[kind]: _as_state(kind, typed)}}
    await person.close()
    return {**view, "id": "V0FORGED", "state": {"values": values}}


def _as_state(kind: str, typed: Any) -> Any:
    if kind in OPTIONS_KINDS:
        return [{"value": one} for one in typed]
    return {"value": typed} if kind in OPTION_KINDS else typed
