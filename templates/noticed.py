"""What looks like personal data, pointed out above the words it stands in, with the choice what to do about it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2s

from templates.blocks import Block, divider, input_block, option, section
from templates.wording import Words

CHOICE_ID = "intake_personal_data"
CHOICE_ACTION_ID = "intake_answer"
_SHOWN = 10
_REMEMBERED = 50  # what a view carries has to stay under Slack's 3,000 characters


@dataclass(frozen=True)
class Finding:
    """Something that looks like personal data, shown safely."""

    field: str
    type: str
    hint: str

    @property
    def mark(self) -> str:
        """Tells it from others, without what it hides, and short enough for fifty to fit into a view."""
        return blake2s(f"{self.field}:{self.type}:{self.hint}".encode(), digest_size=6).hexdigest()


def marks(findings: Sequence[Finding]) -> list[str]:
    """What a view remembers of the findings it shows."""
    return [finding.mark for finding in findings[:_REMEMBERED]]


def noticed_blocks(
    words: Words, findings: Sequence[Finding], label_of: Callable[[str], str], submit: str
) -> list[Block]:
    """The findings under the labels of their fields; `submit` is what the button that sends is called."""
    if not findings:
        return []
    shown = [
        {"label": label_of(found.field), "hint": found.hint, "type": type_name(words, found.type)}
        for found in findings[:_SHOWN]
    ]
    choices = [
        option(words.plain("intake.personal_data_mask"), "mask"),
        option(words.plain("intake.personal_data_keep"), "keep"),
    ]
    element = {
        "type": "radio_buttons",
        "action_id": CHOICE_ACTION_ID,
        "options": choices,
        "initial_option": choices[0],
    }
    return [
        section(words.say("intake.personal_data", findings=shown, submit=submit)),
        input_block(CHOICE_ID, words.plain("intake.personal_data_label"), element),
        divider(),
    ]


def type_name(words: Words, type_: str) -> str:
    """What people call a type of personal data."""
    return words.plain("intake.personal_data_type", type=type_)
