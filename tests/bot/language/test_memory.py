from bot.language.memory import Memory
from bot.language.similar import portrait

KEYS, PLAY, CARD = "公民館の鍵を受け渡す", "遊具の点検を写真で残す", "図書館のカードを一枚に"


def numbers(memory: Memory, text: str) -> list[str]:
    return [near.number for near in memory.nearest(portrait(text)) if near.same_wish]


def test_the_oldest_is_forgotten_when_there_are_too_many() -> None:
    memory = Memory(2)
    for number, text in (("R8-0001", KEYS), ("R8-0002", PLAY), ("R8-0003", CARD)):
        memory.put(number, portrait(text))
    assert numbers(memory, KEYS) == []
    assert numbers(memory, CARD) == ["R8-0003"]


def test_only_the_new_words_count_when_an_item_is_put_again() -> None:
    memory = Memory(10)
    memory.put("R8-0001", portrait(KEYS))
    memory.put("R8-0002", portrait(CARD))
    memory.put("R8-0001", portrait(PLAY))
    assert numbers(memory, KEYS) == []
    assert numbers(memory, PLAY) == ["R8-0001"]


def test_an_item_keeps_its_group_when_it_is_put_again() -> None:
    memory = Memory(10)
    memory.put("R8-0001", portrait(KEYS))
    memory.assign("R8-0001", "facility-booking")
    memory.assign("R8-9999", "mirise")
    memory.put("R8-0001", portrait(KEYS + "こと"))
    assert [near.slug for near in memory.nearest(portrait(KEYS))] == ["facility-booking"]


def test_what_is_remembered_is_the_same_after_very_many_changes() -> None:
    memory = Memory(3)
    for turn in range(3_000):
        memory.put(f"R8-{turn:04d}", portrait(f"{PLAY}{turn}"))
    memory.put("R8-9999", portrait(KEYS))
    assert memory.nearest(portrait(KEYS))[0].number == "R8-9999"
    assert {near.number for near in memory.nearest(portrait(PLAY))} >= {"R8-2999", "R8-2998"}


def test_the_newer_of_two_equals_is_among_the_nearest_of_very_many() -> None:
    memory = Memory(5_000)
    for turn in range(2_000):
        memory.put(f"R8-{turn:04d}", portrait(f"{CARD}{'あいうえおかきくけこ'[turn % 10]}"))
    memory.put("R8-9999", portrait(KEYS))
    assert numbers(memory, KEYS + "。図書館")[0] == "R8-9999"


def test_the_newest_are_found_when_everything_said_is_common() -> None:
    memory = Memory(5_000)
    for turn in range(2_000):
        memory.put(f"R8-{turn:04d}", portrait(KEYS))
    assert memory.nearest(portrait(KEYS))[0].number == "R8-1999"
