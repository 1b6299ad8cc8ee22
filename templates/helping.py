"""Finding a colleague who helps: the asker's choice, the question to a helper, and what everybody is told of it."""

import json
from collections.abc import Sequence
from datetime import date

from bot.domain.helping import Offer, OfferState, Reason, Search, Seeking, Slot
from bot.domain.items import Item
from bot.domain.matching import Candidate
from templates.assigning import people_field
from templates.blocks import Block, Message, actions, button, context, input_block, modal, section
from templates.cards import BODY_SHOWN, NAME_SHOWN, TITLE_SHOWN
from templates.direct import open_button
from templates.following import solved_button
from templates.mrkdwn import Mrkdwn, channel, clip, link, mention, quote
from templates.retelling import retell_button
from templates.wording import Words

PICK_ID, IN_TURN_ID, STOP_ID, CHOOSE_ID = "help_pick", "help_in_turn", "help_stop", "help_choose"
SHORTEN_ID, TO_COMPANION_ID, YES_ID, NO_ID = "help_shorten", "help_to_companion", "help_yes", "help_no"
STEP_BACK_ID, VOLUNTEER_ID, TIME_ID = "help_step_back", "help_volunteer", "help_time"
NAME_ID, NAME_SUBMIT_ID, CALL_ID = "help_name", "help_name_submit", "help_call"
NAMED = "help_named"
_TAG_SHOWN = 40
_OFFERS_SHOWN = 8
_SAID_NO = (OfferState.NO, OfferState.EXPIRED)
_KNOWS = frozenset({OfferState.ASKED, OfferState.YES, OfferState.DONE})


def search_message(words: Words, seeking: Seeking) -> Message:
    """The asker's message: who could help, whose turn it is, who helps."""
    text = where(words, seeking)
    return Message(text, [section(text), *search_blocks(words, seeking)])


def search_blocks(words: Words, seeking: Seeking) -> list[Block]:
    """What the asker can choose, and who has said what."""
    chosen = [_candidate(words, seeking.item, candidate) for candidate in seeking.candidates]
    said = [(clip(offer.who.name, NAME_SHOWN), offer.state.value) for offer in seeking.in_state(*_SAID_NO)]
    small = [words.say("helping.said", offers=said[-_OFFERS_SHOWN:])] if said else []
    if seeking.state is Search.CHOOSING and not _is_stuck(seeking):
        small.append(_how_it_goes_on(words, seeking))
    presses = _presses(words, seeking)
    return [*chosen, *([actions(presses)] if presses else []), *([context(*small)] if small else [])]


def offer_message(words: Words, seeking: Seeking, offer: Offer) -> Message:
    """The question to somebody who could help, and later what came of it."""
    item = seeking.item
    if item.private and offer.state not in _KNOWS:
        text = words.say("helping.offer_private_over", number=item.number)
        return Message(text, [section(text)])
    asker = item.requesters[0].name if item.requesters and not item.blind else ""
    facts = {"who": clip(asker, NAME_SHOWN), "department": "" if item.blind else clip(item.department, NAME_SHOWN)}
    late = offer.state is OfferState.EXPIRED and seeking.helper is None
    text = words.say("helping.offer", state=offer.state.value, late=late, **_named(item), **facts)
    yes = button(YES_ID, words.plain("helping.yes"), str(offer.id), style="primary")
    if offer.state is not OfferState.ASKED:
        told = offer.state is OfferState.DONE and seeking.state is Search.SOLVED
        more = [*([yes] if late else []), *([retell_button(words, item)] if told else [])]
        return Message(text, [section(text), actions([*more, open_button(words, item)])])
    small = [words.say("helping.terms", **_terms(seeking, offer.due_at))]
    if why := because(words, offer.reason):
        small.insert(0, words.say("helping.why_you", because=why))
    small += [words.say("helping.offer_private")] if item.private else []
    no = button(NO_ID, words.plain("helping.no"), str(offer.id))
    presses = actions([yes, no, open_button(words, item)])
    said = section(quote(item.body, BODY_SHOWN))
    return Message(text, [section(text), said, context(*small), presses, context(words.say("helping.no_reason"))])


def companion_message(words: Words, seeking: Seeking) -> Message:
    """The companion is asked to find somebody; later how it went on."""
    item = seeking.item
    looks = seeking.state is Search.COMPANION
    facts = {"until": seeking.due_at, "count": len(seeking.in_state(*_SAID_NO)), "private": item.private}
    text = words.say("helping.companion", state=seeking.state.value, **_named(item), **facts)
    presses = [open_button(words, item)]
    if looks or seeking.state is Search.CALLING:
        presses.insert(0, button(NAME_ID, words.plain("helping.name"), str(item.id), style="primary"))
    if looks and not item.private:
        presses.insert(1, button(CALL_ID, words.plain("helping.call"), str(item.id)))
    said = [section(quote(item.body, BODY_SHOWN))] if looks else []
    return Message(text, [section(text), *said, actions(presses)])


def call_message(words: Words, seeking: Seeking) -> Message:
    """The open post: anybody may put their hand up, until somebody has."""
    item = seeking.item
    is_open = seeking.state in {Search.CALLING, Search.ASKING, Search.COMPANION}
    helper = clip(seeking.helper.who.name, NAME_SHOWN) if seeking.helper else ""
    text = words.say("helping.call_text", is_open=is_open, helper=helper, **_named(item))
    if not is_open:
        return Message(text, [section(text)])
    small = context(words.say("helping.terms", **_terms(seeking, None)))
    hand = button(VOLUNTEER_ID, words.plain("helping.volunteer"), str(item.id), style="primary")
    presses = actions([hand, open_button(words, item)])
    return Message(text, [section(text), section(quote(item.body, BODY_SHOWN)), small, presses])


def talk_message(words: Words, seeking: Seeking, choices: Sequence[Slot]) -> Message:
    """Helper and asker meet: who, what, by when, what was written, and when they might talk."""
    item, helper = seeking.item, seeking.helper
    assert helper is not None
    askers = [mention(who.chat_id, clip(who.name, NAME_SHOWN)) for who in item.requesters]
    people = {"helper": mention(helper.who.chat_id, helper.who.name), "askers": Mrkdwn("、".join(askers[:5]))}
    text = words.say("helping.talk", **_named(item), **people)
    notice = words.say("helping.talk_notice", **_named(item))
    links = [link(item.source_link, words.plain("cards.source_label"))] if item.source_link else []
    links += [link(file.link, clip(file.name, NAME_SHOWN)) for file in item.files[:5]]
    blocks = [section(text), section(quote(item.body, BODY_SHOWN))]
    blocks.append(context(words.say("helping.terms", **_terms(seeking, None)), *map(Mrkdwn, links)))
    if choices:
        value = f"{item.id}:"
        times = [button(f"{TIME_ID}_{n}", _slot(words, slot), f"{value}{slot}") for n, slot in enumerate(choices)]
        blocks += [section(words.say("helping.when")), actions(times)]
    elif seeking.meeting:
        blocks.append(section(words.say("helping.met", when=_slot(words, seeking.meeting))))
    step_back = button(STEP_BACK_ID, words.plain("helping.step_back"), str(item.id))
    return Message(notice, [*blocks, actions([solved_button(words, item), open_button(words, item), step_back])])


def time_chosen(words: Words, seeking: Seeking, by: str) -> Message:
    """Both read when they meet."""
    assert seeking.meeting is not None
    text = words.say("helping.time_chosen", when=_slot(words, seeking.meeting), by=clip(by, NAME_SHOWN))
    return Message(text, [section(text)])


def back_to_asker(words: Words, seeking: Seeking) -> Message:
    """Nobody could so far: of a private consultation its asker decides how it goes on."""
    text = words.say("helping.back_to_asker", **_named(seeking.item))
    return Message(text, [section(text), *search_blocks(words, seeking)])


def went_on(words: Words, seeking: Seeking) -> Message:
    """Who asked learns that the companion, or everybody, is asked now."""
    return _told(words, seeking)


def lost(words: Words, item: Item, name: str) -> Message:
    """Who asked learns that somebody cannot help any more, and that the search goes on."""
    text = words.say("helping.lost", name=clip(name, NAME_SHOWN), **_named(item))
    return Message(text, [section(text), actions([open_button(words, item)])])


def no_need(words: Words, number: str) -> Message:
    """Who was asked need not answer any more."""
    text = words.say("helping.no_need", number=number)
    return Message(text, [section(text)])


def askers_left(words: Words, number: str) -> Message:
    """Who was asked or helps learns that whoever asked is there no more."""
    text = words.say("helping.askers_left", number=number)
    return Message(text, [section(text)])


def name_modal(words: Words, seeking: Seeking) -> Block:
    """Whom the companion knows."""
    field = input_block(NAMED, words.plain("helping.named"), people_field(words, NAMED))
    return modal(
        NAME_SUBMIT_ID,
        words.plain("helping.name_title"),
        [section(words.say("helping.name_about", private=seeking.item.private, **_named(seeking.item))), field],
        submit=words.plain("helping.name_submit"),
        close=words.plain("intake.close"),
        private_metadata=json.dumps({"item": seeking.item.id}),
    )


def because(words: Words, reason: Reason) -> Mrkdwn:
    """Why somebody in particular, in words; nothing when there is nothing to be told."""
    tags = [
        (clip(tag, _TAG_SHOWN), words.plain("helping.level", level=level) if level else "")
        for tag, level in reason.tags
    ]
    spoken = [clip(word, _TAG_SHOWN) for word in reason.words]
    return words.say("helping.because", words=spoken, tags=tags, helped=reason.helped, practices=reason.practices)


def _how_it_goes_on(words: Words, seeking: Seeking) -> Mrkdwn:
    return words.say("helping.how_it_goes_on", private=seeking.item.private, hours=seeking.answer_hours)


def where(words: Words, seeking: Seeking) -> Mrkdwn:
    """Where the search stands, for who asked."""
    item, helper, asked = seeking.item, seeking.helper, seeking.asked
    return words.say(
        "helping.search",
        state=seeking.state.value,
        nobody=not seeking.candidates,
        for_less=seeking.for_less,
        hours=seeking.hours,
        who=clip(asked.who.name, NAME_SHOWN) if asked else "",
        helper=clip(helper.who.name, NAME_SHOWN) if helper else "",
        companion=clip(item.companion.name, NAME_SHOWN) if item.companion else "",
        where=channel(seeking.call_channel, "") if seeking.call_channel else "",
        until=seeking.due_at,
        **_named(item),
    )


def _told(words: Words, seeking: Seeking) -> Message:
    text = where(words, seeking)
    return Message(text, [section(text), actions([open_button(words, seeking.item)])])


def _presses(words: Words, seeking: Seeking) -> list[Block]:
    value = str(seeking.item.id)
    match seeking.state:
        case Search.CHOOSING:
            in_turn = words.plain("helping.in_turn", nobody=not seeking.candidates)
            look = button(TO_COMPANION_ID, words.plain("helping.to_companion"), value)
            companion = [look] if seeking.item.companion else []
            ask = [] if _is_stuck(seeking) else [button(IN_TURN_ID, in_turn, value, style="primary")]
            if seeking.for_less:
                ask.insert(0, button(SHORTEN_ID, words.plain("helping.shorten"), value))
            return [*ask, *companion, button(STOP_ID, words.plain("helping.wait"), value)]
        case Search.RESTING:
            return [button(CHOOSE_ID, words.plain("helping.choose"), value)]
        case Search.ASKING | Search.COMPANION | Search.CALLING:
            return [button(STOP_ID, words.plain("helping.stop"), value), open_button(words, seeking.item)]
        case _:
            return [open_button(words, seeking.item)]


def _is_stuck(seeking: Seeking) -> bool:
    """Whether there is nobody to be asked: of a private consultation without a companion not everybody is."""
    return seeking.item.private and not seeking.candidates and seeking.item.companion is None


def _candidate(words: Words, item: Item, candidate: Candidate) -> Block:
    who = candidate.helper.who
    text = words.say(
        "helping.candidate",
        name=clip(who.name, NAME_SHOWN),
        department=clip(who.department, NAME_SHOWN),
        because=because(words, Reason.of(candidate)),
        free=candidate.helper.free_hours,
        taken=candidate.helper.taken_hours,
    )
    return section(text, button(PICK_ID, words.plain("helping.pick"), f"{item.id}:{who.id}"))


def _named(item: Item) -> dict[str, str]:
    return {"number": item.number, "title": clip(item.title, TITLE_SHOWN)}


def _terms(seeking: Seeking, until: object) -> dict[str, object]:
    wanted = str(seeking.item.answers.get("wanted_by") or "")
    return {"hours": seeking.hours, "wanted_by": date.fromisoformat(wanted) if wanted else None, "until": until}


def _slot(words: Words, slot: Slot) -> str:
    return words.plain("helping.slot", day=slot.day, part=slot.part)
