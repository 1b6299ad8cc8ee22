"""Every error the bot raises on purpose; the names end in Error and the data are attributes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class BotError(Exception):
    """Anything the bot itself says went wrong."""


class UserError(BotError):
    """Shown to the person as it is: `code` names the sentence in the templates, `facts` fill it."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


class InvalidInputError(UserError):
    """One field holds something that cannot be stored; what was typed stays on screen."""

    def __init__(self, field: str, code: str, **facts: str) -> None:
        super().__init__(code, **facts)
        self.field = field


class NotFoundError(UserError):
    """The thing named does not exist, or not for this person."""


class NotAllowedError(UserError):
    """The person may not do this."""


class InvalidTransitionError(UserError):
    """The item is no longer in a state from which this can be done."""


class DeliveryTrouble(StrEnum):
    """Why the chat did not take a message, as far as it matters to the people who mend it."""

    CHANNEL_GONE = "channel_gone"
    NOT_INVITED = "not_invited"
    PERSON_GONE = "person_gone"
    MESSAGE_GONE = "message_gone"
    NOT_ALLOWED = "not_allowed"
    REFUSED = "refused"
    LOCKED_OUT = "locked_out"
    UNREACHABLE = "unreachable"
    BUSY = "busy"
    UNCONFIRMED = "unconfirmed"
    GAVE_UP = "gave_up"
    OTHER = "other"


class DeliveryError(BotError):
    """A call to the chat failed; `permanent` tells whether trying again can help."""

    def __init__(
        self,
        channel: str,
        reason: str,
        *,
        permanent: bool,
        retry_after: float | None = None,
        trouble: DeliveryTrouble = DeliveryTrouble.OTHER,
    ) -> None:
        super().__init__(f"{reason} ({channel})")
        self.channel = channel
        self.reason = reason
        self.permanent = permanent
        self.retry_after = retry_after
        self.trouble = trouble


class AmbiguousDeliveryError(DeliveryError):
    """The answer was lost: the message may or may not have been posted."""


class ChatUnavailableError(DeliveryError):
    """Nothing at all can be sent at present: the chat cannot be reached or does not let the bot in."""


class StorageFailure(StrEnum):
    """What is wrong with the database, as far as a person can mend it."""

    LOCKED = "locked"
    FULL = "full"
    UNREADABLE = "unreadable"


class StorageError(BotError):
    """The database could not read or write; nothing of the transaction was kept."""

    def __init__(self, failure: StorageFailure, detail: str) -> None:
        super().__init__(f"database {failure}: {detail}")
        self.failure = failure
        self.detail = detail


@dataclass(frozen=True)
class ConfigurationProblem:
    """One variable and what is wrong with it: `trouble` names the sentence in the templates, `facts` fill it."""

    variable: str
    trouble: str
    facts: Mapping[str, str] = field(default_factory=dict)


class ConfigurationError(BotError):
    """The settings do not allow a start; all problems at once, one line each."""

    def __init__(self, problems: tuple[ConfigurationProblem, ...]) -> None:
        super().__init__("; ".join(f"{p.variable}: {p.trouble} {dict(p.facts)}" for p in problems))
        self.problems = problems
