"""The one place where Slack's failures become ours: what each error name means for a message, as a table."""

from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError

from bot.domain.errors import AmbiguousDeliveryError, ChatUnavailableError, DeliveryError, DeliveryTrouble
from bot.messenger.answers import word

_PERMANENT = {
    DeliveryTrouble.CHANNEL_GONE: "channel_not_found is_archived",
    DeliveryTrouble.NOT_INVITED: "not_in_channel",
    DeliveryTrouble.PERSON_GONE: """
        cannot_dm_bot messages_tab_disabled user_disabled user_not_found user_not_visible users_not_found
        """,
    DeliveryTrouble.MESSAGE_GONE: """
        cannot_reply_to_message cant_update_message edit_window_closed exchanged_trigger_id expired_trigger_id
        hash_conflict invalid_trigger_id message_not_found not_found thread_not_found trigger_expired
        """,
    DeliveryTrouble.NOT_ALLOWED: """
        channel_is_limited_access ekm_access_denied method_not_supported_for_channel_type
        posting_to_general_channel_denied restricted_action restricted_action_non_threadable_channel
        restricted_action_read_only_channel restricted_action_thread_locked restricted_action_thread_only_channel
        slack_connect_canvas_sharing_blocked
        """,
    DeliveryTrouble.REFUSED: """
        as_user_not_supported attachment_payload_limit_exceeded block_mismatch duplicate_external_id invalid_arg_name
        invalid_arguments invalid_array_arg invalid_attachments invalid_blocks invalid_blocks_format invalid_charset
        invalid_form_data invalid_json invalid_metadata_format invalid_metadata_schema json_not_object
        markdown_text_conflict metadata_must_be_sent_from_app metadata_too_large missing_post_type msg_blocks_too_long
        msg_too_long no_text push_limit_reached too_many_attachments too_many_contact_cards unknown_method
        view_too_large
        """,
}
_LOCKED_OUT = """
    access_denied account_inactive app_missing_action_url deprecated_endpoint enterprise_is_restricted invalid_auth
    method_deprecated missing_scope no_permission not_allowed_token_type not_authed org_login_required
    team_access_not_granted team_added_to_org token_expired token_revoked two_factor_setup_required
    """
_AMBIGUOUS = ("fatal_error", "internal_error", "request_timeout", "service_unavailable")
_LIMITED = ("message_limit_exceeded", "rate_limited", "ratelimited")

_WAIT_UNLESS_TOLD = 30.0
_TROUBLES = {name: trouble for trouble, names in _PERMANENT.items() for name in names.split()}


def from_answer(channel: str, error: SlackApiError) -> DeliveryError:
    """The failure that Slack itself answered, or that stands in its place (a proxy's page, a broken body)."""
    answer = error.response
    status: int = getattr(answer, "status_code", 0) or getattr(answer, "status", 0)
    headers = getattr(answer, "headers", None) or {}
    data = getattr(answer, "data", None)
    name = word(data, "error") if isinstance(data, dict) else ""
    return classify(channel, status, name, headers)


def classify(channel: str, status: int, name: str, headers: Mapping[str, Any]) -> DeliveryError:
    """What an HTTP status and an error name mean; an empty name is an answer that is not Slack's."""
    reason = name or f"http_{status}"
    if status == 429 or name in _LIMITED:
        wait = retry_after(headers)
        return DeliveryError(channel, reason, permanent=False, retry_after=wait, trouble=DeliveryTrouble.BUSY)
    if status >= 500 or name in _AMBIGUOUS or (status == 200 and not name):
        return ambiguous(channel, reason)
    if name in _LOCKED_OUT.split():
        return ChatUnavailableError(channel, reason, permanent=False, trouble=DeliveryTrouble.LOCKED_OUT)
    trouble = _TROUBLES.get(name)
    return DeliveryError(channel, reason, permanent=trouble is not None, trouble=trouble or DeliveryTrouble.OTHER)


def from_network(channel: str, error: aiohttp.ClientError | TimeoutError) -> DeliveryError:
    """A failure below Slack: without a connection nothing was sent, afterwards nobody knows."""
    reason = type(error).__name__
    if isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError | aiohttp.InvalidURL):
        return ChatUnavailableError(channel, reason, permanent=False, trouble=DeliveryTrouble.UNREACHABLE)
    return ambiguous(channel, reason)


def ambiguous(channel: str, reason: str) -> AmbiguousDeliveryError:
    """The answer was lost or cannot be read."""
    return AmbiguousDeliveryError(channel, reason, permanent=False, trouble=DeliveryTrouble.UNCONFIRMED)


def retry_after(headers: Mapping[str, Any]) -> float:
    """The seconds Slack asks to wait, fractions too; half a minute when it does not say."""
    told = next((str(value) for key, value in headers.items() if key.lower() == "retry-after"), "")
    try:
        seconds = float(told)
    except ValueError:
        return _WAIT_UNLESS_TOLD
    return seconds if 0 <= seconds < float("inf") else _WAIT_UNLESS_TOLD
