import re

import pytest

from bot.domain.digests import AudienceKind, Digest
from bot.domain.statuses import Status
from sandbox.limits import problems
from templates.digest import digest_message
from templates.digest_thread import thread_messages
from templates.wording import LANGUAGES
from tests.templates.test_digest import LETTERS, WORDING, digest, full, letters, line, shown

_NUMBER = re.compile(r"R8-\d{4}")


def numbers(*texts: str) -> list[str]:
    return [found for text in texts for found in _NUMBER.findall(text)]


@pytest.mark.parametrize("letter", ["鍵", "&", "<", "*", "\U0001f511"])
@pytest.mark.parametrize("kind", [AudienceKind.ALL, AudienceKind.GROUP])
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_overfull_week_s_thread_stays_within_slacks_limits(language: str, kind: AudienceKind, letter: str) -> None:
    messages = thread_messages(WORDING.of(language), full(letter, kind, 60))
    assert 1 < len(messages) <= 12
    for message in messages:
        assert problems(message={"text": message.text, "blocks": message.blocks}) == []
        assert letters(message) <= LETTERS


@pytest.mark.parametrize("kind", [AudienceKind.ALL, AudienceKind.GROUP])
def test_every_item_that_came_in_or_changed_stands_once_in_the_digest_or_its_thread(kind: AudienceKind) -> None:
    words = WORDING.of("ja")
    new = tuple(line(n, group=f"WG{n // 30}" if kind is AudienceKind.ALL else "WG") for n in range(1, 101))
    changed = tuple(line(n, status=Status.ACCEPTED) for n in range(201, 221))
    week = digest(kind, new=new, changed=changed)
    rest = thread_messages(words, week)
    told = numbers(shown(digest_message(words, week)), *map(shown, rest))
    assert sorted(told) == sorted(one.number for one in (*new, *changed))
    assert "この投稿のスレッドに" in shown(digest_message(words, week))
    assert "9. 「夜間の鍵の受け渡しをなくしたい」が採用されました。" in shown(rest[0])


def test_a_flood_beyond_all_measure_ends_with_how_many_are_left() -> None:
    week = digest(new=tuple(line(n % 10_000, "長" * 80, group=f"WG{n // 100}") for n in range(3000)))
    messages = thread_messages(WORDING.of("ja"), week)
    said = "".join(map(shown, messages))
    left = re.search(r"ほか ([\d,]+)件$", said)
    assert left
    listed = len(numbers(shown(digest_message(WORDING.of("ja"), week)), said))
    assert listed + int(left[1].replace(",", "")) == 3000


@pytest.mark.parametrize("week", [digest(AudienceKind.PERSON, new=(line(1),) * 90), digest(new=(line(1), line(2)))])
def test_a_person_s_digest_and_one_with_room_for_everything_have_no_thread(week: Digest) -> None:
    assert thread_messages(WORDING.of("ja"), week) == []
    assert "スレッド" not in shown(digest_message(WORDING.of("ja"), week))
