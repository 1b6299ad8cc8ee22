"""Makes items findable in the form that search uses now, a part at a time, after that form has changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.language.searching import index_terms
from bot.services.city import City
from bot.services.routing import text_of
from storage import finding, search, workspaces
from storage.database import Session

FORM = 2  # one more whenever `index_terms` or the words that are spelled in several ways change
AT_ONCE = 100
_SETTING = "search_index"
_DONE = {"form": FORM, "after": None}


@dataclass(frozen=True)
class Turn:
    """The items of a workspace after one are in an older form."""

    workspace_id: int
    after: int
    is_due: bool = False  # nobody is told


def list_turns(session: Session, _city: City) -> Sequence[Turn]:
    """Workspaces with items that are still to be indexed anew."""
    return [
        Turn(workspace.id or 0, after)
        for workspace in workspaces.list_all(session)
        if (after := _after(session, workspace.id or 0)) is not None
    ]


def prepare_turn(_session: Session, _city: City, _turn: Turn) -> None:
    """Nothing can be found out before: an item may be edited meanwhile."""


def take_turn(session: Session, city: City, turn: Turn, _prepared: None) -> bool:
    """Index the next items anew; False when somebody else has done so."""
    if _after(session, turn.workspace_id) != turn.after:
        return False
    rows = finding.list_after(session, turn.workspace_id, turn.after, AT_ONCE)
    for row in rows:
        if not row.private:
            search.index(session, row.id or 0, index_terms(text_of(row)))
    reached = {"form": FORM, "after": rows[-1].id} if len(rows) == AT_ONCE else _DONE
    workspaces.set_setting(session, turn.workspace_id, _SETTING, reached, city.clock.now())
    return True


def _after(session: Session, workspace_id: int) -> int | None:
    """The item after which they are to be indexed; None when all are."""
    kept = workspaces.get_setting(session, workspace_id, _SETTING, {})
    after: int | None = kept["after"] if kept.get("form") == FORM else 0
    return after
