"""What the bot does, as plain functions over a database session."""
