"""The invented city of the demo: people, channels, working groups and what they post."""
