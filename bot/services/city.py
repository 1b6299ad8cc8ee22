"""What every service needs beside the session: the city's time zone, its words, the clock, and its promises."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.calendar import at_local, is_working_hour, local_day, next_business_day, why_not_to_come
from bot.domain.clock import Clock
from bot.domain.errors import InvalidInputError
from bot.domain.outcomes import Outcomes
from bot.domain.scores import DEFAULT_CRITERIA
from bot.domain.skills import ConsentRule
from bot.services.routing import RoutingMemory
from bot.services.skills.indexes import SkillIndexes
from storage.database import Session
from storage.directory import Directories, Directory
from templates.wording import Wording


@dataclass(frozen=True)
class City:
    """One city's way of working; the same for every workspace of this process."""

    clock: Clock
    wording: Wording
    zone: ZoneInfo
    all_staff_channel: str = "全庁"
    office_channel: str = "事務局"
    answer_within: int = 5  # business days until the first answer
    decide_within: int = 20  # business days from posting to the decision
    score_criteria: tuple[str, ...] = DEFAULT_CRITERIA
    remind_from: time = time(8, 30)  # nobody is reminded of anything earlier, later, or on a closed day
    remind_until: time = time(17, 15)
    help_answer_hours: int = 24  # working hours that somebody who is asked to help has for an answer
    follow_up_after: int = 14  # days after somebody said yes until both sides are asked how it went
    help_share: int = 20  # per cent of a working week that helping other departments may take
    practice_review: bool = False  # whether a lead looks at a practice before it is in the library
    help_consent: ConsentRule = ConsentRule.NONE
    practice_links: bool = True  # whether the number of a practice in a message is answered with what it is
    digest_weekday: int = 0  # Monday
    digest_time: time = time(9, 0)
    routing: RoutingMemory = field(default_factory=RoutingMemory)
    directories: Directories = field(default_factory=Directories)
    skill_indexes: SkillIndexes = field(default_factory=SkillIndexes)

    @property
    def outcomes(self) -> Outcomes:
        """What the city calls its decisions, and which need a reason."""
        return self.wording.outcomes

    def today(self) -> date:
        """The present day where the city is."""
        return local_day(self.clock.now(), self.zone)

    def check_to_come(self, day: date, field: str, *, from_today: bool = False) -> None:
        """InvalidInputError at a field whose day is over, or so far away that its year is a slip."""
        if wrong := why_not_to_come(day, self.today(), from_today=from_today):
            raise InvalidInputError(field, wrong)

    def may_tell_now(self) -> bool:
        """Whether it is a working day, and an hour in which people may be reminded or asked."""
        return is_working_hour(self.clock.now(), self.remind_from, self.remind_until, self.zone)

    def is_over(self, day: date) -> bool:
        """Whether the morning of the first working day after a day has come."""
        return at_local(next_business_day(day + timedelta(days=1)), self.remind_from, self.zone) <= self.clock.now()

    def directory(self, session: Session, workspace_id: int) -> Directory:
        """Who is who and which groups there are."""
        return self.directories.of(session, workspace_id)
