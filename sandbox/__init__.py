"""A Slack workspace on localhost that speaks Slack's own wire protocol."""
