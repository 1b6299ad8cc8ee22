import asyncio
from typing import Any

import pytest
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.client import Sandbox
from sandbox.errors import ControlError
from tests.sandbox.conftest import OTTO, RANA, Connect, bolt_app, bot_socket, manifest, seed, web_client
from tests.sandbox.test_limits import asked, modal, plain, section

Json = dict[str, Any]


def field(name: str, **more: Any) -> Json:
    element = {"type": "plain_text_input", "action_id": f"{name}_input", **more.pop("element", {})}
    return asked(element, block_id=name, **more)


def form(*blocks: Json, **more: Any) -> Json:
    return modal(*(blocks or (field("title"), field("idea", optional=True))), callback_id="form", **more)


class Opener:
    """A bot that opens a view on a command and keeps what it hears."""

    def __init__(self, app: AsyncApp, client: AsyncWebClient) -> None:
        self.app = app
        self.client = client
        self.view: Json = form()
        self.answer: Json = {}
        self.triggers: list[str] = []
        self.submitted: list[Json] = []
        self.closed: list[Json] = []
        self.actions: list[Json] = []
        app.command("/teian")(self._on_command)
        app.view_submission("form")(self._on_submission)
        app.view_closed("form")(self._on_closed)
        app.action("go")(self._on_action)
        app.action("title_input")(self._on_action)

    async def _on_command(self, ack: Any, client: AsyncWebClient, body: Json) -> None:
        self.triggers.append(body["trigger_id"])
        if self.view:
            await client.views_open(trigger_id=body["trigger_id"], view=self.view)
        await ack()

    async def _on_submission(self, ack: Any, body: Json) -> None:
        self.submitted.append(body)
        await ack(**self.answer)

    async def _on_closed(self, ack: Any, body: Json) -> None:
        self.closed.append(body)
        await ack()

    async def _on_action(self, ack: Any, body: Json) -> None:
        self.actions.append(body)
        self.triggers.append(body["trigger_id"])
        await ack()


@pytest.fixture
async def opener(sandbox: Sandbox, connect: Connect) -> Opener:
    app = bolt_app(sandbox)
    made = Opener(app, web_client(sandbox))
    await connect(app)
    return made


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_a_submission_carries_every_input_and_the_private_metadata(sandbox: Sandbox, opener: Opener) -> None:
    opener.view = form(private_metadata="R8-0001")
    rana = sandbox.person(RANA)
    await rana.command("/teian")
    answer = await rana.submit({"title_input": "鍵"})
    assert (answer.acked, answer.views) == (True, [])
    body = opener.submitted[0]
    assert body["user"]["id"] == RANA
    assert body["view"]["private_metadata"] == "R8-0001"
    values = body["view"]["state"]["values"]
    assert values["title"]["title_input"] == {"type": "plain_text_input", "value": "鍵"}
    assert values["idea"]["idea_input"] == {"type": "plain_text_input", "value": None}
    assert body["response_urls"] == []


@pytest.mark.parametrize(("user", "sentence"), [(RANA, "この項目は必須です。"), (OTTO, "Please complete this")])
async def test_nothing_is_sent_when_a_required_input_is_empty(
    sandbox: Sandbox, opener: Opener, user: str, sentence: str
) -> None:
    person = sandbox.person(user)
    await person.command("/teian")
    answer = await person.submit({"idea_input": "案"})
    assert answer.response_action == "errors"
    assert answer.errors["title"].startswith(sentence)
    assert opener.submitted == []
    assert answer.views[0]["state"]["values"]["idea"]["idea_input"]["value"] == "案"


async def test_errors_of_the_bot_keep_the_modal_and_what_was_typed(sandbox: Sandbox, opener: Opener) -> None:
    opener.answer = {"response_action": "errors", "errors": {"title": "短すぎます"}}
    rana = sandbox.person(RANA)
    await rana.command("/teian")
    answer = await rana.submit({"title_input": "鍵"})
    assert answer.errors == {"title": "短すぎます"}
    assert answer.views[0]["state"]["values"]["title"]["title_input"]["value"] == "鍵"


async def test_an_answer_that_slack_would_refuse_leaves_the_modal_open(sandbox: Sandbox, opener: Opener) -> None:
    rana = sandbox.person(RANA)
    opener.answer = {"response_action": "errors", "errors": {"nowhere": "?"}}
    await rana.command("/teian")
    answer = await rana.submit({"title_input": "鍵"})
    assert (answer.error, len(answer.views)) == ("invalid_response", 1)
    opener.answer = {"response_action": "update", "view": form(title=plain("長" * 25))}
    answer = await rana.submit()
    assert (answer.error, len(answer.views)) == ("invalid_arguments", 1)


async def test_update_and_push_and_clear_do_what_they_say(sandbox: Sandbox, opener: Opener) -> None:
    rana = sandbox.person(RANA)
    await rana.command("/teian")
    opener.answer = {"response_action": "update", "view": form(title=plain("二"))}
    assert [v["title"]["text"] for v in (await rana.submit({"title_input": "鍵"})).views] == ["二"]
    opener.answer = {"response_action": "push", "view": form(title=plain("三"))}
    pushed = (await rana.submit()).views
    assert [v["title"]["text"] for v in pushed] == ["二", "三"]
    assert pushed[1]["previous_view_id"] == pushed[1]["root_view_id"] == pushed[0]["id"]
    opener.answer = {"response_action": "clear"}
    assert (await rana.submit({"title_input": "鍵"})).views == []
    assert opener.closed == []


async def test_an_empty_ack_closes_the_top_modal_only(sandbox: Sandbox, opener: Opener) -> None:
    rana = sandbox.person(RANA)
    await rana.command("/teian")
    opener.answer = {"response_action": "push", "view": form(title=plain("上"))}
    await rana.submit({"title_input": "鍵"})
    opener.answer = {}
    assert [v["title"]["text"] for v in (await rana.submit({"title_input": "鍵"})).views] == ["提案"]


async def test_a_trigger_works_once(sandbox: Sandbox, opener: Opener) -> None:
    await sandbox.person(RANA).command("/teian")
    again = opener.client.views_open(trigger_id=opener.triggers[0], view=form())
    assert await error_of(again) == "exchanged_trigger_id"
    assert await error_of(opener.client.views_open(trigger_id="12345.98765.abc", view=form())) == "invalid_trigger_id"


async def test_a_trigger_expires_on_real_time() -> None:
    settings = {"seed": seed(), "manifest": manifest(), "weather": {"rate_limits": False}}
    async with Sandbox.start(**settings, trigger_seconds=0.0) as sandbox:
        app = bolt_app(sandbox)
        opener = Opener(app, web_client(sandbox))
        opener.view = {}
        async with bot_socket(sandbox, app):
            await sandbox.person(RANA).command("/teian")
            late = opener.client.views_open(trigger_id=opener.triggers[0], view=form())
            assert await error_of(late) == "expired_trigger_id"


async def test_three_modals_are_stacked_and_a_fourth_is_refused(sandbox: Sandbox, opener: Opener) -> None:
    rana = sandbox.person(RANA)
    pressable = {"type": "actions", "elements": [{"type": "button", "action_id": "go", "text": plain("次")}]}
    opener.view = modal(pressable, callback_id="form")
    await rana.command("/teian")
    for _ in range(2):
        await rana.press("go")
        await opener.client.views_push(trigger_id=opener.triggers[-1], view=opener.view)
    await rana.press("go")
    fourth = opener.client.views_push(trigger_id=opener.triggers[-1], view=opener.view)
    assert await error_of(fourth) == "push_limit_reached"
    assert len(await rana.views()) == 3


async def test_an_update_keeps_what_was_typed_where_the_ids_stay(sandbox: Sandbox, opener: Opener) -> None:
    rana = sandbox.person(RANA)
    await rana.command("/teian")
    await rana.type("title_input", "鍵")
    await rana.type("idea_input", "電子錠")
    view = await rana.view()
    changed = form(section("確かめてください"), field("title", element={"initial_value": "ほか"}), field("idea2"))
    updated = await opener.client.views_update(view_id=view["id"], view=changed, hash=view["hash"])
    values = updated["view"]["state"]["values"]
    assert values["title"]["title_input"]["value"] == "鍵"
    assert set(values) == {"title", "idea2"}
    stale = opener.client.views_update(view_id=view["id"], view=form(), hash=view["hash"])
    assert await error_of(stale) == "hash_conflict"


async def test_a_view_is_found_by_external_id_and_the_id_is_taken_once(sandbox: Sandbox, opener: Opener) -> None:
    opener.view = form(external_id="draft-1")
    await sandbox.person(RANA).command("/teian")
    answer = await opener.client.views_update(external_id="draft-1", view=form(external_id="draft-1"))
    assert answer["view"]["external_id"] == "draft-1"
    opener.view = {}
    await sandbox.person(OTTO).command("/teian")
    taken = opener.client.views_open(trigger_id=opener.triggers[-1], view=form(external_id="draft-1"))
    assert await error_of(taken) == "duplicate_external_id"


async def test_a_closed_view_is_gone_and_the_bot_hears_of_it_if_it_asked(sandbox: Sandbox, opener: Opener) -> None:
    rana = sandbox.person(RANA)
    opener.view = form(notify_on_close=True)
    await rana.command("/teian")
    await rana.type("title_input", "途中")
    view = await rana.view()
    assert (await rana.close()).acked
    body = opener.closed[0]
    assert (body["type"], body["is_cleared"], body["view"]["id"]) == ("view_closed", False, view["id"])
    assert body["view"]["state"] == {"values": {}}
    assert await error_of(opener.client.views_update(view_id=view["id"], view=form())) == "not_found"
    opener.view = form()
    await rana.command("/teian")
    await rana.close()
    assert len(opener.closed) == 1


async def test_closing_everything_tells_each_view(sandbox: Sandbox, opener: Opener) -> None:
    rana = sandbox.person(RANA)
    opener.view = form(notify_on_close=True)
    await rana.command("/teian")
    opener.answer = {"response_action": "push", "view": form(notify_on_close=True)}
    await rana.submit({"title_input": "鍵"})
    assert (await rana.close(clear_all=True)).views == []
    assert [body["is_cleared"] for body in opener.closed] == [True, True]


@pytest.mark.parametrize(
    ("triggers", "keys", "sent"),
    [
        (None, [("鍵", False), ("鍵の", True)], ["鍵の"]),
        (["on_character_entered"], [("鍵", False), ("鍵の", False)], ["鍵", "鍵の"]),
        (["on_enter_pressed"], [("鍵", False)], []),
    ],
)
async def test_typing_is_dispatched_as_the_element_asks(
    sandbox: Sandbox, opener: Opener, triggers: list[str] | None, keys: list[tuple[str, bool]], sent: list[str]
) -> None:
    config = {"dispatch_action_config": {"trigger_actions_on": triggers}} if triggers else {}
    opener.view = form(field("title", element=config, dispatch_action=True))
    rana = sandbox.person(RANA)
    await rana.command("/teian")
    for text, enter in keys:
        await rana.type("title_input", text, enter=enter)
    assert [body["actions"][0]["value"] for body in opener.actions] == sent
    assert all(body["view"]["state"]["values"]["title"]["title_input"]["value"] for body in opener.actions)


async def test_every_kind_of_input_arrives_in_slacks_shape(sandbox: Sandbox, opener: Opener) -> None:
    option = {"text": plain("業務改善"), "value": "work"}
    other = {"text": plain("窓口"), "value": "desk"}
    kinds: dict[str, tuple[Json, object, Json]] = {
        "static": ({"type": "static_select", "options": [option, other]}, "desk", {"selected_option": other}),
        "multi": (
            {"type": "multi_static_select", "option_groups": [{"label": plain("群"), "options": [option, other]}]},
            ["work", "窓口"],
            {"selected_options": [option, other]},
        ),
        "radio": ({"type": "radio_buttons", "options": [option, other]}, "work", {"selected_option": option}),
        "checks": ({"type": "checkboxes", "options": [option, other]}, ["desk"], {"selected_options": [other]}),
        "user": ({"type": "users_select"}, OTTO, {"selected_user": OTTO}),
        "users": ({"type": "multi_users_select"}, [OTTO, RANA], {"selected_users": [OTTO, RANA]}),
        "place": ({"type": "conversations_select"}, "C0ALL", {"selected_conversation": "C0ALL"}),
        "day": ({"type": "datepicker"}, "2026-11-24", {"selected_date": "2026-11-24"}),
        "time": ({"type": "timepicker"}, "09:00", {"selected_time": "09:00"}),
        "moment": ({"type": "datetimepicker"}, 1795000000, {"selected_date_time": 1795000000}),
        "hours": ({"type": "number_input", "is_decimal_allowed": False}, 95, {"value": "95"}),
        "mail": ({"type": "email_text_input"}, "a@city.example.jp", {"value": "a@city.example.jp"}),
    }
    opener.view = form(*(asked({**element, "action_id": n}, block_id=n) for n, (element, _, _) in kinds.items()))
    rana = sandbox.person(RANA)
    await rana.command("/teian")
    answer = await rana.submit({name: value for name, (_, value, _) in kinds.items()})
    assert answer.errors == {}
    values = opener.submitted[0]["view"]["state"]["values"]
    assert {n: values[n][n] for n in kinds} == {n: {"type": e["type"], **want} for n, (e, _, want) in kinds.items()}


async def test_a_file_put_into_a_form_can_be_downloaded(sandbox: Sandbox, opener: Opener) -> None:
    opener.view = form(asked({"type": "file_input", "action_id": "files", "max_files": 1}, block_id="files"))
    rana = sandbox.person(RANA)
    await rana.command("/teian")
    source = {"name": "図.pdf", "mimetype": "application/pdf", "content_base64": "JVBERg=="}
    assert (await rana.submit({"files": [source, source]})).response_action == "errors"
    await rana.submit({"files": [source]})
    file = opener.submitted[0]["view"]["state"]["values"]["files"]["files"]["files"][0]
    assert (await opener.client.files_info(file=file["id"]))["file"]["name"] == "図.pdf"


@pytest.mark.parametrize(
    ("element", "value", "sentence"),
    [
        ({"type": "plain_text_input", "min_length": 3}, "鍵", "3文字以上"),
        ({"type": "plain_text_input", "max_length": 3}, "鍵の件で", "3文字以内"),
        ({"type": "email_text_input"}, "city", "メール"),
        ({"type": "url_text_input"}, "city", "URL"),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "整数"),
        ({"type": "number_input", "is_decimal_allowed": True, "max_value": "2"}, "2.5", "2以下"),
        ({"type": "multi_users_select", "max_selected_items": 1}, [RANA, OTTO], "1個まで"),
    ],
)
async def test_the_client_complains_before_sending_when_a_value_does_not_fit(
    sandbox: Sandbox, opener: Opener, element: Json, value: object, sentence: str
) -> None:
    opener.view = form(asked({**element, "action_id": "in"}, block_id="in"))
    await sandbox.person(RANA).command("/teian")
    answer = await sandbox.person(RANA).submit({"in": value})
    assert sentence in answer.errors["in"]
    assert opener.submitted == []


async def test_a_choice_that_is_not_offered_cannot_be_made(sandbox: Sandbox, opener: Opener) -> None:
    opener.view = form(
        asked({"type": "static_select", "action_id": "kind", "options": [{"text": plain("甲"), "value": "a"}]})
    )
    await sandbox.person(RANA).command("/teian")
    with pytest.raises(ControlError, match="does not offer"):
        await sandbox.person(RANA).submit({"kind": "b"})


async def test_the_home_is_published_with_hash_and_refused_when_the_tab_is_off(client: AsyncWebClient) -> None:
    home = {"type": "home", "blocks": [section()]}
    first = (await client.views_publish(user_id=RANA, view=home))["view"]
    second = (await client.views_publish(user_id=RANA, view=home, hash=first["hash"]))["view"]
    assert second["id"] == first["id"]
    assert await error_of(client.views_publish(user_id=RANA, view=home, hash=first["hash"])) == "hash_conflict"
    assert await error_of(client.views_publish(user_id=RANA, view=form())) == "invalid_arguments"
    async with Sandbox.start(seed=seed(), manifest=manifest(home_tab_enabled=False)) as closed:
        assert await error_of(web_client(closed).views_publish(user_id=RANA, view=home)) == "not_enabled"


async def test_a_view_is_refused_with_pointers_when_it_breaks_a_limit(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        await client.views_open(trigger_id="1.2.3", view=modal(section(), title=plain("長" * 25)))
    data = caught.value.response.data
    assert isinstance(data, dict)
    assert data["error"] == "invalid_arguments"
    sentence = "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
    assert data["response_metadata"]["messages"] == [sentence]


async def test_a_submission_that_nobody_acknowledges_leaves_the_modal_open() -> None:
    async with Sandbox.start(seed=seed(), manifest=manifest(), ack_seconds=0.2) as sandbox:
        app = bolt_app(sandbox)
        opener, reached = Opener(app, web_client(sandbox)), asyncio.Event()

        @app.view_submission("slow")
        async def handle_slow(ack: Any) -> None:
            reached.set()
            await asyncio.Event().wait()

        opener.view = form() | {"callback_id": "slow"}
        async with bot_socket(sandbox, app):
            rana = sandbox.person(RANA)
            await rana.command("/teian")
            answer = await rana.submit({"title_input": "鍵"})
            assert reached.is_set()
            assert (answer.acked, answer.error, len(answer.views)) == (False, "operation_timeout", 1)


async def test_a_choice_of_nobody_and_a_day_that_is_none_are_refused(sandbox: Sandbox, opener: Opener) -> None:
    opener.view = form(
        asked({"type": "users_select", "action_id": "who"}), asked({"type": "datepicker", "action_id": "day"})
    )
    rana = sandbox.person(RANA)
    await rana.command("/teian")
    with pytest.raises(ControlError, match="U0NOBODY is not in this workspace"):
        await rana.type("who", "U0NOBODY")
    with pytest.raises(ControlError, match="does not take '2026-02-30'"):
        await rana.type("day", "2026-02-30")
