"""A document that is marked as secret or internal is known by its head, and by nothing else."""

from __future__ import annotations

import time
import tomllib
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from graph_schema.errors import SecretError
from ingest.formats.files import file_of_text, load_file
from ingest.formats.secrecy import mark_in, require_open

CASES = tomllib.loads((Path(__file__).parent / "cases/secret_marks.toml").read_text("utf-8"))
BODY = (
    "各乡镇人民政府，县直各单位：\n\n为做好信用工作，现将有关事项通知如下。\n\n一、对失信企业，依照《征信业管理条例》第十四条记入名单。\n\n"
    "澄溪县财政局\n2021年3月4日\n"
)
TOP = f"澄溪县财政局文件\n\n澄财发〔2021〕8号\n\n关于开展信用评价的通知\n\n{BODY}"


def filled(text: str) -> str:
    """Returns the text of a case with the head and the body that it names."""
    return text.replace("TOP", TOP).replace("BODY", BODY)


@pytest.mark.parametrize("case", CASES["marked"], ids=lambda case: case["purpose"])
def test_a_marked_head_is_known(case: dict[str, str]) -> None:
    assert set(case) == {"purpose", "word", "text"}
    assert mark_in(filled(case["text"])) == case["word"]


@pytest.mark.parametrize("case", CASES["open"], ids=lambda case: case["purpose"])
def test_the_same_words_elsewhere_are_no_mark(case: dict[str, str]) -> None:
    assert set(case) == {"purpose", "text"}
    assert mark_in(filled(case["text"])) is None


def test_there_are_enough_cases() -> None:
    assert len(CASES["marked"]) >= 40 and len(CASES["open"]) >= 20


CLASSES = st.sampled_from(["绝密", "机密", "秘密", "機密", "絕密", "祕密"])
STARS = st.sampled_from(["★", "☆", "★★", " ★ ", "＊"])
PERIODS = st.sampled_from(["10年", "１０年", "长期", "长 期", "三年", "6个月", "启用前", "至2030年1月1日"])
BLANKS = st.sampled_from(["", " ", "　", "\u200b", "\ufeff", "  "])
NUMBERS = st.sampled_from(
    ["", "000012\n", "000012　　", "特急\n", "特 急  ", "\f", "— 1 —\n", "首页 > 公开 > 文件\n", "\n\n"]
)
CARE = st.sampled_from(["注意保存", "不得外传", "请勿外传", "严禁复制", "妥善保管"])
INNER = st.sampled_from(["内部资料", "内部文件", "内部材料", "內部資料"])


@st.composite
def marks(draw: st.DrawFn) -> str:
    """Draws a mark with a period or a sentence of care, blanks between its characters."""
    timed = draw(st.booleans())
    mark = draw(CLASSES) + draw(STARS) + draw(PERIODS) if timed else f"{draw(INNER)} {draw(CARE)}"
    return draw(BLANKS).join(mark)


@settings(max_examples=sized(100, 3000), deadline=None)
@given(marks(), NUMBERS, st.booleans())
def test_a_mark_at_the_head_is_known_however_it_is_written(mark: str, above: str, second: bool) -> None:
    assert mark_in(f"{above}{mark}\n{TOP}") is not None
    if second:
        assert mark_in(f"{TOP}\n{above}{mark}\n{TOP}") is not None


SENTENCES = st.lists(
    st.sampled_from(
        [
            "对",
            "文件",
            "资料",
            "应当标注",
            "不得泄露",
            "管理",
            "，",
            "、",
            "和",
            "的",
            "人员",
            "绝密",
            "机密",
            "秘密",
            "★10年",
            "内部资料",
            "注意保存",
        ]
    ),
    min_size=1,
    max_size=14,
).map("".join)


@settings(max_examples=sized(200, 5000), deadline=None)
@given(SENTENCES, st.sampled_from([f"{TOP}\n二、", f"{TOP}\n", "第一条　", "各单位：\n\n", "澄溪县财政局文件\n\n"]))
def test_the_words_in_a_sentence_are_no_mark(sentence: str, before: str) -> None:
    assert mark_in(f"{before}本单位{sentence}，依照规定办理。\n\n三、本通知自印发之日起施行。\n") is None


PIECES = st.sampled_from(
    [
        "密",
        "机密",
        "绝密",
        "★",
        "*",
        "10年",
        "2020年",
        "000012",
        "3",
        "一",
        "年",
        "急",
        "特急",
        "件",
        "文件",
        "a",
        ".",
        "-",
        "(",
        ")",
        "内部",
        "资料",
        "注意保存",
        "不得外传",
        "、",
        ":",
        "密级",
        "☑",
        "澄财发〔2020〕31号",
        "号",
        "第",
        "期",
        "仅供",
        "使用",
        "前",
        " ",
        "\u3000",
    ]
)


@settings(max_examples=sized(100, 5000), deadline=None)
@given(st.lists(PIECES, min_size=1, max_size=3), st.randoms(use_true_random=False))
def test_no_line_takes_long(pieces: list[str], chance: Random) -> None:
    """A line whose pieces can be read in two ways each would be tried in all ways of the line."""
    line = "".join(chance.choices([*pieces, "密"], k=150))[:199]
    begun = time.process_time()
    mark_in(line)
    mark_in(f"{TOP}\n{line}\n{TOP}")
    assert time.process_time() - begun < 2


def test_the_error_names_the_file_and_the_mark_and_nothing_else() -> None:
    with pytest.raises(SecretError) as refused:
        require_open(filled("机密★10年\nTOP"), "甲.txt")
    for sentence in (refused.value.message, refused.value.english):
        assert "甲.txt" in sentence and "机密" in sentence
        assert not any(words in sentence for words in ("澄溪", "信用评价", "10年"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_file_is_refused_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "甲.txt"
    file.write_bytes(filled("机密★10年\nTOP").encode(encoding))
    with pytest.raises(SecretError):
        load_file(file)


def test_a_text_at_hand_is_refused() -> None:
    with pytest.raises(SecretError):
        file_of_text(filled("内部资料 注意保存\nTOP"), "1")
