"""What can be wrong in a file that an office hands in, and what to do about it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Place:
    """Where in a file: the sheet (or the file's name), the row as Excel counts it, the column."""

    sheet: str
    row: int | None = None
    column: str | None = None

    def describe(self, language: str = "ja") -> str:
        """The place as people look it up."""
        if language == "ja":
            row, column = f" {self.row}行目" if self.row else "", f" {self.column}列" if self.column else ""
            return f"「{self.sheet}」{row}{column}"
        row, column = (
            f", row {self.row}" if self.row else "",
            f", column {self.column}" if self.column else "",
        )
        return f'"{self.sheet}"{row}{column}'


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where it is, and (through SENTENCES) what to do."""

    code: str
    place: Place
    values: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, language: str = "ja") -> str:
        """Place, what is wrong and the next step, in one sentence or two."""
        japanese, english = SENTENCES[self.code]
        if language == "ja":
            return f"{self.place.describe()}：{japanese.format(**self.values)}"
        return f"{self.place.describe('en')}: {english.format(**self.values)}"


class ImportFileError(Exception):
    """A file cannot be taken over; `problems` names everything that was found, in reading order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problem.sentence() for problem in self.problems))


SENTENCES: dict[str, tuple[str, str]] = {
    "file_missing": (
        "ファイルが見つかりません。場所と名前を確かめてください。",
        "there is no such file. Check its folder and name.",
    ),
    "file_unreadable": (
        "ファイルを開けません（{detail}）。ほかの人が開いていないか、読む権限があるかを確かめてください。",
        "the file cannot be opened ({detail}). Check that you may read it and nobody has locked it.",
    ),
    "file_empty": (
        "ファイルが空です。`bansou org template` のひな形に書き込んでください。",
        "the file is empty. Fill in the template of `bansou org template`.",
    ),
    "file_too_large": (
        "ファイルが大きすぎます（上限{megabytes}MB）。画像や使わないシートを消して保存してください。",
        "the file is too large (at most {megabytes} MB). Remove pictures and unused sheets.",
    ),
    "wrong_file_type": (
        "この形式（{suffix}）は読めません。Excel（.xlsx）かCSVで保存してください。",
        "files of this type ({suffix}) cannot be read. Save it as Excel (.xlsx) or CSV.",
    ),
    "old_or_locked_excel": (
        "古い形式（.xls）か、パスワード付きのExcelです。パスワードを外し、.xlsxで保存してください。",
        "this is an old .xls file or has a password. Remove the password and save it as .xlsx.",
    ),
    "broken_excel": (
        "Excelファイルとして読めません（{detail}）。Excelで開き、.xlsxで保存し直してください。",
        "this cannot be read as Excel ({detail}). Open it in Excel and save it again as .xlsx.",
    ),
    "broken_csv": (
        "CSVとして読めません（{detail}）。引用符の閉じ忘れがないか確かめてください。",
        "this cannot be read as CSV ({detail}). Look for a quotation mark that is not closed.",
    ),
    "unknown_encoding": (
        "文字コードが分かりません。UTF-8かShift_JIS（CP932）で保存してください。",
        "the character encoding is unknown. Save it as UTF-8 or Shift_JIS (CP932).",
    ),
    "formula_without_value": (
        "数式の計算結果が入っていません。Excelで開いて保存するか、値を貼り付けてください。",
        "the formula has no stored result. Save it once in Excel, or paste the value.",
    ),
    "formula_error": (
        "数式がエラー（{value}）です。正しい値に直してください。",
        "the formula gives {value}. Put the right value there.",
    ),
    "no_known_sheet": (
        "読める表がありません。見出しは `bansou org template` のひな形に合わせてください（{wanted}）。",
        "no table was recognised. Use the headers of `bansou org template` ({wanted}).",
    ),
    "merged_header": (
        "見出しのセルが横に結合されています。結合を解き、1列に1つの見出しを書いてください。",
        "header cells are merged. Unmerge them and give every column one header.",
    ),
    "missing_column": (
        "「{header}」の列がありません。見出しに「{header}」を加えてください。",
        'there is no column "{header}". Add it to the header row.',
    ),
    "double_column": (
        "「{header}」にあたる列が2つあります（{first}列と{second}列）。1つにしてください。",
        'two columns mean "{header}" ({first} and {second}). Keep one.',
    ),
    "double_sheet": (
        "{kind}の表が2つあります（もう1つは「{other}」）。1つにまとめてください。",
        'there are two tables of {kind} (the other is "{other}"). Put them into one.',
    ),
    "no_rows": (
        "見出しの下に行がありません。1行目から書き込んでください。",
        "there are no rows below the header. Add at least one.",
    ),
    "empty_cell": (
        "「{header}」が空です。書き込むか、行ごと消してください。",
        '"{header}" is empty. Fill it in or delete the row.',
    ),
    "bad_email": (
        "「{value}」はメールアドレスとして読めません。name@city.example.jp の形で書いてください。",
        '"{value}" is not an e-mail address. Write it like name@city.example.jp.',
    ),
    "bad_number": (
        "「{value}」は{header}として読めません。{low}から{high}までの整数で書いてください。",
        '"{value}" cannot be read as {header}. Write a whole number from {low} to {high}.',
    ),
    "bad_slug": (
        "識別子「{value}」は使えません。英小文字・数字・ハイフンの40字までで書いてください（例：facility-booking）。",
        '"{value}" cannot be an identifier. Use up to 40 small letters, digits and hyphens.',
    ),
    "bad_choice": (
        "「{value}」は{header}として読めません。次のどれかにしてください：{choices}。",
        '"{value}" cannot be read as {header}. Use one of: {choices}.',
    ),
    "duplicate": (
        "「{value}」は{row}行目にもあります。どちらかを消してください。",
        '"{value}" is already in row {row}. Delete one of them.',
    ),
    "unknown_department": (
        "所属「{value}」が所属の表にありません。{hint}",
        'the department "{value}" is not in the table of departments. {hint}',
    ),
    "unknown_person": (
        "「{value}」が職員の表にありません。メールアドレスを確かめるか、職員の表に加えてください。{hint}",
        '"{value}" is not among the staff. Check the address or add the person. {hint}',
    ),
    "unknown_group": (
        "ワーキンググループ「{value}」がありません。識別子か名称を確かめてください。{hint}",
        'there is no working group "{value}". Check its identifier or name. {hint}',
    ),
    "group_without_lead": (
        "「{value}」にリーダーがいません。メンバーの表で1人の役割を「リーダー」にしてください。",
        '"{value}" has no lead. Make one of its members the lead.',
    ),
    "two_leads": (
        "「{value}」のリーダーが2人います（もう1人は{row}行目）。1人にしてください。",
        '"{value}" has two leads (the other is in row {row}). Keep one.',
    ),
    "broken_json": (
        "JSONとして読めません（{detail}）。1行に1件、{{}}で囲んで書いてください。",
        "this is not JSON ({detail}). Write one item per line, in {{}}.",
    ),
}
