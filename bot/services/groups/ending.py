"""A group that is closed calls for nobody any more, and no department need name anybody for it."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.services.city import City
from bot.services.groups import applying, calling, rounds
from storage import calls, nominations
from storage.database import Session
from storage.tables import NominationRound, OpenCall, Workspace


@dataclass(frozen=True)
class Held:
    """The calls and rounds of groups that are about to close, which nobody else changes meanwhile."""

    calls: tuple[OpenCall, ...] = ()
    rounds: tuple[NominationRound, ...] = ()


def hold(session: Session, workspace_id: int, group_ids: Collection[int]) -> Held:
    """Hold them before the groups themselves, as whoever answers a wish or names somebody does."""
    found = calls.hold_of_groups(session, workspace_id, group_ids)
    return Held(tuple(found), tuple(nominations.hold_of_groups(session, workspace_id, group_ids)))


def end(session: Session, city: City, workspace: Workspace, held: Held) -> None:
    """End them, now that their groups are closed, and tell everybody who waits for something."""
    for call in held.calls:
        applying.lapse(session, city, workspace, call)
        calling.close(session, city, workspace, call)
    for round_ in held.rounds:
        rounds.end(session, city, round_)
