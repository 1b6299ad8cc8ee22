"""The screens about working groups, from the same facts as all others."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.domain.calls import ApplicantState, Application, Call, CallState
from bot.domain.groups import FieldChange, GroupChanges, GroupLine, GroupList, PartChange
from bot.domain.items import Who
from bot.domain.nominations import Ask, Round
from bot.domain.roles import Role, SelectionMode
from templates import calls, group_form, groups, nominating, reminding
from templates.blocks import Block, Message
from templates.group_form import GroupAsked, GroupFields
from templates.noticed import Finding
from templates.reminding import Awaited
from templates.wording import Words

DAY = date(2026, 12, 11)
CHANGED = ("name", "mission", "examples", "related", "channel")


def group_screens(
    words: Words, who: Who, line: str, text: str, name: str, many: int
) -> Iterator[tuple[str, Message | Block]]:
    """Each builder by its name, with as many people and groups as there are."""
    shown = _list(who, name, many)
    yield "templates.groups.group_list", groups.group_list(words, shown)
    yield "templates.groups.group_list", groups.group_list(words, GroupList(()))
    yield "templates.groups.group_list_modal", groups.group_list_modal(words, shown)
    yield "templates.group_form.group_modal", group_form.group_modal(words, GroupAsked(GroupFields(), whole=True))
    asked = _asked(who, line, text, name, many)
    yield "templates.group_form.group_modal", group_form.group_modal(words, asked)
    yield "templates.group_form.group_modal", group_form.group_modal(words, replace(asked, whole=False))
    yield "templates.groups.changed_message", groups.changed_message(words, _changes(who, line, text, name, many))
    yield "templates.groups.changed_message", groups.changed_message(words, GroupChanges(name, name, created=True))
    yield "templates.groups.channel_failed", groups.channel_failed(words, name, "wg-booking", "name_taken")
    yield from _call_screens(words, who, text, name)
    yield from _round_screens(words, who, text, name, many)
    yield "templates.groups.invite_failed", groups.invite_failed(words, name, "C0ALL", many)


def _call_screens(words: Words, who: Who, text: str, name: str) -> Iterator[tuple[str, Message | Block]]:
    found = [Finding(field, "phone", text[:40]) for field in (calls.NOTE, calls.WORDS)]
    yield "templates.calls.call_modal", calls.call_modal(words, 1, name, 2, "C0ALL")
    yield "templates.calls.call_modal", calls.call_modal(words, 1, name, 2, "C0ALL", found[:1])
    call = Call(1, name, text, text, 3, 2, DAY, CallState.OPEN, 1, 1, "C0ALL", name)
    for call_state in CallState:
        yield "templates.calls.call_message", calls.call_message(words, replace(call, state=call_state))
    yield "templates.calls.call_message", calls.call_message(words, replace(call, note="", channel=None))
    for state in ApplicantState:
        asked = Application(1, call, who, state, text, name)
        yield "templates.calls.asked_message", calls.asked_message(words, asked)
        yield "templates.calls.own_message", calls.own_message(words, asked)
    yield "templates.calls.decline_modal", calls.decline_modal(words, asked)
    yield "templates.calls.decline_modal", calls.decline_modal(words, asked, found[1:])
    yield "templates.calls.result_message", calls.result_message(words, call)
    yield "templates.calls.result_message", calls.result_message(words, replace(call, waiting=0))


def _round_screens(words: Words, who: Who, text: str, name: str, many: int) -> Iterator[tuple[str, Message | Block]]:
    related = [(n, name) for n in range(1, many + 1)]
    yield "templates.nominating.round_modal", nominating.round_modal(words, 1, name, related)
    found = [Finding(nominating.NOTE, "phone", text[:40])]
    yield "templates.nominating.round_modal", nominating.round_modal(words, 1, name, related, found)
    states = ((None, None), (who, None), (who, who))
    asks = tuple(Ask(n + 1, 1, name, *states[n % 3]) for n in range(many + 2))
    asked = Round(1, name, text, text, DAY, 2, name, "C0ALL", asks)
    done = replace(asked, note="", mission="", channel=None, asks=(asks[2],))
    for one, reader in ((asked, who), (done, replace(who, id=who.id + 1))):
        yield "templates.nominating.ask_message", nominating.ask_message(words, one, reader)
        yield "templates.nominating.nominated_message", nominating.nominated_message(words, one, name)
    yield "templates.nominating.ask_message", nominating.ask_message(words, replace(asked, asks=()), who)
    for one in (asked, done):
        ended = replace(one, ended=True)
        yield "templates.nominating.ask_message", nominating.ask_message(words, ended, who)
        yield "templates.nominating.ended_message", nominating.ended_message(words, ended)
    yield "templates.nominating.late_message", nominating.late_message(words, asked)
    yield "templates.nominating.complete_message", nominating.complete_message(words, asked)
    several = [
        replace(asked, asks=tuple(replace(ask, id=100 * n + ask.id) for ask in asks)) for n in range(1, many + 1)
    ]
    for found in (several, []):
        yield "templates.nominating.todo_modal", nominating.todo_modal(words, found)
        yield "templates.nominating.missing_message", nominating.missing_message(words, found)
        yield "templates.nominating.missing_modal", nominating.missing_modal(words, found)
        yield "templates.reminding.reminder", reminding.reminder(words, [], Awaited(found or [asked]))


def _list(who: Who, name: str, many: int) -> GroupList:
    people = (who,) * many
    full = GroupLine(
        1,
        name,
        SelectionMode.OPEN_CALL,
        slots=2,
        waiting=7,
        leads=people,
        companions=people,
        members=people,
        related=(name,) * many,
        channel="C0ALL",
        blind=True,
        may_edit=True,
        may_call=True,
        may_nominate=True,
        calling=True,
    )
    bare = GroupLine(2, name, SelectionMode.ALL_DEPARTMENTS, slots=0, waiting=1, may_edit=True, may_call=True)
    return GroupList((full, bare, *(replace(full, id=3 + n) for n in range(min(many, 6)))), may_create=True, later=3)


def _asked(who: Who, line: str, text: str, name: str, many: int) -> GroupAsked:
    chosen = tuple(f"U0{n}" for n in range(many))
    fields = GroupFields(
        name=line,
        mission=text,
        examples=text,
        leads=chosen,
        companions=chosen,
        members=chosen,
        related=tuple((n, name) for n in range(1, many + 1)),
        channel="C0ALL",
        new_channel=True,
        blind=True,
    )
    suggested = tuple(replace(who, id=n) for n in range(1, many + 1))
    return GroupAsked(fields, 1, "stamp", whole=True, unseen=(name,) * many, suggested=suggested)


def _changes(who: Who, line: str, text: str, name: str, many: int) -> GroupChanges:
    told = [FieldChange(field, line, text) for field in CHANGED]
    told += [FieldChange("slots", "1", "2"), FieldChange("selection", "open_call", "all_departments")]
    told += [FieldChange("blind", "no", "yes")]
    parts = [PartChange(who, before, after) for before, after in ((None, Role.LEAD), (Role.MEMBER, None))] * many
    parts.append(PartChange(who, Role.COMPANION, Role.MEMBER))
    return GroupChanges(name, name, fields=tuple(told), parts=tuple(parts))
