"""What was put into the fields of a modal; a person seen for the first time is looked up and remembered."""

from bot.domain.errors import InvalidInputError
from bot.services import people as people_service
from handlers.services import Actor, Body, Services
from storage import people
from storage.tables import Person


def chosen_in(view: Body, name: str) -> str | None:
    """The chat's id of the person in a field of a modal; the last part of a block's name is not the field's."""
    return _field(view, name).get("selected_user")


def text_in(view: Body, name: str) -> str:
    """What was typed into a field of a modal."""
    return str(_field(view, name).get("value") or "")


def day_in(view: Body, name: str) -> str | None:
    """The day in a field of a modal."""
    return _field(view, name).get("selected_date")


async def person_of(services: Services, actor: Actor, chat_id: str | None, field: str) -> Person:
    """Who was chosen; InvalidInputError at the field for nobody and for bots."""
    if not chat_id:
        raise InvalidInputError(field, "field_empty")
    workspace_id = actor.workspace.id or 0
    person = await services.read(lambda s: people.find_by_chat_id(s, workspace_id, chat_id))
    if person is not None:
        return person
    seen = await services.messenger.person(chat_id)
    if seen.is_bot:
        raise InvalidInputError(field, "person_is_bot")
    return await services.write(lambda s: people_service.meet(s, services.city, workspace_id, seen))


def _field(view: Body, name: str) -> Body:
    values: Body = view["state"]["values"].get(name, {})
    return next(iter(values.values()), {})
