import pytest

from bot.domain.outcomes import parse
from templates.mrkdwn import nest_quotes, without_links
from templates.wording import Wording
from tests.factories import TOKYO


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("R8-0001「夜間の「鍵」の返却」", "R8-0001「夜間の『鍵』の返却」"),
        ("「「鍵」」と「「窓口」と「電話」」", "「『鍵』」と「『窓口』と『電話』」"),
        ("「あ「い「う」え」お」", "「あ『い「う」え』お」"),
        ("「鍵」と「窓口」", "「鍵」と「窓口」"),
        ("書きかけの「鍵「の", "書きかけの「鍵「の"),
        ("「鍵」」「「", "「鍵」」「「"),
        ("> 「「鍵」」", "> 「「鍵」」"),
        ("「鍵\n「窓口」」", "「鍵\n「窓口」」"),
    ],
)
def test_quotation_marks_within_others_are_the_double_ones_when_they_pair(said: str, shown: str) -> None:
    assert nest_quotes(said) == shown


def test_a_title_with_quotation_marks_reads_as_print_has_it() -> None:
    words = Wording(TOKYO).of("ja")
    assert "「夜間の『鍵』の返却」" in words.say("history.notice", number="R8-0001", title="夜間の「鍵」の返却")


def test_a_citys_word_for_a_decision_is_escaped_once_where_one_sentence_is_within_another() -> None:
    outcomes = parse('[[outcome]]\ndecision = "decline"\nstatus = { ja = "見送り<R&D>", en = "Not <R&D>" }\n')
    for locale in ("ja", "en"):
        words = Wording(TOKYO, outcomes=outcomes).of(locale)
        assert "&lt;R&amp;D&gt;" in words.say("deciding.undone_in_thread", action="decline", name="田中", status="受付")


def test_a_link_is_its_label_where_nothing_can_be_pressed_and_typed_brackets_stay() -> None:
    shown = without_links("• <https://miohama.slack.com/archives/C1/p1|R8-0042>「&lt;b&gt;鍵&lt;/b&gt; &amp; 窓口」")
    assert shown == "• R8-0042「<b>鍵</b> & 窓口」"
