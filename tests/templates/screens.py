"""Every screen and message the bot has, from one set of facts."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

from bot.domain.digests import Audience, AudienceKind, Digest, Line, TakenUp
from bot.domain.due import Due, Duty, Overdue
from bot.domain.finding import Order, Query
from bot.domain.homes import A_PAGE, AT_TOP, Excerpt, Home, HomePart, HomeState, Load, Office, Rollout
from bot.domain.items import (
    Approval,
    Deputy,
    File,
    Group,
    Happening,
    Item,
    Opened,
    Page,
    Pointer,
    Progress,
    RoutingReason,
    Similar,
    Who,
)
from bot.domain.kinds import FORMS, FieldType, RequestKind
from bot.domain.opinions import Addressee, Opinion, Verdict
from bot.domain.reviews import Comment, Review
from bot.domain.roles import Role
from bot.domain.scores import Scoring, Summary
from bot.domain.statuses import TRANSITIONS, UNDOABLE, WAITING, Status, TriageAction
from templates import (
    approving,
    assigning,
    away,
    cards,
    commenting,
    consulting,
    deciding,
    direct,
    handing,
    history,
    home,
    intake,
    listing,
    merging,
    moving,
    promising,
    reminding,
    reorganising,
    revealing,
    scoring,
    searching,
    transferring,
)
from templates.blocks import Block, Message, input_block
from templates.cards import Candidate
from templates.deciding import Asked, Said
from templates.digest import digest_message
from templates.digest_thread import thread_messages
from templates.intake import FormState
from templates.noticed import Finding
from templates.wording import Words
from tests.templates.follow_screens import figure_screens, follow_screens
from tests.templates.group_screens import group_screens
from tests.templates.help_screens import help_at_home, help_screens
from tests.templates.practice_screens import practice_screens
from tests.templates.rollout_screens import rollout_screens
from tests.templates.skill_screens import sheet_of, skill_screens
from tests.templates.wizard_screens import wizard_screens

MOMENT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
Screen = tuple[str, Message | Block]


@dataclass(frozen=True)
class Facts:
    """What people may have typed, and how much of it there is."""

    line: str = "夜間の鍵の受け渡しをなくしたい"
    text: str = "夜の利用のたびに職員が鍵を開けに行っています。"
    name: str = "楽名 花"
    number: str = "R8-0042"
    kind: RequestKind = RequestKind.PROPOSAL
    status: Status = Status.RECEIVED
    blind: bool = False
    private: bool = False
    in_chat: bool = True
    routed: bool = True
    many: int = 2
    days_left: int = 3
    link: str = "https://midorino.slack.com/archives/C0CHAT/p1795327623252882"
    words: tuple[str, ...] = ("鍵", "公民館")
    more: dict[str, str] = field(default_factory=dict)

    @property
    def who(self) -> Who:
        return Who(1, self.name, self.line, "U0RANA" if self.in_chat else None)

    @property
    def item(self) -> Item:
        group = Group(1, "booking", self.name, "C0BOOKING" if self.in_chat else None, self.who)
        asked = [q.name for q in FORMS[self.kind] if q.type in {FieldType.TEXT, FieldType.LINE}]
        return Item(
            id=1,
            number=self.number,
            kind=self.kind,
            title=self.line,
            body=self.text,
            status=self.status,
            blind=self.blind,
            private=self.private,
            requesters=(self.who,) * self.many,
            department=self.name,
            posted_at=MOMENT,
            posted_on=TODAY,
            answers={name: self.text for name in asked if name not in {"title", "body"}} | {"wanted_by": "2026-12-01"},
            files=tuple(File("F1", self.line, self.link) for _ in range(self.many)),
            group=group if self.routed else None,
            companion=self.who if self.routed else None,
            reason=RoutingReason("bot", self.words, self.number) if self.routed else None,
            answer_due_on=TODAY,
            days_left=self.days_left,
            source_link=self.link,
            origin=self.link,
            assignee=self.who if self.routed else None,
            assigned_until=TODAY if self.many > 1 else None,
            deputy=Deputy(self.who, TODAY) if self.routed else None,
            merged_into=Pointer(2, self.number, self.line) if self.status is Status.MERGED else None,
            approval=Approval(TriageAction.ACCEPT, (self.who,) * self.many, self.many)
            if self.status is Status.AWAITING
            else None,
            merged=(Pointer(3, self.number, self.line),) * self.many if self.many > 1 else (),
            progress=Progress(
                (1, self.many), (self.many, self.many), self.blind, 3.5 if self.many else None, (1.0, 5.0)
            ),
        )


def every_screen(words: Words, facts: Facts) -> Iterator[Screen]:
    """Each public builder by its name, in each of its forms."""
    yield from _cards(words, facts)
    yield from _messages(words, facts)
    yield from _decisions(words, facts)
    yield from _merges(words, facts)
    yield from _approvals(words, facts)
    yield from _charges(words, facts)
    yield from _rearranged(words, facts)
    yield from _reviews(words, facts)
    yield from _passing(words, facts)
    yield from _form(words, facts)
    yield from _home(words, facts)
    yield from group_screens(words, facts.who, facts.line, facts.text, facts.name, facts.many)
    yield from practice_screens(words, facts.item, facts.line, facts.text, facts.many)
    yield from follow_screens(words, facts.item, facts.who, facts.text, facts.many)
    yield from figure_screens(words, facts.line, facts.many)
    yield from skill_screens(words, facts.who, facts.line, facts.text, facts.many)
    yield from wizard_screens(words, facts.who, facts.line, facts.text, facts.name, facts.many)
    yield from rollout_screens(words, facts.item, facts.who, facts.text, facts.name, facts.many)
    yield from help_screens(words, facts.item, facts.who, facts.line, facts.many)
    yield "templates.digest.digest_message", digest_message(words, _digest(facts))
    for message in thread_messages(words, _digest(facts)):
        yield "templates.digest_thread.thread_messages", message


def _cards(words: Words, facts: Facts) -> Iterator[Screen]:
    item, choices = facts.item, _choices(facts)
    yield "templates.cards.request_card", cards.request_card(words, item)
    person = RoutingReason("person")
    yield "templates.cards.request_card", cards.request_card(words, replace(item, reason=person))
    yield "templates.cards.office_card", cards.office_card(words, item, choices[:3], choices[3:])
    yield "templates.cards.office_card", cards.office_card(words, item, (), choices)
    yield "templates.cards.left_to_office_card", cards.left_to_office_card(words, item)
    yield "templates.cards.private_left", cards.private_left(words, item)
    yield "templates.revealing.reveal_modal", revealing.reveal_modal(words, item)
    if item.group:
        yield "templates.cards.moved_card", cards.moved_card(words, item)
        yield "templates.cards.office_settled", cards.office_settled(words, item, facts.name)
        yield "templates.moving.move_modal", moving.move_modal(words, item, choices)
        yield (
            "templates.moving.move_modal",
            moving.move_modal(words, item, choices, findings=_findings(facts, "move_note")),
        )


def _messages(words: Words, facts: Facts) -> Iterator[Screen]:
    item = facts.item
    yield "templates.direct.received", direct.received(words, item)
    yield "templates.direct.edited", direct.edited(words, item, "1795327623.252882")
    yield "templates.direct.pulled_in", direct.pulled_in(words, item)
    told: dict[str, dict[str, Any]] = {
        "joined": {},
        "joined_by": {"name": facts.name},
        "joined_yours": {"name": facts.name},
    }
    for sentence, more in told.items():
        yield "templates.direct.told", direct.told(words, item, sentence, **more)
    yield "templates.direct.routed", direct.routed(words, item)
    yield "templates.direct.moved", direct.moved(words, item, facts.name, facts.text[:1000])
    yield "templates.direct.help_message", direct.help_message(words)
    pages = Page((item,) * min(facts.many, 10), more=True, newest_id=1), Page()
    for page, typed in ((pages[0], ""), (pages[0], facts.line), (pages[1], ""), (pages[1], facts.line)):
        yield "templates.listing.item_list", listing.item_list(words, page, typed)
        yield "templates.listing.item_list", listing.item_list(words, replace(page, start=10), typed)
    yield "templates.direct.remark", direct.remark(words, "joined_card", name=facts.name)
    yield "templates.direct.remark", direct.remark(words, "joined_card_blind")
    yield "templates.direct.remark", direct.remark(words, "pulled_in", number=facts.number)
    yield "templates.direct.invitation", direct.invitation(words, "ask_mention", 1)
    yield "templates.direct.invitation", direct.invitation(words, "ask_reaction_self", 1)
    yield (
        "templates.direct.invitation",
        direct.invitation(words, "ask_reaction", 1, facts.text, facts.link, name=facts.name),
    )


def _decisions(words: Words, facts: Facts) -> Iterator[Screen]:
    item, typed = facts.item, facts.text[:1000]
    for action, rule in TRANSITIONS.items():
        if rule.needs_words:
            asked = Asked(action, 1, words=typed, until="2026-12-01", question=typed if rule.own else "")
            yield "templates.deciding.decision_modal", deciding.decision_modal(words, item, asked)
            noticed = replace(asked, findings=_findings(facts, "decision_words"))
            yield "templates.deciding.decision_modal", deciding.decision_modal(words, item, noticed)
        if rule.target and action is not TriageAction.MERGE:
            said = Said(action, facts.name, typed, TODAY if rule.needs_date else None, by_requester=rule.own)
            plainly = Said(action, facts.name, by_requester=rule.own)
            for one in (said, plainly) if not rule.needs_words else (said,):
                yield "templates.deciding.told", deciding.told(words, item, one)
            if rule.needs_words or rule.own:
                yield "templates.deciding.in_thread", deciding.in_thread(words, item, said)
        if action in UNDOABLE - {TriageAction.MERGE}:
            yield "templates.deciding.undone", deciding.undone(words, item, said)
            yield "templates.deciding.undone_in_thread", deciding.undone_in_thread(words, item, said)
    yield "templates.deciding.answer_noticed", deciding.answer_noticed(words, item, "1.5", ["phone", "x"] * facts.many)
    question, answer = Said(TriageAction.ASK, facts.name, typed), Said(TriageAction.ANSWER, facts.name, facts.text)
    for given in (None, replace(answer, until=date(2026, 12, 1))):
        yield "templates.deciding.asked_once", deciding.asked_once(words, item, question, given)
    yield "templates.deciding.answer_taken", deciding.answer_taken(words, item)
    yield "templates.history.item_message", history.item_message(words, _opened(facts))


def _merges(words: Words, facts: Facts) -> Iterator[Screen]:
    item = facts.item
    yield "templates.merging.merge_modal", merging.merge_modal(words, item)
    noticed = merging.merge_modal(words, item, findings=_findings(facts, "merge_note"))
    yield "templates.merging.merge_modal", noticed
    choices = [Similar(n, facts.number, facts.line, facts.status, facts.name) for n in range(1, facts.many + 1)]
    if choices:
        select = {"type": "static_select", "action_id": "offered", "options": merging.choice_options(words, choices)}
        offered = input_block("offered", words.plain("merging.into"), select)
        yield "templates.merging.merge_modal", {**noticed, "blocks": [*noticed["blocks"], offered]}
    for said in (merging.Said(facts.name, facts.text[:1000]), merging.Said(facts.name)):
        yield "templates.merging.merged", merging.merged(words, item, item, said)
        yield "templates.merging.took_in", merging.took_in(words, item, item, said)
        yield "templates.merging.taken_out", merging.taken_out(words, item, item, said)
        yield "templates.merging.gave_back", merging.gave_back(words, item, item, said)
        yield "templates.merging.merged_in_thread", merging.merged_in_thread(words, item, said)
        yield "templates.merging.took_in_thread", merging.took_in_thread(words, item, said)
        yield "templates.merging.taken_out_in_thread", merging.taken_out_in_thread(words, item, item, said)
        yield "templates.merging.gave_back_in_thread", merging.gave_back_in_thread(words, item, said)


def _approvals(words: Words, facts: Facts) -> Iterator[Screen]:
    item = facts.item
    declined = approving.Said(TriageAction.DECLINE, facts.name, facts.text[:1000])
    for said in (declined, approving.Said(TriageAction.ACCEPT, facts.name)):
        yield "templates.approving.asked", approving.asked(words, item, said)
        yield "templates.approving.approved", approving.approved(words, item, said)
        yield "templates.approving.asked_in_thread", approving.asked_in_thread(words, item, said)
        for action in (TriageAction.APPROVE, TriageAction.WITHDRAW, TriageAction.DISAPPROVE, TriageAction.RECALL):
            yield "templates.approving.settled", approving.settled(words, item, action, said)
        for action in (TriageAction.DISAPPROVE, TriageAction.RECALL):
            yield "templates.approving.ended", approving.ended(words, item, action, said)
            yield "templates.approving.ended_in_thread", approving.ended_in_thread(words, item, action, said)


def _charges(words: Words, facts: Facts) -> Iterator[Screen]:
    """Who has to see to what: assignments, reminders, absences, handovers."""
    item, who = facts.item, facts.who
    yield "templates.assigning.assign_modal", assigning.assign_modal(words, item)
    yield "templates.assigning.assigned", assigning.assigned(words, item, facts.name)
    yield "templates.assigning.given", assigning.given(words, item)
    yield "templates.assigning.released", assigning.released(words, item, facts.name)
    told = [_overdue(facts, duty, number) for number, duty in enumerate([*Duty] * facts.many)]
    for builder in (reminding.reminder, reminding.overdue_list):
        yield f"templates.reminding.{builder.__name__}", builder(words, told)
        yield f"templates.reminding.{builder.__name__}", builder(words, told[:1])
    yield "templates.reminding.overdue_list", reminding.overdue_list(words, [])
    absent = away.Absent(who, who, TODAY, TODAY)
    yield "templates.away.offer", away.offer(words, TODAY)
    yield "templates.promising.deputy_changed", promising.deputy_changed(words, absent, facts.name)
    yield "templates.promising.deputy_left", promising.deputy_left(words, absent)
    yield "templates.promising.opinion_passed", promising.opinion_passed(words, facts.item, facts.name, facts.name)
    yield "templates.promising.approver_left", promising.approver_left(words, facts.item, facts.name)
    yield "templates.promising.opinion_left", promising.opinion_left(words, facts.item, facts.name, facts.name)
    yield "templates.away.away_modal", away.away_modal(words, TODAY, TODAY)
    yield "templates.away.away_modal", away.away_modal(words, TODAY)
    yield "templates.away.away_modal", away.away_modal(words, TODAY, missed=facts.name)
    yield "templates.away.noted", away.noted(words, absent)
    yield "templates.away.noted_modal", away.noted_modal(words, absent)
    yield "templates.away.back", away.back(words, absent)
    for sentence in ("asked", "released"):
        yield "templates.away.told", away.told(words, sentence, absent)
    leads = tuple((number, facts.name) for number in range(1, facts.many + 1))
    held = handing.Held(who, leads, (item,) * facts.many, (item,) * facts.many)
    for replaced in (0, 1, facts.many):
        yield "templates.handing.offer", handing.offer(words, held, replaced)
    yield "templates.handing.offer", handing.offer(words, handing.Held(who, (), (), (item,)), 1)
    yield "templates.handing.done", handing.done(words, held, facts.name)
    yield "templates.handing.handover_modal", handing.handover_modal(words, held)
    yield "templates.handing.lead_now", handing.lead_now(words, facts.name, facts.name)
    yield "templates.handing.accompany", handing.accompany(words, item)


def _rearranged(words: Words, facts: Facts) -> Iterator[Screen]:
    group = Group(1, "booking", facts.name, "C0BOOKING" if facts.in_chat else None, facts.who)
    flows = tuple(reorganising.Flow(group, number) for number in range(facts.many))
    people = (facts.who,) * facts.many
    for deed in ("merge", "split", "close"):
        left = reorganising.Left(group, deed, flows, facts.many)
        yield "templates.reorganising.pointer", reorganising.pointer(words, left)
    begun = [
        reorganising.Begun(group, is_new=True, companions=people, flows=flows, channel_name=facts.name),
        reorganising.Begun(group, is_new=False, former_name=facts.name),
    ]
    for one in begun:
        yield "templates.reorganising.welcome", reorganising.welcome(words, one)
    summary = reorganising.office_summary(words, 1, 13, 9, [left] * facts.many, begun * facts.many, 500)
    yield "templates.reorganising.office_summary", summary
    yield "templates.reorganising.office_failed", reorganising.office_failed(words, 1, [facts.text] * facts.many)
    for role in ("lead", "companion"):
        yield "templates.reorganising.part_now", reorganising.part_now(words, group, role)
    for count in (1, facts.many):
        yield "templates.reorganising.items_moved", reorganising.items_moved(words, [facts.item] * count)


def _passing(words: Words, facts: Facts) -> Iterator[Screen]:
    parts = tuple((facts.name, role, 1) for role in ("lead", "companion", "member")) * facts.many
    item = (facts.item,) * facts.many
    for successor in (facts.who, None):
        sheet = transferring.Sheet(
            facts.who,
            successor,
            parts,
            item,
            item,
            facts.many,
            facts.many,
            facts.name,
            opinions=2,
            skills=(facts.line,) * facts.many,
        )
        yield "templates.transferring.handed_over", transferring.handed_over(words, sheet)
        yield "templates.transferring.taken_over", transferring.taken_over(words, sheet)
        yield "templates.transferring.to_the_office", transferring.to_the_office(words, sheet)
    for to_me in (True, False):
        yield "templates.transferring.came_back", transferring.came_back(words, facts.name, item, 1, to_me=to_me)
    yield "templates.transferring.transfer_modal", transferring.transfer_modal(words)


def _overdue(facts: Facts, duty: Duty, number: int) -> Overdue:
    due, link = Due(duty, TODAY), facts.link if facts.in_chat else None
    snoozed = TODAY if number % 4 == 3 else None
    return Overdue(number, facts.number, facts.line, facts.status, facts.name, due, abs(facts.days_left), link, snoozed)


_MERGES = ("took_in", "gave_back", "propose")
_REARRANGED = ("reorganised", "reorganised_to_office")
_POSTED = ("posted", "routed", "joined", "edited", "answered", "undone", "companion_changed", "revealed", "handed_over")
_REVIEWED = ("assignment_ended", "opinion_given", "opinion_withdrawn", "opinion_extended", "score_closed")
_DEEDS = (*_POSTED, *_MERGES, *_REARRANGED, *_REVIEWED)


def _opened(facts: Facts) -> Opened:
    """An item with everything that may have happened to it."""
    named = [
        Happening(
            MOMENT,
            action,
            facts.name,
            status=facts.status,
            group=facts.name,
            until=TODAY,
            note=facts.text,
            other=facts.name,
            in_place_of=facts.name,
            item=facts.number,
        )
        for action in (*TriageAction, *_DEEDS)
    ]
    unnamed = (
        Happening(MOMENT, "answered", hidden=True, note=facts.text),
        Happening(MOMENT, "revealed", terminal=facts.name, note=facts.text),
    )
    return Opened(facts.item, (*unnamed, *named * 3), own=True, can_reveal=True, review=_review(facts))


def _review(facts: Facts, *, closed: bool = False) -> Review:
    """Everything that others may have said."""
    asked = tuple(_opinion(facts, number, verdict) for number, verdict in enumerate([None, *Verdict] * facts.many, 1))
    scoring = Scoring(
        ("effect", facts.line[:20]),
        1,
        facts.many,
        closed=closed,
        results=tuple(Summary(criterion, 3.5, 1, 5) for criterion in ("effect", facts.line[:20])[: facts.many]),
        median=3.5,
        mine={"effect": 3} if facts.blind else {},
    )
    comments = (Comment(MOMENT, facts.name, facts.text),) * facts.many
    return Review(asked, frozenset({1}), can_manage=True, scoring=scoring, can_close=True, comments=comments)


def _opinion(facts: Facts, number: int, verdict: Verdict | None, *, withdrawn: bool = False) -> Opinion:
    moment = MOMENT if verdict else None
    said = facts.text[:1000] if verdict else ""
    return Opinion(number, facts.name, facts.name, facts.text[:500], TODAY, verdict, said, moment, withdrawn)


def _reviews(words: Words, facts: Facts) -> Iterator[Screen]:
    item, names = facts.item, (facts.name,) * facts.many
    asked = [Addressee(number, facts.name, "U0RANA" if facts.in_chat else None) for number in range(1, 11)]
    empty, full = consulting.Asking(), consulting.Asking(facts.text[:500], TODAY, asked[: facts.many])
    for asking in (empty, full, replace(full, findings=_findings(facts, "opinion_question"))):
        yield "templates.consulting.ask_modal", consulting.ask_modal(words, item, asking)
    findings = _findings(facts, "opinion_words")
    still = _opinion(facts, 1, None)
    yield "templates.consulting.answer_modal", consulting.answer_modal(words, item, still)
    yield "templates.consulting.answer_modal", consulting.answer_modal(words, item, still, findings)
    for opinion in (still, *(_opinion(facts, 1, verdict) for verdict in Verdict), replace(still, withdrawn=True)):
        yield "templates.consulting.question", consulting.question(words, item, opinion, facts.name)
        yield "templates.consulting.given_in_thread", consulting.given_in_thread(words, item, opinion)
    yield "templates.consulting.asked_in_thread", consulting.asked_in_thread(words, names, TODAY, facts.name)
    for deed in ("opinion_withdrawn", "opinion_extended"):
        yield "templates.consulting.altered", consulting.altered(words, item, still, deed)
    yield "templates.consulting.all_in", consulting.all_in(words, item)
    scored = _review(facts).scoring
    assert scored
    yield "templates.scoring.score_modal", scoring.score_modal(words, item, scored)
    yield "templates.scoring.request", scoring.request(words, item, facts.name)
    yield "templates.scoring.asked_in_thread", scoring.asked_in_thread(words, facts.name, facts.many)
    yield "templates.scoring.closed_in_thread", scoring.closed_in_thread(words, item)
    yield "templates.commenting.comment_modal", commenting.comment_modal(words, item)
    noticed = _findings(facts, "comment_text")
    yield "templates.commenting.comment_modal", commenting.comment_modal(words, item, noticed)
    closed = Opened(item, review=_review(facts, closed=True))
    yield "templates.intake.item_modal", intake.item_modal(words, closed)


def _form(words: Words, facts: Facts) -> Iterator[Screen]:
    item = facts.item
    yield "templates.intake.received_modal", intake.received_modal(words, item)
    yield "templates.intake.joined_modal", intake.joined_modal(words, item)
    yield "templates.intake.item_modal", intake.item_modal(words, _opened(facts))
    answers: dict[str, Any] = {"title": facts.line, "body": facts.text, "idea": facts.text, "wanted_by": "2026-12-01"}
    answers |= {"together_with": ["U0OTTO"], "blind": facts.blind, "private": facts.private}
    empty = FormState(1, facts.kind)
    full = FormState(
        1,
        facts.kind,
        answers,
        (1, facts.name),
        resumed_at=MOMENT,
        findings=_findings(facts, "body"),
        similar=[
            Similar(1, facts.number, facts.line, facts.status, facts.name, own=own, practice=practice)
            for own, practice in product((True, False), repeat=2)
        ],
        covered=True,
    )
    yield "templates.intake.intake_modal", intake.intake_modal(words, empty)
    yield "templates.intake.intake_modal", intake.intake_modal(words, full)


def _home(words: Words, facts: Facts) -> Iterator[Screen]:
    yield "templates.home.home_view", home.home_view(words, Home(queue=Excerpt()))
    query = Query(facts.line, tuple(Status), ("proposal",), tuple(range(40)), tuple(range(40)), TODAY, TODAY)
    names = {number: f"{number}{facts.name}" for number in range(40)}
    load = Load(facts.name, "C0BOOKING" if facts.in_chat else None, Role.LEAD, dict.fromkeys(WAITING, facts.many), 1)
    for part, narrowed in product(HomePart, (Query(), query)):
        sizes = AT_TOP if part is HomePart.TOP else A_PAGE
        some = {each: _excerpt(facts, size) for each, size in sizes.items()}
        shown = Home(
            state=HomeState(part, 30, narrowed),
            own=some[HomePart.OWN],
            calling=facts.many,
            assigned=some[HomePart.ASSIGNED],
            queue=some[HomePart.QUEUE] if facts.routed else None,
            may={facts.item.id: tuple(TriageAction)},
            to_decide=facts.many,
            groups=[load] * min(facts.many, sizes[HomePart.GROUPS]),
            groups_total=facts.many * 9,
            office=Office(some[HomePart.UNROUTED], facts.many, facts.many, 2, _settings(facts)),
            help=help_at_home(facts.item, facts.who, facts.line, facts.many),
            skills=sheet_of(facts.who, facts.line, facts.text, facts.many),
            group_names=names,
            department_names=names,
            rollout=Rollout(2, facts.many, [(facts.number, 34, 80)] * facts.many),
        )
        yield "templates.home.home_view", home.home_view(words, shown)
    yield from _searches(words, facts, query, names)


def _searches(words: Words, facts: Facts, query: Query, names: dict[int, str]) -> Iterator[Screen]:
    for asked in (Query(), replace(query, order=Order.BEST)):
        yield "templates.searching.search_modal", searching.search_modal(words, asked, names, names)
        yield "templates.searching.filter_modal", searching.filter_modal(words, asked, sorted(WAITING), names, names)
        for page in (Page(), Page((facts.item,) * min(facts.many, 10), 10, more=True, newest_id=1)):
            yield "templates.searching.found_modal", searching.found_modal(words, page, asked, names, names)


def _settings(facts: Facts) -> dict[str, str | int]:
    given = {"answer_within": 5, "decide_within": 20, "digest_weekday": 0, "digest_time": "09:00"}
    names = {"all_staff_channel": facts.name[:80], "office_channel": facts.name[:80]}
    return {**given, **names, "remind_from": "08:30", "remind_until": "17:15"}


def _excerpt(facts: Facts, size: int) -> Excerpt:
    return Excerpt([facts.item] * min(facts.many, size), 30, facts.many * 9, more=True)


def _findings(facts: Facts, field: str) -> list[Finding]:
    return [Finding(field, kind, facts.line[:9]) for kind in ("phone", "address", "other")] * facts.many


def _choices(facts: Facts) -> list[Candidate]:
    return [Candidate(number, f"{number}{facts.name}", facts.words) for number in range(1, facts.many + 1)]


def _digest(facts: Facts) -> Digest:
    audience = Audience(AudienceKind.ALL, AudienceKind.ALL, facts.name, "C0ALL", "ja")
    line = Line(facts.number, facts.line, facts.kind, facts.status, facts.name)
    departments = (facts.name,) * facts.many
    taken_up = tuple(TakenUp(n, line, departments, departments, -12.5) for n in range(1, facts.many + 1))
    lines = (line,) * facts.many
    return Digest(audience, MOMENT, MOMENT, TODAY, new=lines, changed=lines, taken_up=taken_up)
