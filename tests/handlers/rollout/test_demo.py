from bot.cli.demo_rollout import Hand, Spreading
from storage import campaigns
from tests.handlers.rollout.test_adopting import PRACTICE, post_practice, rows
from tests.handlers.rollout.test_campaigns import departments, message
from tests.handlers.town import Town, words

HANDS = (Hand("DX推進課", "running", "窓口の待ち時間が短くなりました。"), Hand("図書館"), Hand("生涯学習課"))


async def test_the_demo_s_people_raise_hands_and_ask_departments_once(town: Town) -> None:
    await post_practice(town)
    await town.bot.database.write(lambda s: departments(s, town))
    workspace_id = town.cast.workspace.id or 0
    spreading = Spreading(town.sandbox, town.bot.database, workspace_id, PRACTICE["title"])
    for _ in range(2):
        await spreading.play(HANDS, town.bot.city.today())
        await town.settled()
    assert [(row.department, row.state, row.words) for row in await rows(town)] == [
        ("DX推進課", "running", "窓口の待ち時間が短くなりました。")
    ]
    assert len(await town.read(lambda s: campaigns.list_open(s, workspace_id))) == 1
    assert "まだの所属" in words(await message(town))


async def test_nothing_happens_without_the_practice(town: Town) -> None:
    spreading = Spreading(town.sandbox, town.bot.database, town.cast.workspace.id or 0)
    await spreading.play(HANDS, town.bot.city.today())
    assert await rows(town) == []
