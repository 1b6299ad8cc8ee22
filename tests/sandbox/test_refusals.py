"""Every refusal of the Web API by its documented name, one row each."""

from typing import Any

import aiohttp
import pytest

from sandbox.client import Sandbox
from tests.sandbox.conftest import BOT, LEO, OTTO, RANA, manifest, seed

Json = dict[str, Any]
HOME: Json = {"type": "home", "blocks": [{"type": "divider"}]}

REFUSALS: list[tuple[str, Json, str]] = [
    ("api.test", {"error": "my_error"}, "my_error"),
    ("bots.info", {"bot": "B0NONE"}, "bot_not_found"),
    ("chat.delete", {"channel": "C0ALL", "ts": "1.000000"}, "message_not_found"),
    ("chat.getPermalink", {"channel": "C0ALL", "message_ts": "1.000000"}, "message_not_found"),
    ("chat.postEphemeral", {"channel": "C0ALL", "text": "a"}, "invalid_arguments"),
    (
        "chat.postEphemeral",
        {"channel": "C0ALL", "user": RANA, "attachments": '[{"blocks":[]}, 1]'},
        "invalid_attachments",
    ),
    ("chat.postMessage", {"channel": "C0OLD", "text": "a"}, "is_archived"),
    ("chat.postMessage", {"channel": BOT, "text": "a"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "U0GONE", "text": "a"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "C0ALL", "blocks": '{"type":"divider"}'}, "invalid_blocks_format"),
    ("chat.postMessage", {"channel": "C0ALL", "text": "a", "attachments": "[1]"}, "invalid_attachments"),
    ("chat.postMessage", {"channel": "C0ALL", "text": "a", "markdown_text": "b"}, "markdown_text_conflict"),
    ("chat.postMessage", {"channel": "C0ALL", "text": "a", "thread_ts": "1700000000.000001"}, "thread_not_found"),
    ("conversations.create", {}, "invalid_name_required"),
    ("conversations.create", {"name": "a" * 81}, "invalid_name_maxlength"),
    ("conversations.create", {"name": "A B"}, "invalid_name_specials"),
    ("conversations.create", {"name": "全庁"}, "name_taken"),
    ("conversations.history", {"channel": "C0ALL", "oldest": "monday"}, "invalid_ts_oldest"),
    ("conversations.history", {"channel": "C0ALL", "cursor": "bm9uZTox"}, "invalid_cursor"),
    ("conversations.history", {"channel": "C0ALL", "limit": "many"}, "invalid_limit"),
    ("conversations.history", {"channel": "C0HIDDEN"}, "channel_not_found"),
    ("conversations.info", {"channel": "C0NONE"}, "channel_not_found"),
    ("conversations.invite", {"channel": "C0ALL"}, "no_user"),
    ("conversations.invite", {"channel": "C0ALL", "users": BOT}, "cant_invite_self"),
    ("conversations.invite", {"channel": "C0ALL", "users": "U0NONE"}, "user_not_found"),
    ("conversations.invite", {"channel": "C0QUIET", "users": OTTO}, "not_in_channel"),
    ("conversations.join", {"channel": "C0OLD"}, "is_archived"),
    ("conversations.join", {"channel": "C0SECRET"}, "method_not_supported_for_channel_type"),
    ("conversations.list", {"types": "public"}, "invalid_types"),
    ("conversations.open", {}, "users_list_not_supplied"),
    ("conversations.open", {"users": "U0GONE"}, "user_disabled"),
    ("conversations.open", {"users": ",".join(f"U{n}" for n in range(9))}, "too_many_users"),
    ("conversations.open", {"channel": "C0ALL"}, "method_not_supported_for_channel_type"),
    ("conversations.replies", {"channel": "C0ALL", "ts": "1.000000"}, "thread_not_found"),
    ("conversations.replies", {"channel": "C0QUIET", "ts": "1.000000"}, "not_in_channel"),
    ("files.info", {"file": "F0NONE"}, "file_not_found"),
    ("functions.completeError", {"function_execution_id": "Fx0", "error": "a"}, "function_execution_not_found"),
    ("functions.completeSuccess", {"function_execution_id": "Fx0", "outputs": "1"}, "parameter_validation_failed"),
    ("reactions.add", {"channel": "C0ALL", "timestamp": "1.000000", "name": "💡"}, "invalid_name"),
    ("reactions.add", {"name": "bulb"}, "no_item_specified"),
    ("reactions.add", {"channel": "C0ALL", "timestamp": "1.000000", "name": "bulb"}, "message_not_found"),
    ("usergroups.users.list", {"usergroup": "S0NONE"}, "no_such_subteam"),
    ("users.info", {"user": "U0NONE"}, "user_not_found"),
    ("users.list", {"cursor": "bm9uZTox"}, "invalid_cursor"),
    ("users.lookupByEmail", {"email": "gone@city.example.jp"}, "users_not_found"),
    ("views.open", {"trigger_id": "1.2.3"}, "invalid_arguments"),
    ("views.open", {"trigger_id": "1.2.3", "view": "{"}, "invalid_arguments"),
    ("views.open", {"trigger_id": "1.2.3", "view": HOME}, "invalid_arguments"),
    ("views.push", {"trigger_id": "1.2.3", "view": {**HOME, "type": "modal"}}, "invalid_arguments"),
    ("views.publish", {"user_id": "U0NONE", "view": HOME}, "user_not_found"),
    ("views.update", {"view": HOME}, "invalid_arguments"),
    ("views.update", {"view": HOME, "view_id": "V0NONE"}, "not_found"),
]


def town() -> Json:
    """The test's workspace with somebody who has left and a channel that is closed."""
    made = seed()
    made["users"].append({"id": "U0GONE", "name": "gone", "email": "gone@city.example.jp", "deleted": True})
    made["channels"].append({"id": "C0OLD", "name": "旧", "members": [LEO], "bot_is_member": True})
    return made


async def test_each_refusal_has_slacks_name() -> None:
    async with Sandbox.start(seed=town(), manifest=manifest(), weather={"rate_limits": False}) as sandbox:
        await sandbox.ask("channel", {"user": LEO, "deed": "archive", "channel": "C0OLD"}, post=True)
        headers = {"Authorization": "Bearer xoxb-sandbox"}
        got: list[tuple[str, Json, str]] = []
        async with aiohttp.ClientSession(headers=headers) as session:
            for method, given, _ in REFUSALS:
                form = {"json": given} if any(isinstance(v, dict) for v in given.values()) else {"data": given}
                async with session.post(f"{sandbox.api_url}{method}", **form) as response:
                    answer = await response.json()
                got.append((method, given, "" if answer["ok"] else answer["error"]))
        assert got == REFUSALS


@pytest.mark.parametrize(
    ("body", "kind", "error"),
    [
        ("{", "application/json", "invalid_json"),
        ("[]", "application/json", "json_not_object"),
        ("a", "text/plain", "invalid_post_type"),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(sandbox: Sandbox, body: str, kind: str, error: str) -> None:
    headers = {"Authorization": "Bearer xoxb-sandbox", "Content-Type": kind}
    async with aiohttp.ClientSession(headers=headers) as session:
        async with session.post(f"{sandbox.api_url}auth.test", data=body) as response:
            assert (await response.json())["error"] == error
        async with session.get(f"{sandbox.api_url}auth.test") as response:
            assert (await response.json())["ok"]


@pytest.mark.parametrize(
    ("call", "given", "sentence"),
    [
        ("channel", {"user": LEO, "deed": "explode", "channel": "C0ALL"}, "deed must be one of"),
        ("channel", {"user": LEO, "deed": "invite", "channel": "C0ALL", "member": "U0NONE"}, "nobody with the id"),
        ("clock", {"advance": "soon"}, "number of seconds"),
        ("home", {"user": RANA, "tab": "away"}, "tab must be"),
        ("person", {"id": RANA, "shoe": 42}, "no shoe"),
        ("person", {"id": RANA, "tz": "Asia/Edo"}, "no time zone"),
        ("person", {"real_name": "名なし"}, "name is missing"),
        ("press", {"user": RANA, "action_id": "go"}, "Name a view_id"),
        ("refresh", {"reason": "boredom"}, "reason must be"),
        ("say", {"user": RANA, "channel": "C0NONE", "text": "a"}, "no channel C0NONE"),
        ("say", {"user": RANA, "channel": "C0ALL", "text": {"a": 1}}, "must be a string"),
        ("say", {"user": RANA, "channel": "C0ALL", "files": [{"name": "a"}]}, "content_base64"),
        ("say", {"user": BOT, "channel": "C0ALL", "text": "a"}, "no person U0BANSOU"),
        ("submit", {"user": RANA, "view_id": "V0NONE"}, "no open view"),
        ("workflow", {"user": RANA, "function": "none"}, "has no function none"),
    ],
)
async def test_a_control_call_that_makes_no_sense_says_why(
    sandbox: Sandbox, call: str, given: Json, sentence: str
) -> None:
    async with aiohttp.ClientSession() as session, session.post(f"{sandbox.url}/control/{call}", json=given) as got:
        answer = await got.json()
    assert not answer["ok"]
    assert sentence in answer["detail"]
