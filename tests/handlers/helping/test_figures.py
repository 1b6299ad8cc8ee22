from datetime import UTC, datetime

from tests.handlers.helping.village import consult, offer_help, press
from tests.handlers.town import Town, words


async def test_the_office_asks_how_consultations_fare_and_nobody_else_may(town: Town) -> None:
    await offer_help(town, "U0OTTO")
    await consult(town)
    await press(town, town.rana, "help_pick", value=f"1:{town.cast.otto.id}")
    town.clock.to(datetime(2026, 11, 24, 3, 0, tzinfo=UTC))
    await press(town, town.otto, "help_yes")
    said = words((await town.aoi.command("/bansou", "相談の状況")).body)
    for expected in (
        "令和8年度",
        "手伝う人が決まった相談：1件（1件のうち）",
        "中央値 2時間（開庁時間、1件）",
        "外山 音人（生涯学習課）：週4時間のうち 2時間（50%）",
        "解決で終わった相談÷手伝う人が決まった相談",
    ):
        assert expected in said
    refused = words((await town.rana.command("/bansou", "figures")).body)
    assert "事務局だけができます" in refused


async def test_what_nobody_was_found_for_stands_in_a_line_each(town: Town) -> None:
    await consult(town, title="手話とExcelとPythonを教えてほしい", body="手話、Excel、Pythonを学びたいです。")
    said = words((await town.aoi.command("/bansou", "相談の状況")).body)
    lines = [line for line in said.splitlines() if "できると登録した人" in line]
    assert len(lines) > 1
    assert all(line.count("•") == 1 for line in lines)
