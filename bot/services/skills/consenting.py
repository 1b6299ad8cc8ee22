"""The boss's consent, where the city's rule wants it: asked for, given, refused, taken back; all of it on record."""

from datetime import timedelta

from bot.domain.audit import BOT, Doer, Recorded
from bot.domain.calendar import business_days_between, local_day
from bot.domain.errors import InvalidInputError, InvalidTransitionError, NotAllowedError
from bot.domain.items import Who
from bot.domain.skills import Answer, Consent, ConsentRule, ConsentState, standing
from bot.services import audit, duties, items
from bot.services.city import City
from bot.services.skills import pool
from storage import consents, outbox, people, skills
from storage import tables as rows
from storage.database import Session
from storage.tables import Person, SkillConsent
from templates import agreeing
from templates.blocks import Message
from templates.skills import BOSS

_ASK_AGAIN = timedelta(days=30)  # after a no, for the same hours
_ASKED_ANEW_AFTER = (3, 8)  # business days without an answer
_RUNNING = (Answer.ASKED, Answer.GIVEN)
_MAY_AGREE = frozenset({Answer.ASKED, Answer.REFUSED, Answer.WITHDRAWN})
_STANDS = {Answer.ASKED: ConsentState.ASKED, Answer.GIVEN: ConsentState.GIVEN}


def find_newest(session: Session, city: City, workspace_id: int, person_id: int) -> Consent | None:
    """The last question about somebody, as it is shown."""
    row = consents.find_newest(session, workspace_id, person_id)
    return _describe(session, city, row) if row else None


def check_boss(session: Session, city: City, workspace_id: int, person_id: int, boss_id: int | None) -> None:
    """Somebody names a boss where the rule wants one: not themselves, and nobody who has left."""
    if city.help_consent is ConsentRule.NONE:
        return
    if boss_id is None:
        raise InvalidInputError(BOSS, "field_empty")
    if boss_id == person_id:
        raise InvalidInputError(BOSS, "boss_is_self")
    boss = people.get(session, workspace_id, boss_id)
    if not boss.active or not boss.chat_id:
        raise InvalidInputError(BOSS, "person_left")


def settle(session: Session, city: City, helper: rows.Helper, boss_id: int | None, doer: Doer) -> None:
    """Bring a stored offer's consent to where it belongs: asked for anew if the one there is does not cover it."""
    if city.help_consent is ConsentRule.NONE or boss_id is None:
        helper.consent = standing(city.help_consent, helper.consent)
        return
    last = consents.find_newest(session, helper.workspace_id, helper.person_id)
    if last is not None and _covers(city, last, helper.hours_per_week, boss_id):
        helper.consent = _STANDS.get(Answer(last.state), ConsentState.REFUSED)
        if last.state == Answer.ASKED:
            _refresh(session, city, last)
        return
    if last is not None:
        end(session, city, last)
    _ask(session, city, helper, boss_id, doer)


def consider(session: Session, city: City, actor: Person, consent_id: int) -> Consent:
    """A question to this boss, to be answered."""
    return _describe(session, city, _mine(session, city, actor, consent_id))


def agree(session: Session, city: City, actor: Person, consent_id: int) -> Consent:
    """The boss agrees, also after they had said no."""
    return _answer(session, city, actor, consent_id, Answer.GIVEN, "")


def refuse(session: Session, city: City, actor: Person, consent_id: int, note: str = "") -> Consent:
    """The boss says no; words are welcome, and not owed."""
    return _answer(session, city, actor, consent_id, Answer.REFUSED, note)


def withdraw(session: Session, city: City, actor: Person, consent_id: int) -> Consent:
    """The boss takes a consent back."""
    return _answer(session, city, actor, consent_id, Answer.WITHDRAWN, "")


def end(session: Session, city: City, consent: SkillConsent) -> None:
    """A question or a consent no longer holds; the boss's message says so."""
    if consent.state in _RUNNING:
        consent.state = Answer.ENDED
        session.flush()
        _refresh(session, city, consent)


def close_lapsed(session: Session, city: City, workspace_id: int) -> None:
    """End what bosses who have left agreed to, or were asked."""
    for consent in consents.list_newest(session, workspace_id, _RUNNING):
        if not people.get(session, workspace_id, consent.boss_id).active:
            consents.lapse(session, workspace_id, consent.boss_id)
            record(session, city, consent, BOT)


def ask_anew(session: Session, city: City, workspace_id: int) -> None:
    """Put questions once more that have waited for long, to whom they reach now; to be called once a working day."""
    for row in consents.list_newest(session, workspace_id, (Answer.ASKED,)):
        if business_days_between(local_day(row.asked_at, city.zone), city.today()) not in _ASKED_ANEW_AFTER:
            continue
        former = row.message_id
        reader = _send(session, city, row)
        if former is not None and row.message_id != former:
            before = city.directory(session, workspace_id).by_chat_id[outbox.get(session, former).channel]
            words = city.wording.of(before.locale)
            message = agreeing.asked_anew(words, _describe(session, city, row), elsewhere=before.id != reader.id)
            outbox.update(session, former, message.text, message.blocks, city.clock.now())


def show_ended(session: Session, city: City, workspace_id: int, person_id: int) -> int:
    """Let a boss's message say that a question has ended; tells which question was the last, 0 if none was put."""
    last = consents.find_newest(session, workspace_id, person_id)
    if last is not None and last.state == Answer.ENDED:
        _refresh(session, city, last)
    return (last.id or 0) if last else 0


def record(session: Session, city: City, consent: SkillConsent, doer: Doer) -> None:
    """Put on record how a question stands."""
    directory = city.directory(session, consent.workspace_id)
    facts = {
        "state": consent.state,
        "boss": directory.person(consent.boss_id).name,
        "name": directory.person(consent.person_id).name,
        "person": consent.person_id,
        "hours": consent.hours_per_week,
    }
    audit.record(
        session, city, consent.workspace_id, doer, Recorded.CONSENT, str(consent.id), reason=consent.note, facts=facts
    )


def _covers(city: City, last: SkillConsent, hours: float, boss_id: int) -> bool:
    """Whether a question need not be put again; a no is not asked again soon for as much or more."""
    if last.boss_id != boss_id:
        return False
    if last.state in _RUNNING:
        return hours <= last.hours_per_week
    if last.state == Answer.ENDED or last.answered_at is None:
        return False
    return hours >= last.hours_per_week and city.clock.now() - last.answered_at < _ASK_AGAIN


def _ask(session: Session, city: City, helper: rows.Helper, boss_id: int, doer: Doer) -> None:
    row = SkillConsent(
        workspace_id=helper.workspace_id,
        person_id=helper.person_id,
        boss_id=boss_id,
        state=Answer.ASKED,
        hours_per_week=helper.hours_per_week,
        asked_at=city.clock.now(),
    )
    consents.add(session, row)
    helper.consent = ConsentState.ASKED
    session.flush()
    _send(session, city, row)
    record(session, city, row, doer)


def _send(session: Session, city: City, row: SkillConsent) -> Who:
    """Ask the boss, or while they are away who stands in for them, but never about themselves."""
    reached = duties.asked_today(session, city, row.workspace_id, row.boss_id)
    reader = _who(session, city, row.workspace_id, row.boss_id if reached == row.person_id else reached)
    message = _message(session, city, row, reader)
    if reader.chat_id:
        now = city.clock.now()
        row.message_id = outbox.post(session, row.workspace_id, reader.chat_id, message.text, message.blocks, now)
        session.flush()
    return reader


def _answer(session: Session, city: City, actor: Person, consent_id: int, said: Answer, note: str) -> Consent:
    row = _mine(session, city, actor, consent_id)
    helper = skills.lock_helper(session, actor.workspace_id, row.person_id)
    newest = consents.find_newest(session, actor.workspace_id, row.person_id)
    allowed = {Answer.GIVEN: _MAY_AGREE, Answer.REFUSED: {Answer.ASKED}, Answer.WITHDRAWN: {Answer.GIVEN}}[said]
    if helper is None or newest is None or newest.id != row.id or row.state not in allowed:
        raise InvalidTransitionError("consent_over")
    row.state, row.note, row.answered_at = said, note, city.clock.now()
    helper.consent = _STANDS.get(said, ConsentState.REFUSED)
    helper.updated_at = city.clock.now()
    session.flush()
    record(session, city, row, audit.by(actor))
    _refresh(session, city, row)
    consent = _describe(session, city, row)
    if consent.who.chat_id:
        message = agreeing.told_message(city.wording.of(consent.who.locale), consent, items.who(session, actor))
        outbox.post(session, row.workspace_id, consent.who.chat_id, message.text, message.blocks, city.clock.now())
    return consent


def _mine(session: Session, city: City, actor: Person, consent_id: int) -> SkillConsent:
    """A question that somebody answers as the boss, or today in the boss's place; never one about themselves."""
    row = consents.lock(session, actor.workspace_id, consent_id)
    if row.person_id == actor.id or row.boss_id not in items.answering_for(session, city, actor):
        raise NotAllowedError("consent_not_yours")
    return row


def _refresh(session: Session, city: City, consent: SkillConsent) -> None:
    """Bring the message to the boss, or to who was asked in their place, to the present state."""
    if consent.message_id is None:
        return
    directory = city.directory(session, consent.workspace_id)
    reader = directory.by_chat_id[outbox.get(session, consent.message_id).channel]
    message = _message(session, city, consent, reader)
    outbox.update(session, consent.message_id, message.text, message.blocks, city.clock.now())


def _message(session: Session, city: City, consent: SkillConsent, reader: Who) -> Message:
    helper = pool.find_helper(session, city, consent.workspace_id, consent.person_id)
    return agreeing.asked_message(city.wording.of(reader.locale), _describe(session, city, consent), helper, reader)


def _describe(session: Session, city: City, row: SkillConsent) -> Consent:
    who, boss = (_who(session, city, row.workspace_id, id_) for id_ in (row.person_id, row.boss_id))
    return Consent(row.id or 0, who, boss, Answer(row.state), row.hours_per_week, row.note)


def _who(session: Session, city: City, workspace_id: int, person_id: int) -> Who:
    return city.directory(session, workspace_id).person(person_id)
