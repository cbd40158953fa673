"""Check digits: identity numbers (GB 11643), codes of organisations (GB 32100), bank cards (Luhn)."""

from __future__ import annotations

from datetime import date

_PROVINCES = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
_WEIGHTS = tuple(2 ** (17 - place) % 11 for place in range(17))
_LAST = "10X98765432"
_CODE_LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_WEIGHTS = tuple(3**place % 31 for place in range(17))


def is_identity(number: str) -> bool:
    """Tells whether 18 characters are an identity number: a province, a day of birth, the check digit of GB 11643."""
    return looks_like_identity(number) and identity_check(number) == number[17].upper()


def looks_like_identity(number: str) -> bool:
    """Tells whether 18 characters begin as an identity number does: with a province and a day of birth."""
    return len(number) == 18 and number[:17].isdecimal() and number[:2] in _PROVINCES and _is_day(number[6:14])


def identity_check(number: str) -> str:
    """Returns the check digit (0–9, X) for the first 17 digits of an identity number."""
    return _LAST[sum(int(digit) * weight for digit, weight in zip(number[:17], _WEIGHTS, strict=True)) % 11]


def is_old_identity(number: str) -> bool:
    """Tells whether 15 digits can be an identity number of before 1999: a province and a day of birth."""
    return len(number) == 15 and number.isdecimal() and number[:2] in _PROVINCES and _is_day("19" + number[6:12])


def is_organisation(code: str) -> bool:
    """Tells whether 18 characters are a 统一社会信用代码, by the check character of GB 32100."""
    code = code.upper()
    if len(code) != 18 or any(letter not in _CODE_LETTERS for letter in code):
        return False
    total = sum(_CODE_LETTERS.index(letter) * weight for letter, weight in zip(code[:17], _CODE_WEIGHTS, strict=True))
    return _CODE_LETTERS[(31 - total % 31) % 31] == code[17]


def is_card(number: str) -> bool:
    """Tells whether digits end with the check digit of Luhn."""
    total = 0
    for place, digit in enumerate(reversed(number)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def _is_day(digits: str) -> bool:
    """Tells whether eight digits are a day on which somebody who lives may be born."""
    try:
        return 1880 <= date(int(digits[:4]), int(digits[4:6]), int(digits[6:])).year <= 2099
    except ValueError:
        return False
