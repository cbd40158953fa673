"""Numbers as Word shows them in automatic numbering (ECMA-376 part 1, 17.18.59): 一, 甲, ①, IV, 壹, 01.

What a form has no sign for is shown in Arabic digits, as Word does.
"""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_LEGAL_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_TRADITIONAL_DIGITS = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
_MOST = 32_767
"""The largest number of a list: Word counts no further."""


def shown_number(number: int, form: str) -> str:
    """Returns a number in a form of Word's; Arabic digits where the form is none that is known or has no sign for it."""
    if not 0 <= number <= _MOST:
        return str(number)
    maker = _FORMS.get(form)
    return (maker(number) if maker is not None else "") or str(number)


def _with_units(number: int, digits: str, units: str, *, drops_one: bool) -> str:
    """Returns 一千零一十一: `units` are those of ten, a hundred, a thousand and ten thousand; 一十 is 十 where the one is dropped."""
    if number == 0:
        return digits[0]
    if number >= 10_000:
        head = _with_units(number // 10_000, digits, units, drops_one=drops_one) + units[3]
        rest = number % 10_000
        return head + (
            (digits[0] if rest < 1_000 else "") + _with_units(rest, digits, units, drops_one=False) if rest else ""
        )
    words, gap = "", False
    for power in (3, 2, 1, 0):
        digit = number // 10**power % 10
        if digit == 0:
            gap = bool(words)
            continue
        words += (digits[0] if gap else "") + digits[digit] + (units[power - 1] if power else "")
        gap = False
    return words[1:] if drops_one and 10 <= number < 20 else words


def _counted_by_thousands(number: int) -> str:
    return _with_units(number, "零" + _DIGITS[1:], "十百千万", drops_one=True)


def _counted_to_a_hundred(number: int) -> str:
    """Returns 九十九, and from a hundred on digit by digit: 一○○."""
    return _counted_by_thousands(number) if 0 < number < 100 else _digit_by_digit(number, "○")


def _japanese(number: int) -> str:
    """Returns 百二十三: no one before ten, a hundred and a thousand, and no zero between."""
    if number == 0:
        return "〇"
    words = _japanese(number // 10_000) + "万" if number >= 10_000 else ""
    for power, unit in ((3, "千"), (2, "百"), (1, "十"), (0, "")):
        digit = number // 10**power % 10
        words += "" if not digit else unit if digit == 1 and unit else _DIGITS[digit] + unit
    return words


def _digit_by_digit(number: int, zero: str = "〇") -> str:
    return "".join(_DIGITS[int(digit)] if digit != "0" else zero for digit in str(number))


def _roman(number: int) -> str:
    words = ""
    for value, letters in _ROMAN:
        words += letters * (number // value)
        number %= value
    return words


def _letters(number: int) -> str:
    """Returns A … Z, AA, BB … as Word counts on."""
    return chr(65 + (number - 1) % 26) * min((number - 1) // 26 + 1, 30) if number else ""


def _of_signs(signs: str, first: int = 1) -> Callable[[int], str]:
    """Returns the form that has a sign for each number from `first` on, and no more."""
    return lambda number: signs[number - first] if first <= number < first + len(signs) else ""


def _row(first: str, count: int) -> str:
    return "".join(map(chr, range(ord(first), ord(first) + count)))


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _wide(number: int) -> str:
    return "".join(chr(0xFF10 + int(digit)) for digit in str(number))


def _legal(digits: str, units: str) -> Callable[[int], str]:
    return lambda number: _with_units(number, digits, units, drops_one=False)


_CIRCLED = _of_signs("⓪" + _row("①", 20), 0)

_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": _wide,
    "decimalFullWidth2": _wide,
    "decimalEnclosedCircle": _CIRCLED,
    "decimalEnclosedCircleChinese": _CIRCLED,
    "decimalEnclosedFullstop": _of_signs(_row("⒈", 20)),
    "decimalEnclosedParen": _of_signs(_row("⑴", 20)),
    "ideographEnclosedCircle": _of_signs(_row("㊀", 10)),
    "ideographParenthesized": _of_signs(_row("㈠", 10)),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "chineseCounting": _counted_to_a_hundred,
    "chineseCountingThousand": _counted_by_thousands,
    "taiwaneseCounting": _counted_to_a_hundred,
    "taiwaneseCountingThousand": _counted_by_thousands,
    "japaneseCounting": _japanese,
    "ideographDigital": _digit_by_digit,
    "japaneseDigitalTenThousand": _digit_by_digit,
    "taiwaneseDigital": lambda number: _digit_by_digit(number, "○"),
    "chineseLegalSimplified": _legal(_LEGAL_DIGITS, "拾佰仟万"),
    "ideographLegalTraditional": _legal(_TRADITIONAL_DIGITS, "拾佰仟萬"),
    "ideographTraditional": _of_signs(_STEMS),
    "ideographZodiac": _of_signs(_BRANCHES),
    "ordinal": _ordinal,
    "numberInDash": lambda number: f"- {number} -",
    "hex": lambda number: f"{number:X}",
}
