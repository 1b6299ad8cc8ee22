"""The kinds of request and the fields of their forms; a new kind or field is one row here."""

from dataclasses import dataclass
from enum import StrEnum


class RequestKind(StrEnum):
    """What a person can post."""

    PROPOSAL = "proposal"
    PRACTICE = "practice"
    CONSULTATION = "consultation"


# A good practice is thanked for and read; nobody waits for a decision on it.
OWED_AN_ANSWER = frozenset({RequestKind.PROPOSAL, RequestKind.CONSULTATION})


class FieldType(StrEnum):
    """How a field is asked for."""

    LINE = "line"
    TEXT = "text"
    DATE = "date"
    PEOPLE = "people"
    PERSON = "person"
    TAGS = "tags"
    SEVERAL = "several"
    CHOICE = "choice"
    YES = "yes"
    FILES = "files"
    OPTION = "option"


@dataclass(frozen=True)
class FormField:
    """One question of a form; labels, placeholders and hints are in templates under its name."""

    name: str
    type: FieldType
    required: bool = False
    max_length: int = 3000
    choices: tuple[str, ...] = ()


# What a consultation may take of somebody's week, and what is meant when nothing is said.
HOURS, USUAL_HOURS = ("0.5", "2", "4", "7.75"), "2"
SHORTEST = HOURS[0]

TITLE = FormField("title", FieldType.LINE, required=True, max_length=80)
BODY = FormField("body", FieldType.TEXT, required=True)
DEPARTMENT = FormField("department", FieldType.CHOICE)
TOGETHER_WITH = FormField("together_with", FieldType.PEOPLE)
BLIND = FormField("blind", FieldType.YES)
PRIVATE = FormField("private", FieldType.YES)
FILES = FormField("files", FieldType.FILES)

FORMS: dict[RequestKind, tuple[FormField, ...]] = {
    RequestKind.PROPOSAL: (
        TITLE,
        BODY,
        FormField("idea", FieldType.TEXT),
        FormField("effect", FieldType.TEXT, max_length=1000),
        DEPARTMENT,
        TOGETHER_WITH,
        BLIND,
        PRIVATE,
        FILES,
    ),
    RequestKind.PRACTICE: (
        TITLE,
        BODY,
        FormField("tools", FieldType.TAGS),
        FormField("work", FieldType.TAGS),
        FormField("before", FieldType.TEXT, max_length=1000),
        FormField("after", FieldType.TEXT, max_length=1000),
        FormField("how", FieldType.TEXT),
        FormField("effect", FieldType.TEXT, max_length=1000),
        FormField("watch", FieldType.TEXT, max_length=1000),
        FormField("needs", FieldType.SEVERAL, choices=("licence", "cost", "rule")),
        FormField("needed", FieldType.LINE, max_length=300),
        FormField("contact", FieldType.PERSON),
        DEPARTMENT,
        TOGETHER_WITH,
        FILES,
    ),
    RequestKind.CONSULTATION: (
        TITLE,
        BODY,
        FormField("wanted_by", FieldType.DATE),
        FormField("hours", FieldType.OPTION, choices=HOURS),
        DEPARTMENT,
        TOGETHER_WITH,
        PRIVATE,
        FILES,
    ),
}

# What a person wrote in words; these are searched, shown on the card and checked for personal data.
WORD_FIELDS: tuple[str, ...] = ("title", "body", "idea", "before", "after", "how", "effect", "watch", "needed")
# Short words that items are browsed by, and found by as well.
TAG_FIELDS: tuple[str, ...] = ("tools", "work")
