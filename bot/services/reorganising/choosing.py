"""What becomes of one group in the plan that is being written: asked in a form, and kept as it is filled in."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from bot.domain.errors import InvalidInputError, NotFoundError
from bot.domain.names import fold
from bot.domain.reorganisations import ChoiceAsked, ChoiceForm
from bot.domain.roles import Role
from bot.services.city import City
from bot.services.groups import overview
from bot.services.reorganising.drafting import Said, founded, hold, is_new, new_key, said_in, store
from bot.services.reorganising.present import Present, Seat, read_present
from bot.services.reorganising.rows import ENDING, USUAL, Deed, PlanRow, Rule
from storage import reorganisations
from storage.database import Session
from storage.directory import Directory
from storage.tables import Person
from templates import wizard_choice as shown

_DEEDS = frozenset({Deed.CONTINUE, *ENDING})


def ask(session: Session, city: City, person: Person, key: str, earlier: int = 0) -> ChoiceAsked:
    """The form about a group as the draft has it; for a new group an empty one."""
    overview.allow_office(person)
    said = said_in(reorganisations.find_draft(session, person.workspace_id))
    present = read_present(session, person.workspace_id)
    directory = city.directory(session, person.workspace_id)
    seat = None if is_new(key) else _seat(present, key)
    one = said.get(key) or Said(key, PlanRow(Deed.FOUND if seat is None else Deed.CONTINUE))
    form = _form(present, seat, one)
    options = [(new.key, new.name) for new in founded(said) if new.name and new.key != key]
    options += [(slug, other.name) for slug, other in present.seats.items() if other.active and slug != key]
    if seat is not None and form.deed == Deed.SPLIT:
        options.insert(0, (key, seat.name))
    return ChoiceAsked(
        key,
        seat.name if seat else one.name,
        form,
        tuple(options),
        lead=directory.person(form.lead) if form.lead else None,
        companions=tuple(directory.person(id_) for id_ in form.companions or ()),
        members=tuple(directory.person(id_) for id_ in form.members),
        earlier=earlier,
        stored=key in said,
    )


def begin(session: Session, person: Person) -> str:
    """The key of one more new group; nothing is kept before something is typed."""
    overview.allow_office(person)
    return new_key(said_in(reorganisations.find_draft(session, person.workspace_id)))


def keep(session: Session, city: City, person: Person, key: str, form: ChoiceForm, *, sent: bool = False) -> None:
    """Keep what the form says at this moment; once it is sent, check it, and found the groups that were named."""
    draft = hold(session, city, person)
    said = said_in(draft)
    present = read_present(session, person.workspace_id)
    if is_new(key):
        slug = said[key].row.slug if key in said else ""
        made = Said(key, replace(_founding(present, form), slug=slug))
        if sent:
            _check_name(present, said.values(), key, form.name)
        if key not in said:
            new_key(said)  # there is room for one more
    else:
        directory = city.directory(session, person.workspace_id)
        made = Said(key, _row(present, directory, _seat(present, key), form, said), form.typed)
        if sent:
            made = _with_founded(present, said, made)
    if replace(made.row, slots=None, slug="") == PlanRow(made.row.deed) and made.row.deed not in ENDING:
        said.pop(key, None)
    else:
        said[key] = made
    store(session, city, person, draft, said.values())


def _with_founded(present: Present, said: dict[str, Said], made: Said) -> Said:
    """The groups that were named in a form are new groups of the plan, to which this one goes."""
    row, fresh = made.row, []
    for name in made.typed if row.deed in ENDING else ():
        _check_name(present, said.values(), made.key, name, shown.TYPED)
        fresh.append(new_key(said))
        said[fresh[-1]] = Said(fresh[-1], PlanRow(Deed.FOUND, targets=(name,)))
    if fresh:
        targets = fresh[:1] if row.deed is Deed.MERGE else [*row.targets, *fresh]
        row = replace(row, targets=tuple(targets))
    if row.deed is Deed.MERGE and not row.targets:
        raise InvalidInputError(shown.TARGET, "plan_target_missing")
    return Said(made.key, row)


def _seat(present: Present, key: str) -> Seat:
    seat = present.seats.get(key)
    if seat is None or not seat.active:
        raise NotFoundError("group_unknown")
    return seat


def _form(present: Present, seat: Seat | None, said: Said) -> ChoiceForm:
    """What the draft says, and for a group that goes on what it is today."""
    row = said.row
    named = [*([row.lead] if row.lead else []), *(row.companions or ()), *(row.members or ())]
    ids = {email: present.emails[email] for email in named if email in present.emails}
    form = ChoiceForm(
        str(row.deed),
        name=said.name,
        mission=row.mission,
        channel=row.channel,
        lead=ids.get(row.lead),
        companions=tuple(ids[email] for email in row.companions or () if email in ids),
        members=tuple(ids[email] for email in row.members or () if email in ids),
        slots=row.slots,
        targets=row.targets if row.deed in ENDING else (),
        typed=said.typed,
        rule=str(row.rule or USUAL.get(row.deed) or ""),
    )
    if seat is None or row.deed is not Deed.CONTINUE:
        return form
    companions = tuple(part.person_id for part in seat.of(Role.COMPANION))
    return replace(
        form,
        name=form.name or seat.name,
        mission=form.mission or seat.mission,
        lead=form.lead or seat.lead,
        companions=companions if row.companions is None else form.companions,
    )


def _founding(present: Present, form: ChoiceForm) -> PlanRow:
    return PlanRow(
        Deed.FOUND,
        targets=(form.name,) if form.name else (),
        rule=Rule.BACK if form.rule == Rule.BACK else None,
        lead=_email(present, form.lead, shown.LEAD) if form.lead else "",
        companions=_emails(present, form.companions or (), shown.COMPANIONS) or None,
        members=_emails(present, form.members, shown.MEMBERS) or None,
        slots=form.slots,
        mission=form.mission,
        channel=form.channel,
    )


def _row(present: Present, directory: Directory, seat: Seat, form: ChoiceForm, known: Collection[str]) -> PlanRow:
    """What is said of a group that is there; what is as it was is not said."""
    deed = Deed(form.deed) if form.deed in _DEEDS else Deed.CONTINUE
    if deed is Deed.CONTINUE:
        lead = form.lead if form.lead not in {part.person_id for part in seat.of(Role.LEAD)} else None
        return PlanRow(
            deed,
            targets=(form.name,) if form.name and form.name != seat.name else (),
            lead=_email(present, lead, shown.LEAD) if lead else "",
            companions=_companions(present, directory, seat, form),
            mission=form.mission if form.mission != seat.mission else "",
        )
    there = {slug for slug, other in present.seats.items() if other.active} | set(known)
    targets = tuple(key for key in form.targets if key in there and (key != seat.slug or deed is Deed.SPLIT))
    rule = Rule(form.rule) if form.rule in set(Rule) else USUAL[deed]
    targets = targets[:1] if deed is Deed.MERGE else targets
    return PlanRow(deed, targets=targets, rule=None if rule is USUAL[deed] else rule)


def _companions(present: Present, directory: Directory, seat: Seat, form: ChoiceForm) -> tuple[str, ...] | None:
    """Who goes along from now on, None for the same; who is not in the chat was not on the form and stays."""
    now = [part.person_id for part in seat.of(Role.COMPANION)]
    seen = {id_ for id_ in now if directory.person(id_).chat_id}
    if form.companions is None or seen == set(form.companions):
        return None
    unseen = (id_ for id_ in now if id_ not in seen)
    return _emails(present, [*form.companions, *unseen], shown.COMPANIONS)


def _emails(present: Present, ids: Iterable[int], field: str) -> tuple[str, ...]:
    return tuple(_email(present, id_, field) for id_ in ids)


def _email(present: Present, person_id: int | None, field: str) -> str:
    """The address by which a plan names somebody."""
    email = next((email for email, id_ in present.emails.items() if id_ == person_id), None)
    if email is None:
        raise InvalidInputError(field, "person_without_address", name=present.people.get(person_id or 0, ""))
    return email


def _check_name(present: Present, said: Iterable[Said], key: str, name: str, field: str = shown.NAME) -> None:
    """A new group needs a name that nobody has; a closed one's begins it again."""
    if not name:
        raise InvalidInputError(field, "field_empty")
    seat = present.find(name)
    same = any(one.key != key and fold(one.name) == fold(name) for one in said if one.name)
    if same or (seat is not None and seat.active):
        raise InvalidInputError(field, "group_name_taken", name=name)
