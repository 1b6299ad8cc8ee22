"""The numbers people read: R8-0042 for an item, E-7F3A for an error report."""

import re
import secrets
import unicodedata
from dataclasses import dataclass

from bot.domain.calendar import reiwa

_NUMBER = re.compile(r"^R(\d{1,2})-(\d{1,6})$", re.IGNORECASE)
_WITHIN = re.compile(r"(?<![0-9A-Z-])R(\d{1,2})-(\d{1,6})(?![0-9-])", re.IGNORECASE)
_FIRST_REIWA_YEAR = 2019


@dataclass(frozen=True, order=True)
class RequestNumber:
    """An item's number within its fiscal year."""

    fiscal_year: int
    sequence: int

    def __str__(self) -> str:
        return f"R{reiwa(self.fiscal_year)}-{self.sequence:04d}"

    @classmethod
    def parse(cls, text: str) -> "RequestNumber | None":
        """The number written in a text such as "R8-42" or full-width "Ｒ８－００４２", or None."""
        match = _NUMBER.match(_plain(text).strip())
        if match is None:
            return None
        return cls(int(match[1]) + _FIRST_REIWA_YEAR - 1, int(match[2]))

    @classmethod
    def find_all(cls, text: str) -> "list[RequestNumber]":
        """The numbers within a longer text, each once, in its order."""
        found = (cls(int(m[1]) + _FIRST_REIWA_YEAR - 1, int(m[2])) for m in _WITHIN.finditer(_plain(text)))
        return list(dict.fromkeys(found))


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).replace("−", "-").replace("ー", "-")


def error_reference() -> str:
    """A short reference for an unexpected error, the same on screen and in the log."""
    return f"E-{secrets.token_hex(2).upper()}"
