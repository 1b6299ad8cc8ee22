"""A Slack workspace on localhost, for tests and for people to try; it holds no bot code."""
