"""How the table of limits is read: rules for fields and the walk that applies them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sandbox.model import Json


@dataclass(frozen=True)
class Problem:
    """One broken limit, where it is, and Slack's error if it has one of its own."""

    text: str
    pointer: str
    error: str = ""

    def __str__(self) -> str:
        return f"{self.text} [json-pointer:{self.pointer}]"


@dataclass(frozen=True)
class Rule:
    """What one field may hold."""

    check: Callable[["Walk", object, str], None]
    required: bool = False


@dataclass
class Walk:
    """Goes through a message or view and collects problems."""

    block_rules: dict[str, dict[str, Rule]]
    element_rules: dict[str, dict[str, Rule]]
    surfaces: dict[str, str]
    without_action_id: set[str]
    checks: dict[str, Callable[["Walk", Json, str], None]]
    surface: str
    found: list[Problem] = field(default_factory=list)
    block_ids: set[str] = field(default_factory=set)

    def say(self, text: str, pointer: str, error: str = "") -> None:
        """Note a problem."""
        self.found.append(Problem(text, pointer, error))

    def fields(self, value: Json, rules: dict[str, Rule], pointer: str, extra: Iterable[str] = ()) -> None:
        """Check the fields of an object by their rules; other fields are not allowed."""
        for name, rule in rules.items():
            given = value.get(name)
            if given is not None:
                rule.check(self, given, f"{pointer}/{name}")
            elif rule.required:
                self.say(f"missing required field: {name}", pointer)
        for name in sorted(set(value) - set(rules) - set(extra)):
            self.say(f"additional property: {name}", pointer)

    def blocks(self, blocks: object, pointer: str) -> None:
        """Check a list of blocks."""
        if not isinstance(blocks, list):
            self.say("must be a list", pointer, "invalid_blocks_format")
            return
        for number_, block in enumerate(blocks):
            self.block(block, f"{pointer}/{number_}")

    def block(self, block: object, pointer: str) -> None:
        """Check one block and what is in it."""
        kind = type_of(block)
        if not isinstance(block, dict) or kind not in self.block_rules:
            self.say(f"unsupported type: {kind}", pointer)
            return
        if self.surface not in self.surfaces[kind]:
            self.say(f"unsupported type: {kind} (not on this surface)", pointer)
        block_id = block.get("block_id")
        if block_id is not None:
            self._check_block_id(block_id, pointer)
        self.fields(block, self.block_rules[kind], pointer, extra={"type", "block_id"})
        if check := self.checks.get(kind):
            check(self, block, pointer)

    def _check_block_id(self, block_id: object, pointer: str) -> None:
        if not isinstance(block_id, str) or not 1 <= len(block_id) <= 255:
            self.say("must be less than 256 characters", f"{pointer}/block_id")
        elif block_id in self.block_ids:
            self.say(f"`block_id` already exists: {block_id}", f"{pointer}/block_id")
        else:
            self.block_ids.add(block_id)

    def element(self, element: object, allowed: set[str], pointer: str) -> None:
        """Check one element."""
        kind = type_of(element)
        if not isinstance(element, dict) or kind not in allowed:
            self.say(f"unsupported type: {kind}", pointer)
            return
        extra = {"type"} if kind in self.without_action_id else {"type", "action_id"}
        self.fields(element, self.element_rules[kind], pointer, extra=extra)
        if "action_id" in element:
            string(255).check(self, element["action_id"], f"{pointer}/action_id")
        if check := self.checks.get(kind) if kind not in self.block_rules else None:
            check(self, element, pointer)


def type_of(thing: object) -> str:
    """Return what the thing says it is; empty when it does not."""
    kind = thing.get("type") if isinstance(thing, dict) else None
    return kind if isinstance(kind, str) else ""


def string(most: int, *, required: bool = False, least: int = 1) -> Rule:
    """Return the rule of a bare string of `least` to `most` characters."""

    def check(walk: Walk, value: object, pointer: str) -> None:
        if not isinstance(value, str):
            walk.say("must be a string", pointer)
        elif len(value) > most:
            walk.say(f"must be less than {most + 1} characters", pointer)
        elif len(value) < least:
            walk.say(f"must be more than {least - 1} characters", pointer)

    return Rule(check, required)


def bare(most: int) -> Rule:
    """Return the rule of a string that may be empty."""
    return string(most, least=0)


def text(most: int, *, required: bool = False) -> Rule:
    """Return the rule of a text object, plain or mrkdwn."""
    return _text(most, {"plain_text", "mrkdwn"}, required)


def plain(most: int, *, required: bool = False) -> Rule:
    """Return the rule of a plain_text object."""
    return _text(most, {"plain_text"}, required)


def _text(most: int, kinds: set[str], required: bool) -> Rule:
    inner = string(most)

    def check(walk: Walk, value: object, pointer: str) -> None:
        if not isinstance(value, dict) or type_of(value) not in kinds:
            walk.say(f"must be a text object of type {' or '.join(sorted(kinds))}", pointer)
            return
        if "text" not in value:
            walk.say("missing required field: text", pointer)
            return
        inner.check(walk, value["text"], f"{pointer}/text")
        option = "emoji" if value["type"] == "plain_text" else "verbatim"
        for name in sorted(set(value) - {"type", "text", option}):
            walk.say(f"additional property: {name}", pointer)

    return Rule(check, required)


def number(least: int, most: int, *, required: bool = False) -> Rule:
    """Return the rule of a whole number."""

    def check(walk: Walk, value: object, pointer: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            walk.say(f"must be a whole number from {least} to {most}", pointer)

    return Rule(check, required)


def flag(*, required: bool = False) -> Rule:
    """Return the rule of a boolean."""

    def check(walk: Walk, value: object, pointer: str) -> None:
        if not isinstance(value, bool):
            walk.say("must be a boolean", pointer)

    return Rule(check, required)


def choice(*values: str) -> Rule:
    """Return the rule of one word of several."""

    def check(walk: Walk, value: object, pointer: str) -> None:
        if value not in values:
            walk.say(f"must be one of: {', '.join(values)}", pointer)

    return Rule(check)


def rest(*, required: bool = False) -> Rule:
    """Return the rule that lets anything pass; checked elsewhere or not limited."""
    return Rule(lambda *_: None, required)


def items(each: Rule, most: int, *, required: bool = False) -> Rule:
    """Return the rule of a list of 1 to `most` things."""

    def check(walk: Walk, value: object, pointer: str) -> None:
        if _counted(walk, value, most, pointer) and isinstance(value, list):
            for position, one in enumerate(value):
                each.check(walk, one, f"{pointer}/{position}")

    return Rule(check, required)


def any_of(most: int) -> Rule:
    """Return the rule of a list of blocks whose content is checked by the caller."""

    def check(walk: Walk, value: object, pointer: str) -> None:
        _counted(walk, value, most, pointer)

    return Rule(check, required=True)


def _counted(walk: Walk, value: object, most: int, pointer: str) -> bool:
    if not isinstance(value, list):
        walk.say("must be a list", pointer)
    elif not value:
        walk.say("no fewer than 1 items allowed", pointer)
    elif len(value) > most:
        walk.say(f"no more than {most} items allowed", pointer)
    else:
        return True
    return False


def member(rules: dict[str, Rule]) -> Rule:
    """Return the rule of an object with fields of its own."""

    def check(walk: Walk, value: object, pointer: str) -> None:
        if isinstance(value, dict):
            walk.fields(value, rules, pointer)
        else:
            walk.say("must be an object", pointer)

    return Rule(check)


def one_of(allowed: set[str], *, required: bool = False) -> Rule:
    """Return the rule of one element of the allowed types."""
    return Rule(lambda walk, value, pointer: walk.element(value, allowed, pointer), required)


def elements_of(allowed: set[str], most: int, *, required: bool = False) -> Rule:
    """Return the rule of a list of elements."""
    return items(one_of(allowed), most, required=required)


def blocks_of(allowed: set[str], most: int, *, required: bool = False) -> Rule:
    """Return the rule of a list of blocks inside a block."""

    def check(walk: Walk, value: object, pointer: str) -> None:
        if not isinstance(value, dict) or type_of(value) not in allowed:
            walk.say("unsupported type inside this block", pointer)
        else:
            walk.block(value, pointer)

    return items(Rule(check), most, required=required)
