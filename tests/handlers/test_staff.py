from storage import people
from storage.tables import Person
from tests.handlers.town import Town, words


async def emily(town: Town) -> Person | None:
    workspace_id = town.cast.workspace.id or 0
    return await town.read(lambda s: people.find_by_chat_id(s, workspace_id, "U0EMI"))


async def test_everybody_of_the_chat_is_met_at_the_start(town: Town) -> None:
    met = await town.sandbox.until(lambda: emily(town))
    assert (met.name, met.email, met.locale) == ("Emily Stone", "u0emi@city.example.jp", "en-GB")


async def test_somebody_unknown_is_met_when_they_act(town: Town) -> None:
    await town.sandbox.until(lambda: emily(town))
    with town.engine() as connection:
        connection.exec_driver_sql("DELETE FROM person WHERE chat_id = 'U0EMI'")
    assert (await town.emi.command("/teian")).acked
    assert (await town.emi.view())["submit"]["text"] == "Send"
    assert await emily(town)


async def test_somebody_on_the_offices_list_is_recognised_by_their_address(town: Town) -> None:
    await town.sandbox.until(lambda: emily(town))
    with town.engine() as connection:
        connection.exec_driver_sql(
            "UPDATE person SET chat_id = NULL, name = 'ストーン', is_office = 1 WHERE chat_id = 'U0EMI'"
        )
    await town.emi.command("/teian")
    met = await emily(town)
    assert met
    assert (met.name, met.is_office) == ("ストーン", True)


async def test_somebody_whom_the_chat_does_not_tell_about_gets_a_sentence(town: Town) -> None:
    await town.sandbox.until(lambda: emily(town))
    with town.engine() as connection:
        connection.exec_driver_sql("DELETE FROM person WHERE chat_id = 'U0EMI'")
    await town.sandbox.weather(server_error=1.0, methods=["users.info"])
    answer = await town.emi.command("/teian")
    assert answer.acked
    assert "うまくいきませんでした" in words(answer.body)


async def test_a_changed_profile_changes_the_language(town: Town) -> None:
    await town.sandbox.until(lambda: emily(town))
    response = await town.dispatch(
        {
            "type": "event_callback",
            "team_id": "T0CITY",
            "event_id": "Ev1",
            "event": {"type": "user_change", "user": {"id": "U0RANA"}},
        }
    )
    assert response.status == 200
    rana = await town.read(lambda s: people.find_by_chat_id(s, town.cast.workspace.id or 0, "U0RANA"))
    assert rana
    assert rana.locale == "ja-JP"
