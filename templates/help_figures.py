"""How well consultations find help: the office's figures, each with what it was taken from."""

from bot.domain.help_figures import HelpFigures
from templates.blocks import Block, Message, context, section
from templates.mrkdwn import Mrkdwn, clip
from templates.wording import Words

_LOADS = 10
_NAME = 40


def figures_message(words: Words, figures: HelpFigures) -> Message:
    """The present fiscal year, for the office."""
    about = words.say("help_figures.title", year=figures.fiscal_year)
    lines = [
        words.say("help_figures.found", helped=figures.helped, count=figures.consultations),
        words.say("help_figures.wait", hours=figures.median_wait, count=len(figures.waited)),
        words.say(
            "help_figures.solved", part=_per_cent(figures.solved_part), solved=figures.solved, count=figures.helped
        ),
        words.say("help_figures.saved", hours=figures.saved, count=len(figures.hours_saved)),
    ]
    blocks: list[Block] = [section(about), section(Mrkdwn("\n".join(lines))), *_loads(words, figures)]
    if figures.lacks:
        lacks = [(clip(one.name, _NAME), one.consultations, one.helpers) for one in figures.lacks]
        blocks.append(section(words.say("help_figures.lacks", lacks=lacks, count=figures.unhelped)))
    return Message(about, [*blocks, context(words.say("help_figures.formulas"))])


def _loads(words: Words, figures: HelpFigures) -> list[Block]:
    if not figures.loads:
        return []
    shown = [
        words.say(
            "help_figures.load",
            name=clip(one.name, _NAME),
            department=clip(one.department, _NAME),
            taken=one.taken_hours,
            most=one.most_hours,
            part=_per_cent(one.part),
            asked=one.asked,
            yes=one.yes,
        )
        for one in figures.loads[:_LOADS]
    ]
    heading = words.say("help_figures.loads", count=len(figures.loads), shown=len(shown))
    return [section(Mrkdwn("\n".join([heading, *shown])))]


def _per_cent(part: float | None) -> int | None:
    return None if part is None else round(100 * part)
