"""What a detector of personal data hands over."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A place in a text that tells something about a person; offsets count characters of the given text."""

    type: str
    start: int
    end: int
    text: str
