"""What anybody can do with a practice of another department: the buttons under it, wherever it is shown."""

from bot.domain.adoptions import can_be_taken_up
from bot.domain.items import Item
from templates.blocks import Block, actions, button, context
from templates.wording import Words

OPEN_ID, UNFIT_ID, MATRIX_ID = "adoption_open", "adoption_unfit", "adoption_matrix"
MINE_ID = "rollout_mine"


def adoption_presses(words: Words, request_id: int) -> list[Block]:
    """うちでもやる, うちには合わない, and who has taken it up."""
    return [
        open_press(words, request_id),
        button(UNFIT_ID, words.plain("rollout.unfit"), str(request_id)),
        matrix_press(words, request_id),
    ]


def open_press(words: Words, request_id: int, department_id: int | None = None, *, first: bool = False) -> Block:
    """うちでもやる, for one's own department or for one that somebody was asked about."""
    value = f"{request_id}:{department_id}" if department_id else str(request_id)
    return button(OPEN_ID, words.plain("rollout.open"), value, style="primary" if first else None)


def matrix_press(words: Words, request_id: int) -> Block:
    """Who has taken it up, who has not, and why."""
    return button(MATRIX_ID, words.plain("rollout.matrix"), str(request_id))


def adoption_blocks(words: Words, item: Item) -> list[Block]:
    """How far a practice has spread, and the buttons; nothing under what cannot be taken up."""
    if not can_be_taken_up(item.kind, item.status, hidden=item.private or item.blind):
        return []
    running, coming = item.progress.adoptions
    counted = [context(words.say("rollout.counted", running=running, coming=coming))] if running or coming else []
    return [*counted, actions(adoption_presses(words, item.id))]
