"""From the first word typed to an item that a working group has."""
