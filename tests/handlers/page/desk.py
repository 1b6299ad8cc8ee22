"""Somebody of the small city at a browser: where things stand on the page, and how its modals are filled in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from playwright.async_api import Locator

from bot.domain.statuses import Status, TriageAction
from sandbox.client import Person
from sandbox.elements import OPTION_KINDS, OPTIONS_KINDS, TEXT_KINDS, walk
from storage import people
from templates.wording import Wording
from tests.factories import TOKYO
from tests.handlers.town import BOOKING, BOT, SEED, Json, Town
from tests.sandbox.page.conftest import Desk, Seat

WORDING = Wording(TOKYO)
NAMES = {user["id"]: user["real_name"] for user in SEED["users"]}


class Clerk:
    """One person, their page, and what the bot's messages and modals look like on it."""

    def __init__(self, town: Town, desk: Desk, user: str, name: str) -> None:
        self.town, self.desk, self.user = town, desk, user
        self.person: Person = town.sandbox.person(user)
        self._name, self._count = name, 0

    @property
    def modal(self) -> Locator:
        return self.desk.modal.last

    async def channel(self) -> None:
        if f"channel={BOOKING}" not in self.desk.page.url:
            await self.desk.open(self.user, BOOKING)

    async def direct(self) -> None:
        await self.desk.open(self.user, BOT)

    async def speak(self, language: str) -> None:
        """Choose a language on the page, and wait until the bot has heard of it."""
        await self.desk.open(self.user, BOOKING, lang=language)

        async def heard() -> bool:
            workspace_id = self.town.cast.workspace.id or 0
            person = await self.town.read(lambda s: people.find_by_chat_id(s, workspace_id, self.user))
            return person is not None and person.locale.startswith(language)

        await self.town.sandbox.until(heard)

    async def home(self) -> None:
        """Open App Home, and wait until what is published for that is drawn."""
        before = len(await self.town.sandbox.calls("views.publish"))
        await self.desk.open(self.user, BOT, tab="home")

        async def published() -> bool:
            return len(await self.town.sandbox.calls("views.publish")) > before

        await self.town.sandbox.until(published)

        async def drawn() -> bool:
            view = await self.person.home("messages")  # it may be published anew while it is being drawn
            assert view is not None
            last = view["blocks"][-1]["block_id"]
            return await self.desk.page.locator(f'.home-sheet [data-block="{last}"]').is_visible()

        await self.town.sandbox.until(drawn, within=10.0)

    def card(self, number: str) -> Locator:
        """The card whose heading has the number; others may name it too."""
        heading = self.desk.page.locator("strong", has_text=number)
        return self.desk.log.locator(".message", has=heading).first

    async def press(self, place: Locator, label: str) -> None:
        await place.get_by_role("button", name=label, exact=True).last.click()

    async def choose(self, place: Locator, label: str) -> None:
        """Choose in a menu as a reader of the page does: open it, and take what is written there."""
        await place.locator("[role=combobox]").first.click()
        await self.desk.page.get_by_role("option", name=label, exact=True).click()

    async def fill_in(self, answers: list[Json]) -> None:
        """Answer the open modal step by step and send it."""
        for step in answers:
            view = await self._asked(step)
            for found in walk(view["blocks"]):
                name = found.block_id.split(":")[0]
                given = step.get(name, step.get(found.block_id))
                if given is not None:
                    typed = given[found.action_id] if isinstance(given, dict) else given
                    await self._put(self.modal.locator(f'[data-block="{found.block_id}"]'), found.element, typed)
            await self.shot("filled")
            await self.modal.locator("button[type=submit]").click()

    async def _asked(self, step: Json) -> Json:
        """The open modal, once it asks for all of this step."""

        async def asks() -> Json | None:
            view = await self.person.view()
            names = {found.block_id for found in walk(view["blocks"])}
            return view if step.keys() <= names | {name.split(":")[0] for name in names} else None

        view: Json = await self.town.sandbox.until(asks)
        return view

    async def _put(self, block: Locator, element: Json, typed: object) -> None:
        kind = element["type"]
        if kind in TEXT_KINDS or kind == "datepicker":
            await block.locator("input, textarea").last.fill(str(typed))
        elif kind == "radio_buttons":
            label = next(o["text"]["text"] for o in element["options"] if o["value"] == typed)
            await block.get_by_role("radio", name=label).check()
        elif kind == "users_select":
            await self._take(block, NAMES[str(typed)])
        elif kind in OPTION_KINDS | OPTIONS_KINDS:
            values = typed if isinstance(typed, list) else [typed]
            options = element.get("options") or await self.person.options(element["action_id"])
            for option in (o for o in options if o["value"] in values):
                await self._take(block, option["text"]["text"])

    async def _take(self, block: Locator, label: str) -> None:
        await block.locator("[role=combobox]").click()
        await self.desk.page.get_by_role("option", name=label).first.click()

    async def shot(self, what: str) -> None:
        self._count += 1
        await self.desk.shot(f"roles-{self._name}-{self._count:03}-{what}")


@asynccontextmanager
async def at_a_desk(town: Town, seat: Seat, user: str, name: str = "", **how: Any) -> AsyncIterator[Clerk]:
    """Somebody at a browser, who leaves it before the town goes."""
    desk = await seat(town.sandbox, **how)
    try:
        yield Clerk(town, desk, user, name or user.removeprefix("U0").lower())
    finally:
        await desk.page.close()


def label_of(action: TriageAction, language: str = "ja") -> str:
    """What stands on the button of an action."""
    return WORDING.of(language).plain("cards.press", action=action.value)


def status_word(status: Status, language: str = "ja") -> str:
    """What people read of a status."""
    return WORDING.of(language).plain("common.status", status=status.value)
