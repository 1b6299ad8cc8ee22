"""What can go wrong, in Slack's words and in the sandbox's own."""


class SlackError(Exception):
    """A refusal that the Web API answers with `ok: false`."""

    def __init__(self, error: str, **details: object) -> None:
        super().__init__(error)
        self.error = error
        self.details = details


class ControlError(Exception):
    """A deed that a person cannot do; answered by the control API with status 200."""

    def __init__(self, error: str, detail: str) -> None:
        super().__init__(f"{error}: {detail}")
        self.error = error
        self.detail = detail


class BadRequestError(Exception):
    """A control request that cannot be understood; answered with status 400."""


class SetupError(Exception):
    """The sandbox cannot start; the message says what to do."""
