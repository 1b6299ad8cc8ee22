"""Searching from App Home: a modal that asks, the same one with what was found, page by page."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.errors import InvalidInputError
from bot.domain.finding import Order, Query
from bot.domain.items import Page
from bot.services import listing, queries
from handlers.errors import sentence
from handlers.intake.form import handle_department_options
from handlers.pressed import day, kept_in, number, value_of
from handlers.services import Actor, Body, Services
from storage.database import Session
from templates import searching
from templates.blocks import option
from templates.home import SEARCH_ID

Names = Mapping[int, str]


def register(app: AsyncApp) -> None:
    """The button in App Home, the modal's fields and pages."""
    app.action(SEARCH_ID)(handle_search_press)
    app.view(searching.SEARCH_ID)(handle_search_submission)
    app.view(searching.FOUND_ID)(handle_search_again)
    for action_id in (searching.PREVIOUS_ID, searching.NEXT_ID):
        app.action(action_id)(handle_page_press)
    app.options(searching.GROUPS_ID)(handle_group_options)
    app.options(searching.DEPARTMENTS_ID)(handle_department_options)


async def handle_search_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Ask what to look for."""
    actor = await services.actor(body)
    await services.show(body, searching.search_modal(actor.words, Query(), {}, {}))
    await ack()


async def handle_search_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Show what was found instead of what was asked."""
    actor = await services.actor(body)
    query = await query_in(ack, services, actor, view)
    if query is not None:
        found = await services.read(lambda s: _found(s, services, actor, query))
        await ack(response_action="update", view=found)


async def handle_search_again(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Back to what was looked for."""
    actor = await services.actor(body)
    query = Query.from_json(_kept(view)[0])
    names = await services.read(lambda s: names_of(s, services, actor))
    await ack(response_action="update", view=searching.search_modal(actor.words, query, *names))


async def handle_page_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """The page before or after."""
    actor, view = await services.actor(body), body["view"]
    kept, newest_id = _kept(view)
    start, query = number(value_of(body), "request_unknown"), Query.from_json(kept)
    found = await services.read(lambda s: _found(s, services, actor, query, start, newest_id))
    await ack()
    await services.messenger.update_view(found, view_id=view["id"])


async def handle_group_options(ack: AsyncAck, body: Body, services: Services) -> None:
    """Groups whose name holds what was typed."""
    actor, typed = await services.actor(body), str(body.get("value") or "")
    found = await services.read(lambda s: listing.group_choices(s, services.city, actor.person.workspace_id, typed))
    await ack(options=[option(name, str(id_)) for id_, name in found])


async def query_in(ack: AsyncAck, services: Services, actor: Actor, view: Body) -> Query | None:
    """What a form asks for; when it cannot be read, that is said under the words and there is nothing more to do."""
    asked = _asked(view)
    try:
        typed = await services.read(
            lambda s: queries.read_query(s, services.city, actor.person.workspace_id, asked.words)
        )
    except InvalidInputError as error:
        await ack(response_action="errors", errors={error.field: sentence(actor.words, error)})
        return None
    return _both(asked, typed)


def _asked(view: Body) -> Query:
    """What the form's fields say."""
    fields = {name: next(iter(values.values())) for name, values in view["state"]["values"].items()}

    def chosen(name: str) -> tuple[str, ...]:
        return tuple(str(one["value"]) for one in fields.get(name, {}).get("selected_options") or ())

    order = (fields.get("order", {}).get("selected_option") or {}).get("value")
    return Query(
        words=fields.get("words", {}).get("value") or "",
        statuses=chosen("statuses"),
        kinds=chosen("kinds"),
        groups=tuple(number(one, "group_unknown") for one in chosen("groups")),
        departments=tuple(number(one, "department_unknown") for one in chosen("departments")),
        since=day(fields.get("since", {}).get("selected_date")),
        to=day(fields.get("to", {}).get("selected_date")),
        order=Order(order) if order in tuple(Order) else Order.NEWEST,
    )


def names_of(session: Session, services: Services, actor: Actor) -> tuple[Names, Names]:
    """What groups and departments are called."""
    directory = services.city.directory(session, actor.person.workspace_id)
    return {group.id: group.name for group in directory.groups.values()}, directory.departments


def _both(asked: Query, typed: Query) -> Query:
    """The filters typed among the words, beside those chosen in the fields."""
    more = {name: value for name, value in vars(typed).items() if value and name not in {"words", "order"}}
    order = asked.order if typed.order is Order.NEWEST else typed.order
    return replace(asked, words=typed.words, order=order, **more)


def _found(
    session: Session, services: Services, actor: Actor, query: Query, start: int = 0, newest_id: int | None = None
) -> Body:
    page: Page = listing.find(session, services.city, actor.person, query, start=start, newest_id=newest_id)
    return searching.found_modal(actor.words, page, query, *names_of(session, services, actor))


def _kept(view: Body) -> tuple[dict[str, Any], int | None]:
    kept = kept_in(view)
    query, newest_id = kept.get("query"), kept.get("newest_id")
    return query if isinstance(query, dict) else {}, newest_id if isinstance(newest_id, int) else None
