import pytest

from bot.language.leaving import says_away


@pytest.mark.parametrize(
    ("text", "picture"),
    [
        ("休暇中です", ""),
        ("夏休み", ":speech_balloon:"),
        ("年休", ""),
        ("仙台へ出張", ":bullettrain_side:"),
        ("", ":palm_tree:"),
        ("Vacationing", ":palm_tree:"),
        ("On vacation", ""),
        ("ＯＯＯ till Monday", ""),
        ("Out sick", ":face_with_thermometer:"),
    ],
)
def test_a_status_that_says_so_is_an_absence(text: str, picture: str) -> None:
    assert says_away(text, picture)


@pytest.mark.parametrize(
    ("text", "picture"),
    [
        ("会議中", ":spiral_calendar_pad:"),
        ("", ""),
        ("在宅勤務", ":house_with_garden:"),
        ("休憩中", ":coffee:"),
        ("cooool", ""),
    ],
)
def test_other_statuses_are_none(text: str, picture: str) -> None:
    assert not says_away(text, picture)
