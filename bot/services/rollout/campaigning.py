"""A campaign: departments are asked about a practice, its message counts the answers, and it ends once."""

from collections.abc import Iterable, Sequence

from bot.domain.adoptions import AdoptionState
from bot.domain.calls import WORDS_AT_MOST
from bot.domain.campaigns import Campaign, CampaignForm, Question
from bot.domain.errors import InvalidInputError, InvalidTransitionError, NotAllowedError, NotFoundError
from bot.domain.items import Item
from bot.domain.permissions import Deed, allows
from bot.services import addressees, duties, history, items, permission
from bot.services.city import City
from bot.services.rollout import describing
from storage import adoptions, campaigns, outbox, people, requests
from storage import tables as stored
from storage.database import Session
from storage.tables import Person, Request, Workspace
from templates import campaigns as screens

BEGUN, ENDED = "campaign", "campaign_ended"


def consider(session: Session, city: City, workspace: Workspace, person: Person, request_id: int) -> tuple[Item, str]:
    """The practice about which somebody means to ask departments, if they may, and where that is usually told."""
    request = _askable(session, person, request_id)
    _none_open(session, request_id)
    return items.describe(session, city, request), workspace.all_staff_channel or ""


def begin(
    session: Session, city: City, workspace: Workspace, person: Person, request_id: int, form: CampaignForm
) -> Campaign:
    """Ask all departments that have said nothing yet, or those chosen; one message to each person asked."""
    request = _askable(session, person, request_id)
    requests.change(session, request, expect={}, updated_at=city.clock.now())
    _none_open(session, request_id)
    now = city.clock.now()
    if not form.channel:
        raise InvalidInputError(screens.CHANNEL, "field_empty")
    if form.closes_on is None:
        raise InvalidInputError(screens.CLOSES, "field_empty")
    city.check_to_come(form.closes_on, screens.CLOSES)
    if (over := len(form.note.strip()) - WORDS_AT_MOST) > 0:
        raise InvalidInputError(screens.NOTE, "field_too_long", over=str(over))
    departments = _departments(session, request, form.departments)
    row = stored.Campaign(
        workspace_id=request.workspace_id,
        request_id=request_id,
        note=form.note.strip(),
        closes_on=form.closes_on,
        created_by=person.id or 0,
        created_at=now,
    )
    campaigns.add(session, row)
    _ask_all(session, city, row, departments)
    shown = describe(session, city, row)
    message = screens.campaign_message(city.wording.of(workspace.locale), shown)
    row.outbox_id = outbox.post(
        session, row.workspace_id, form.channel, message.text, message.blocks, now, request_id=request_id
    )
    campaigns.add(session, row)
    _tell_unasked(session, city, person, shown)
    after = {"asked": len(departments), "until": form.closes_on.isoformat()}
    decided = {"personal_data": form.personal_data} if form.personal_data else {}
    history.record(session, city, request, person, BEGUN, after={**after, **decided}, note=row.note)
    return shown


def show(session: Session, city: City, workspace: Workspace, request: Request, department_id: int) -> None:
    """Show in the practice's campaign what a department says now; with the last answer it is over."""
    row = campaigns.find_open(session, request.id or 0)
    if row is None:
        return
    for ask in campaigns.list_asks(session, row.id or 0):
        if ask.department_id == department_id and ask.outbox_id is not None:
            _show_asks(session, city, row, ask.outbox_id)
    if describe(session, city, row).missing:
        _show_count(session, city, workspace, row)
    else:
        close(session, city, workspace, row)


def end(session: Session, city: City, workspace: Workspace, person: Person, campaign_id: int) -> None:
    """End a campaign before its day."""
    row = _own(session, person, campaign_id)
    if not close(session, city, workspace, row):
        raise NotFoundError("campaign_unknown")


def close(session: Session, city: City, workspace: Workspace, row: stored.Campaign) -> bool:
    """End it once, and tell who began it what came of it; False when somebody was faster."""
    if not campaigns.close(session, row.id or 0, city.clock.now()):
        return False
    session.refresh(row)
    request = requests.get(session, row.workspace_id, row.request_id)
    shown = describe(session, city, row)
    unanswered = {question.id for question in shown.missing}
    asked = [ask.outbox_id for ask in campaigns.list_asks(session, row.id or 0) if ask.id in unanswered]
    for message_id in dict.fromkeys(message_id for message_id in asked if message_id is not None):
        _show_asks(session, city, row, message_id, patient=True)
    _show_count(session, city, workspace, row)
    after = {"asked": len(shown.questions), "answered": shown.answered}
    history.record(session, city, request, None, ENDED, after=after)
    creator = city.directory(session, row.workspace_id).person(row.created_by)
    if creator.chat_id is not None:
        message = screens.result_message(city.wording.of(creator.locale), shown)
        now = city.clock.now()
        outbox.post(session, row.workspace_id, creator.chat_id, message.text, message.blocks, now)
    return True


def ask_another(session: Session, city: City, person: Person, ask_id: int, asked_id: int) -> Campaign:
    """Somebody else answers for a department in this campaign."""
    ask = campaigns.get_ask(session, person.workspace_id, ask_id)
    row = _own(session, person, ask.campaign_id)
    if row.state != "open" or adoptions.find(session, row.request_id, ask.department_id) is not None:
        raise InvalidTransitionError("campaign_unknown")
    asked = people.get(session, person.workspace_id, asked_id)
    if not asked.active or asked.chat_id is None:
        raise NotFoundError("person_unknown")
    pass_ask(session, city, row, ask, asked_id)
    return describe(session, city, row)


def pass_ask(session: Session, city: City, row: stored.Campaign, ask: stored.CampaignAsk, asked_id: int | None) -> None:
    """Ask somebody else for a department, or nobody until the office has chosen one."""
    former = ask.outbox_id
    ask.asked_id, ask.outbox_id = asked_id, None
    campaigns.add_ask(session, ask)
    if asked_id is not None:
        _ask(session, city, row, asked_id, [ask])
    if former is not None:
        _show_asks(session, city, row, former)


def answering(session: Session, city: City, ask: stored.CampaignAsk, but: Person) -> int | None:
    """Who else is known to answer for a department."""
    (found,) = addressees.propose(session, ask.workspace_id, [ask.department_id])
    who = city.directory(session, ask.workspace_id).by_chat_id.get(found.chat_id or "")
    return who.id if who is not None and who.id != but.id else None


def look(session: Session, city: City, person: Person, campaign_id: int) -> Campaign:
    """A campaign with who has not answered, for who may ask somebody else."""
    return describe(session, city, _own(session, person, campaign_id))


def describe(
    session: Session, city: City, row: stored.Campaign, asks: Iterable[stored.CampaignAsk] | None = None
) -> Campaign:
    """A campaign as it stands, with every department or some."""
    directory = city.directory(session, row.workspace_id)
    request = requests.get(session, row.workspace_id, row.request_id)
    states = {one.department_id: AdoptionState(one.state) for one in adoptions.list_of_request(session, row.request_id)}
    questions = tuple(
        Question(
            id=ask.id or 0,
            department_id=ask.department_id,
            department=directory.departments[ask.department_id],
            asked=directory.person(ask.asked_id) if ask.asked_id is not None else None,
            state=states.get(ask.department_id),
        )
        for ask in (campaigns.list_asks(session, row.id or 0) if asks is None else asks)
    )
    return Campaign(
        id=row.id or 0,
        request_id=row.request_id,
        number=str(requests.number_of(request)),
        title=request.title,
        closes_on=row.closes_on,
        note=row.note,
        by=directory.person(row.created_by).name,
        is_open=row.state == "open",
        questions=questions,
    )


def _askable(session: Session, person: Person, request_id: int) -> Request:
    request, roles = describing.practice(session, person, request_id)
    if not allows(roles, Deed.CAMPAIGN):
        raise NotAllowedError("campaign_not_yours")
    return request


def _own(session: Session, person: Person, campaign_id: int) -> stored.Campaign:
    """A campaign that somebody may steer: who may begin one for the practice, and who has begun it."""
    row = campaigns.get(session, person.workspace_id, campaign_id)
    _, roles = permission.visible(session, person, row.request_id)
    if row.created_by != person.id and not allows(roles, Deed.CAMPAIGN):
        raise NotAllowedError("campaign_not_yours")
    return row


def _none_open(session: Session, request_id: int) -> None:
    if campaigns.find_open(session, request_id) is not None:
        raise InvalidTransitionError("campaign_running")


def _departments(session: Session, request: Request, chosen: tuple[int, ...]) -> list[int]:
    """Those to be asked: neither the practice's own nor any that has said something already."""
    heard = {row.department_id for row in adoptions.list_of_request(session, request.id or 0)}
    heard |= {request.department_id or 0}
    every = [row.id or 0 for row in people.list_departments(session, request.workspace_id) if row.active]
    asked = [id_ for id_ in every if id_ not in heard and (not chosen or id_ in chosen)]
    if not asked:
        raise InvalidInputError(screens.DEPARTMENTS, "campaign_nobody")
    return asked


def _tell_unasked(session: Session, city: City, person: Person, shown: Campaign) -> None:
    """Who begins a campaign learns that somebody has to be chosen before everybody has been asked."""
    if shown.unasked and person.chat_id is not None:
        message = screens.unasked_message(city.wording.of(person.locale), shown)
        now = city.clock.now()
        outbox.post(session, person.workspace_id, person.chat_id, message.text, message.blocks, now)


def _ask_all(session: Session, city: City, row: stored.Campaign, departments: Sequence[int]) -> None:
    directory = city.directory(session, row.workspace_id)
    by_person: dict[int, list[stored.CampaignAsk]] = {}
    for one in addressees.propose(session, row.workspace_id, departments):
        asked_id = directory.by_chat_id[one.chat_id].id if one.chat_id else None
        ask = stored.CampaignAsk(
            workspace_id=row.workspace_id,
            campaign_id=row.id or 0,
            department_id=one.department_id,
            asked_id=asked_id,
        )
        campaigns.add_ask(session, ask)
        if asked_id is not None:
            by_person.setdefault(asked_id, []).append(ask)
    for asked_id, asks in by_person.items():
        _ask(session, city, row, asked_id, asks)


def _ask(session: Session, city: City, row: stored.Campaign, asked_id: int, asks: Sequence[stored.CampaignAsk]) -> None:
    reached = duties.asked_today(session, city, row.workspace_id, asked_id)
    who = city.directory(session, row.workspace_id).person(reached)
    if who.chat_id is None:
        return
    message = screens.ask_message(city.wording.of(who.locale), describe(session, city, row, asks), who)
    now = city.clock.now()
    sent = outbox.post(
        session, row.workspace_id, who.chat_id, message.text, message.blocks, now, request_id=row.request_id
    )
    for ask in asks:
        ask.outbox_id, ask.told_on = sent, city.today()
        campaigns.add_ask(session, ask)


def _show_count(session: Session, city: City, workspace: Workspace, row: stored.Campaign) -> None:
    """Bring the message in the channel to how it stands."""
    if row.outbox_id is not None:
        message = screens.campaign_message(city.wording.of(workspace.locale), describe(session, city, row))
        outbox.update(session, row.outbox_id, message.text, message.blocks, city.clock.now())


def _show_asks(session: Session, city: City, row: stored.Campaign, message_id: int, *, patient: bool = False) -> None:
    """Bring the message to somebody who was asked to how it stands."""
    asks = [ask for ask in campaigns.list_asks(session, row.id or 0) if ask.outbox_id == message_id]
    reader = city.directory(session, row.workspace_id).by_chat_id[outbox.get(session, message_id).channel]
    message = screens.ask_message(city.wording.of(reader.locale), describe(session, city, row, asks), reader)
    outbox.update(session, message_id, message.text, message.blocks, city.clock.now(), patient=patient)
