"""Numbers that lead to a person: identity numbers, telephones, mail, accounts, passports, plates.

Every pattern looks at a text of `plainly`, begins where no number or word goes on, and repeats a bounded number of
times, so that the time grows with the text and no faster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from graph_schema.first_use import later
from graph_schema.personal.checks import is_card, is_identity, is_old_identity, is_organisation, looks_like_identity
from graph_schema.personal.letters import spaced

Span = tuple[int, int]


class Kind(StrEnum):
    """The kinds of personal data."""

    IDENTITY = "identity"
    PHONE = "phone"
    MAIL = "mail"
    ONLINE = "online"
    ACCOUNT = "account"
    PAPER = "paper"
    PLATE = "plate"
    ADDRESS = "address"
    NAME = "name"


Found = tuple[int, int, Kind]

_OPENS = r"(?<![0-9A-Za-z*.])(?<!\d-)(?<![^A-Za-z][a-z]-)"
"""No number, word or decimal goes on here, and no id of this program (d-…)."""
_ENDS = r"(?![0-9A-Za-z*])"
_IN = r"[ .·\-\t]{0,3}"
"""What may stand between two digits of one number."""
_GAP = r"[ \-.·]{0,3}"
_IS = r"[ :=为是系(\"“\t]{0,4}"
"""What may stand between a label and its value."""
_AND = r"[ ]?[、,，;；/和及与或][ ]?"


_BETWEEN_NUMBERS = later(r"[^和及与或]+")
"""Each number of several."""


def numbers_in(plain: str) -> Iterator[Found]:
    """Yields the numbers of a text of `plainly`; stretches may overlap."""
    with_long = _LONG.search(plain) is not None  # most texts have no number long enough for most patterns
    if with_long:
        yield from _identities(plain)
        yield from _labelled(plain, _IDENTITY_LABELLED, Kind.IDENTITY)
        yield from _labelled(plain, _ACCOUNT_LABELLED, Kind.ACCOUNT)
        yield from _cards(plain)
        for pattern in (_MOBILE, _LANDLINE):
            yield from _spans(plain, pattern, Kind.PHONE)
        yield from _phones_labelled(plain)
        for pattern in (_PHONE_BROKEN, _PHONE_OF_PERSON):
            yield from _labelled(plain, pattern, Kind.PHONE)
    if any(sign in plain for sign in _OF_MAIL):
        yield from _spans(plain, _MAIL, Kind.MAIL)
    if with_long:
        yield from _labelled(plain, _ONLINE, Kind.ONLINE)
    with_word = _WORD.search(plain) is not None
    if with_word:
        yield from _labelled(plain, _ONLINE_LOOSE, Kind.ONLINE)
    for pattern in (_PAPER, _PAPER_BEFORE) if with_long else ():
        yield from _labelled(plain, pattern, Kind.PAPER)
    yield from _labelled(plain, _OFFICER, Kind.PAPER)
    if with_long:
        yield from _labelled(plain, _OFFICER_ALONE, Kind.PAPER)
    if with_word:
        yield from _labelled(plain, _PLATE_LABELLED, Kind.PLATE)
    if with_long:
        yield from _labelled(plain, _PLATE_OF_EMBASSY, Kind.PLATE)
    if with_word:
        yield from _spans(plain, _PLATE, Kind.PLATE)


_OF_MAIL = "@#＃$艾aA"
"""A text without any of these has no address of mail: at stands for @ in some."""
_WORD = later(r"[A-Za-z0-9_](?:[A-Za-z0-9_\-]{4}|[ .·\-][A-Za-z0-9]{4})")
"""Letters and digits as in the name of an account and on a plate."""
_LONG = later(r"[\d*](?:[ .·\-\t\n()/]{0,9}[\d*]){4}")
"""Five digits or stars with nothing but signs between them: all numbers have so many but plates, names of accounts and papers of officers."""


def _spans(plain: str, pattern: re.Pattern[str], kind: Kind) -> Iterator[Found]:
    return ((*found.span(), kind) for found in pattern.finditer(plain))


def _labelled(plain: str, pattern: re.Pattern[str], kind: Kind) -> Iterator[Found]:
    """Yields the value of every label; the pattern names it `value`."""
    for found in pattern.finditer(plain):
        yield from _parts(found, kind)


def _parts(found: re.Match[str], kind: Kind) -> Iterator[Found]:
    """Yields the numbers of a value, without the words between them."""
    for part in _BETWEEN_NUMBERS.finditer(found["value"]):
        yield found.start("value") + part.start(), found.start("value") + part.end(), kind


# --- identity numbers --------------------------------------------------------------------------

_WITHIN = slice(len("(?:"), -len(")"))
"""Takes a pattern of words out of its brackets, so that it stands among others by its first characters, which are looked for quickly."""
_LINE_IN = r"(?:[ .·\-\t]{0,3}|[ ]{0,4}\n[ ]{0,4})"
_IDENTITY = later(
    rf"(?=((?<![0-9*])(?<!\d\.)(?:[1-8]{_LINE_IN}\d)(?:{_LINE_IN}\d){{4}}{_LINE_IN}(?:1{_LINE_IN}[89]|2{_LINE_IN}0)"
    rf"(?:{_LINE_IN}\d){{9}}{_LINE_IN}[0-9Xx])(?![0-9]))"
)
"""Letters may stand at it (ID5101…, what is left of a colour before it): place, day and check digit tell it from a code."""
_OLD_IDENTITY = later(rf"{_OPENS}(?:\d{{15}}|\d{{6}}[ \-]{{1,2}}\d{{6}}[ \-]{{1,2}}\d{{3}}){_ENDS}(?!-\d)(?!号文)")
_IDENTITY_LABEL = (
    "(?:"
    + spaced("身份证件", "身份证", "公民身份", "身份号", "社会保障号", "社保号", "证件号", "证件名称及", "居民证")[
        _WITHIN
    ]
    + r"|I(?<![A-Za-z]I)\.?D(?: ?card)?(?: ?(?:No|number))?\.?)"
)
_LABEL_TAIL = r"(?: {0,2}(?:复印件|原件|件))?(?: {0,2}(?:号 {0,2}码?|码|编 {0,2}号))?(?: {0,2}(?:分别|均))?(?:[(][^()\n]{1,12}[)])?"
_ANY_IDENTITY = rf"\d(?:{_IN}[0-9*]){{12,17}}(?:{_IN}[0-9Xx*])?"
_IDENTITY_LABELLED = later(
    rf"{_IDENTITY_LABEL}{_LABEL_TAIL}{_IS}(?P<value>{_ANY_IDENTITY}(?:{_AND}{_ANY_IDENTITY}){{0,40}})(?![0-9A-Za-z])"
)
_CODE_BEFORE = later(
    r"(?:信用代码|机构代码|代码证|税号|识别号|项目代码|项目编码|编号|编码|代码|文号|索引号|流水号|订单号|备案号|许可证|证书号|批准号|受理号|案号|注册号|登记号|票号|条码)"
    r"(?:号码?)?[^0-9A-Za-z\n]{0,6}$"
)
_BEFORE, _NEAR = 24, 120
_PERSON = later("男|女|姓 ?名|身份|先生|被执行人|当事人|联系人|法定代表人|户籍|住址")


def _is_code(plain: str, start: int) -> bool:
    """Tells whether a number is called the code of something else than a person."""
    return _CODE_BEFORE.search(plain, max(0, start - _BEFORE), start) is not None


def _identities(plain: str) -> Iterator[Found]:
    """Yields identity numbers that no label names: by check digit, place and day of birth."""
    for found in _IDENTITY.finditer(plain):
        number = "".join(letter for letter in found[1] if letter.isalnum())
        start, end = found.span(1)
        coded = _is_code(plain, start)
        if is_identity(number) and not (is_organisation(number) and coded):
            yield start, end, Kind.IDENTITY
        elif looks_like_identity(number) and not coded and _PERSON.search(plain, max(0, start - _NEAR), start):
            yield start, end, Kind.IDENTITY  # a slip in a list of persons is still somebody's number
    for found in _OLD_IDENTITY.finditer(plain):
        number = "".join(letter for letter in found[0] if letter.isdecimal())
        if is_old_identity(number) and not _is_code(plain, found.start()):
            yield *found.span(), Kind.IDENTITY


# --- telephones --------------------------------------------------------------------------------

_COUNTRY = r"(?:[(]?(?:\+|00)[ ]?86[)]?|86)[ \-.]{0,2}"
_MOBILE_SHAPES = "|".join(
    (
        r"1[3-9]\d{9}",
        r"1[3-9]\d[ \-./]{1,3}\d{4}[ \-./]{1,3}\d{4}",
        r"1[3-9]\d[ \-./]{1,3}\d{3}[ \-./]{1,3}\d{5}",
        r"1[3-9]\d[ \-./]{1,3}\d{5}[ \-./]{1,3}\d{3}",
        r"1[3-9]\d[ \-./]{0,3}\d{2}[ \-./]{1,3}\d{2}[ \-./]{1,3}\d{2}[ \-./]{1,3}\d{2}",
        r"1[3-9]\d{2}[ \-./]{1,3}\d{3}[ \-./]{1,3}\d{4}",
        r"1[3-9]\d{2}[ \-./]{1,3}\d{4}[ \-./]{1,3}\d{3}",
        r"1[3-9]\d{3}[ \-./]{1,3}\d{3}[ \-./]{1,3}\d{3}",
        r"1[3-9]\d{3}[ \-./]{1,3}\d{6}",
        r"1[3-9]\d{4}[ \-./]{1,3}\d{5}",
        r"1[3-9]\d[ \-./]{1,3}\d{8}",
        r"1[3-9]\d{5}[ \-./]{1,3}\d{4}",
        r"1(?:[ \-.]\d){10}",
    )
)
_MOBILE = later(
    rf"(?<![0-9A-Za-z*])(?<![\d*]\.)(?<![^A-Za-z][a-z]-)(?:{_COUNTRY})?(?:{_MOBILE_SHAPES}){_ENDS}(?!\.\d|[ ]?[元万亿吨])"
)
_AREA = r"(?:010|02[0-57-9]|0[03-9]\d{2})"
_LOCAL = r"\d{3,4}[ \-]?\d{4}"
_EXTENSION = r"(?:[ ]?(?:-|转|分机号?|ext\.?|x)[ :]?\d{1,6})?"
_MORE = rf"(?:[ ]?[、/,，;；][ ]?(?:{_LOCAL}{_ENDS}|\d{{1,4}}(?![0-9A-Za-z.年月日号件条款%])))"
_LANDLINE = later(
    r"(?<![0-9A-Za-z*.\[])(?<!\d-)(?<![^A-Za-z][a-z]-)"
    rf"(?:[(]{_AREA}[)][ \-]{{0,4}}|{_COUNTRY}[(]?0?[1-9]\d{{1,2}}[)]?[ \-]{{1,3}}|{_AREA}[ \-./]{{0,5}})"
    rf"{_LOCAL}(?![0-9A-Za-z号]){_EXTENSION}(?:{_MORE}){{0,9}}"
)
_PHONE_LABEL = (
    "(?:"
    + spaced("电话", "传真", "手机", "联系方式", "热线", "座机", "固话", "小灵通", "电传", "寻呼", "联系号码")[_WITHIN]
    + "".join(
        rf"|{word[0]}(?<![A-Za-z]{word[0]}){word[1:]}(?![A-Za-z])\.?"
        for word in ("Tel", "TEL", "tel", "Fax", "FAX", "fax", "Phone", "phone", "Mobile", "mobile")
    )
    + ")"
)
_PHONE_TAIL = r"(?: {0,2}(?:号 {0,2}码?|及传真|及手机|及微信|[(/、][^()\d\n:]{1,12}[)]?))?(?:[(][^()\d\n]{1,8}[)])?[ :=为是(\"“\t]{0,5}"
_OFFICE = r"(?:(?<=[:、,，;；])[ ]?[\u3400-\u9fff]{2,14}[: ]?)?"
_ANY_PHONE = r"(?!(?:19|20)\d\d[-.]\d{1,2}[-.]\d{1,2}(?!\d))[(+]?\d[)]?(?:[ .\-()]{0,3}\d){6,15}"  # no day
_PHONE_LABELLED = later(
    rf"{_PHONE_LABEL}{_PHONE_TAIL}{_OFFICE}(?P<value>{_ANY_PHONE}(?![0-9A-Za-z年月日号]){_EXTENSION}"
    rf"(?:{_AND}{_ANY_PHONE}(?![0-9A-Za-z]){_EXTENSION}|{_MORE}){{0,12}})"
)
_PHONE_OF_OFFICE = later(rf"[、,，;；][ ]?[\u3400-\u9fff]{{2,14}}[: ]?(?P<value>{_LOCAL}(?![0-9A-Za-z年月日号]))")
"""Another number of such a list, behind the name of its office: 电话：市发改委7654321，市财政局7654322."""
_PHONE_BROKEN = later(
    rf"{_PHONE_LABEL}{_PHONE_TAIL}(?P<value>(?=[\d \-]{{0,14}}\n)(?:[(]?(?:\+|00) ?86[)]?[ \-]{{0,2}})?1(?:[ \-]?|[ \t]{{0,4}}\n[ \t]{{0,4}})[3-9]"
    r"(?:(?:[ \-]?|[ \t]{0,4}\n[ \t]{0,4})\d){9})(?![0-9A-Za-z*.、])"
)
"""A mobile broken at the end of a line."""
_PHONE_OF_PERSON = later(
    r"(?:联 {0,4}系 {0,4}人|联络人|联络员|经办人|负责人|承办人|值班|咨询人)[^\n:\d]{0,8}: {0,3}[\u4e00-\u9fff*·]{2,8}(?:[、,，][\u4e00-\u9fff*·]{2,8}){0,3}"
    rf"[,，、;；( ]{{1,4}}(?P<value>{_LOCAL}(?:{_MORE}){{0,3}})(?![0-9A-Za-z年月日号元%])"
)
"""A local number behind the name of whom to ask."""
_SERVICE = later(r"(?:\+?86)?[48]00[ \-]?\d{3,4}[ \-]?\d{3,4}(?!\d)")
"""400 and 800 lead to the exchange of a firm or an office, to no person (docs/decisions/0019)."""


def _phones_labelled(plain: str) -> Iterator[Found]:
    """Yields what a label calls a telephone number."""
    for found in _PHONE_LABELLED.finditer(plain):
        if not _SERVICE.match(found["value"]):
            yield from _parts(found, Kind.PHONE)
            at = found.end()
            while more := _PHONE_OF_OFFICE.match(plain, at):
                yield *more.span("value"), Kind.PHONE
                at = more.end()


# --- mail and the like -------------------------------------------------------------------------

_MAIL = later(
    r"(?<![A-Za-z0-9.+_\-])[A-Za-z0-9.+_\-*]{1,64}(?: ?@ ?| ?[(\[{<](?:at|AT|At|a|A|艾特|@)[)\]}>] ?| (?:at|AT) )"
    r"[A-Za-z0-9\-]{1,63}(?: ?\. ?[A-Za-z0-9\-]{1,63}){1,5}(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9.+_\-/#=?&])[A-Za-z0-9][A-Za-z0-9._\-]{2,63}[#＃$][A-Za-z0-9\-]{2,30}(?:\.[A-Za-z0-9\-]{2,20}){0,2}\.(?:com|cn|net|org)(?![A-Za-z0-9.])"
)
_ONLINE = later(
    r"(?:Q(?<![A-Za-z]Q)Q?(?![A-Za-z])|q(?<![A-Za-z]q)q(?![A-Za-z])|企鹅)(?:交流|工作|咨询)?群? ?(?:号码?|账号|帐号)?"
    + _IS
    + r"(?P<value>\d{5,12})(?!\d)"
)
_ONLINE_LOOSE = later(
    r"(?:微信(?!公众|小程序|群|平台|扫|支付|端|二维)|W(?<![A-Za-z]W)(?:eChat|echat|X)(?![A-Za-z])|w(?<![A-Za-z]w)echat(?![A-Za-z])|V(?<![A-Za-z]V)X(?![A-Za-z])|v(?<![A-Za-z]v)x(?![A-Za-z])|支付宝|钉钉|抖音|微博|快手|飞信|旺旺)"
    r" ?(?:号码?|账号|帐号|账户|ID|名|昵称)?[ :=为是(\"“]{0,4}(?P<value>[A-Za-z0-9_][A-Za-z0-9_\-]{4,29})(?![A-Za-z0-9_])"
)


# --- accounts ----------------------------------------------------------------------------------

_ACCOUNT_LABEL = spaced(
    "账号",
    "帐号",
    "账户",
    "帐户",
    "卡号",
    "银行卡",
    "信用卡",
    "储蓄卡",
    "借记卡",
    "存折",
    "工资卡",
    "公积金号",
    "社保卡",
    "医保卡",
)
_ANY_ACCOUNT = rf"[0-9*](?:{_GAP}[0-9*]){{7,31}}"
_ACCOUNT_LABELLED = later(
    rf"{_ACCOUNT_LABEL}(?: {{0,2}}(?:号 {{0,2}}码?|码|账号|卡号))?(?:分别|均)?(?:[(][^()\n\d]{{1,14}}[)])?[ :=为是系(\"“\t]{{0,5}}"
    rf"(?P<value>{_ANY_ACCOUNT}(?:{_AND}{_ANY_ACCOUNT}){{0,20}})(?![0-9A-Za-z])"
)
_CARD = later(
    rf"{_OPENS}(?:(?:62|60|4\d|5[1-5]|3[0-9])\d{{2}}(?:[ \-]{{1,2}}\d{{4}}){{3}}(?:[ \-]{{0,2}}\d{{1,3}})?"
    rf"|(?:62|60|4\d|5[1-5]|3[0-9])\d{{14,17}}){_ENDS}"
)


def _cards(plain: str) -> Iterator[Found]:
    """Yields bank cards that no label names: by their first digits and the check digit of Luhn."""
    for found in _CARD.finditer(plain):
        number = "".join(letter for letter in found[0] if letter.isdecimal())
        if 16 <= len(number) <= 19 and is_card(number) and not _is_code(plain, found.start()):
            yield *found.span(), Kind.ACCOUNT


# --- papers ------------------------------------------------------------------------------------

_PAPER = later(
    r"(?:护 {0,2}照|通 {0,2}行 {0,2}证|回 {0,2}乡 {0,2}证|台 {0,2}胞 {0,2}证|居 {0,2}留 {0,2}证|居 {0,2}住 {0,2}证|签证|港澳证|驾 {0,2}驶 {0,2}证|档案编号|残疾人?证|"
    + "".join(f"{of}(?:执业)?(?:资格)?证(?:书)?|" for of in ("律师", "医师", "护士", "教师", "导游", "执业"))
    + "".join(f"{of}资格证书?|" for of in ("医师", "教师", "从业", "职业", "执业"))
    + r"士兵证|军官证|警官证|学生证|学籍|工作证|社保卡|医保卡|医师资格证|P(?<![A-Za-z]P)assport|p(?<![A-Za-z]p)assport)"
    r"(?:[(][^()\n]{1,12}[)])?[( ]{0,2}(?:号 {0,2}码?|编 {0,2}号|No\.?)?[ :=为是系(\"“\t]{0,5}"
    r"(?P<value>[A-Za-z]{0,3}(?:[ \-]?\d){6,24}[A-Za-z]?(?:[(]\d{1,2}[)])?)(?![0-9A-Za-z])"
)
_PAPER_BEFORE = later(
    r"(?<![A-Za-z0-9])(?P<value>[A-Za-z]{1,2}\d{7,10}(?:[(]\d{1,2}[)])?)(?= ?号?的?(?:[\u4e00-\u9fff]{2,8})?(?:护照|通行证|回乡证|签证))"
)
"""持E…号护照."""
_OFFICER = later(
    r"(?:军官证|士兵证|警官证|文职干部证|军人证|武警证|证件号码?|士官证|残疾军人证)(?: {0,2}(?:号 {0,2}码?|编号))?[ :=为是(\"“\t]{0,5}"
    r"(?P<value>[\u4e00-\u9fff]{1,4}字 ?第? ?\d{4,12} ?号?)"
)
_OFFICER_ALONE = later(r"(?P<value>(?:军|兵|士|文|干|警|政|参|后|装|南|北|沈|兰|济|广|成|海|空)字 ?第 ?\d{5,10} ?号)")
_PROVINCE = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = later(
    rf"(?:(?<![A-Za-z0-9])WJ[ \-]?)?[{_PROVINCE}][ ]?[A-HJ-NP-Za-hj-np-z][ .·\-]?"
    r"(?=[A-Za-z0-9]{0,6}\d)[A-HJ-NP-Za-hj-np-z0-9]{4}(?:[A-HJ-NP-Za-hj-np-z0-9]{1,2}|[挂学警港澳试超使领])(?![A-Za-z0-9号])"
)
_PLATE_LABELLED = later(
    r"(?:车 {0,2}牌(?: {0,2}号 {0,2}码?)?|牌照(?:号码?)?|号牌(?:号码?)?|车号)[ :=为是(\"“\t]{0,5}"
    r"(?P<value>[\u4e00-\u9fff]?[ ]?[A-Za-z][ .·\-]?[A-Za-z0-9]{4,6}[挂学警港澳]?)(?![A-Za-z0-9])"
)
_PLATE_OF_EMBASSY = later(
    r"(?:^|(?<=[\n车牌照号辆驾驶开为:、,，(\t|“\" ]))(?P<value>(?:使 ?\d{6}|\d{6} ?使|[A-HJ-NP-Z]\d{5} ?领))(?![0-9A-Za-z用元馆])"
)

PARTS = later(r"[0-9A-Za-z@._+\-]{5,}")
DIGITS = later(r"\d{7,}[Xx]?")
"""Words, and digits in them, that may be a number known from elsewhere in the text."""
