"""Offers to make an item of a message: the draft is prepared, the author decides."""

import unicodedata
from dataclasses import dataclass

from bot.language import privacy
from bot.services.city import City
from bot.services.intake import drafts
from bot.services.intake.drafts import Start
from storage import outbox, receipts, requests
from storage.database import Session
from storage.tables import Draft, Person
from templates import direct

HELP_WORDS = frozenset({"help", "ヘルプ", "使い方"})


@dataclass(frozen=True)
class Message:
    """A message of the chat, as typed."""

    channel: str
    ts: str
    text: str
    link: str | None
    thread_ts: str | None = None


def asks_for_help(typed: str) -> bool:
    """Whether somebody who spoke to the bot wants to know what it can do."""
    return unicodedata.normalize("NFKC", typed).strip(" \n。.!?").lower() in HELP_WORDS


def answer_message(session: Session, city: City, person: Person, message: Message) -> None:
    """Answer somebody who spoke to the bot, under their message; the same message is answered once."""
    if not receipts.add(session, person.workspace_id, f"message:{message.channel}:{message.ts}", city.clock.now()):
        return
    words = city.wording.of(person.locale)
    if asks_for_help(message.text):
        answer = direct.help_message(words)
    else:
        answer = direct.invitation(words, "ask_mention", _draft(session, city, person, message).id or 0)
    outbox.post(
        session,
        person.workspace_id,
        message.channel,
        answer.text,
        answer.blocks,
        city.clock.now(),
        thread_ts=message.thread_ts or message.ts,
    )


def ask_author(session: Session, city: City, reactor: Person, author: Person, message: Message) -> None:
    """Ask the author of a message, once, whether to send it on; nobody is asked about what is an item already."""
    if requests.find_by_source(session, author.workspace_id, message.channel, message.ts) is not None:
        return
    if author.chat_id is None:
        return
    if not receipts.add(session, author.workspace_id, f"idea:{message.channel}:{message.ts}", city.clock.now()):
        return
    draft = _draft(session, city, author, message)
    words, draft_id = city.wording.of(author.locale), draft.id or 0
    said = privacy.mask(message.text, privacy.find(message.text))
    if reactor.id == author.id:
        question = direct.invitation(words, "ask_reaction_self", draft_id, said, message.link)
    else:
        question = direct.invitation(words, "ask_reaction", draft_id, said, message.link, name=reactor.name)
    now = city.clock.now()
    outbox.post(session, author.workspace_id, author.chat_id, question.text, question.blocks, now)


def _draft(session: Session, city: City, person: Person, message: Message) -> Draft:
    start = drafts.start_from(drafts.PROPOSAL, message.text)
    source = Start(start.kind, start.answers, message.channel, message.ts, message.link)
    return drafts.fresh(session, city, person, source)
