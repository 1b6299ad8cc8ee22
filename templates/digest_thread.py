"""What a digest only counts, in its thread: in as many messages as the chat's limits ask for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.digests import Digest
from templates.blocks import Message, context, section
from templates.digest import Page, changed_line, group_heading, left_out, new_line
from templates.mrkdwn import Mrkdwn
from templates.wording import Words

_PARAGRAPH = 2_800  # characters; a section holds 3,000
_MESSAGE = 9_000  # Slack refuses somewhere above 13,000, and tells nobody where
_MESSAGES = 12


def thread_messages(words: Words, digest: Digest, links: Mapping[str, str] | None = None) -> list[Message]:
    """Everything that changed or came in and is not in the digest itself; a flood beyond all measure is counted."""
    page = Page(words, digest, links or {})
    if not page.has_thread:
        return []
    messages: list[list[_Paragraph]] = []
    for paragraph in _paragraphs(page):
        if not messages or sum(one.length for one in messages[-1]) + paragraph.length > _MESSAGE:
            messages.append([])
        messages[-1].append(paragraph)
    shown = [Message(page.say("rest"), [section(one.text) for one in some]) for some in messages[:_MESSAGES]]
    if left := sum(len(one.lines) for some in messages[_MESSAGES:] for one in some):
        shown[-1].blocks.append(context(page.say("more", count=left)))
    return shown


@dataclass
class _Paragraph:
    """Lines that fit one section, under a heading where it begins."""

    heading: Mrkdwn | None
    lines: list[Mrkdwn] = field(default_factory=list)

    @property
    def text(self) -> Mrkdwn:
        return Mrkdwn("\n".join([*([self.heading] if self.heading else []), *self.lines]))

    @property
    def length(self) -> int:
        return len(self.text)


def _paragraphs(page: Page) -> Iterator[_Paragraph]:
    changed, new = left_out(page)
    if changed:
        first = len(page.digest.changed) - len(changed) + 1
        lines = [changed_line(page, place, line) for place, line in enumerate(changed, first)]
        yield from _cut(page.say("changed_heading", count=len(changed)), lines)
    for name, some in new:
        yield from _cut(group_heading(page, name, len(some)), [new_line(page, line) for line in some])


def _cut(heading: Mrkdwn, lines: Sequence[Mrkdwn]) -> Iterator[_Paragraph]:
    paragraph = _Paragraph(heading)
    for line in lines:
        if paragraph.length + len(line) >= _PARAGRAPH:
            yield paragraph
            paragraph = _Paragraph(None)
        paragraph.lines.append(line)
    yield paragraph
