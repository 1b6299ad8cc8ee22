import inspect
import pkgutil
import re
from collections.abc import Iterator
from importlib import import_module
from itertools import product
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import templates
from bot.domain.kinds import RequestKind
from bot.domain.statuses import Status
from sandbox.limits import problems
from templates.blocks import Block, Message
from templates.wording import LANGUAGES, Wording
from tests.factories import TOKYO
from tests.templates.screens import Facts, every_screen

WORDING = Wording(TOKYO)
# All but the parts that screens are built of.
MODULES = [
    import_module(f"templates.{found.name}")
    for found in pkgutil.iter_modules(templates.__path__)
    if found.name != "blocks"
]
INJECTIONS = [
    "<!channel>",
    "<!here|みなさん>",
    "<@U0RANA>",
    "<#C0ALL>",
    "<https://evil.example|市の公式>",
    "&amp;&lt;!channel&gt;",
    "<!subteam^S1>",
    "*太字*_斜体_~消す~`code`",
]
BIDI = "\u202e逆さ\u202c\u2066x\u2069\u200f"
FAMILY = "👨‍👩‍👧‍👦"
nasty = st.one_of(
    st.sampled_from([*INJECTIONS, BIDI, FAMILY * 3, "\u0000\u0007", "\n" * 5, " ", "　", ":tada:", "|", "<", "&"]),
    st.text(max_size=40),
)
short = st.builds(lambda parts, times: "".join(parts) * times, st.lists(nasty, min_size=1, max_size=4), st.just(1))
long = st.builds(lambda part, times: part * times, nasty, st.integers(1, 1500))
facts = st.builds(
    Facts,
    line=st.one_of(short, long),
    text=st.one_of(short, long),
    name=st.one_of(short, long),
    kind=st.sampled_from(RequestKind),
    status=st.sampled_from(Status),
    blind=st.booleans(),
    private=st.booleans(),
    in_chat=st.booleans(),
    routed=st.booleans(),
    many=st.integers(1, 20),
    days_left=st.integers(-300, 300),
    link=st.one_of(short, st.sampled_from(["https://example.jp/" + "a" * 2900, "javascript:alert(1)", ""])),
    words=st.lists(short, max_size=3).map(tuple),
)


def broken(screen: Message | Block) -> list[str]:
    """The limits a screen breaks; a message must also fit when it is brought up to date."""
    if isinstance(screen, Message):
        message = {"channel": "C0ALL", "text": screen.text, "blocks": screen.blocks}
        return [*problems(message=message), *problems(message=message, update=True)]
    return problems(view=screen)


def marked_up(thing: Any) -> Iterator[str]:
    """Every text in which Slack looks for mentions and links."""
    if isinstance(thing, Message):
        yield thing.text
        yield from marked_up(thing.blocks)
    elif isinstance(thing, dict):
        if thing.get("type") == "mrkdwn":
            yield thing["text"]
        for value in thing.values():
            yield from marked_up(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from marked_up(value)


@pytest.mark.parametrize("language", LANGUAGES)
@given(facts=facts)
@settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
)
def test_every_screen_stays_within_slacks_limits_whatever_was_typed(language: str, facts: Facts) -> None:
    for name, screen in every_screen(WORDING.of(language), facts):
        assert broken(screen) == [], name


@pytest.mark.parametrize(
    ("language", "kind", "status"), list(product(LANGUAGES, RequestKind, (Status.RECEIVED, Status.REVIEWING)))
)
def test_every_screen_stays_within_the_limits_in_the_ordinary_case(
    language: str, kind: RequestKind, status: Status
) -> None:
    for name, screen in every_screen(WORDING.of(language), Facts(kind=kind, status=status)):
        assert broken(screen) == [], name


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("typed", INJECTIONS)
def test_what_people_type_mentions_nobody_and_links_nowhere(language: str, typed: str) -> None:
    forms = re.compile(r"<[^>]*>")
    harmless = {
        form for _, s in every_screen(WORDING.of(language), Facts()) for t in marked_up(s) for form in forms.findall(t)
    }
    given = Facts(line=typed, text=typed, name=typed, words=(typed,))
    for name, screen in every_screen(WORDING.of(language), given):
        for text in marked_up(screen):
            for form in forms.findall(text):
                known = form in harmless or form.startswith(f"<{Facts.link}|")
                assert known, (name, form)


@pytest.mark.parametrize("language", LANGUAGES)
def test_marks_that_turn_text_around_are_dropped(language: str) -> None:
    for name, screen in every_screen(WORDING.of(language), Facts(line=BIDI, text=BIDI, name=BIDI)):
        for text in marked_up(screen):
            assert not set(text) & set("\u202e\u2066\u200f"), name


def test_every_public_builder_is_among_the_screens() -> None:
    builders = {
        f"{module.__name__}.{name}"
        for module in MODULES
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
        if inspect.signature(function).return_annotation in {Message, Block}
    }
    parts = {"templates.cards.details_button", "templates.cards.press"}
    parts |= {
        "templates.revealing.reveal_button",
        "templates.listing.item_row",
        "templates.practices.practice_row",
        "templates.intake.question_block",
        "templates.keeping.press",
        "templates.assigning.people_field",
        "templates.assigning.day_field",
        "templates.taking_up.open_press",
        "templates.taking_up.matrix_press",
    }
    shown = {name for name, _ in every_screen(WORDING.of("ja"), Facts())}
    assert builders - parts == shown
