"""What App Home shows of consultations: to be answered here, helped with, and looked for."""

from bot.domain.helping import HelpAtHome, Offer, OfferState, Seeking
from templates.blocks import Block, actions, button, context, divider, header, section
from templates.cards import NAME_SHOWN, TITLE_SHOWN
from templates.direct import open_button
from templates.helping import NO_ID, STEP_BACK_ID, YES_ID, search_blocks, where
from templates.mrkdwn import Mrkdwn, clip
from templates.wording import Words


def help_blocks(words: Words, shown: HelpAtHome) -> list[Block]:
    """What somebody is asked for or helps with, then whose turn it is in their own consultations; nothing for none."""
    blocks: list[Block] = []
    if shown.offered:
        blocks += [divider(), header(words.plain("helping.home_offered"))]
        for seeking, offer in shown.offered:
            blocks += [section(_line(words, seeking, offer)), actions(_presses(words, seeking, offer))]
    if shown.own:
        blocks += [divider(), header(words.plain("helping.home_own"))]
        for seeking in shown.own:
            blocks += [section(where(words, seeking)), *search_blocks(words, seeking)]
    return [*blocks, context(words.say("helping.home_note"))] if shown.offered else blocks


def _line(words: Words, seeking: Seeking, offer: Offer) -> Mrkdwn:
    item = seeking.item
    who = item.requesters[0].name if item.requesters and not item.blind else ""
    return words.say(
        "helping.home_line",
        number=item.number,
        title=clip(item.title, TITLE_SHOWN),
        who=clip(who, NAME_SHOWN),
        until=offer.due_at,
        private=item.private,
    )


def _presses(words: Words, seeking: Seeking, offer: Offer) -> list[Block]:
    if offer.state is OfferState.ASKED:
        yes = button(YES_ID, words.plain("helping.yes"), str(offer.id), style="primary")
        return [
            yes,
            button(NO_ID, words.plain("helping.no"), str(offer.id)),
            open_button(words, seeking.item),
        ]
    step_back = button(STEP_BACK_ID, words.plain("helping.step_back"), str(seeking.item.id))
    return [open_button(words, seeking.item), step_back]
