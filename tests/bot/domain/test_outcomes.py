import pytest

from bot.domain.outcomes import Outcomes, OutcomesError, Rule, parse
from bot.domain.statuses import TRANSITIONS, Status, TriageAction, menu_for

CITY = """
[[outcome]]
decision = "decline"
status = { ja = "採用見送り", en = "Not adopted" }
reason = false

[[outcome]]
decision = "hold"

[[outcome]]
decision = "accept"
status = { ja = "実施指示", en = "To be carried out" }
button = { ja = "実施を指示する", en = "Order it" }
reason = true
"""
APPROVAL = '[[approval]]\nrule = "any"\npeople = ["a@city.example.jp"]\n'
ROW = '[[outcome]]\ndecision = "accept"\n'


def test_the_citys_words_are_told_by_status_and_by_decision() -> None:
    words = parse(CITY).words("ja")
    assert words["status"] == {"declined": "採用見送り", "accepted": "実施指示"}
    assert words["outcome"] == {"decline": "採用見送り", "accept": "実施指示"}
    assert words["press"] == {"accept": "実施を指示する"}
    assert parse(CITY).words("en")["press"] == {"accept": "Order it"}


def test_what_needs_a_reason_is_the_citys_choice_and_else_the_tables() -> None:
    outcomes = parse(CITY)
    assert outcomes.needs_words(TriageAction.ACCEPT)
    assert not outcomes.needs_words(TriageAction.DECLINE)
    assert [a for a in TriageAction if Outcomes().needs_words(a) != TRANSITIONS[a].needs_words] == []
    assert outcomes.needs_words(TriageAction.HOLD)


def test_the_decisions_it_names_stand_in_the_citys_order_and_the_others_where_they_were() -> None:
    usual = menu_for(Status.REVIEWING)
    arranged = parse(CITY).arranged(usual)
    named = [action for action in arranged if action in {"decline", "hold"}]
    assert named == ["decline", "hold"]
    assert sorted(arranged) == sorted(usual)
    assert [a for a in arranged if a not in named] == [a for a in usual if a not in named]
    assert Outcomes().arranged(usual) == usual


@pytest.mark.parametrize(
    ("text", "trouble", "row"),
    [
        ("[[outcome]", "syntax", 0),
        ("outcome = 3", "syntax", 0),
        ("[[outcom]]", "unknown_key", 0),
        ("[[outcome]]", "decision", 1),
        ('[[outcome]]\ndecision = "merge"', "decision", 1),
        (ROW + 'colour = "red"', "unknown_key", 1),
        (ROW + 'reason = "yes"', "reason", 1),
        (ROW + 'status = { ja = "実施" }', "languages", 1),
        (ROW + 'status = "実施"', "languages", 1),
        (ROW + 'button = { ja = " ", en = "x" }', "word", 1),
        (ROW + f'status = {{ ja = "{"あ" * 21}", en = "x" }}', "word", 1),
        (ROW + ROW, "twice", 2),
        (APPROVAL + "colour = 1", "approval_key", 1),
        (APPROVAL.replace("any", "most"), "rule", 1),
        (APPROVAL.replace("@", " "), "people", 1),
        (APPROVAL + 'decisions = ["merge"]', "approvable", 1),
    ],
)
def test_what_is_wrong_is_told_with_its_row(text: str, trouble: str, row: int) -> None:
    with pytest.raises(OutcomesError) as failed:
        parse(text)
    assert (failed.value.trouble, failed.value.row) == (trouble, row)


@pytest.mark.parametrize(
    ("rule", "count", "needed"),
    [("any", 3, 1), ("all", 3, 3), ("majority", 3, 2), ("majority", 4, 3), ("majority", 1, 1)],
)
def test_a_rule_tells_how_many_have_to_approve(rule: str, count: int, needed: int) -> None:
    assert Rule(rule).needed(count) == needed


def test_a_groups_own_row_counts_before_the_one_for_all() -> None:
    outcomes = parse(APPROVAL + APPROVAL + 'group = "bpr"\ndecisions = ["decline"]\n')
    assert outcomes.approval("bpr", TriageAction.ACCEPT) is None
    assert outcomes.approval("bpr", TriageAction.DECLINE) == outcomes.approvals[1]
    assert outcomes.approval("mirise", TriageAction.ACCEPT) == outcomes.approvals[0]
    assert outcomes.approval("mirise", TriageAction.HOLD) is None
