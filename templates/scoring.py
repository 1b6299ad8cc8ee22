"""Scoring an item: the points, who is asked for them, and what they come to."""

import json

from bot.domain.items import Item
from bot.domain.reviews import Review
from bot.domain.scores import POINTS, Scoring
from templates.blocks import Block, Message, actions, button, confirm, input_block, modal, option, section
from templates.cards import NAME_SHOWN, TITLE_SHOWN
from templates.direct import open_button
from templates.mrkdwn import Mrkdwn, clip
from templates.wording import Words

GIVE_ID = "score_give"
CLOSE_ID = "score_close"
SUBMIT_ID = "score_submit"
POINTS_BLOCK = "score_points"


def score_modal(words: Words, item: Item, scoring: Scoring) -> Block:
    """A menu of points for each criterion; what was given before stands there already."""
    blocks = [section(words.say("scoring.which", number=item.number, title=clip(item.title, TITLE_SHOWN)))]
    blocks += [_points(words, scoring, place) for place in range(len(scoring.criteria))]
    return modal(
        SUBMIT_ID,
        words.plain("scoring.title"),
        blocks,
        submit=words.plain("scoring.submit"),
        close=words.plain("intake.close"),
        private_metadata=json.dumps({"item": item.id}),
    )


def request(words: Words, item: Item, by: str) -> Message:
    """For a reviewer."""
    facts = {"number": item.number, "title": clip(item.title, TITLE_SHOWN), "name": clip(by, NAME_SHOWN)}
    text = words.say("scoring.request", **facts)
    give = button(GIVE_ID, words.plain("scoring.give"), str(item.id), style="primary")
    return Message(text, [section(text), actions([give, open_button(words, item)])])


def asked_in_thread(words: Words, by: str, count: int) -> Message:
    """The group reads that it is asked."""
    text = words.say("scoring.asked_in_thread", name=clip(by, NAME_SHOWN), count=count)
    return Message(text, [section(text)])


def closed_in_thread(words: Words, item: Item) -> Message:
    """The group reads what it came to."""
    given, asked = item.progress.scores
    lowest, highest = item.progress.spread or (None, None)
    facts = {"median": item.progress.median, "lowest": lowest, "highest": highest}
    text = words.say("scoring.closed", given=given, asked=asked, **facts)
    return Message(text, [section(text)])


def score_blocks(words: Words, item: Item, review: Review) -> list[Block]:
    """How far the scoring is, in the end what it came to, and what can be done about it."""
    scoring = review.scoring
    if scoring is None:
        return []
    heading = words.say("scoring.heading", given=scoring.given, asked=scoring.asked, closed=scoring.closed)
    if scoring.closed:
        lines = [_result(words, scoring, place) for place in range(len(scoring.results))]
        return [section(Mrkdwn("\n".join([heading, *(lines or [words.say("scoring.nothing")])])))]
    presses = []
    if scoring.mine is not None:
        label = words.plain("scoring.give_again" if scoring.mine else "scoring.give")
        presses.append(button(GIVE_ID, label, str(item.id), style=None if scoring.mine else "primary"))
    if review.can_close:
        label, close = words.plain("scoring.close"), words.plain("intake.close")
        left = scoring.asked - scoring.given
        sure = confirm(label, words.plain("scoring.close_sure", left=left), label, close)
        presses.append(button(CLOSE_ID, label, str(item.id), ask=sure))
    return [section(heading), *([actions(presses)] if presses else [])]


def _points(words: Words, scoring: Scoring, place: int) -> Block:
    criterion = scoring.criteria[place]
    choices = [option(words.plain("scoring.points", points=points), str(points)) for points in POINTS]
    element: Block = {"type": "static_select", "action_id": POINTS_BLOCK, "options": choices}
    mine = (scoring.mine or {}).get(criterion)
    if mine in POINTS:
        element["initial_option"] = choices[POINTS.index(mine)]
    return input_block(f"{POINTS_BLOCK}_{place}", words.plain("scoring.criterion", name=criterion), element)


def _result(words: Words, scoring: Scoring, place: int) -> Mrkdwn:
    result = scoring.results[place]
    name = words.plain("scoring.criterion", name=result.criterion)
    return words.say(
        "scoring.result", criterion=name, median=result.median, lowest=result.lowest, highest=result.highest
    )
