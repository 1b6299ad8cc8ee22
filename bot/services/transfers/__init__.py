"""Hands what somebody answers for to a successor or to the office, in one action, and back."""
