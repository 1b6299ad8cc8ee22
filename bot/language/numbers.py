"""Numbers that belong to a person: マイナンバー, 住民票コード, cards, phones, bank accounts; and mail addresses."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

Span = tuple[str, int, int]

_DASH = "‐‑‒–—―−-－﹣⁃"
_JOINT = rf"[\s\u200b-\u200d\ufeff{re.escape(_DASH)}ーｰ~〜.．・･/_,:|]"
_RUN = re.compile(rf"[0-9]+(?:{_JOINT}{{1,3}}[0-9]+)*")
_DIGITS = re.compile(r"[0-9]+")
_S = r"[-ー .]"
_PHONE = re.compile(
    rf"(?<![0-9A-Za-z.@-])(?:"
    rf"\+81{_S}?\(?0?\)?[0-9]{{1,4}}{_S}[0-9]{{1,4}}{_S}[0-9]{{3,4}}"
    rf"|\(0[0-9]{{1,4}}\) ?[0-9]{{1,4}}{_S}[0-9]{{3,4}}"
    rf"|0[0-9]{{1,4}} ?\([0-9]{{1,4}}\) ?[0-9]{{3,4}}"
    rf"|0[0-9]{{1,4}}{_S}[0-9]{{1,4}}{_S}[0-9]{{3,4}}"
    rf"|0[5789]0[0-9]{{8}}|0[1-9][0-9]{{8}}"
    rf")(?![0-9A-Za-z]|[-ー][0-9])"
)
_EXTENSION = re.compile(r"内線(?:番号)?(?:は|が)?[:] ?[0-9]{2,6}|内線(?:番号)?(?:は|が)? ?[0-9]{2,6}")
_PHONE_CUE = re.compile(r"電話|携帯|連絡|折り?返し|直通|代表|ダイヤル|着信|tel|fax|ファ[クッ]ク?ス|かけ", re.IGNORECASE)
_OTHER_NUMBER = re.compile(r"([^\s、。:は「」()→]{0,8})(?:番号|コード|[nN][oO][.:]?|型番|品番|[iI][dD])[はがの:も]? ?$")
_PERSONAL_NUMBER = re.compile(
    r"(?:電話|携帯|連絡先?|fax|tel|直通|代表|スマホ|自宅|勤務先|緊急|本人|の|^)$", re.IGNORECASE
)
_BANK = re.compile(
    r"(?:普通|当座|貯蓄|定期|普|当)(?:預金|貯金)?[)]?(?:[^0-9。\n]{0,10}?)(?<![0-9])[0-9]{7}(?![0-9,]|[ ]?[円件人通])"
    r"|記号 ?[:は]?[0-9]{5}(?:-[0-9])? ?[-、,/・]? ?番号 ?[:は]?[0-9]{2,8}"
    r"|口座(?:番号)?[ :は]{0,3}[0-9]{7}(?![0-9])"
)
_RESIDENT_CUE = re.compile(r"住民票コード|住民コード|住票コード|住コ|住基|コード変更")
_MAIL_NAME = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._%+-")
_MAIL_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,62})(?:\.[A-Za-z0-9][A-Za-z0-9-]{0,62}){1,8}")


class _Flat(dict[int, str]):
    """Letters of any width as the plain one, one for one, so that offsets stay."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if (digit := unicodedata.decimal(letter, None)) is not None:
            plain = str(digit)
        elif letter in _DASH:
            plain = "-"
        elif letter.isspace():
            plain = " " if letter != "\n" else letter
        elif 0xFF01 <= code <= 0xFF5E:
            plain = chr(code - 0xFEE0)
        else:
            plain = letter
        self[code] = plain
        return plain


_FLAT = _Flat()


@dataclass(frozen=True)
class _Group:
    start: int
    end: int
    digits: str
    joint: str


def flatten(text: str) -> str:
    """The text in plain width, letter by letter: as long as the original."""
    return text.translate(_FLAT)


def check_digit(digits: str) -> int:
    """The check digit of a マイナンバー (11 digits given) or 住民票コード (10): MIC ordinance 85 of 2014, article 5."""
    total = sum(int(d) * (n + 1 if n <= 6 else n - 5) for n, d in enumerate(reversed(digits), 1))
    return 0 if total % 11 <= 1 else 11 - total % 11


def passes_luhn(digits: str) -> bool:
    """Whether a card number adds up."""
    doubled = (int(d) * (1 + i % 2) for i, d in enumerate(reversed(digits)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def numbers(flat: str) -> Iterator[Span]:
    """Everything in a flat text, the surest kinds first; spans may overlap."""
    runs = [_groups(flat, run) for run in _RUN.finditer(flat)]
    for groups in runs:
        yield from (("credit_card", *span) for span in _cards(groups))
    for groups in runs:
        yield from (("my_number", *span) for span in _my_numbers(groups))
    yield from (("bank_account", m.start(), m.end()) for m in _BANK.finditer(flat))
    yield from (("resident_record_no", *span) for groups in runs for span in _resident_numbers(flat, groups))
    yield from _mails(flat)
    yield from _phones(flat)


def _groups(flat: str, run: re.Match[str]) -> list[_Group]:
    found: list[_Group] = []
    last = run.start()
    for m in _DIGITS.finditer(flat, run.start(), run.end()):
        found.append(_Group(m.start(), m.end(), m[0], flat[last : m.start()].strip() or flat[last : m.start()]))
        last = m.end()
    return found


def _windows(groups: Sequence[_Group], total: int) -> Iterator[tuple[int, int]]:
    """First and last place of neighbouring groups that hold exactly so many digits."""
    first = count = 0
    for last, group in enumerate(groups):
        count += len(group.digits)
        while count > total:
            count -= len(groups[first].digits)
            first += 1
        # Hundreds of single figures in a row are a table, and nobody's number.
        if count == total and (len(groups) <= 100 or last - first < 6):
            yield first, last


def _joined(window: Sequence[_Group]) -> str:
    return "".join(group.digits for group in window)


def _my_numbers(groups: Sequence[_Group]) -> Iterator[tuple[int, int]]:
    for first, last in _windows(groups, 12):
        window = groups[first : last + 1]
        digits = _joined(window)
        if check_digit(digits[:11]) != int(digits[11]):
            continue
        even = len({len(group.digits) for group in window}) == 1
        one_joint = {group.joint for group in window[1:]} in ({"-"}, {" "})
        if (even and not _is_cut_out(groups, first, last)) or (one_joint and len(window) == len(groups)):
            yield window[0].start, window[-1].end


def _is_cut_out(groups: Sequence[_Group], first: int, last: int) -> bool:
    """Whether even groups go on with the same joint, as a card's do; whole numbers in a row are no such thing."""
    many, size = last - first + 1, len(groups[first].digits)
    if many == 1:
        return False
    joint = groups[last].joint
    after = before = 0
    while after < many and last + after + 1 < len(groups) and _alike(groups[last + after + 1], joint, size):
        after += 1
    while (
        before < many
        and first - before > 0
        and groups[first - before].joint == joint
        and (len(groups[first - before - 1].digits) == size)
    ):
        before += 1
    return bool(before % many or after % many)


def _alike(group: _Group, joint: str, size: int) -> bool:
    return group.joint == joint and len(group.digits) == size


def _cards(groups: Sequence[_Group]) -> Iterator[tuple[int, int]]:
    for total in (16, 15, 14):
        for first, last in _windows(groups, total):
            window = groups[first : last + 1]
            digits = _joined(window)
            shape = tuple(len(group.digits) for group in window)
            usual = shape in {(total,), (4, 4, 4, 4), (4, 6, 5), (4, 6, 4)} or len(window) == len(groups)
            if usual and _issuer(digits) and passes_luhn(digits) and len(set(digits)) > 1:
                yield window[0].start, window[-1].end


def _issuer(digits: str) -> bool:
    two, four = int(digits[:2]), int(digits[:4])
    if len(digits) == 15:
        return two in (34, 37)
    if len(digits) == 14:
        return two in (30, 36, 38, 39)
    return digits[0] == "4" or 51 <= two <= 55 or 2221 <= four <= 2720 or 3528 <= four <= 3589 or two in (60, 62, 65)


def _resident_numbers(flat: str, groups: Sequence[_Group]) -> Iterator[tuple[int, int]]:
    for first, last in _windows(groups, 11):
        window = groups[first : last + 1]
        digits, start = _joined(window), window[0].start
        if check_digit(digits[:10]) != int(digits[10]):
            continue
        named = _RESIDENT_CUE.search(flat, max(0, start - 40), start) is not None
        plain = len(window) == 1 and not digits.startswith("0") and not _is_other_number(flat, start)
        if named or plain:
            yield start, window[-1].end


def _phones(flat: str) -> Iterator[Span]:
    for m in _PHONE.finditer(flat):
        digits = "".join(_DIGITS.findall(m[0]))
        bare = m[0].isdigit()
        national = "0" + digits[2:].lstrip("0") if m[0].startswith("+") else digits
        if not _is_dialled(national) or (bare and len(national) == 10 and not _cued(flat, m.start())):
            continue
        if not _is_other_number(flat, m.start()):
            yield "phone", m.start(), m.end()
    for m in _EXTENSION.finditer(flat):
        yield "phone", m.start(), m.end()


def _is_dialled(digits: str) -> bool:
    if re.match(r"0[5789]0", digits):
        return len(digits) == 11 or (len(digits) == 10 and digits.startswith("0800"))
    return len(digits) == 10 and digits[1] != "0" and not digits.startswith("00")


def _cued(flat: str, start: int) -> bool:
    return _PHONE_CUE.search(flat, max(0, start - 15), start) is not None


def _is_other_number(flat: str, start: int) -> bool:
    """Whether the words before say that it numbers a thing: 契約番号, 製造番号, 債権者コード …"""
    named = _OTHER_NUMBER.search(flat[max(0, start - 16) : start])
    return named is not None and _PERSONAL_NUMBER.search(named[1]) is None


def _mails(flat: str) -> Iterator[Span]:
    at = flat.find("@")
    while at != -1:
        start = at
        while start > 0 and at - start < 64 and flat[start - 1] in _MAIL_NAME:
            start -= 1
        host = _MAIL_HOST.match(flat, at + 1)
        if host is not None and start < at:
            yield "email", start, host.end()
        at = flat.find("@", at + 1)
