"""Personal data is found in many wordings and forms, and nothing else is."""

from __future__ import annotations

import re
import time
import tomllib
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from graph_schema.personal import STAR, Kind, Masker, find, find_personal, masked, names, numbers
from graph_schema.personal.checks import identity_check, is_card, is_identity, is_old_identity, is_organisation

_FILE = tomllib.loads((Path(__file__).parent / "cases" / "personal.toml").read_text(encoding="utf-8"))
_KINDS = [value for value in _FILE.values() if isinstance(value, dict)]
HIDES = [case for kind in _KINDS for case in kind["hides"]]
STAYS = [case for kind in _KINDS for case in kind["stays"]]
_HIDDEN = re.compile("⟦(.*?)⟧", re.DOTALL)


def starred(words: str) -> str:
    """Returns words with their letters and digits starred out."""
    return "".join(STAR if letter.isalnum() else letter for letter in words)


@pytest.mark.parametrize("case", HIDES)
def test_personal_data_is_starred_out_and_nothing_else(case: str) -> None:
    text = _HIDDEN.sub(lambda m: m[1], case)
    assert masked(text) == _HIDDEN.sub(lambda m: starred(m[1]), case)


@pytest.mark.parametrize("case", STAYS)
def test_what_is_no_personal_data_stays(case: str) -> None:
    assert masked(case) == case


def test_there_are_many_cases_and_a_third_of_them_stays() -> None:
    assert len(HIDES) + len(STAYS) >= 200
    assert len(STAYS) * 3 >= len(HIDES) + len(STAYS)
    assert len(set(HIDES)) == len(HIDES) and len(set(STAYS)) == len(STAYS)


# --- what is asked first, for speed ------------------------------------------------------------

PIECES = sorted({piece for case in HIDES for piece in re.split("([⟦⟧])", case)}) + list("0123456789*. -\t\n()/:，、A@")
SHORTEST = ("QQ：12345", "士字第12345号", "电话：7654321", "护照：123456", "Z12345领", "a@b.cn", "微信：a_123")
CUT = st.builds(lambda piece, cut: piece[cut % max(1, len(piece)) :], st.sampled_from(PIECES), st.integers(0, 3))
MIXED = st.lists(CUT | st.sampled_from(SHORTEST), max_size=8).map("".join)


@given(MIXED)
@settings(max_examples=sized(150, 20_000), deadline=None)
def test_what_is_asked_first_leaves_nothing_out(text: str) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(numbers, "_OF_MAIL", [""])
        for name in ("_LONG", "_WORD"):
            patched.setattr(numbers, name, re.compile(""))
        patched.setattr(names, "_STRONG", re.compile(names._SHOWS_PERSON))
        patched.setattr(find, "_WRAP", re.compile(LINE_ENDS))
        without = find_personal(text)
    assert find_personal(text) == without


LINE_ENDS = r"(?<=[^\n\t|]{19}[^\n\t|。；;:!！?？、，,. ]) *\r?\n *(?=[^\s|])"
"""The same line ends by a pattern that asks for what stands before them at every character."""


@given(st.lists(st.text("甲乙 丙", min_size=2, max_size=4), min_size=1, max_size=6), st.text("甲乙 丙丁", max_size=12))
def test_words_by_their_first_characters_are_the_same_words(words: list[str], text: str) -> None:
    plainly = re.compile("(?<!丁)(?:" + "|".join(map(re.escape, words)) + ")")
    quickly = re.compile(names._any_of(words, not_behind="丁"))
    assert [found.span() for found in quickly.finditer(text)] == [found.span() for found in plainly.finditer(text)]


# --- check digits ------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["110101198503120025", "35020319940520103X", "35020319940520103x"])
def test_the_check_digit_of_an_identity_number_is_right(number: str) -> None:
    assert is_identity(number)


@pytest.mark.parametrize(
    "number",
    ["110101198503120026", "350203199405201030", "990101198503120025", "370283200102295113", "11010119850312002", ""],
)
def test_a_wrong_identity_number_is_none(number: str) -> None:
    assert not is_identity(number)


@given(st.integers(0, 10**17 - 1))
def test_any_other_check_digit_is_wrong(number: int) -> None:
    body = f"{number:017d}"
    right = [digit for digit in "0123456789X" if identity_check(body) == digit]
    assert len(right) == 1


def test_other_check_digits() -> None:
    assert is_organisation("91330106123456789A") and not is_organisation("91330106123456789B")
    assert not is_organisation("9133010612345678OA")  # no letter O in such codes
    assert is_card("6228480040123456788") and not is_card("6228480040123456789")
    assert is_old_identity("510107911130423") and not is_old_identity("510107911330423")


# --- properties --------------------------------------------------------------------------------

_PIECES = st.sampled_from(
    [
        *(_HIDDEN.sub(lambda m: m[1], case) for case in HIDES),
        *STAYS,
        *"《〔、，。：（）\n\t 联系人电话身份证张李王*-+@0123456789Xx",
    ]
)
TEXTS = st.lists(_PIECES, max_size=12).map("".join)


@settings(max_examples=sized(150, 3000), deadline=None)
@given(TEXTS)
def test_length_and_line_breaks_stay_and_masking_twice_changes_nothing(text: str) -> None:
    once = masked(text)
    assert len(once) == len(text)
    assert [i for i, c in enumerate(once) if c in "\r\n"] == [i for i, c in enumerate(text) if c in "\r\n"]
    assert all(now in (before, STAR) for before, now in zip(text, once, strict=True))
    assert masked(once) == once


@given(st.text(max_size=200))
def test_any_text_keeps_its_length(text: str) -> None:
    assert len(masked(text)) == len(text)


@st.composite
def people(draw: st.DrawFn) -> tuple[str, str]:
    """Draws a number of a person, and the form in which it is written, with blanks and dashes between its groups."""
    if draw(st.booleans()):
        day = draw(st.dates(min_value=_DAY(1930, 1, 1), max_value=_DAY(2015, 12, 31)))
        body = f"{draw(st.sampled_from(['110101', '510107', '440306', '650102']))}{day:%Y%m%d}{draw(st.integers(0, 999)):03d}"
        number = body + identity_check(body)
        groups = [number[:6], number[6:14], number[14:]]
    else:
        number = f"1{draw(st.integers(3, 9))}{draw(st.integers(0, 10**9 - 1)):09d}"
        groups = [number[:3], number[3:7], number[7:]]
    between = draw(st.sampled_from(["", " ", "-", "  ", " - ", "－", "\u3000", "–", "."]))
    written = between.join(groups)
    if draw(st.booleans()):
        written = written.translate({ord("0") + n: ord("０") + n for n in range(10)})
    return number, written


def _DAY(year: int, month: int, day: int):  # type: ignore[no-untyped-def]
    from datetime import date

    return date(year, month, day)


@settings(max_examples=sized(150, 3000), deadline=None)
@given(
    st.text(alphabet="关于对的通知列入名单，。；：（）\n 第条", max_size=30),
    people(),
    st.text(alphabet="列入名单，。；：（）\n 第条", max_size=30),
)
def test_a_number_of_a_person_is_nowhere_left(before: str, person: tuple[str, str], after: str) -> None:
    number, written = person
    left = masked(before + written + after)
    digits = "".join(str(int(c)) if c.isdecimal() else c.upper() for c in left if c.isalnum())
    assert number not in digits
    assert not re.search(r"\d{4}", digits)


# --- a text as a whole -------------------------------------------------------------------------


def test_words_cut_out_of_a_text_are_masked_by_all_of_it() -> None:
    text = "被执行人李国柱（身份证号510107199111304237）。账号：51001234567890123。\n三、对李国柱从严。"
    masker = Masker(text)
    assert masker.mask("对李国柱从严") == "对***从严"
    assert masker.mask("510107199111304237") == STAR * 18
    assert masker.mask("转入51001234567890123，") == f"转入{STAR * 17}，"
    assert (masker.mask("李国柱另案"), masked("李国柱另案")) == ("***另案", "李国柱另案")


def test_what_goes_on_over_the_end_of_a_line_is_found() -> None:
    lines = "对在信用信息核查中发现的问题负有责任的失信被执行人李国\n柱（在本县信用信息平台登记的手机号码为1351234\n5678）从严惩戒。"
    assert masked(lines).endswith("失信被执行人**\n*（在本县信用信息平台登记的手机号码为*******\n****）从严惩戒。")
    assert Masker(lines).mask("李国柱") == "***"
    assert Masker(lines).mask("13512345678") == STAR * 11
    rows = "本年度各乡镇拨付的资金合计为人民币1351\t2345678\n9012345\t1351234\n5678901"
    assert masked(rows) == rows


def test_the_kind_of_each_place_is_told() -> None:
    text = (
        "联系人：王莉，手机13512345678，邮箱a@b.cn，车牌川A12345，护照E12345678，住址：三合村5组，账号51001234567890123"
    )
    assert [place.kind for place in find_personal(text)] == [
        Kind.NAME, Kind.PHONE, Kind.MAIL, Kind.PLATE, Kind.PAPER, Kind.ADDRESS, Kind.ACCOUNT,
    ]  # fmt: skip


_LONG = {
    "digits": "1",
    "mobiles": "135",
    "spaced": "1 ",
    "years": "1 9 ",
    "union": "联",
    "title": "《",
    "surname": "张",
    "label": "联系人：",
    "mail": "a@",
    "dots": "a.",
    "building": "1栋",
    "address": "地址：",
    "home": "住址：12号",
    "table": "姓名\t",
    "sentence": "将李国柱列入名单，电话0833-7654321，",
}


@pytest.mark.parametrize("piece", _LONG.values(), ids=_LONG)
def test_time_grows_with_the_text_and_no_faster(piece: str) -> None:
    def seconds(size: int) -> float:
        text = (piece * (size // len(piece) + 1))[:size]
        begin = time.process_time()
        assert len(masked(text)) == size
        return time.process_time() - begin

    small = sized(30_000, 250_000)
    assert seconds(small * 4) < 12 * max(seconds(small), 0.02)


def test_a_thousand_persons_are_found() -> None:
    surnames, given_ = "赵钱孙李周吴郑王冯陈", "伟芳娜敏静强磊军洋勇"
    names = [s + g + h for s in surnames for g in given_ for h in given_[:10] if g != h]
    text = "\n".join(f"被执行人{name}（男）" for name, _ in zip(names, count(), strict=False))
    left = masked(text)
    assert not [name for name in names if name in left]


@pytest.mark.parametrize("before", ["ID", "No", "\x1b[1m", "\\x1b[1m", "\\x80", "\\u2066", "\\U000e0041", "SFZ"])
def test_what_is_glued_to_an_identity_number_does_not_hide_it(before: str) -> None:
    """Letters, and hidden characters that are shown by their number already, are none of its digits."""
    number = "510107199111304236"
    assert masked(before + number) == before + "*" * 18
    assert masked(number + "\\u200b") == "*" * 18 + "\\u200b"
