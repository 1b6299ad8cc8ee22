"""What can be wrong in a file that an office hands in; the words are in `templates/<language>/files.j2`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from bot.domain.errors import UserError
from templates.wording import Words


class Trouble(StrEnum):
    """Each kind of problem; the value names its sentence."""

    FILE_MISSING = "file_missing"
    FILE_UNREADABLE = "file_unreadable"
    FILE_IS_A_FOLDER = "file_is_a_folder"
    FILE_EMPTY = "file_empty"
    ONLY_HIDDEN_SHEETS = "only_hidden_sheets"
    FILE_TOO_LARGE = "file_too_large"
    WRONG_FILE_TYPE = "wrong_file_type"
    NOT_EXCEL = "not_excel"
    OLD_OR_LOCKED_EXCEL = "old_or_locked_excel"
    BROKEN_EXCEL = "broken_excel"
    BROKEN_CSV = "broken_csv"
    UNKNOWN_ENCODING = "unknown_encoding"
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    FORMULA_ERROR = "formula_error"
    NO_KNOWN_SHEET = "no_known_sheet"
    MERGED_HEADER = "merged_header"
    MISSING_COLUMN = "missing_column"
    DOUBLE_COLUMN = "double_column"
    DOUBLE_SHEET = "double_sheet"
    NO_ROWS = "no_rows"
    EMPTY_CELL = "empty_cell"
    BAD_EMAIL = "bad_email"
    BAD_NUMBER = "bad_number"
    BAD_SLUG = "bad_slug"
    BAD_CHOICE = "bad_choice"
    DUPLICATE = "duplicate"
    DIFFERS = "differs"
    UNKNOWN_DEPARTMENT = "unknown_department"
    UNKNOWN_PERSON = "unknown_person"
    UNKNOWN_GROUP = "unknown_group"
    GROUP_WITHOUT_LEAD = "group_without_lead"
    TWO_LEADS = "two_leads"
    AMBIGUOUS_PERSON = "ambiguous_person"
    SEVERAL_LEADS = "several_leads"
    BAD_DATE = "bad_date"
    SEVERAL_DATES = "several_dates"
    ONE_TARGET = "one_target"
    TWO_TARGETS = "two_targets"
    RULE_NEEDS_ONE = "rule_needs_one"
    CONTINUED_ELSEWHERE = "continued_elsewhere"
    NEW_GROUP_UNDESCRIBED = "new_group_undescribed"
    TARGET_CLOSES = "target_closes"
    NO_LEAD_AFTER = "no_lead_after"
    SUCCESSOR_IS_SELF = "successor_is_self"
    SUCCESSOR_LEAVES = "successor_leaves"
    BROKEN_JSON = "broken_json"
    TOO_LONG = "too_long"
    TOO_MANY_TAGS = "too_many_tags"
    BAD_TAG = "bad_tag"
    BAD_HOURS = "bad_hours"
    BAD_TAGS = "bad_tags"
    PERSONAL_DATA = "personal_data"
    BOSS_IS_SELF = "boss_is_self"


@dataclass(frozen=True)
class Place:
    """Where in a file: the sheet (or the file's name), the row as Excel counts it, the column."""

    sheet: str
    row: int | None = None
    column: str | None = None


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where; `facts` fill its sentence."""

    trouble: Trouble
    place: Place
    facts: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, words: Words) -> str:
        """Place, what is wrong and the next step."""
        place = words.plain("files.place", sheet=self.place.sheet, row=self.place.row, column=self.place.column)
        space = "" if words.language == "ja" else " "
        return f"{place}{space}{words.plain(f'files.{self.trouble}', **self.facts)}"


class ImportFileError(UserError):
    """A file cannot be taken over; `problems` names everything that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("file_unusable")
        self.problems = tuple(problems)


def column_letter(number: int) -> str:
    """A column as Excel names it: 1 is A, 27 is AA."""
    letters = ""
    while number > 0:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
