"""What a group's form says, in the chat's ids and then in ours."""

from collections.abc import Sequence

from bot.domain.errors import DeliveryError, InvalidInputError
from bot.domain.groups import GroupForm
from bot.domain.roles import Role, SelectionMode
from bot.messenger import ChatChannel
from bot.services import people as people_service
from handlers.pressed import kept_in, number
from handlers.services import Actor, Body, Services
from storage import people
from storage.database import Session
from templates import group_form as form
from templates.group_form import GroupAsked, GroupFields

_PARTS = {form.LEADS: Role.LEAD, form.COMPANIONS: Role.COMPANION, form.MEMBERS: Role.MEMBER}


def asked_in(view: Body) -> GroupAsked:
    """The form as it stands on the screen; what it remembers is checked again by the services."""
    kept = kept_in(view)
    values: Body = {
        name.split(":")[0]: next(iter(given.values()), {}) for name, given in view["state"]["values"].items()
    }
    group = kept.get("group")
    return GroupAsked(
        GroupFields(
            name=_text(values, form.NAME) or str(kept.get("name") or ""),
            slug=_text(values, form.SLUG),
            mission=_text(values, form.MISSION),
            examples=_text(values, form.EXAMPLES),
            selection=_mode(_option(values, form.SELECTION)),
            leads=_users(values, form.LEADS),
            companions=_users(values, form.COMPANIONS),
            members=_users(values, form.MEMBERS),
            related=tuple(
                (number(chosen["value"], "department_unknown"), str(chosen["text"]["text"]))
                for chosen in values.get(form.RELATED, {}).get("selected_options") or []
            ),
            slots=number(_option(values, form.SLOTS) or "1", "group_unknown"),
            channel=values.get(form.CHANNEL, {}).get("selected_conversation"),
            new_channel=bool(values.get(form.NEW_CHANNEL, {}).get("selected_options")),
            blind=bool(values.get(form.BLIND, {}).get("selected_options")),
        ),
        None if group is None else number(group, "group_unknown"),
        str(kept.get("stamp") or ""),
        whole=form.NAME in values,
        version=number(kept.get("version", 0), "group_unknown"),
    )


async def form_of(services: Services, actor: Actor, asked: GroupAsked) -> GroupForm:
    """The form with people and departments by our ids; InvalidInputError at a field that names none."""
    fields = asked.fields
    chosen = {form.MEMBERS: fields.members}
    if asked.whole:
        chosen = {form.LEADS: fields.leads, form.COMPANIONS: fields.companions, **chosen}
    parts = {_PARTS[name]: await people_of(services, actor, name, ids) for name, ids in chosen.items()}
    channel = None if fields.new_channel else await seen_channel(services, fields.channel, form.CHANNEL)
    return GroupForm(
        mission=fields.mission.strip(),
        slots=fields.slots,
        parts=parts,
        name=fields.name.strip(),
        slug=fields.slug.strip().lower(),
        examples=tuple(line.strip() for line in fields.examples.splitlines() if line.strip()),
        selection=fields.selection,
        related=tuple(id_ for id_, _ in fields.related),
        channel=channel.id if channel else None,
        channel_name=channel.name if channel else "",
        new_channel=fields.new_channel,
        blind=fields.blind,
    )


async def people_of(services: Services, actor: Actor, field: str, chat_ids: Sequence[str]) -> tuple[int, ...]:
    """People chosen in a menu; somebody seen for the first time is looked up and remembered."""
    workspace_id = actor.workspace.id or 0

    def known(session: Session) -> dict[str, int]:
        rows = (people.find_by_chat_id(session, workspace_id, chat_id) for chat_id in chat_ids)
        return {row.chat_id: row.id for row in rows if row is not None and row.chat_id and row.id}

    ids = await services.read(known)
    return tuple([ids.get(chat_id) or await _meet(services, workspace_id, field, chat_id) for chat_id in chat_ids])


async def _meet(services: Services, workspace_id: int, field: str, chat_id: str) -> int:
    seen = await services.messenger.person(chat_id)
    if seen.is_bot:
        raise InvalidInputError(field, "person_is_bot")
    met = await services.write(lambda s: people_service.meet(s, services.city, workspace_id, seen))
    return met.id or 0


async def seen_channel(services: Services, chat_id: str | None, field: str) -> ChatChannel | None:
    """The chosen channel, which the bot joins if it can; InvalidInputError at the field when it cannot."""
    if chat_id is None:
        return None
    try:
        found = await services.messenger.channel(chat_id)
        if not found.is_member:
            await services.messenger.join(chat_id)
    except DeliveryError as error:
        if not error.permanent:
            raise
        raise InvalidInputError(field, "group_channel_unseen") from error
    return found


def _text(values: Body, name: str) -> str:
    return str(values.get(name, {}).get("value") or "")


def _option(values: Body, name: str) -> str:
    return str((values.get(name, {}).get("selected_option") or {}).get("value") or "")


def _users(values: Body, name: str) -> tuple[str, ...]:
    return tuple(values.get(name, {}).get("selected_users") or ())


def _mode(value: str) -> SelectionMode:
    if value not in set(SelectionMode):
        return SelectionMode.RELATED_DEPARTMENTS
    return SelectionMode(value)
