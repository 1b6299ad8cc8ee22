"""How a practice spreads in the demo's city: some departments have raised their hands, and others are being asked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.domain.calendar import next_business_day
from sandbox.client import Person, Sandbox
from storage import adoptions, campaigns, people, requests
from storage.database import Database, Session
from storage.requests import number_of
from templates import adopting as forms
from templates.spread import VIEW_ID

PRACTICE = "証明書発行のRPA"
_ASKED = 12
_DAYS = 14


@dataclass(frozen=True)
class Hand:
    """What somebody of a department says: how far they are, or why they do not take it up."""

    department: str
    state: str = "preparing"
    words: str = ""
    reason: str = ""


HANDS = (
    Hand("国民健康保険課", "running", "窓口の待ち時間が短くなりました。"),
    Hand("介護保険課", "preparing", "繁忙期の前に始めたいです。"),
    Hand("職員課", "considering"),
    Hand("図書館", reason="no_such_work", words="証明書を出す仕事がありません。"),
)


class Spreading:
    """People press what they would press at the page; what is stored already is not done again."""

    def __init__(self, sandbox: Sandbox, database: Database, workspace_id: int, title: str = PRACTICE) -> None:
        self._sandbox = sandbox
        self._database = database
        self._workspace_id = workspace_id
        self._title = title

    async def play(self, hands: Sequence[Hand], today: date) -> None:
        """Let the departments speak, then let the office ask others; nothing without the practice or its people."""
        found = self._database.read_now(self._look)
        if found is None:
            return
        number, heard, office = found
        workspace = await self._sandbox.workspace()
        self._channel = next(c["id"] for c in workspace["channels"] if c["name"] == "全庁")
        by_department: dict[str, str] = {}
        for user in workspace["users"]:
            by_department.setdefault(str(user.get("department") or ""), user["id"])
        for hand in hands:
            if hand.department not in heard and hand.department in by_department:
                await self._raise(self._sandbox.person(by_department[hand.department]), number, hand)
        if office is not None:
            closes_on = next_business_day(today + timedelta(days=_DAYS))
            await self._ask(self._sandbox.person(office), number, closes_on)

    def _look(self, session: Session) -> tuple[str, set[str], str | None] | None:
        """The practice's number, who has spoken, and who of the office asks the others; nobody when they are asked."""
        rows = requests.list_requests(session, self._workspace_id)
        practice = next((row for row in rows if row.title == self._title and row.group_id is not None), None)
        if practice is None:
            return None
        heard = {row.department for row in adoptions.list_of_request(session, practice.id or 0)}
        there = [person.chat_id for person in people.list_office(session, self._workspace_id) if person.chat_id]
        asks = not heard and campaigns.find_open(session, practice.id or 0) is None
        own = people.get_department(session, practice.department_id)
        heard |= {own.name} if own else set()
        return str(number_of(practice)), heard, there[0] if there and asks else None

    async def _raise(self, person: Person, number: str, hand: Hand) -> None:
        pressed = ("adoption_unfit", forms.UNFIT_SUBMIT_ID) if hand.reason else ("adoption_open", forms.SUBMIT_ID)
        if await self._open(person, number, *pressed):
            said: dict[str, Any] = {"adoption_words": hand.words, "adoption_state": hand.state}
            if hand.reason:
                said = {"adoption_reason": hand.reason, "adoption_why": hand.words}
            await person.submit({name: value for name, value in said.items() if value})
            await person.close(clear_all=True)

    async def _ask(self, person: Person, number: str, closes_on: date) -> None:
        if not await self._open(person, number, "adoption_matrix", VIEW_ID):
            return
        await person.press("campaign_begin")
        offered = await person.options("campaign_departments", "")
        chosen = [option["value"] for option in offered[:_ASKED]]
        await person.submit({"campaign_closes": closes_on.isoformat(), "campaign_departments": chosen})
        if await person.views():
            await person.close(clear_all=True)

    async def _open(self, person: Person, number: str, action_id: str, expected: str) -> bool:
        """Look the practice up and press a button under it; not while the visitor writes in this person's name.

        Whether that opened what was expected, and no refusal.
        """
        if await person.views():
            return False
        await person.command("/bansou", number, channel=self._channel)
        told = [message for message in await person.messages(self._channel) if message.get("is_ephemeral")]
        if not told:
            return False
        await person.press(action_id, channel=self._channel, ts=told[-1]["ts"])
        shown = await person.views()
        opened = bool(shown) and shown[-1]["callback_id"] == expected
        if shown and not opened:
            await person.close(clear_all=True)
        return opened
