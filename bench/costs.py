"""What costs most: the processor time of each step of one submission, in one thread, medians."""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import TypeVar

from sqlalchemy import event

from bench.city import TEAM, Place, begin, texts
from bot.domain.kinds import RequestKind
from bot.services.intake import drafts, review, submit
from bot.services.intake.submit import Form
from storage.database import Session

T = TypeVar("T")
_PEOPLE = 20  # who posts again is known already
Steps = dict[str, float]


class _Watch:
    """Processor time by step; `statements` is the part of the transaction that is spent in the database's driver."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = defaultdict(list)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        began = time.thread_time()
        yield
        self.taken[name].append(1000 * (time.thread_time() - began))


def measure(place: Place, seed: int, times: int) -> Steps:
    """Milliseconds for each step of a submission, done one after the other without the event loop."""
    watch, workspace_id = _Watch(), place.workspace.id or 0
    driver = _driver_time(place)
    for number, (title, body) in enumerate(islice(texts(seed), times)):
        person = place.staff[number % _PEOPLE]
        draft_id, key = begin(place, person), f"costs:{seed}:{number}"
        form = Form(RequestKind.PROPOSAL, {"title": title, "body": body}, draft_id)

        def read(work: Callable[[Session], T]) -> T:
            return place.database.read_now(work)

        with watch.step("who it is"):
            read(lambda s, chat_id=person.chat_id: place.city.directories.actor(s, TEAM, chat_id or ""))  # type: ignore[misc]
        with watch.step("sent before, and its draft"):
            read(lambda s, k=key: submit.find_sent(s, place.city, place.workspace, k))  # type: ignore[misc]
            read(lambda s, w=person, d=draft_id: drafts.source(s, w, d))  # type: ignore[misc]
        with watch.step("personal data"):
            review.personal_data(form.answers)
        with watch.step("routing and similar items"):
            plan = read(lambda s, f=form: submit.prepare(s, place.city, workspace_id, f))  # type: ignore[misc]
        with watch.step("showing similar items"):
            read(lambda s, w=person, p=plan: review.similar_items(s, w, p.near))  # type: ignore[misc]
        before, engine = driver(), place.database.writing_engine
        with watch.step("transaction"), Session(engine) as session, session.begin():
            submit.submit(session, place.city, place.workspace, person, form, plan, key)
        watch.taken["of it, in the driver"].append(driver() - before)
    return {name: round(statistics.median(taken), 3) for name, taken in watch.taken.items()}


def _driver_time(place: Place) -> Callable[[], float]:
    """A counter of the milliseconds that the driver has worked in this thread."""
    spent, began = [0.0], [0.0]

    @event.listens_for(place.database.engine, "before_cursor_execute")
    def before(*_: object) -> None:
        began[0] = time.thread_time()

    @event.listens_for(place.database.engine, "after_cursor_execute")
    def after(*_: object) -> None:
        spent[0] += 1000 * (time.thread_time() - began[0])

    return lambda: spent[0]
