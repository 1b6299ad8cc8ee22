import random

from bot.domain.finding import Order, Query
from bot.language.searching import Text, index_terms, words_of
from bot.services import listing
from storage import requests, search
from storage.database import Database, Session
from storage.tables import Request
from tests.conftest import StillClock
from tests.factories import LONG_AGO, cast, city

PIECES = ("鍵", "予約", "ヨヤク", "ﾖﾔｸ", "問合せ", "問い合わせ", "窓口", "の", "、", "RPA", "ＲＰＡ")


def written(dice: random.Random) -> str:
    return "".join(dice.choices(PIECES, k=dice.randint(1, 8)))


def test_the_best_come_in_the_order_that_reading_every_text_anew_gives(database: Database, clock: StillClock) -> None:
    people, here = database.write_now(cast), city(clock)
    dice = random.Random(17)
    texts = [(written(dice), written(dice)) for _ in range(60)]

    def store(session: Session) -> None:
        for number, (title, body) in enumerate(texts, start=1):
            row = Request(
                workspace_id=1,
                fiscal_year=2026,
                sequence=number,
                kind="proposal",
                title=title,
                body=body,
                private=number % 9 == 0,
                created_at=LONG_AGO,
                updated_at=LONG_AGO,
            )
            requests.add(session, row, [people.otto.id or 0])
            if not row.private:
                search.index(session, row.id or 0, index_terms(f"{title}\n{body}"))

    database.write_now(store)

    for typed in ("鍵", "予約", "問い合わせ", "rpa 鍵"):
        words = words_of(typed)
        held = [pair for pair in reversed(texts) if all(Text.of("\n".join(pair)).holds(word) for word in words)]
        expected = sorted(
            held,
            key=lambda pair: (
                sum(Text.of(pair[0]).holds(word) for word in words),
                sum(Text.of("\n".join(pair)).counts(word) for word in words),
            ),
            reverse=True,
        )
        query = Query(typed, order=Order.BEST)
        page = database.read_now(lambda s, q=query: listing.find(s, here, people.otto, q, at_most=60))  # type: ignore[misc]
        assert [(item.title, item.body) for item in page.items] == expected
        assert held
