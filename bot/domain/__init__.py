"""What the bot speaks of: kinds, statuses, roles, the calendar, numbers, errors and the clock."""
