"""Personal data in a text: find it, mask it, show it without repeating it."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from bot.language.findings import Finding
from bot.language.numbers import flatten, numbers
from bot.language.persons import persons

__all__ = ["MASK", "Finding", "find", "hint", "mask"]

MASK = "●●●"
_ROUNDS = 6


def find(text: str) -> tuple[Finding, ...]:
    """Everything that tells who somebody is, in text order; findings never overlap."""
    found: list[tuple[str, int, int]] = []
    rest, places = text, list(range(len(text) + 1))
    for _ in range(_ROUNDS):
        spans = _without_overlaps(_detect(rest))
        if not spans:
            break
        found += [(kind, places[start], places[end - 1] + 1) for kind, start, end in spans]
        rest, places = _masked_with_places(rest, places, spans)
    return tuple(
        Finding(kind, start, end, text[start:end]) for kind, start, end in sorted(found, key=lambda span: span[1:])
    )


def mask(text: str, findings: Iterable[Finding]) -> str:
    """The text with each finding replaced by ●●●."""
    spans = sorted((finding.type, finding.start, finding.end) for finding in findings)
    return _masked_with_places(text, list(range(len(text) + 1)), _without_overlaps(spans))[0]


def hint(finding: Finding) -> str:
    """Enough for its writer to recognise the finding, too little for anybody else: 090-…-5678."""
    text = finding.text
    if finding.type == "email":
        name, _, host = text.partition("@")
        return f"{name[:1]}…@{host}"
    if finding.type in {"phone", "my_number", "credit_card", "bank_account", "resident_record_no"}:
        return _ends_of_number(text, opening=finding.type == "phone")
    shown = min(1, len(text) - 1) if finding.type == "person_name_citizen" else min(4, len(text) // 3)
    return f"{text[:shown]}…"


def _ends_of_number(text: str, *, opening: bool) -> str:
    """At most four of the last digits, and of a phone number the area it begins with."""
    groups = re.findall(r"\d+", text)
    digits = "".join(groups)
    if len(digits) < 9:
        return f"…{digits[-2:]}"
    last = digits[-4:] if len(digits) > 10 else digits[-3:]
    return f"{groups[0][:3]}-…-{last}" if opening else f"…{last}"


def _detect(text: str) -> Iterator[tuple[str, int, int]]:
    flat = flatten(text)
    return chain(numbers(flat), persons(flat))


def _without_overlaps(spans: Iterable[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """The first of any that overlap, in text order."""
    kept: list[tuple[str, int, int]] = []
    taken: set[int] = set()
    for kind, start, end in spans:
        if start < end and taken.isdisjoint(range(start, end)):
            taken.update(range(start, end))
            kept.append((kind, start, end))
    return sorted(kept, key=lambda span: span[1])


def _masked_with_places(text: str, places: list[int], spans: list[tuple[str, int, int]]) -> tuple[str, list[int]]:
    """The masked text, and for each of its characters where it stood in the first text."""
    parts: list[str] = []
    stood: list[int] = []
    last = 0
    for _, start, end in spans:
        parts += [text[last:start], MASK]
        stood += [*places[last:start], *([places[start]] * len(MASK))]
        last = end
    return "".join([*parts, text[last:]]), [*stood, *places[last:]]
