"""A small city on the wire: the cast in a sandbox, the real bot beside them, and short ways to look at what came."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from sqlalchemy import Connection, create_engine
from sqlmodel import col, select

from bot.app import Bot
from sandbox.client import Person, Sandbox
from sandbox.elements import walk
from storage import groups, people, requests
from storage.database import Session
from storage.tables import Draft, OutboxMessage, Request, RequestEvent
from tests.conftest import StillClock
from tests.factories import Cast, add_group, add_member, add_person, cast

T = TypeVar("T")
Json = dict[str, Any]

ALL, OFFICE, BOOKING, COUNTER, CHAT = "C0ALL", "C0OFFICE", "C0BOOKING", "C0MIRISE", "C0CHAT"
BOT = "U0BANSOU"
BOT_TOKEN, APP_TOKEN = "xoxb-sandbox", "xapp-sandbox"

KEYS = {
    "title": "公民館の鍵の受け渡しをなくしたい",
    "body": "公民館や体育館の予約がある夜は、利用のたびに職員が鍵を開けに行っています。抽選と支払いも窓口です。",
}
DOUBTFUL = {
    "title": "ばらばらの連絡をまとめたい",
    "body": "消防団の訓練と避難所の備蓄と保育園の給食と道路の修繕が、ばらばらに動いています。",
}


def _staff(chat_id: str, name: str, department: str, locale: str = "ja-JP") -> Json:
    return {
        "id": chat_id,
        "name": chat_id.lower(),
        "real_name": name,
        "email": f"{chat_id.lower()}@city.example.jp",
        "title": "主任",
        "department": department,
        "locale": locale,
        "tz": "Asia/Tokyo",
    }


def _channel(channel_id: str, name: str) -> Json:
    return {"id": channel_id, "name": name, "members": "*", "bot_is_member": True}


SEED: Json = {
    "team": {"id": "T0CITY", "name": "みどり野市", "domain": "midorino"},
    "users": [
        _staff("U0RANA", "楽名 花", "生涯学習課"),
        _staff("U0LEO", "田中 玲央", "生涯学習課"),
        _staff("U0CAM", "佐藤 香夢", "DX推進課"),
        _staff("U0OTTO", "外山 音人", "生涯学習課"),
        _staff("U0AOI", "事務 葵", "DX推進課"),
        _staff("U0EMI", "Emily Stone", "DX推進課", "en-GB"),
        _staff("U0MIO", "水野 澪", "生涯学習課"),
        _staff("U0LIN", "林 鈴", "市民課"),
        _staff("U0NOA", "野原 乃愛", "市民課"),
        {**_staff("U0GUEST", "委託 業太", ""), "is_restricted": True},
    ],
    "channels": [
        _channel(ALL, "全庁"),
        _channel(OFFICE, "事務局"),
        _channel(BOOKING, "wg-facility-booking"),
        _channel(COUNTER, "wg-mirise"),
        _channel("C0BPR", "wg-bpr"),
        _channel("C0DATA", "wg-data-use"),
        _channel(CHAT, "雑談"),
        {**_channel("C0STRANGE", "よその話"), "bot_is_member": False},
    ],
}


def settle(session: Session) -> Cast:
    """The cast, and groups to choose among; Mio leads beside Leo, Noa is a member, Lin leads elsewhere."""
    people_ = cast(session)
    workspace_id = people_.workspace.id or 0
    people_.booking.mission = "公民館や体育館などの予約、抽選、支払い、鍵の受け渡しをオンラインで完結させる。"
    people_.booking.examples = ["公民館の鍵を夜に受け渡すのをやめたい", "体育館の予約の抽選をオンラインにしたい"]
    people_.counter.mission = "働き方、執務環境、窓口、会議、組織風土をこれからの時代に合わせて見直す。"
    groups.add(session, people_.booking)
    groups.add(session, people_.counter)
    bpr = add_group(session, workspace_id, "bpr", "BPR推進WG", "RPAやオンライン申請で仕事を効率化する。", "C0BPR", 3)
    data = add_group(
        session, workspace_id, "data-use", "官民データ活用WG", "地図や統計で見えるようにする。", "C0DATA", 4
    )
    digital = next(row for row in people.list_departments(session, workspace_id) if row.name == "DX推進課")
    mio = add_person(session, workspace_id, "U0MIO", "水野 澪", digital)
    lin = add_person(session, workspace_id, "U0LIN", "林 鈴", digital)
    noa = add_person(session, workspace_id, "U0NOA", "野原 乃愛", digital)
    add_member(session, people_.booking, mio, "lead")
    add_member(session, people_.booking, noa, "member")
    add_member(session, bpr, lin, "companion")
    add_member(session, data, lin, "lead")
    return people_


@dataclass
class Town:
    """The city, the bot and the people who act."""

    sandbox: Sandbox
    bot: Bot
    clock: StillClock
    cast: Cast

    @property
    def rana(self) -> Person:
        return self.sandbox.person("U0RANA")

    @property
    def leo(self) -> Person:
        return self.sandbox.person("U0LEO")

    @property
    def cam(self) -> Person:
        return self.sandbox.person("U0CAM")

    @property
    def otto(self) -> Person:
        return self.sandbox.person("U0OTTO")

    @property
    def aoi(self) -> Person:
        return self.sandbox.person("U0AOI")

    @property
    def emi(self) -> Person:
        return self.sandbox.person("U0EMI")

    @property
    def mio(self) -> Person:
        return self.sandbox.person("U0MIO")

    @property
    def lin(self) -> Person:
        return self.sandbox.person("U0LIN")

    async def read(self, work: Callable[[Session], T]) -> T:
        return await self.bot.database.read(work)

    async def items(self) -> list[Request]:
        workspace_id = self.cast.workspace.id or 0
        return await self.read(lambda s: requests.list_requests(s, workspace_id))

    async def item(self, number: int = 1) -> Request:
        return (await self.items())[number - 1]

    async def history(self, number: int = 1) -> list[RequestEvent]:
        item = await self.item(number)
        return await self.read(lambda s: requests.list_events(s, item.id or 0))

    async def drafts(self) -> list[Draft]:
        return await self.read(lambda s: list(s.exec(select(Draft).order_by(col(Draft.id)))))

    async def post(self, person: Person, answers: Json | None = None, **more: object) -> Request:
        """Post a proposal through the form and wait until its card and all messages are out."""
        before = len(await self.items())
        await fill_in(person, {**(answers or KEYS), **more})
        items = await self.items()
        assert len(items) == before + 1, (await person.view())["blocks"]
        await self.settled()
        return items[-1]

    async def settled(self) -> None:
        """Wait until nothing waits to be delivered."""

        def left(session: Session) -> int:
            unfinished = select(OutboxMessage).where(col(OutboxMessage.state).in_(("waiting", "sending", "unsure")))
            return len(list(session.exec(unfinished)))

        async def quiet() -> bool:
            return await self.read(left) == 0

        await self.sandbox.until(quiet, within=10.0)

    async def dead(self) -> list[OutboxMessage]:
        return await self.read(lambda s: list(s.exec(select(OutboxMessage).where(OutboxMessage.state == "dead"))))

    async def posts(self, channel: str) -> list[Json]:
        """What the bot has posted in a channel, as it stands now."""
        await self.settled()
        return [{**post["message"], "channel": channel} for post in await self.sandbox.posts(channel)]

    async def card(self, channel: str = BOOKING) -> Json:
        """The newest message of the bot in a channel that has buttons."""
        cards = [post for post in await self.posts(channel) if buttons(post)]
        assert cards, await self.sandbox.posts()
        return cards[-1]

    async def direct(self, person: Person) -> list[Json]:
        """What the bot has told a person alone."""
        await self.settled()
        return [m for m in await person.messages(BOT) if m.get("bot_id")]

    async def press(self, person: Person, message: Json, action_id: str, **more: Any) -> Any:
        answer = await person.press(action_id, channel=message["channel"], ts=message["ts"], **more)
        assert answer.acked, answer
        return answer

    async def choose(self, person: Person, message: Json, action: str, number: int = 1) -> Any:
        """Choose another decision in a card's menu."""
        return await self.press(person, message, "triage_more", selected=f"{number}:{action}")

    async def dispatch(self, body: Json) -> BoltResponse:
        """Hand the bot a request that no client of the sandbox would make."""
        response: BoltResponse = await self.bot.app.async_dispatch(AsyncBoltRequest(mode="socket_mode", body=body))
        return response

    async def dispatch_press(
        self, user: str, action_id: str, value: Any, kind: str = "button", **more: Any
    ) -> BoltResponse:
        """A press whose value was forged."""
        chosen = {"value": value} if kind == "button" else {"selected_option": {"value": value}}
        return await self.dispatch(
            {
                "type": "block_actions",
                "team": {"id": "T0CITY"},
                "user": {"id": user, "team_id": "T0CITY"},
                "trigger_id": "1.2.forged",
                "channel": {"id": CHAT, "name": "雑談"},
                "message": {"ts": "1.000001"},
                "actions": [{"type": kind, "action_id": action_id, "block_id": "b", **chosen}],
                **more,
            }
        )

    @contextmanager
    def engine(self) -> Iterator[Connection]:
        """The database behind the bot's back."""
        engine = create_engine(self.bot.database.url)
        with engine.begin() as connection:
            yield connection
        engine.dispose()

    async def home(self, person: Person) -> Json:
        """A person's App Home after they opened it."""
        before = len(await self.sandbox.calls("views.publish"))
        await person.home()

        async def published() -> bool:
            is_new = len(await self.sandbox.calls("views.publish")) > before
            # What was published may have been somebody else's. The other tab only looks.
            return is_new and await person.home("messages") is not None

        await self.sandbox.until(published)
        view = await person.home("messages")
        assert view is not None
        return view


async def fill_in(person: Person, answers: Json, command: str = "/teian") -> Any:
    """Open the empty form, fill it in and send it; a second time when similar items are shown."""
    answer = await person.command(command)
    assert answer.acked, answer
    return await send(person, answers)


async def send(person: Person, answers: Json) -> Any:
    """Fill in the open form and send it; once more when it shows similar items."""
    view = await person.view()
    values = by_block(view, answers)
    sent = await person.submit(values)
    assert sent.acked or sent.errors, sent
    if sent.response_action == "update" and offered(await person.view()):
        sent = await person.submit()
    return sent


def offered(view: Json) -> bool:
    """Whether the form shows similar items, to be joined or, one's own, to be looked at."""
    return view["callback_id"] == "intake_submit" and (has_action(view, "intake_join") or has_action(view, "item_open"))


def by_block(view: Json, answers: Json) -> Json:
    """Answers by the names of the form's fields, as the form's blocks and elements name them."""
    values: Json = {}
    for found in walk(view["blocks"]):
        name = found.block_id.split(":")[0]
        if found.is_input and name in answers:
            values[found.block_id] = {found.action_id: answers[name]}
    missing = set(answers) - {block.split(":")[0] for block in values}
    assert not missing, f"the form does not ask for {missing}"
    return values


def block(view: Json, name: str) -> Json:
    """One block of a view by the first part of its id."""
    return next(b for b in view["blocks"] if b["block_id"].split(":")[0] == name)


def has_block(view: Json, name: str) -> bool:
    return any(b["block_id"].split(":")[0] == name for b in view["blocks"])


def typed(view: Json, name: str) -> str:
    """What stands in a text field of a view."""
    field = block(view, name)
    value = view["state"]["values"][field["block_id"]][field["element"]["action_id"]].get("value")
    return value or ""


def has_action(view: Json, action_id: str) -> bool:
    return any(found.action_id == action_id for found in walk(view["blocks"]))


def buttons(post: Json) -> list[str]:
    """The action ids of a message."""
    return [found.action_id for found in walk(post.get("blocks") or [])]


def words(thing: Any) -> str:
    """Every text of a message or view, for looking whether something is said at all."""
    if isinstance(thing, dict):
        return "\n".join(words(value) for key, value in thing.items() if key not in {"block_id", "action_id"})
    if isinstance(thing, list):
        return "\n".join(words(value) for value in thing)
    return str(thing)
