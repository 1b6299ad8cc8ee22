"""Submitting and closing modals, and what the bot's answer does to them."""

from dataclasses import dataclass, field

from sandbox import elements, limits
from sandbox.complaints import complaint
from sandbox.delivery import Ack
from sandbox.errors import SlackError
from sandbox.interactions import Interactions
from sandbox.modals import Modals, View
from sandbox.model import Json
from sandbox.responses import ResponseUrls
from sandbox.workspace import Workspace


@dataclass
class Outcome:
    """What came of a submission."""

    ack: Ack | None = None
    response_action: str = ""
    errors: dict[str, str] = field(default_factory=dict)


class Submitting:
    """Sends submissions as Slack's client does and carries out `response_action`."""

    def __init__(
        self, workspace: Workspace, modals: Modals, responses: ResponseUrls, interactions: Interactions
    ) -> None:
        self._workspace = workspace
        self._modals = modals
        self._responses = responses
        self._interactions = interactions

    async def submit(self, view: View) -> Outcome:
        """Send the view if its inputs are in order, and do what the bot answers."""
        complaints = self._complaints(view)
        if complaints:
            return Outcome(None, "errors", complaints)
        ack = await self._interactions.view_payload("view_submission", view, response_urls=self._response_urls(view))
        if not ack.acked:
            return Outcome(ack)
        body = ack.body or {}
        outcome = Outcome(ack, str(body.get("response_action") or ""))
        try:
            self._apply(view, body, outcome)
        except SlackError as error:
            ack.error, ack.detail = (
                error.error,
                str(error.details or "The answer to the submission cannot be used."),
            )
        return outcome

    def _complaints(self, view: View) -> dict[str, str]:
        said: dict[str, str] = {}
        locale = self._workspace.users[view.user].locale
        for found in elements.walk(view.source["blocks"]):
            if found.is_input:
                value = view.values[found.block_id][found.action_id]
                sentence = complaint(found, value, locale)
                if sentence:
                    said[found.block_id] = sentence
        return said

    def _response_urls(self, view: View) -> list[Json]:
        made = []
        for found in elements.walk(view.source["blocks"]):
            chosen = view.values.get(found.block_id, {}).get(found.action_id, {})
            channel_id = chosen.get("selected_conversation") or chosen.get("selected_channel")
            if found.element.get("response_url_enabled") and channel_id in self._workspace.channels:
                channel = self._workspace.channels[channel_id]
                made.append(
                    {
                        "block_id": found.block_id,
                        "action_id": found.action_id,
                        "channel_id": channel_id,
                        "response_url": self._responses.make(channel, view.user),
                    }
                )
        return made

    def _apply(self, view: View, body: Json, outcome: Outcome) -> None:
        action = outcome.response_action
        if action == "errors":
            outcome.errors = self._checked_errors(view, body.get("errors"))
        elif action in ("update", "push"):
            source = body.get("view") or {}
            limits.refuse_view(source)
            if action == "update":
                self._modals.update(view, source)
            else:
                self._modals.push_onto(view.user, source)
        elif action == "clear":
            self._modals.clear(view.user)
        elif action:
            raise SlackError("invalid_response", detail=f"There is no response_action {action!r}.")
        elif view.source.get("clear_on_close"):
            self._modals.clear(view.user)
        else:
            self._modals.pop(view)

    @staticmethod
    def _checked_errors(view: View, errors: object) -> dict[str, str]:
        inputs = {b["block_id"] for b in view.source["blocks"] if b["type"] == "input"}
        if not isinstance(errors, dict) or not errors:
            raise SlackError("invalid_response", detail="`errors` names no block.")
        if unknown := sorted(set(errors) - inputs):
            raise SlackError("invalid_response", detail=f"No input block has the id {', '.join(unknown)}.")
        return {key: str(sentence) for key, sentence in errors.items()}

    async def close(self, view: View) -> Ack | None:
        """Close one modal as a person; the bot hears of it if the view asked for that."""
        if view.source.get("clear_on_close"):
            return await self.close_all(view.user)
        self._modals.pop(view)
        return await self._tell_closed(view, cleared=False)

    async def close_all(self, user: str) -> Ack | None:
        """Close every modal of a person."""
        ack = None
        for view in self._modals.clear(user):
            ack = await self._tell_closed(view, cleared=True) or ack
        return ack

    async def _tell_closed(self, view: View, *, cleared: bool) -> Ack | None:
        if not view.source.get("notify_on_close"):
            return None
        return await self._interactions.view_payload("view_closed", view, is_cleared=cleared)
