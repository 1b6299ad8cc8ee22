from datetime import UTC, date, datetime

import pytest

from bot.domain.digests import Audience, AudienceKind, Digest, Helped, Joined, Line, Section, Thanks, Waiting
from bot.domain.kinds import RequestKind
from bot.domain.statuses import Status
from sandbox.limits import problems
from templates.blocks import Message
from templates.digest import BUILDERS, digest_message
from templates.wording import LANGUAGES, Wording, Words
from tests.factories import TOKYO

WORDING = Wording(TOKYO)
# Published is only the number of blocks and the length of a text; observers saw messages refused from about 13,000.
LETTERS = 13_000
DAYS = (datetime(2026, 11, 16, 0, tzinfo=UTC), datetime(2026, 11, 24, 0, tzinfo=UTC), date(2026, 11, 24))


def line(number: int = 42, title: str = "夜間の鍵の受け渡しをなくしたい", **more: object) -> Line:
    facts = {"kind": RequestKind.PROPOSAL, "status": Status.RECEIVED, "group": "貸館予約システムWG", **more}
    return Line(number=f"R8-{number:04d}", title=title, **facts)  # type: ignore[arg-type]


def digest(kind: AudienceKind = AudienceKind.ALL, name: str = "みどり野市", **sections: object) -> Digest:
    return Digest(Audience(kind, kind, name, "C0", "ja"), *DAYS, **sections)  # type: ignore[arg-type]


def letters(message: Message) -> int:
    """As observers counted: what is rendered, and about a hundred for each header."""
    texts = [text for block in message.blocks for text in [block.get("text"), *block.get("elements", [])] if text]
    return sum(len(text["text"]) for text in texts) + 100 * sum(b["type"] == "header" for b in message.blocks)


def shown(message: Message) -> str:
    texts = [text for block in message.blocks for text in [block.get("text"), *block.get("elements", [])] if text]
    return "\n".join(text["text"] for text in texts)


def full(letter: str, kind: AudienceKind, groups: int) -> Digest:
    """A week in which everything happened to everybody, and nobody kept it short."""
    statuses = [status for status in Status if status is not Status.WITHDRAWN]
    long = letter * 300
    lines = tuple(
        line(
            n,
            f"{long}{n}",
            group=f"{n * groups // 300:02d}{long}",
            department=long,
            supporters=12,
            waiting_days=250,
            status=statuses[n % len(statuses)],
            kind=list(RequestKind)[n % 3],
        )
        for n in range(300)
    )
    people = tuple((f"{n}{long}", 9) for n in range(30))
    along = tuple((name, tuple(f"R8-{n:04d}" for n in range(30))) for name, _ in people)
    joined = tuple(Joined(each, 40, tuple(name for name, _ in people)) for each in lines)
    helped = tuple(Helped(each, long, long, long, 95.5) for each in lines)
    return digest(
        kind,
        long,
        mine=lines,
        changed=lines[::-1],
        waiting=Waiting(300, lines[:5]),
        new=lines,
        thanks=Thanks(people, along, joined, helped),
    )


@pytest.fixture(params=LANGUAGES)
def words(request: pytest.FixtureRequest) -> Words:
    return WORDING.of(request.param)


@pytest.mark.parametrize("letter", ["鍵", "&", "<", "*", "\U0001f511"])
@pytest.mark.parametrize("kind", AudienceKind)
@pytest.mark.parametrize("groups", [1, 9, 60])
def test_overfull_week_stays_within_slacks_limits(words: Words, kind: AudienceKind, letter: str, groups: int) -> None:
    message = digest_message(words, full(letter, kind, groups))

    assert problems(message={"text": message.text, "blocks": message.blocks}) == []
    assert len(message.blocks) <= 50
    assert letters(message) <= LETTERS
    assert len(message.text) <= 400
    assert "…&" not in shown(message)


def test_sections_stand_in_the_order_of_reading_and_empty_ones_are_left_out() -> None:
    words = WORDING.of("ja")
    changed, waiting, new = (line(1, status=Status.ACCEPTED),), Waiting(1, (line(2),)), (line(3),)

    everybody = shown(digest_message(words, digest(changed=changed, waiting=waiting, new=new)))
    group = shown(digest_message(words, digest(AudienceKind.GROUP, changed=changed, waiting=waiting, new=new)))
    only_new = shown(digest_message(words, digest(new=new)))

    assert (
        everybody.index("動きのあったもの") < everybody.index("返事を待っているもの") < everybody.index("新しく届いた")
    )
    assert group.index("返事を待っているもの") < group.index("新しく届いたもの") < group.index("動きのあったもの")
    assert "動きのあったもの" not in only_new
    assert "ありがとうございます" not in only_new


def test_japanese_digest_reads_as_people_write() -> None:
    told = digest(
        changed=(line(31, "住民票の郵送請求を一枚の様式に", status=Status.ACCEPTED),),
        waiting=Waiting(2, (line(17, "スマートロックの試行", waiting_days=4), line(40, waiting_days=0))),
        new=(
            line(42, department="生涯学習課", supporters=3),
            line(43, "窓口の待ち時間を表示", kind=RequestKind.PRACTICE, group=""),
        ),
        thanks=Thanks(
            answered=(("田中 玲央", 3), ("佐藤 香夢", 1)),
            accompanied=(("佐藤 香夢", ("R8-0031",)),),
            helped=(
                Helped(line(17, "罫線"), "林 鈴", "楽名 花", "助かりました。", 95.0),
                Helped(line(18, "合議"), "林 鈴", "田中 玲央"),
            ),
            joined=(Joined(line(42), 2, ("外山 音人", "楽名 花")), Joined(line(44, "匿名の提案"), 1)),
        ),
    )

    message = digest_message(WORDING.of("ja"), told)

    assert message.text == "Bansou週報　11月24日(火)：動き 1件、返事待ち 2件、新着 2件"
    assert shown(message).split("\n") == [
        "Bansou週報　11月24日(火)",
        "*動きのあったもの*　1件",
        "1. 「住民票の郵送請求を一枚の様式に」が採用されました。（R8-0031・貸館予約システムWG）",
        "*返事を待っているもの*　2件（いちばん古いもの：4営業日）",
        "• R8-0017「スマートロックの試行」　貸館予約システムWG　4営業日",
        "• R8-0040「夜間の鍵の受け渡しをなくしたい」　貸館予約システムWG　今日から",
        "*新しく届いたもの*　2件　提案 1 · 好事例 1",
        "*貸館予約システムWG*　1件",
        "• R8-0042「夜間の鍵の受け渡しをなくしたい」（生涯学習課・3人で）",
        "*届け先を選んでいるもの*　1件",
        "• R8-0043「窓口の待ち時間を表示」（好事例）",
        "*ありがとうございます*",
        "• 返事をした人：田中 玲央さん（3件）、佐藤 香夢さん（1件）",
        "• 佐藤 香夢さんが、形になった R8-0031 に伴走しました。",
        "• 林 鈴さんが、楽名 花さんの R8-0017「罫線」を手伝いました。年95時間ほど手間が減ります。「助かりました。」",
        "• 林 鈴さんが、田中 玲央さんの R8-0018「合議」を手伝いました。",
        "• R8-0042「夜間の鍵の受け渡しをなくしたい」に、外山 音人さん、楽名 花さんが加わりました。",
        "• R8-0044「匿名の提案」に、1人が加わりました。",
        "11月16日(月) 9:00 から 11月24日(火) 9:00 までの動きです。一覧は `/bansou list` で見られます。",
    ]


def test_english_digest_reads_as_people_write() -> None:
    told = digest(
        AudienceKind.PERSON,
        mine=(line(9, "A key box", status=Status.REVIEWING, waiting_days=1),),
        changed=(line(31, "One form", status=Status.SENT_BACK, group="Booking"),),
        waiting=Waiting(1, (line(17, "Smart locks", waiting_days=1, group="Booking"),)),
        new=(line(42, "No more keys", department="Learning", supporters=3, group="Booking"),),
        thanks=Thanks(answered=(("Leo", 3),), joined=(Joined(line(42, "No more keys"), 2, ("Otto",)),)),
    )

    assert shown(digest_message(WORDING.of("en"), told)).split("\n") == [
        "Your weekly digest · Tue 24 November",
        "*What you posted* · 1",
        "• R8-0009 “A key box” · Under review · 1 business day",
        "*Waiting for an answer* · 1 (longest: 1 business day)",
        "• R8-0017 “Smart locks” · Booking · 1 business day",
        "*What moved* · 1",
        "1. “One form” – its requester has been asked a question. (R8-0031, Booking)",
        "*New* · 1 (1 proposal)",
        "*Booking* · 1",
        "• R8-0042 “No more keys” (Learning, 3 people)",
        "*Thank you*",
        "• Gave answers: Leo (3)",
        "• R8-0042 “No more keys” was joined by Otto and 1 more.",
        "From Mon 16 November, 09:00 to Tue 24 November, 09:00. Everything is listed by `/bansou list`.",
    ]


def test_what_does_not_fit_is_counted(words: Words) -> None:
    told = shown(digest_message(words, full("鍵", AudienceKind.ALL, 60)))

    more = {
        "ja": ("ほか 292件", "ほか 297件", "ほか 48グループに 240件"),
        "en": ("and 292 more", "and 297 more", "48 more"),
    }
    assert all(words_ in told for words_ in more[words.language])


def test_what_people_typed_is_shown_and_does_nothing(words: Words) -> None:
    nasty = "<!channel> & <@U1>\nと <https://evil.example|ここ>"
    told = digest(new=(line(1, nasty, department=nasty, group=nasty),), thanks=Thanks(answered=((nasty, 1),)))

    message = digest_message(words, told)

    assert "<" not in shown(message).replace("&lt;", "")
    assert "&lt;!channel&gt; &amp; &lt;@U1&gt;" in shown(message)
    assert "&amp;lt;" not in shown(message)


def test_numbers_are_links_where_an_address_is_known(words: Words) -> None:
    told = digest(changed=(line(1, status=Status.DONE),), thanks=Thanks(accompanied=(("Cam", ("R8-0001", "R8-0002")),)))

    message = digest_message(words, told, {"R8-0001": "https://midorino.slack.com/archives/C1/p1"})

    link = "<https://midorino.slack.com/archives/C1/p1|R8-0001>"
    assert shown(message).count(link) == 2
    assert "|R8-0002>" not in shown(message)


def test_every_section_has_its_builder_and_every_status_its_sentence(words: Words) -> None:
    assert set(BUILDERS) == set(Section)
    for status in Status:
        assert words.say("digest.change", place=1, number="R8-0001", title="鍵", status=status, group="")


def test_nothing_to_tell_is_said_in_a_sentence(words: Words) -> None:
    assert words.plain("digest.nothing") in shown(digest_message(words, digest()))


@pytest.mark.parametrize("kind", [AudienceKind.ALL, AudienceKind.GROUP])
def test_a_new_item_that_moved_is_listed_once_and_its_group_says_where(kind: AudienceKind) -> None:
    moved = line(1, status=Status.REVIEWING)

    told = shown(digest_message(WORDING.of("ja"), digest(kind, changed=(moved,), new=(moved,))))

    assert told.count("R8-0001") == 1
    assert "1件は「動きのあったもの」に" in told
    english = shown(digest_message(WORDING.of("en"), digest(kind, changed=(moved,), new=(moved,))))
    assert ", 1 of them under “What moved”" in english
