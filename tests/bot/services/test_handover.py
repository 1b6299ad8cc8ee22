import threading

from bot.domain.errors import UserError
from bot.domain.roles import Role
from bot.services import handover
from bot.services.city import City
from bot.services.handover import Successors
from storage import groups
from storage.database import Database, Session
from storage.tables import Person
from tests.conftest import StillClock
from tests.factories import Cast, cast, city

ROUNDS = 10


class Office:
    """The same office at two desks, each with a connection of its own."""

    def __init__(self, desks: tuple[Database, Database], here: City, people: Cast) -> None:
        self.desks, self.here, self.people = desks, here, people

    def hand_over_at_once(self, former: Person, successors: tuple[Person, Person]) -> list[str]:
        """Name two successors at the same moment; what became of each."""
        outcomes, start = ["", ""], threading.Barrier(2)

        def press(place: int) -> None:
            chosen = Successors({self.people.booking.id or 0: successors[place].id or 0})

            def work(session: Session) -> None:
                workspace, actor = self.people.workspace, self.people.aoi
                handover.hand_over(session, self.here, workspace, actor, former.id or 0, chosen)

            start.wait(10)
            try:
                self.desks[place].write_now(work)
                outcomes[place] = "done"
            except UserError as error:
                outcomes[place] = error.code

        threads = [threading.Thread(target=press, args=(place,)) for place in (0, 1)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        return outcomes


def test_a_group_gets_one_successor_however_many_hand_it_over_at_once(
    database: Database, database_url: str, clock: StillClock
) -> None:
    people, other = database.write_now(cast), Database(database_url)
    office = Office((database, other), city(clock), people)
    lead, one, two = people.leo, people.otto, people.rana
    for number in range(ROUNDS):
        outcomes = office.hand_over_at_once(lead, (one, two))
        assert sorted(outcomes) == ["done", "lead_handed_over"], number
        lead, one, two = (one, lead, two) if outcomes[0] == "done" else (two, one, lead)
        led = database.read_now(lambda s: groups.list_members(s, people.booking.id or 0, Role.LEAD))
        assert [person.id for _, person in led] == [lead.id]
    other.close()
