"""The city, built apart from the bot: the office's commands need no chat."""

from bot.domain.clock import Clock, RehearsalClock, SystemClock
from bot.domain.skills import ConsentRule
from bot.services.city import City
from bot.settings import Settings
from templates.wording import Wording


def city_of(settings: Settings) -> City:
    """The city as the settings describe it."""
    clock: Clock = RehearsalClock(settings.clock_file) if settings.clock_file else SystemClock()
    return City(
        clock=clock,
        wording=Wording(settings.zone, settings.wording_folder, settings.outcomes),
        zone=settings.zone,
        all_staff_channel=settings.all_staff_channel,
        office_channel=settings.office_channel,
        answer_within=settings.answer_within,
        decide_within=settings.decide_within,
        follow_up_after=settings.follow_up_after,
        score_criteria=settings.criteria,
        remind_from=settings.remind_from,
        remind_until=settings.remind_until,
        help_share=settings.help_share,
        help_answer_hours=settings.help_answer_hours,
        help_consent=ConsentRule(settings.help_consent),
        practice_review=settings.practice_review == "on",
        practice_links=settings.practice_links == "on",
        digest_weekday=settings.digest_weekday,
        digest_time=settings.digest_time,
    )
