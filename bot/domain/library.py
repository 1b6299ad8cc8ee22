"""The library of good practices as one person looks at it: what they look for, the ways to browse, and a page."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.domain.items import Item

A_PAGE = 8


@dataclass(frozen=True)
class LibraryQuery:
    """What a person looks for in the library."""

    words: str = ""
    tool: str = ""
    work: str = ""
    department: int = 0
    figures: bool = False

    def as_json(self) -> dict[str, Any]:
        """To be kept, in words that JSON knows; what asks for nothing is left out."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "LibraryQuery":
        """What was kept; what cannot be read asks for nothing."""
        given: dict[str, Any] = {name: kept[name] for name, type_ in _TYPES.items() if type(kept.get(name)) is type_}
        return cls(**given)


_TYPES: dict[str, type] = {"words": str, "tool": str, "work": str, "department": int, "figures": bool}


@dataclass(frozen=True)
class Choice:
    """One way to narrow the library down: what it is called, and how many practices it leaves."""

    key: str
    name: str
    count: int


@dataclass(frozen=True)
class Ways:
    """The ways to browse the library, most practices first."""

    tools: tuple[Choice, ...] = ()
    work: tuple[Choice, ...] = ()
    departments: tuple[Choice, ...] = ()
    total: int = 0
    with_figures: int = 0


@dataclass(frozen=True)
class LibraryPage:
    """Part of what was found: `start` come before it, `more` tells whether others follow."""

    query: LibraryQuery = field(default_factory=LibraryQuery)
    ways: Ways = field(default_factory=Ways)
    items: tuple[Item, ...] = ()
    start: int = 0
    more: bool = False
