import pytest

from bot.domain.groups import Load, is_slug, load_of, slug_of


@pytest.mark.parametrize(
    ("waiting", "slots", "load"),
    [
        (0, 0, Load.NONE),
        (0, 3, Load.NONE),
        (1, 0, Load.NO_SLOTS),
        (2, 2, Load.CALM),
        (3, 2, Load.STEADY),
        (6, 2, Load.STEADY),
        (7, 2, Load.HEAVY),
    ],
)
def test_the_load_is_what_waits_for_each_slot(waiting: int, slots: int, load: Load) -> None:
    assert load_of(waiting, slots) is load


@pytest.mark.parametrize(
    ("name", "taken", "slug"),
    [
        ("RPA 推進 WG", (), "rpa-wg"),
        ("ＢＰＲ", (), "bpr"),
        ("BPR", {"bpr", "bpr-2"}, "bpr-3"),
        ("防災WG", (), "group"),
        ("防災", {"group"}, "group-2"),
        ("x" * 90, (), "x" * 40),
    ],
)
def test_a_slug_is_made_of_the_names_latin_letters(name: str, taken: set[str], slug: str) -> None:
    assert slug_of(name, taken) == slug
    assert is_slug(slug)


@pytest.mark.parametrize("text", ["", "-a", "a-", "a--b", "A", "a b", "あ", "x" * 41])
def test_other_texts_are_no_slugs(text: str) -> None:
    assert not is_slug(text)
