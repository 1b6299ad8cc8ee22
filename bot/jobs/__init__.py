"""What happens because time passes: delivery, digests, reminders."""
