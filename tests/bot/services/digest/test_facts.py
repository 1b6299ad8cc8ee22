"""What a digest tells, from rows in a database to facts, and what it must never tell."""

from dataclasses import asdict, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event

from bot.domain.digests import Audience, Digest, Section
from bot.domain.statuses import Status
from bot.services import digest
from bot.services.city import City
from bot.services.digest.compile import compile_digest
from sandbox.limits import problems
from storage import outbox, requests, workspaces
from storage.database import Session
from storage.tables import Department, Person, Request, Workspace
from templates.blocks import Message
from tests.bot.services.digest.stories import Town
from tests.conftest import StillClock
from tests.factories import TOKYO

MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=TOKYO)
WEEK_BEFORE = MONDAY - timedelta(days=7)


def november(day: int, hour: int = 10) -> datetime:
    return datetime(2026, 11, day, hour, 0, tzinfo=TOKYO)


def compiled(town: Town, here: City, key: str = "all") -> Digest:
    def work(session: Session) -> Digest:
        audience: Audience = digest.get_audience(session, town.cast.workspace, key)
        return compile_digest(session, here, town.id, audience, MONDAY)[0]

    return town.database.read_now(work)


def for_person(person: Person) -> str:
    return f"person:{person.id}"


def test_new_items_are_told_by_group_in_the_offices_order_most_supported_first(town: Town, here: City) -> None:
    cast = town.cast
    town.post(november(10), "グループ未定")
    town.post(november(10), "窓口", group=cast.counter)
    town.post(november(11), "鍵", group=cast.booking)
    joined = town.post(november(12), "予約", group=cast.booking)
    town.join(november(13), joined, cast.otto)

    new = compiled(town, here).new

    assert [(line.title, line.group, line.supporters) for line in new] == [
        ("予約", "貸館予約システムWG", 2),
        ("鍵", "貸館予約システムWG", 1),
        ("窓口", "ミライズWG", 1),
        ("グループ未定", "", 1),
    ]
    assert new[0].department == "生涯学習課"


def test_period_holds_its_first_moment_and_not_its_last(town: Town, here: City) -> None:
    second = timedelta(seconds=1)
    for moment, title in (
        (WEEK_BEFORE - second, "前"),
        (WEEK_BEFORE, "初め"),
        (MONDAY - second, "終わり"),
        (MONDAY, "次"),
    ):
        town.post(moment, title)

    assert sorted(line.title for line in compiled(town, here).new) == sorted(["初め", "終わり"])


def test_group_reads_only_of_its_own_items_and_of_those_that_came_to_it(town: Town, here: City) -> None:
    cast = town.cast
    town.post(november(10), "よそ", group=cast.counter)
    old = town.post(WEEK_BEFORE - timedelta(days=20), "移ってきた", group=cast.counter)
    town.move(november(12), old, cast.booking)

    booking, counter = compiled(town, here, "group:facility-booking"), compiled(town, here, "group:mirise")

    assert [line.title for line in booking.new] == ["移ってきた"]
    assert [line.title for line in booking.waiting.oldest] == ["移ってきた"]
    assert [line.title for line in counter.new] == ["よそ"]
    assert [line.title for line in compiled(town, here).new] == ["よそ"]


def test_changes_are_told_best_news_first_as_they_stood_at_the_end(town: Town, here: City) -> None:
    items = [town.post(WEEK_BEFORE - timedelta(days=9), title) for title in "あいうえ"]
    town.change(november(10), items[0], "reviewing")
    town.change(november(10), items[1], "reviewing")
    town.change(november(12), items[1], "accepted")
    town.change(november(11), items[2], "declined")
    town.change(november(11), items[3], "reviewing")
    town.change(november(12), items[3], "received")  # and back again
    town.change(MONDAY + timedelta(hours=1), items[0], "accepted")  # next week's news

    changed = compiled(town, here).changed

    assert [(line.title, line.status) for line in changed] == [
        ("い", Status.ACCEPTED),
        ("あ", Status.REVIEWING),
        ("う", Status.DECLINED),
    ]


def test_item_that_is_new_is_told_among_the_changes_once_it_moved(town: Town, here: City) -> None:
    decided, looked_at, _ = (town.post(november(10), title) for title in ("即決", "検討", "受付のまま"))
    town.change(november(11), decided, "accepted")
    town.change(november(11), looked_at, "reviewing")

    told = compiled(town, here)

    assert [(line.title, line.status) for line in told.changed] == [
        ("即決", Status.ACCEPTED),
        ("検討", Status.REVIEWING),
    ]
    assert len(told.new) == 3


def test_waiting_items_are_counted_and_the_oldest_aged_in_business_days(town: Town, here: City) -> None:
    town.post(datetime(2026, 11, 2, 10, tzinfo=TOKYO), "いちばん古い")  # the 3rd is a holiday
    for n in range(7):
        town.post(november(10 + n % 3), f"提案{n}")
    answered = town.post(november(10), "質問した")
    town.change(november(11), answered, "sent_back")
    town.post(MONDAY + timedelta(hours=1), "次の週")

    waiting = compiled(town, here).waiting

    assert waiting.count == 8
    assert len(waiting.oldest) == 5
    assert (waiting.oldest[0].title, waiting.oldest[0].waiting_days) == ("いちばん古い", 9)


def test_thanks_go_to_who_answered_went_along_and_joined(town: Town, here: City) -> None:
    cast = town.cast
    first = town.post(WEEK_BEFORE - timedelta(days=3), "一", companion_id=cast.cam.id)
    second = town.post(WEEK_BEFORE - timedelta(days=3), "二", companion_id=cast.cam.id)
    town.change(november(10), first, "reviewing")
    town.change(november(11), first, "accepted")
    town.change(november(11), second, "declined")
    town.change(november(11), second, "received", by=cast.rana)  # her own doing is no answer
    town.change(november(12), second, "declined", by=cast.aoi)
    town.join(november(12), second, cast.otto)

    thanks = compiled(town, here).thanks

    assert thanks.answered == (("田中 玲央", 2), ("事務 葵", 1))
    assert thanks.accompanied == (("佐藤 香夢", ("R8-0001",)),)
    assert [(joined.line.title, joined.names) for joined in thanks.joined] == [("二", ("外山 音人",))]


def test_withdrawn_items_are_not_spoken_of(town: Town, here: City) -> None:
    item = town.post(november(10), "取り下げ")
    town.join(november(10, 11), item, town.cast.otto)
    town.change(november(11), item, "withdrawn", by=town.cast.rana)

    assert compiled(town, here).sections() == ()


@pytest.mark.parametrize("key", ["all", "group:facility-booking", "otto"])
def test_blind_items_give_away_nobody(town: Town, here: City, key: str) -> None:
    cast = town.cast

    def hide(session: Session) -> None:
        session.add(Department(workspace_id=town.id, name="秘書課", id=99))
        session.flush()
        rana = session.get_one(Person, cast.rana.id)
        rana.department_id = 99

    town.database.write_now(hide)
    cast.rana.department_id = 99
    item = town.post(november(10), "匿名の提案", group=cast.booking, blind=True, body="私の課では困っています")
    old = town.post(WEEK_BEFORE - timedelta(days=9), "前からの匿名", group=cast.booking, blind=True)
    town.join(november(11), item, cast.aoi)
    town.change(november(11), old, "reviewing", by=cast.rana)
    town.change(november(12), old, "accepted", by=cast.aoi)
    key = for_person(cast.otto) if key == "otto" else key

    def work(session: Session) -> str:
        audience = digest.get_audience(session, cast.workspace, key)
        message = digest.preview_for(session, here, town.id, audience)
        return str(message)

    here.clock.to(MONDAY)  # type: ignore[attr-defined]
    told, seen = str(asdict(compiled(town, here, key))), town.database.read_now(work)
    assert "匿名の提案" in seen
    assert [joined["count"] for joined in asdict(compiled(town, here, key))["thanks"]["joined"]] == [1]
    for secret in ("楽名", "秘書課", "困っています", "U0RANA"):
        assert secret not in seen
        assert secret not in told


@pytest.mark.parametrize("status", ["sent_back", "held", "accepted", "declined", "withdrawn", "merged"])
def test_no_issue_names_a_hidden_requester_whatever_they_and_others_did(
    small_town: Town, here: City, clock: StillClock, status: str
) -> None:
    """Rana posts, Otto joins and Emi is one of them too; each acts on the item, and everybody's issue is read."""
    town, cast = small_town, small_town.cast

    def hide(session: Session) -> list[Person]:
        hidden = []
        for number, name in enumerate(("楽名 花", "秘目 音", "匿田 澄"), 90):
            session.add(Department(workspace_id=town.id, name=f"{name[:2]}秘書課", id=number))
            session.flush()
            one = Person(workspace_id=town.id, chat_id=f"U0HID{number}", name=name, updated_at=november(1))
            one.department_id = number
            session.add(one)
            session.flush()
            hidden.append(one)
        return hidden

    first, second, third = town.database.write_now(hide)
    item = town.post(november(10), "匿名の提案", by=first, group=cast.booking, blind=True, companion_id=cast.cam.id)
    town.join(november(10, 11), item, second)
    town.join(november(10, 12), item, third)
    for hour, who in enumerate((first, second, third, cast.leo), 9):
        town.change(november(11, hour), item, "reviewing", by=who)
        town.change(november(12, hour), item, status if who is cast.leo else "received", by=who)
    clock.to(MONDAY)
    readers = [for_person(person) for person in (cast.otto, cast.leo, cast.cam, cast.aoi)]
    for key in ("all", "group:facility-booking", "group:mirise", *readers):

        def work(session: Session, key: str = key) -> str:
            audience = digest.get_audience(session, cast.workspace, key)
            shown = digest.preview_for(session, here, town.id, audience)
            ready = digest.prepare(session, here, cast.workspace, replace(audience, channel="C0ANY"))
            assert ready is not None
            return str((shown, ready.issue.model_dump()))

        told = town.database.read_now(work)
        assert ("匿名の提案" in told) == (status != "withdrawn" and key != "group:mirise"), key
        for secret in ("楽名", "秘目", "匿田", "秘書課", "U0HID"):
            assert secret not in told, key


def test_a_week_with_a_thousand_items_fits_and_says_how_many_are_left_out(
    small_town: Town, here: City, clock: StillClock
) -> None:
    town, groups = small_town, (small_town.cast.booking, small_town.cast.counter, None)
    title = "&夜間の鍵の受け渡しをなくしたい" * 6

    def fill(session: Session) -> None:
        for n in range(1000):
            number = requests.next_number(session, town.id, 2026)
            group = groups[n % 3]
            item = Request(
                workspace_id=town.id,
                fiscal_year=2026,
                sequence=number.sequence,
                kind="proposal",
                title=f"{n}{title}",
                body="",
                group_id=group.id if group else None,
                answer_due_on=MONDAY.date(),
                created_at=november(10),
                updated_at=november(10),
            )
            requests.add(session, item, [town.cast.rana.id or 0])

    town.database.write_now(fill)
    clock.to(MONDAY)
    for key, rests in (("all", (997, 331, 330, 330)), ("group:facility-booking", (329, 322))):

        def work(session: Session, key: str = key) -> Message | None:
            return digest.preview_for(session, here, town.id, digest.get_audience(session, town.cast.workspace, key))

        message = town.database.read_now(work)
        assert message is not None
        assert problems(message={"text": message.text, "blocks": message.blocks}) == []
        for rest in rests:
            assert f"ほか {rest}件" in str(message.blocks)


def test_items_numbers_lead_to_their_cards_where_the_groups_channel_has_one(town: Town, here: City) -> None:
    cast = town.cast
    booked, unrouted, undelivered = (
        town.post(november(10), "鍵", group=cast.booking),
        town.post(november(10), "行き先なし"),
        town.post(november(10), "まだ届かない", group=cast.counter),
    )

    def send(session: Session) -> None:
        for item, channel, ts in (
            (booked, "C0BOOKING", "1.5"),
            (unrouted, "C0OFFICE", "2.5"),
            (undelivered, "C0MIRISE", None),
        ):
            card = outbox.post(session, town.id, channel, "カード", [], november(10))
            outbox.get(session, card).sent_channel, outbox.get(session, card).sent_ts = channel, ts
            requests.get(session, town.id, item).card_id = card
        workspaces.set_setting(session, town.id, "chat_url", "https://midorino.slack.com/", november(10))

    town.database.write_now(send)
    here.clock.to(MONDAY)  # type: ignore[attr-defined]
    for key, times in (("all", 2), (for_person(cast.otto), 1)):
        told = town.database.read_now(
            lambda s, key=key: digest.preview_for(s, here, town.id, digest.get_audience(s, cast.workspace, key))
        )
        assert str(told).count("<https://midorino.slack.com/archives/C0BOOKING/p15|R8-0001>") == times
        assert str(told).count("https://") == times


def test_person_reads_first_of_their_own_items_and_of_what_they_owe(town: Town, here: City) -> None:
    cast = town.cast
    town.post(november(10), "レオの組に", group=cast.booking)
    town.post(november(10), "カムが伴走", companion_id=cast.cam.id)
    mine = town.post(WEEK_BEFORE - timedelta(days=9), "レオ自身の", by=cast.leo)
    town.change(november(11), mine, "held", by=cast.aoi)
    town.post(WEEK_BEFORE - timedelta(days=90), "とうに済んだ", by=cast.leo, status="done")

    leo, cam, otto = (compiled(town, here, for_person(person)) for person in (cast.leo, cast.cam, cast.otto))

    assert [(line.title, line.status) for line in leo.mine] == [("レオ自身の", Status.HELD)]
    assert leo.sections()[:2] == (Section.MINE, Section.WAITING)
    assert [line.title for line in leo.waiting.oldest] == ["レオの組に"]
    assert [line.title for line in cam.waiting.oldest] == ["カムが伴走"]
    assert otto.waiting.count == 0
    assert len(otto.new) == 2


def test_preview_is_in_the_persons_language_and_empty_when_nothing_happened(
    town: Town, here: City, clock: StillClock
) -> None:
    clock.to(MONDAY)
    town.cast.otto.locale = "en-GB"
    assert town.database.read_now(lambda s: digest.preview(s, here, town.cast.otto)) is None
    town.post(november(10), "鍵")
    message = town.database.read_now(lambda s: digest.preview(s, here, town.cast.otto))
    assert message is not None
    assert message.text == "Your weekly digest · Mon 16 November: 1 new"


def test_items_of_another_workspace_are_not_told(town: Town, here: City) -> None:
    def elsewhere(session: Session) -> None:

        other = workspaces.add(session, Workspace(team_id="T0OTHER", created_at=WEEK_BEFORE))
        session.add(
            Request(
                workspace_id=other.id or 0,
                fiscal_year=2026,
                sequence=1,
                kind="proposal",
                title="よその市",
                body="",
                created_at=november(10),
                updated_at=november(10),
            )
        )

    town.database.write_now(elsewhere)
    assert compiled(town, here).sections() == ()


def test_facts_take_as_many_queries_for_many_items_as_for_few(town: Town, here: City) -> None:

    counts = []
    for _ in range(2):
        for n in range(30):
            town.join(november(12), town.post(november(11), f"提案{n}", group=town.cast.booking), town.cast.otto)
        seen: list[str] = []
        listen = lambda *args, seen=seen: seen.append(args[2])  # noqa: E731
        event.listen(town.database.engine, "before_cursor_execute", listen)
        compiled(town, here)
        event.remove(town.database.engine, "before_cursor_execute", listen)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 18


def test_practice_waits_for_nobody_s_answer(town: Town, here: City) -> None:
    town.post(november(10), "一枚の申請書", kind="practice", answer_due_on=None)

    assert compiled(town, here).waiting.count == 0
