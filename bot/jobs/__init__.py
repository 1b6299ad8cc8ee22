"""What time brings in: the clockwork only ticks; what is due is stored."""

from bot.jobs.clockwork import Clockwork

__all__ = ["Clockwork"]
