"""Bansou: a Slack bot for a municipality's cross-departmental working groups."""
