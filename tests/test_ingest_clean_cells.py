"""Tables that were copied with a cell a line are read as the tables that they were; what only looks like one is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema.records import Undo
from graph_schema.terms import RepairKind
from ingest.clean.cells import with_cells_in_rows
from ingest.clean.edits import CUT
from ingest.clean.repair import clean
from ingest.clean.undoing import ALL_MADE, Undoing
from ingest.parts.lines import classify
from ingest.parts.tables import rows_of_tables

SEVEN = (
    "序号 清单类别 措施名称 适用情形 依据 实施单位 备注",
    "1 不予处罚 限制评优 首次违法 《青石条例》第三条 市场监管局 无",
    "2 从轻处罚 取消资格 及时改正 《青石条例》第四条 市场监管局 试行",
)
REPEALED = (
    "序号 文件名称 文号",
    "1 甲办法 青政发〔2020〕1号",
    "2 乙规定 青政发〔2021〕22号",
    "3 丙意见 青政办〔2022〕3号",
)


def copied(rows: tuple[str, ...], between: str = "\n") -> str:
    """Returns a table as a copy with a cell a line has it."""
    return "关于公布清单的通知\n" + between.join(" ".join(rows).split()) + "\n以上清单自公布之日起施行。\n"


@pytest.mark.parametrize("between", ["\n", "\n\n", "\r\n", "\n　　"])
@pytest.mark.parametrize("rows", [SEVEN, REPEALED])
def test_rows_are_put_together(rows: tuple[str, ...], between: str) -> None:
    read = clean(copied(rows, between)).text.split("\n")
    assert [line.split("\t") for line in read[1:-1]] == [row.split() for row in rows]
    assert read[-1] == "以上清单自公布之日起施行。"


def test_each_is_a_repair_that_can_be_undone() -> None:
    source = copied(SEVEN)
    made = [r for r in clean(source).repairs if r.replacement == "\t"]
    assert len(made) == 3 * 6 and {r.kind for r in made} == {RepairKind.LINE_BREAK}
    left = clean(source, Undoing([Undo(kind=RepairKind.LINE_BREAK, span=r.span) for r in made]))
    assert "\t" not in left.text


def test_a_remark_may_be_missing_and_a_cell_may_be_a_list() -> None:
    words = "序号\n措施\n依据\n备注\n1\n限制评优\n《甲法》第一条\n《乙法》第二条\n无\n2\n禁止招标\n《丙法》第三条\n3\n停止补贴\n《丁法》第四条\n本清单由市场监管局负责解释。"
    assert clean(words).text.split("\n") == [
        "序号\t措施\t依据\t备注",
        "1\t限制评优\t《甲法》第一条《乙法》第二条\t无",
        "2\t禁止招标\t《丙法》第三条",
        "3\t停止补贴\t《丁法》第四条",
        "本清单由市场监管局负责解释。",
    ]


@pytest.mark.parametrize(
    "words",
    [
        "序号\n甲\n乙\n1\n丙\n丁\n2\n戊\n己",  # no column that is known
        "序号\n措施\n依据\n一、甲\n乙\n丙",  # no numbers
        "序号\n措施\n依据\n1\n甲\n2\n乙\n丙",  # a cell is missing, and nothing tells which
        "序号\n本通知的措施如下。\n依据\n1\n甲\n乙\n2\n丙\n丁",  # a sentence is no name
        "序号\n措施\n依据\n1\n甲\n乙",  # one row
    ],
)
def test_in_doubt_it_stays_as_it_is(words: str) -> None:
    assert "\t" not in clean(words).text


@pytest.mark.parametrize(
    "head",
    [
        "序号\t措施\t依据\t\t实施单位\n\t\t法律名称\t条款\t",
        "序号\t措施\t依据\t\n\t\t法律名称\t条款",
        "序号\t惩戒\t政策依据\t\t单位\n\t惩戒措施\t法律名称\t条款\t",
        "序号\t失信惩戒\t设定依据\t\t单位\n\t具体措施\t法律依据\t条款\t",
    ],
)
def test_a_head_of_two_rows_names_all_columns_of_the_basis(head: str) -> None:
    text = clean(f"{head}\n1\t一年内不得参加评优\t《青石条例》\t第三条第二款\t财政局\n")
    ((_, row),) = rows_of_tables(classify(text)).items()
    read = [[text.flat[a:b] for a, b in cells] for cells in (row.measures, row.basis)]
    assert read == [["一年内不得参加评优"], ["《青石条例》", "第三条第二款"]]


@given(st.lists(st.sampled_from(("序号", "措施", "依据", "1", "2", "3", "《甲法》", "甲。", "", "　")), max_size=40))
def test_no_character_is_lost(lines: list[str]) -> None:
    source = "\n".join(lines)
    made = with_cells_in_rows(source, [], ALL_MADE)
    assert len(made) == len(source)
    assert "".join(made.replace(CUT, "").split()) == "".join(source.split())
