"""Slack's mrkdwn: what people typed is shown literally, and only our own code makes mentions and links."""

import re

_CONTROL = re.compile("[\u0000-\u0008\u000b-\u001f\u007f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_WEB = re.compile(r"https?://[^\s<>|\u0000-\u001f]+\Z")
_LONGEST_URL = 1000
_NESTED = re.compile("「[^」\n]*「")


class Mrkdwn(str):
    """Text that is safe to send as mrkdwn."""

    __slots__ = ()


def escape(text: str) -> Mrkdwn:
    """Typed text as mrkdwn that shows it; control and bidirectional marks are dropped."""
    clean = _CONTROL.sub("", text)
    return Mrkdwn(clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def unescape(text: str) -> str:
    """Text as Slack sends it back to what was typed."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


_FORM = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_LINK = re.compile(r"<https?://[^<>|]*\|([^<>]*)>")


def as_typed(text: str) -> str:
    """A message as Slack sends it back, as its author typed it: without the marks for links, people and channels."""
    return unescape(_FORM.sub(_readable, text)).strip()


def without_links(text: str) -> str:
    """One of our own texts where nothing can be pressed: of a link its label is left."""
    return unescape(_LINK.sub(r"\1", text))


def _readable(form: re.Match[str]) -> str:
    target, label = form[1], form[2]
    if target.startswith(("@", "#", "!")):
        mark = "#" if target.startswith("#") else "@"
        return mark + label.lstrip("@#") if label else ""
    if target.startswith("mailto:"):
        return label or target.removeprefix("mailto:")
    return f"{label} {target}" if label and label not in target else target


def mention(chat_id: str | None, name: str) -> Mrkdwn:
    """A person who is told, or just the name of somebody who is not in the chat."""
    return Mrkdwn(f"<@{chat_id}>") if chat_id else escape(name)


def channel(chat_id: str | None, name: str) -> Mrkdwn:
    """A link to a channel, or just its name."""
    return Mrkdwn(f"<#{chat_id}>") if chat_id else escape(name)


def link(url: str, label: str) -> Mrkdwn:
    """A link with a label; just the label when the address is not plain http(s), or endless."""
    if not _WEB.match(url) or len(url) > _LONGEST_URL:
        return escape(label)
    return Mrkdwn(f"<{escape(url)}|{escape(label).replace('|', '｜')}>")


def permalink(chat_url: str, chat_channel: str, ts: str) -> str:
    """The address of a message, as the chat itself makes it."""
    return f"{chat_url.rstrip('/')}/archives/{chat_channel}/p{ts.replace('.', '')}"


def nest_quotes(text: str) -> str:
    """Japanese quotation marks within quotation marks: 「「鍵」の返却」 becomes 「『鍵』の返却」, as print has it.

    A line that quotes somebody stays as they wrote it, and so does one whose marks do not pair.
    """
    if not _NESTED.search(text):
        return text
    return "\n".join(line if line.startswith(">") else _nest_line(line) for line in text.split("\n"))


def _nest_line(line: str) -> str:
    depth, nested = 0, []
    for character in line:
        if character == "「":
            depth += 1
            nested.append("『" if depth % 2 == 0 else "「")
        elif character == "」":
            nested.append("』" if depth % 2 == 0 else "」")
            depth -= 1
        else:
            nested.append(character)
        if depth < 0:
            return line
    return line if depth else "".join(nested)


def clip(text: str, limit: int) -> str:
    """Typed text cut so that its escaped form has at most `limit` characters."""
    if len(escape(text)) <= limit:
        return text
    cut, length = 0, 1
    for character in text:
        length += len(escape(character))
        if length > limit:
            break
        cut += 1
    return text[:cut].rstrip() + "…"


def quote(text: str, limit: int) -> Mrkdwn:
    """Typed text as a quotation, cut to a length."""
    lines = str(escape(clip(text.strip(), limit))).splitlines()
    return Mrkdwn("\n".join(f"> {line}" for line in lines))
