"""Citizens' names, home addresses and health, as far as wording tells them from staff, places and programmes."""

import re
from collections.abc import Iterator
from functools import cache

from bot.language.lexicon import read_words

Span = tuple[str, int, int]

_K = "一-鿿々ヶヵ"
_GIVEN = rf"[{_K}ぁ-ゖァ-ヺー]"
_HONORIFIC = r"(?:さん|さま|様(?![式々子相態])|氏(?!名)|くん|君|ちゃん|殿(?!堂))"
_SPACED = re.compile(rf"(?<![{_K}])([{_K}]{{1,4}}|[ァ-ヺー]{{2,8}}) ({_GIVEN}{{1,6}}?)(?={_HONORIFIC})")
_LABEL = (
    r"(?:氏名|名義人?|お?名前|申請者|届出人|世帯主|本人|受取人|被保険者|対象者|保護者|相談者|提案者|来庁者|通報者|申出人|納税義務者)"
    r"(?:名|氏名)?(?:は|が|:|、|\(|「| ){1,2} ?"
)
_FOREIGN_NAME = r"[ァ-ヺー]{2,8}[・ ][ァ-ヺー・ ]{1,20}"
_LABELLED = re.compile(rf"{_LABEL}([{_K}]{{1,4}} ?{_GIVEN}{{1,5}}|{_FOREIGN_NAME})")
_FOREIGN = re.compile(rf"(?<![ァ-ヺー・])[ァ-ヺー]{{1,12}}(?:[・=][ァ-ヺー]{{1,12}}){{1,4}}(?={_HONORIFIC})")
_SHORT = re.compile(rf"(?<![{_K}ァ-ヺー])([{_K}]{{1,6}}|[ァ-ヺー]{{2,8}})(?={_HONORIFIC})")
_NOT_A_NAME_END = tuple("者員長師士係店業会課社園局組団人客主達医班婦役番隊署院庁省寮校")
_STAFF_BEFORE = re.compile(
    r"(?:課|係|室|部|局|署|(?<!近)(?<!避難)所|館|園|センター|本部|委員会|事務局|担当|支所|保健所|福祉|税務|人事|財政|総務|広報"
    r"|情報|法制|管財|国保|税|秘書|契約|防災|議会|消防|庶務|主任|主事|主査|主幹|係長|課長|部長|次長|参事|室長|局長|館長|園長|所長"
    r"|技師|保健師|司書|学芸員|職員|同僚|上司|先輩|後輩|前任|後任|リーダー|伴走役|講師|業者|委託先|会社|社|ベンダー|[wW][gG])"
    r"(?:の|は|、|:|・| )?$"
)
_MENTION = re.compile(r"@[^\s@]{0,12} ?$")

_NUMERAL = r"(?:[0-9]{1,5}|[〇一二三四五六七八九十百千]{1,7})"
_NUMBER = re.compile(
    rf"{_NUMERAL}丁目(?: ?{_NUMERAL}(?:番地?(?: ?{_NUMERAL}号?)?|号|(?:-[0-9]{{1,4}}){{0,3}}))?"
    rf"|{_NUMERAL}番地?(?:[の-]?{_NUMERAL}(?:-[0-9]{{1,4}})?号?)?"
    r"|[0-9]{1,5}(?:[-ー][0-9]{1,5}){1,3}"
)
_PLACE = re.compile(rf"[{_K}ぁ-ゖァ-ヺー〇]{{1,30}}$")
_ANCHOR = re.compile(rf"[{_K}ぁ-ゖァ-ヺー][市区町村郡]|大字|[{_K}ぁ-ゖ]字[{_K}]|[都道府県]")
_PARTICLE = re.compile(r"からの?|まで|です|ます|した|って|現地|住所|[はがをにでへとものや]")
_NO_PLACE_END = re.compile(
    r"(?:[はがもをにでと]|道|道路|号|線|条|第|番号|路|年度|計画|規則|条例|令|回|図|型|版|役所|役場|館|校|庁|[所館場校庁]の|議案|科目|区分|口)$"
)
_NO_ADDRESS_AFTER = re.compile(
    r"階|班|組|車線|ページ|行目|列|日|回|歳|年生|位|章|節|時|分|度|名|校|世帯|号線|号機|号車|号議案|条|項|回目|人|件|円|%|倍|個|枚|台|通|か所|㎡|m|年|月|時|対"
)
_DATE = re.compile(r"(?:19|20)[0-9]{2}-[01]?[0-9]-[0-3]?[0-9]$")
_POSTCODE = re.compile(r"〒 ?[0-9]{3}-?[0-9]{4} ?$")
_BUILDING = re.compile(
    rf" ?(?:[{_K}ァ-ヺーA-Za-zぁ-ゖ]{{1,12}}[A-Za-z]?(?:[0-9]{{0,2}}棟)?)?[0-9]{{1,4}}(?:号室|号|室)|"
    rf" ?[{_K}ァ-ヺー]{{2,12}}(?:[A-Z0-9]{{1,2}}棟)?[0-9]{{2,4}}(?![0-9年月日円人件時])"
)

_STATUS = re.compile(
    r"入院|通院|休職|療養|治療|服薬|服用|手術|透析|既往|診断|発症|再発|罹患|陽性|進行|後遺症|発作|患っ|患い|闘病|退院|退職|疑い|重症|悪化|打ち忘れ"
    r"|飲み忘れ|[0-9]+週|[0-9]か月|あり|持ち|だと|のため|になり|で亡|が分か|がわか|と言われ"
)
_PROGRAMME = re.compile(
    r"研修|講座|サポーター|対応|手帳|健診|検診|予防|教室|対策|[0-9,]+人|認定者|件数|人数|向け|窓口|制度|計画|統計|割合|基準|対象|啓発|週間|チラシ"
    r"|勧奨|センター|カフェ|率|届|相談会|キャラバン|関連|の職員|支援法|施設|名簿|地図|表示|献立|の方向|一覧|のある人|のある方|の方[へ・々]|のない"
)
_PERSON = re.compile(
    rf"{_HONORIFIC}|本人|ご主人|主人|奥様|母|父|夫|妻|息子|娘|長男|長女|次男|次女|お子|家族|祖母|祖父|面談した方|来庁した方|相談の方|同居|世帯主|生徒|児童|園児"
)
_SOMEBODY_S = re.compile(
    r".{0,12}?[たの中](?:ご主人|奥様|お母|お父|母|父|夫|妻|息子|娘|男性|女性|園児|児童|生徒|ご本人)"
)
_COUNTED = re.compile(r"[0-9,.]+ ?(?:人|件|校|%|割|名|か所)")
_SENTENCE_END = re.compile(r"[。\n!?！？]")


def persons(flat: str) -> Iterator[Span]:
    """Addresses, names and health, in this order; spans may overlap."""
    yield from _addresses(flat)
    yield from _names(flat)
    yield from _health(flat)


def _names(flat: str) -> Iterator[Span]:
    for m in _SPACED.finditer(flat):
        if not _is_staff(flat, m.start(), m.end()) and m[1] not in _no_names() and not _ends_like_a_role(m[1]):
            yield "person_name_citizen", m.start(), m.end()
    for m in _FOREIGN.finditer(flat):
        if not _is_staff(flat, m.start(), m.end()):
            yield "person_name_citizen", m.start(), m.end()
    for m in _LABELLED.finditer(flat):
        name = _trimmed(m[1])
        if _looks_like_a_full_name(name):
            yield "person_name_citizen", m.start(1), m.start(1) + len(name)
    for m in _SHORT.finditer(flat):
        if _looks_like_a_surname(m[1]) and not _is_staff(flat, m.start(), m.end()):
            yield "person_name_citizen", m.start(), m.end()


def _trimmed(name: str) -> str:
    """Without the honorific or particles that a label's name runs into."""
    first, gap, _ = name.partition(" ")
    if gap and _is_surname_and_given(first):
        return first
    cut = re.search(rf"{_HONORIFIC}|[はがをにでとのも](?![{_K}]?$)", name[2:])
    return name[: cut.start() + 2].strip() if cut else name.strip()


def _looks_like_a_full_name(name: str) -> bool:
    first, gap, second = name.partition(" ")
    if "・" in name:
        return True
    if gap:
        return bool(second) and first not in _no_names() and not _ends_like_a_role(first)
    return _is_surname_and_given(name)


def _is_surname_and_given(name: str) -> bool:
    return name not in _no_names() and any(1 <= len(name) - len(surname) <= 3 for surname in _surnames_of(name))


def _looks_like_a_surname(run: str) -> bool:
    if run in _surnames():
        return run not in _no_names()
    if run in _no_names() or _ends_like_a_role(run) or "ァ" <= run[0] <= "ヺ":
        return False
    return 2 <= len(run) <= 3 or _is_surname_and_given(run)


def _surnames_of(run: str) -> tuple[str, ...]:
    return tuple(run[:i] for i in range(2, min(4, len(run)) + 1) if run[:i] in _surnames())


def _ends_like_a_role(run: str) -> bool:
    return run.endswith(_NOT_A_NAME_END) and run not in _surnames()


def _is_staff(flat: str, start: int, end: int) -> bool:
    before = flat[max(0, start - 16) : start]
    if flat.startswith(("くん", "ちゃん", "君"), end):
        return False
    return _STAFF_BEFORE.search(before) is not None or _MENTION.search(before) is not None


def _addresses(flat: str) -> Iterator[Span]:
    for m in _NUMBER.finditer(flat):
        place = _PLACE.search(flat, max(0, m.start() - 30), m.start())
        if place is None or _DATE.match(m[0]) or _NO_ADDRESS_AFTER.match(flat, m.end()):
            continue
        name = _place_name(place[0])
        if _ANCHOR.search(name) is None or _NO_PLACE_END.search(name):
            continue
        start = m.start() - len(name)
        code = _POSTCODE.search(flat, max(0, start - 12), start)
        building = _BUILDING.match(flat, m.end())
        yield "postal_address", code.start() if code else start, building.end() if building else m.end()


def _place_name(run: str) -> str:
    """What is left of a run before a house number once the sentence around it is cut off."""
    guarded = next((at for name in _hiragana_places() if (at := run.find(name)) != -1), None)
    cut = 0
    for m in _PARTICLE.finditer(run):
        if guarded is not None and m.end() > guarded:
            break
        if _ANCHOR.search(run, m.end()) is not None:
            cut = m.end()
    return run[cut:]


def _health(flat: str) -> Iterator[Span]:
    for m in _conditions().finditer(flat):
        begin = max(
            (e.end() for e in _SENTENCE_END.finditer(flat, max(0, m.start() - 60), m.start())),
            default=max(0, m.start() - 60),
        )
        stop = _SENTENCE_END.search(flat, m.end(), m.end() + 40)
        tail = flat[m.end() : stop.start() if stop else m.end() + 40]
        if _PROGRAMME.match(tail) or _PROGRAMME.match(tail[1:]) or _COUNTED.search(flat[begin : m.start()] + tail):
            continue
        status = _STATUS.search(tail[:14])
        about_a_person = _PERSON.search(flat, begin, m.start()) is not None or _SOMEBODY_S.match(tail) is not None
        if status is not None or about_a_person:
            yield "health", m.start(), m.end() + (status.end() if status else 0)


@cache
def _conditions() -> re.Pattern[str]:
    listed = read_words("conditions.txt")
    spellings = {*listed, *(word.upper() for word in listed)}
    return re.compile("|".join(map(re.escape, sorted(spellings, key=lambda word: (-len(word), word)))))


@cache
def _surnames() -> frozenset[str]:
    return read_words("surnames.txt")


@cache
def _no_names() -> frozenset[str]:
    return read_words("not_names.txt")


@cache
def _hiragana_places() -> tuple[str, ...]:
    return tuple(sorted(read_words("hiragana_places.txt"), key=lambda name: (-len(name), name)))
