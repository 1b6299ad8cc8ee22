"""A real Chromium at the page of the small city, with the real bot behind it."""

from tests.sandbox.page.conftest import browser, seat

__all__ = ["browser", "seat"]
