"""Once a working day: who needs another boss's consent is told, and once a year everybody is asked what still holds."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.skills import ConsentRule, ConsentState, Helper
from bot.services.city import City
from bot.services.skills import consenting, pool
from bot.services.skills.resting import own
from storage import outbox, receipts, skills, workspaces
from storage.database import Session
from storage.tables import Person
from templates import upkeep
from templates.blocks import Message

_A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Turn:
    """A working day on which nobody has looked yet."""

    workspace_id: int
    day_on: date
    is_due: bool = True


def list_turns(session: Session, city: City) -> list[Turn]:
    """Today, in the hours in which people may be told something, until it is done."""
    today = city.today()
    if not city.may_tell_now():
        return []
    found = (Turn(workspace.id or 0, today) for workspace in workspaces.list_all(session))
    return [turn for turn in found if receipts.find(session, turn.workspace_id, _key(turn)) is None]


def prepare_turn(_session: Session, _city: City, _turn: Turn) -> None:
    """Nothing takes long enough to be found out before."""


def take_turn(session: Session, city: City, turn: Turn, _prepared: None) -> bool:
    """Tell everybody who is to be told something today; False when somebody was faster."""
    if not receipts.add(session, turn.workspace_id, _key(turn), city.clock.now()):
        return False
    if city.help_consent is ConsentRule.BOSS:
        consenting.close_lapsed(session, city, turn.workspace_id)
        consenting.ask_anew(session, city, turn.workspace_id)
    away = city.directory(session, turn.workspace_id).away_on(turn.day_on)
    for helper in pool.list_helpers(session, city, turn.workspace_id):
        if helper.who.chat_id is not None and helper.who.id not in away:
            _see_to(session, city, turn, helper)
    return True


def confirm(session: Session, city: City, person: Person) -> None:
    """What somebody offers is still true."""
    helper = own(session, person)
    helper.confirmed_on, helper.updated_at = city.today(), city.clock.now()
    session.flush()


def _see_to(session: Session, city: City, turn: Turn, helper: Helper) -> None:
    words = city.wording.of(helper.who.locale)
    if helper.consent is ConsentState.MISSING:
        last = consenting.show_ended(session, city, turn.workspace_id, helper.who.id)
        told = f"skills: no boss since {last} for {helper.who.id}"
        if receipts.add(session, turn.workspace_id, told, city.clock.now()):
            _tell(session, city, turn, helper, upkeep.boss_wanted(words, again=bool(last)))
        return
    row = skills.find_helper(session, turn.workspace_id, helper.who.id)
    if row is not None and max(row.confirmed_on, row.nudged_on or row.confirmed_on) + _A_YEAR <= turn.day_on:
        row.nudged_on = turn.day_on
        _tell(session, city, turn, helper, upkeep.still_true(words, helper))


def _tell(session: Session, city: City, turn: Turn, helper: Helper, message: Message) -> None:
    assert helper.who.chat_id is not None
    outbox.post(session, turn.workspace_id, helper.who.chat_id, message.text, message.blocks, city.clock.now())


def _key(turn: Turn) -> str:
    return f"skills looked after on {turn.day_on}"
