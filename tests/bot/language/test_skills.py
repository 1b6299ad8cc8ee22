import json
from pathlib import Path

from bot.language.skills import COMPARED, Offer, SkillIndex

DATA = json.loads((Path(__file__).parents[2] / "data" / "skills.json").read_text("utf-8"))
EXCEL = Offer(["Excel VBA"], "集計表のマクロを組みます。", "収納課")


def test_a_helper_is_found_by_other_words_than_their_tags() -> None:
    index = SkillIndex({"a": Offer(["手話"], "聞こえない方の通訳をします。"), "b": EXCEL})
    assert index.rank("表計算で罫線がずれます。エクセルに詳しい方はいますか。")[0].key == "b"


def test_a_tag_counts_for_more_than_the_same_word_of_a_department() -> None:
    others = {str(n): Offer([f"仕事{n}"], "書類を作ります。", "総務課") for n in range(20)}
    index = SkillIndex({"department": Offer(["窓口"], "受付をします。", "広報課"), "tag": Offer(["広報"]), **others})
    assert [fit.key for fit in index.rank("広報の相談をしたいです。")][:2] == ["tag", "department"]


def test_words_of_both_are_told_as_the_wish_has_them() -> None:
    (fit,) = SkillIndex({"a": EXCEL}).rank("Excelのマクロが動きません。")
    assert fit.words == ("Excel", "マクロ")
    assert 0 < fit.closeness <= 1


def test_nobody_is_ranked_who_has_nothing_in_common() -> None:
    assert SkillIndex({"a": EXCEL}).rank("苗木") == []
    assert SkillIndex({}).rank("苗木") == []


def test_the_short_way_finds_the_same_best_ten_as_comparing_everybody() -> None:
    staff = DATA["staff"]
    many = {
        f"{one['id']}-{other['id']}": Offer([*one["skills"][:2], other["skills"][0]], other["bio"], one["department"])
        for place, one in enumerate(staff)
        for other in staff[place % 4 :: 4]
    }
    index, everybody = SkillIndex(many), SkillIndex(many, touched=10**9, compared=len(many))
    assert len(many) > 5 * COMPARED
    for request in DATA["requests"]:
        assert index.rank(request["text"])[:10] == everybody.rank(request["text"])[:10]


def test_a_skill_is_recognised_in_the_words_of_who_needs_it() -> None:
    offers = {"a": Offer(["韓国語"]), "b": Offer(["造園"]), "c": Offer(["防災士"]), "d": Offer(["簿記2級"])}
    index = SkillIndex(offers)
    wishes = {"ソウルから来た方": "a", "庭の枝が伸びて": "b", "避難所の備蓄": "c", "決算の帳簿": "d"}
    assert {wish: index.rank(f"{wish}のことで困っています。")[0].key for wish in wishes} == wishes
