import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli.outbox import outbox
from bot.domain.errors import DeliveryTrouble
from storage import lanes
from storage.database import Database, Session
from templates.wording import Wording
from tests import factories
from tests.storage.outboxes import begin, deliver, post, state

TEXT = "R8-0042 夜間の鍵の受け渡しをなくしたい"
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.fixture
def city(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("BANSOU_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("COLUMNS", "240")
    monkeypatch.chdir(tmp_path)
    database = Database(sqlite_url)
    database.write_now(factories.cast)
    yield database
    database.close()


def run(*words: str | int, answer: str = "") -> Result:
    return CliRunner().invoke(outbox, [str(word) for word in words], input=answer)


def _kill(database: Database, channel: str, trouble: DeliveryTrouble, error: str, text: str = TEXT) -> int:
    def work(session: Session) -> int:
        message = post(session, text, channel)
        errand = begin(session)
        assert errand is not None
        assert errand.message_id == message
        lanes.settle_dead(session, errand, trouble, error, NOW)
        return message

    return database.write_now(work)


def test_the_list_says_where_why_and_what_to_do(city: Database) -> None:
    _kill(city, "C0BOOKING", DeliveryTrouble.NOT_INVITED, "not_in_channel")
    _kill(city, "U0RANA", DeliveryTrouble.PERSON_GONE, "user_disabled")

    shown = run("list")

    assert shown.exit_code == 0, shown.output
    assert "#wg-facility-booking" in shown.output
    assert "楽名 花" in shown.output
    assert "Bansouがチャンネルに入っていません (not_in_channel)" in shown.output
    assert "/invite @bansou" in shown.output
    assert "届けられなかったもの 2件" in shown.output
    told: dict[str, Any] = json.loads(run("list", "--json").output)
    assert [message["trouble"] for message in told["messages"]] == ["not_invited", "person_gone"]
    assert (told["waiting"], told["dead"]) == (0, 2)


@pytest.mark.parametrize("columns", [80, 100, 160])
def test_why_and_what_to_do_can_be_read_on_a_terminal_of_any_width(
    city: Database, columns: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    _kill(city, "C0BOOKING", DeliveryTrouble.NOT_INVITED, "not_in_channel")

    shown = run("list").output

    assert "…" not in shown
    told = json.loads(run("list", "--json").output)["messages"][0]
    rows = [line.split("│")[1:-1] for line in shown.splitlines() if line.startswith("│")]
    cells = ["".join(part.strip() for part in column) for column in zip(*rows, strict=True)]
    for name in ("where", "why", "remedy"):
        assert told[name].replace(" ", "") in [cell.replace(" ", "") for cell in cells]


def test_brackets_in_what_people_wrote_are_shown_as_they_are(city: Database) -> None:
    _kill(city, "C0BOOKING", DeliveryTrouble.NOT_INVITED, "not_in_channel", "[/急ぎ] [red]R8-0042[/]")

    shown = run("list")

    assert shown.exit_code == 0, shown.output
    assert "[/急ぎ] [red]R8-0042[/]" in shown.output


def test_an_empty_list_says_that_all_is_well(city: Database) -> None:
    assert "すべて届いています" in run("list").output
    assert "届けられなかったものはありません" in run("retry", "--all").output


def test_messages_are_sent_again_by_id_or_all_at_once(city: Database) -> None:
    ids = [_kill(city, f"C{n}", DeliveryTrouble.NOT_INVITED, "not_in_channel") for n in range(3)]

    assert run("retry", ids[1]).exit_code == 0
    assert len(city.write_now(deliver)) == 1
    assert "2件をもう一度送ります" in run("retry", "--all").output
    assert len(city.write_now(deliver)) == 2


def test_a_message_is_given_up_only_when_that_is_confirmed(city: Database) -> None:
    dead = _kill(city, "C0", DeliveryTrouble.CHANNEL_GONE, "is_archived")

    assert run("discard", dead, answer="n\n").exit_code != 0
    assert city.read_now(lambda s: state(s, dead)) == "dead"
    assert "1件を送らないことにしました" in run("discard", dead, answer="y\n").output
    assert city.read_now(lambda s: state(s, dead)) == "discarded"


def test_an_id_that_waits_for_nobody_is_told(city: Database) -> None:
    refused = run("retry", 4711)

    assert refused.exit_code == 1
    assert "4711" in refused.output
    assert run("retry").exit_code == 1


@pytest.mark.parametrize("locale", ["ja", "en"])
@pytest.mark.parametrize("trouble", DeliveryTrouble)
def test_every_trouble_has_words_in_every_language(locale: str, trouble: DeliveryTrouble) -> None:
    words = Wording(factories.TOKYO).of(locale)

    assert words.plain("outbox.why", trouble=trouble)
    assert words.plain("outbox.remedy", trouble=trouble)
