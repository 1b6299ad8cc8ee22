"""Draws a plan up against the present groups: which there will be, who is in them, where open items go."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from bot.domain.names import fold
from bot.domain.roles import Role
from bot.services.file_problems import ImportFileError, Problem, Trouble
from bot.services.reorganising.people import joined, settled
from bot.services.reorganising.present import Present, Seat
from bot.services.reorganising.rows import ENDING, USUAL, Deed, PlanRow, Rule


@dataclass(frozen=True)
class Step:
    """What becomes of one group: by slug, with the groups that follow it and the rule for its open items."""

    deed: Deed
    source: str | None
    targets: tuple[str, ...]
    rule: Rule | None
    row: PlanRow

    @property
    def empties(self) -> bool:
        """Whether open items leave the group."""
        return self.deed in ENDING

    @property
    def fetches(self) -> bool:
        """Whether a group that begins again has back what an earlier plan gave to the office."""
        return self.deed is Deed.FOUND and self.rule is Rule.BACK


@dataclass(frozen=True)
class Design:
    """The groups after the plan, and the steps that lead there."""

    present: Present
    after: dict[str, Seat]
    steps: tuple[Step, ...]

    @property
    def changed(self) -> tuple[Seat, ...]:
        """The groups that will be others than they are, or that are new."""
        return tuple(seat for slug, seat in self.after.items() if self.present.seats.get(slug) != seat)

    @property
    def active(self) -> tuple[Seat, ...]:
        """The groups that there will be."""
        return tuple(seat for seat in self.after.values() if seat.active)


def draw_up(present: Present, rows: Sequence[PlanRow], problems: Sequence[Problem], starts_on: date) -> Design:
    """The design; raises ImportFileError with every problem of the plan when there is any."""
    drawing = _Drawing(present, rows, starts_on)
    design = drawing.drawn()
    if problems or drawing.problems:
        found = {(p.place, p.trouble): p for p in (*problems, *drawing.problems)}
        raise ImportFileError(sorted(found.values(), key=lambda p: (p.place.row or 0, p.place.column or "")))
    return design


class _Drawing:
    """Resolves the words of the rows to groups, and gathers what is wrong."""

    def __init__(self, present: Present, rows: Sequence[PlanRow], starts_on: date) -> None:
        self._present, self._rows, self._day = present, rows, starts_on
        self.problems: list[Problem] = []
        self._after = dict(present.seats)
        self._fresh: dict[str, str] = {}  # slugs by names that there will be and are not yet
        self._led: set[str] = set()

    def drawn(self) -> Design:
        sources = [self._source(row) for row in self._rows]
        self._doubles(sources)
        for row, source in zip(self._rows, sources, strict=True):
            if row.deed is Deed.CONTINUE and source is not None:
                self._fresh |= {fold(name): source for name in row.targets if not self._present.find(name)}
        for row, source in zip(self._rows, sources, strict=True):
            self._found(row, source)
        steps = [self._step(row, source) for row, source in zip(self._rows, sources, strict=True)]
        self._end(steps)
        for step in steps:
            self._describe(step)
        for step in steps:
            self._inherit(step)
        for step in steps:
            self._appoint(step)
        self._check_leads(steps)
        return Design(self._present, self._after, tuple(steps))

    def _wrong(self, trouble: Trouble, row: PlanRow, field: str, /, **facts: object) -> None:
        self.problems.append(Problem(trouble, row.record.place_of(field), facts))

    def _source(self, row: PlanRow) -> str | None:
        if row.deed is Deed.FOUND:
            return None
        if not row.group:
            self._wrong(Trouble.EMPTY_CELL, row, "group", header="現在のWG")
            return None
        words = (row.group, row.slug, *(row.targets if row.deed is Deed.CONTINUE else ()))
        seat = next((found for word in words if word and (found := self._present.find(word))), None)
        if seat is None:
            near = self._near(row.group)
            self._wrong(Trouble.UNKNOWN_GROUP, row, "group", value=row.group, near=near)
        return seat.slug if seat else None

    def _near(self, word: str) -> str:
        found = get_close_matches(fold(word), self._present.by_word, n=1)
        return self._present.seats[self._present.by_word[found[0]]].name if found else ""

    def _doubles(self, sources: Sequence[str | None]) -> None:
        first: dict[str, PlanRow] = {}
        for row, source in zip(self._rows, sources, strict=True):
            if source is not None and first.setdefault(source, row) is not row:
                self._wrong(Trouble.DUPLICATE, row, "group", value=row.group, row=first[source].record.row)

    def _found(self, row: PlanRow, source: str | None) -> None:
        """New groups: those of a row of their own, and those that others are merged into."""
        if row.deed not in {Deed.FOUND, Deed.MERGE}:
            return
        if not row.targets:
            self._wrong(Trouble.EMPTY_CELL, row, "targets", header="新しいWG")
            return
        if len(row.targets) > 1:
            self._wrong(Trouble.ONE_TARGET, row, "targets")
            return
        name = row.targets[0]
        described = any(r.deed is Deed.FOUND and r.targets[:1] == (name,) for r in self._rows)
        if self._present.find(name) or fold(name) in self._fresh or (row.deed is Deed.MERGE and described):
            return
        slug = row.slug if row.deed is Deed.FOUND and row.slug else self._new_slug(source, row)
        if slug in self._after:
            self._wrong(Trouble.DUPLICATE, row, "slug", value=slug, row=row.record.row)
            return
        self._fresh[fold(name)] = slug
        self._after[slug] = Seat(slug, name, active=False)

    def _new_slug(self, source: str | None, row: PlanRow) -> str:
        base = f"{(source or 'wg')[:30]}-{self._day.year}"
        if source is None:
            base = f"{base}-{row.record.row}"
        return next(slug for n in range(1, 1000) if (slug := base if n == 1 else f"{base}-{n}") not in self._after)

    def _step(self, row: PlanRow, source: str | None) -> Step:
        targets = [slug for word in row.targets if (slug := self._target(row, source, word))]
        if row.deed is Deed.CONTINUE and source is not None:
            targets = [source]
        rule = row.rule or USUAL.get(row.deed)
        if row.deed is Deed.SPLIT and len(row.targets) < 2:
            self._wrong(Trouble.TWO_TARGETS, row, "targets")
        if rule is Rule.ALL and row.deed in ENDING and len(row.targets) != 1:
            self._wrong(Trouble.RULE_NEEDS_ONE, row, "rule")
        if rule in {Rule.BY_WORDS, Rule.BACK} and row.deed in ENDING and not row.targets:
            self._wrong(Trouble.EMPTY_CELL, row, "targets", header="新しいWG")
        return Step(row.deed, source, tuple(targets), rule, row)

    def _target(self, row: PlanRow, source: str | None, word: str) -> str | None:
        seat = self._present.find(word)
        slug = seat.slug if seat else self._fresh.get(fold(word))
        if row.deed is Deed.CONTINUE:
            if len(row.targets) > 1 or (source is not None and slug != source):
                self._wrong(Trouble.CONTINUED_ELSEWHERE, row, "targets", value=word)
            return source
        if slug is None:
            self._wrong(Trouble.NEW_GROUP_UNDESCRIBED, row, "targets", value=word, near=self._near(word))
        return slug

    def _end(self, steps: Sequence[Step]) -> None:
        """Groups that close; nothing may be handed to one of them, unless it also begins anew."""
        closing = {s.source for s in steps if s.empties and s.source and s.source not in s.targets}
        for step in steps:
            for slug in step.targets:
                if slug in closing:
                    name = self._after[slug].name
                    self._wrong(Trouble.TARGET_CLOSES, step.row, "targets", value=name)
        for slug in closing:
            self._after[slug] = replace(self._after[slug], active=False)

    def _describe(self, step: Step) -> None:
        """Name, mission, channel and half days of the group that a row is about; a target exists from now on."""
        for slug in step.targets:
            self._after[slug] = replace(self._after[slug], active=True)
        if step.deed not in {Deed.CONTINUE, Deed.FOUND} or not step.targets:
            return
        row, seat = step.row, self._after[step.targets[0]]
        name = row.targets[0] if row.targets and not self._is_slug(row.targets[0], seat) else seat.name
        same_channel = not row.channel or row.channel == seat.channel_name
        self._after[seat.slug] = replace(
            seat,
            name=name,
            mission=row.mission or seat.mission,
            slots=seat.slots if row.slots is None else row.slots,
            channel_name=row.channel or seat.channel_name,
            channel=seat.channel if same_channel else None,
        )

    def _is_slug(self, word: str, seat: Seat) -> bool:
        return fold(word).lstrip("#") in {fold(seat.slug), fold(seat.channel_name)}

    def _inherit(self, step: Step) -> None:
        """A group that follows others has their people; a new one also what it was not given of its own."""
        source = self._present.seats.get(step.source or "")
        if source is None or not source.active or not step.empties:
            return
        stays = source.slug in step.targets
        for place, slug in enumerate(step.targets):
            if slug == source.slug:
                continue
            seat = self._after[slug]
            if seat.id is None:
                first = place == 0 and step.deed is Deed.MERGE
                seat = _described_by(seat, source, first=first, speaks=not self._has_own_mission(slug))
            follows = step.deed is Deed.MERGE or (step.deed is Deed.SPLIT and seat.id is None)
            if follows:
                few = place > 0 or stays
                seat = replace(seat, parts=joined(seat.parts, source.parts, companions_only=few))
            self._after[slug] = seat

    def _appoint(self, step: Step) -> None:
        """Those whom a row names for its group."""
        row = step.row
        if not step.targets or step.deed in {Deed.SPLIT, Deed.CLOSE}:
            return
        seat = self._after[step.targets[0]]
        if step.deed is Deed.MERGE:
            if seat.id is None and row.lead and not self._has_own_row(seat.slug) and seat.slug not in self._led:
                self._led.add(seat.slug)
                self._after[seat.slug] = replace(seat, parts=settled(seat, self._ids([row.lead]), None, None))
            return
        lead = self._ids([row.lead]) if row.lead else None
        companions, members = (None if e is None else self._ids(e) for e in (row.companions, row.members))
        self._after[seat.slug] = replace(seat, parts=settled(seat, lead, companions, members))

    def _has_own_row(self, slug: str) -> bool:
        return any(True for _ in self._own_rows(slug))

    def _has_own_mission(self, slug: str) -> bool:
        return any(row.mission for row in self._own_rows(slug))

    def _own_rows(self, slug: str) -> Iterator[PlanRow]:
        name = fold(self._after[slug].name)
        own = (row for row in self._rows if row.deed is Deed.FOUND and row.targets)
        return (row for row in own if fold(row.targets[0]) == name)

    def _ids(self, emails: Sequence[str]) -> tuple[int, ...]:
        return tuple(self._present.emails[email] for email in emails if email in self._present.emails)

    def _check_leads(self, steps: Sequence[Step]) -> None:
        for step in steps:
            for slug in step.targets:
                seat = self._after[slug]
                if seat.active and not seat.of(Role.LEAD):
                    self._wrong(Trouble.NO_LEAD_AFTER, self._row_of(slug, step), "lead", value=seat.name)

    def _row_of(self, slug: str, step: Step) -> PlanRow:
        return next(self._own_rows(slug), step.row)


def _described_by(seat: Seat, source: Seat, *, first: bool, speaks: bool) -> Seat:
    """A new group that was given no words of its own (`speaks`) has those of the groups before it."""
    missions = [seat.mission, source.mission] if first and speaks and source.mission not in seat.mission else []
    return replace(
        seat,
        mission="\n".join(mission for mission in missions if mission) or seat.mission,
        examples=tuple(dict.fromkeys((*seat.examples, *source.examples))) if first else seat.examples,
        channel_name=seat.channel_name or (source.channel_name if first else ""),
        channel=seat.channel or (source.channel if first and not seat.channel_name else None),
        blind=seat.blind or source.blind,
        related=tuple(dict.fromkeys((*seat.related, *source.related))),
    )
