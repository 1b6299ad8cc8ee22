from tests.handlers.town import ALL, Town, words


async def test_help_is_shown_to_the_person_alone(town: Town) -> None:
    for text in ("", "help", "使い方"):
        answer = await town.rana.command("/bansou", text, channel=ALL)
        assert answer.body
        assert answer.body["response_type"] == "ephemeral"
        assert "/teian" in words(answer.body)
    assert await town.otto.messages(ALL) == []


async def test_a_use_that_does_not_exist_is_said_with_a_way_on(town: Town) -> None:
    answer = await town.rana.command("/bansou", "おしゃべり", channel=ALL)
    assert answer.body
    assert answer.body["text"] == "「おしゃべり」という使い方はありません。/bansou help で使い方を見られます。"


async def test_what_was_typed_after_the_command_calls_nobody(town: Town) -> None:
    answer = await town.rana.command("/bansou", "<!channel> & <@U0LEO>", channel=ALL)
    assert answer.body
    assert "&lt;!channel&gt; &amp; &lt;@U0LEO&gt;" in answer.body["text"]


async def test_an_english_speaker_is_answered_in_english(town: Town) -> None:
    assert "/teian" in words((await town.emi.command("/bansou", "help")).body)
    assert "/bansou help" in words((await town.emi.command("/bansou", "chat")).body)
    assert "使い方" not in words((await town.emi.command("/bansou", "chat")).body)


async def test_the_digest_says_that_there_is_nothing_when_nothing_happened(town: Town) -> None:
    assert "まだ何もありません" in words((await town.otto.command("/bansou", "digest")).body)


async def test_the_digest_is_shown_before_it_goes_out_and_names_nobody_who_is_blind(town: Town) -> None:
    await town.post(town.rana, blind=["yes"])
    town.clock.advance(minutes=1)
    shown = words((await town.otto.command("/bansou", "digest")).body)
    assert "R8-0001" in shown
    assert "楽名" not in shown
    assert "生涯学習課" not in shown
