"""Tables of measures, what web pages put around a document, and decisions that repeal or amend others."""

from __future__ import annotations

import pytest

from graph_schema.records import Reading, SourceFile
from graph_schema.terms import MeasureKind, Role, SegmentKind
from ingest.reading import read

LIST = """附件
石梁县失信惩戒和守信激励措施清单
序号\t措施内容\t适用对象\t依据\t实施单位
一、失信惩戒措施
1\t三年内不得申请农机作业许可\t出具虚假证明的合作社\t《云岭省农业机械管理条例》第二十条\t县农业农村局
2\t列入农资经营黑名单，取消评优资格\t被吊销许可证的经营者\t《中华人民共和国种子法》第七十四条、《农资管理暂行办法》\t县农业农村局
二、守信激励措施
3\t减少日常抽查频次\t信用等级为A级的商户\t岭政发〔2019〕8号\t县市场监管局
备注：清单实行动态调整。
"""

DECISION = """首页 > 政务公开 > 政策文件
索引号：11150000MB0X/2021-00361
主题分类：综合政务
发文机关：石梁县人民政府
成文日期：2021年11月26日
标题：石梁县人民政府关于废止和修改部分文件的决定
发文字号：石政发〔2021〕58号
石梁县人民政府关于废止和修改部分文件的决定
石政发〔2021〕58号
各乡镇人民政府，县直各单位：
根据《云岭省人民政府办公厅关于清理失信约束措施的通知》（岭政办发〔2021〕4号），县人民政府决定：
一、废止下列文件
（一）《石梁县禁牧失信惩戒办法》（石政办发〔2018〕77号）；
（二）石政办字〔2017〕103号文件。
二、修改下列文件
（一）将《石梁县招商若干规定》（石政发〔2016〕15号）第十八条中的“列入诚信黑名单，三年内不得在我县投资”修改为“依法追究违约责任”。
（二）删去《石梁县低保实施细则》（石政办发〔2015〕62号）第九条第四项。
石梁县人民政府
2021年11月26日
扫一扫在手机打开当前页 【打印本页】 【关闭窗口】
"""

MINUTES = """石梁县打击电信诈骗联席会议纪要
石反诈纪〔2023〕2号
5月12日，联席会议召开第二次会议，现将议定事项纪要如下：
一、关于名单。对一年内被通报三次以上的网点，列入行业黑名单。
二、关于学生。出借电话卡的在校生，取消当年奖学金评定资格。
石梁县打击电信诈骗联席会议办公室
2023年5月18日印发
"""


def reading(text: str) -> Reading:
    return read(SourceFile(path="t.txt", sha256="0" * 64, encoding="utf-8", text=text))


def test_each_row_of_a_table_states_its_measures_and_their_basis() -> None:
    found = reading(LIST)
    rows = {
        m.text: (
            m.kind,
            {c.text for b in found.basis if b.measure == m.id for c in found.citations if c.id == b.citation},
        )
        for m in found.measures
    }
    assert rows == {
        "三年内不得申请农机作业许可": (MeasureKind.PUNISHMENT, {"《云岭省农业机械管理条例》第二十条"}),
        "列入农资经营黑名单": (MeasureKind.NAME_LIST, {"《中华人民共和国种子法》第七十四条", "《农资管理暂行办法》"}),
        "取消评优资格": (MeasureKind.PUNISHMENT, {"《中华人民共和国种子法》第七十四条", "《农资管理暂行办法》"}),
        "减少日常抽查频次": (MeasureKind.INCENTIVE, {"岭政发〔2019〕8号"}),
    }


def test_what_a_decision_does_to_other_documents() -> None:
    found = reading(DECISION)
    roles = {c.text: c.role for c in found.citations if c.role in (Role.REPEALS, Role.AMENDS)}
    assert roles == {
        "《石梁县禁牧失信惩戒办法》（石政办发〔2018〕77号）": Role.REPEALS,
        "石政办字〔2017〕103号": Role.REPEALS,
        "《石梁县招商若干规定》（石政发〔2016〕15号）第十八条": Role.AMENDS,
        "《石梁县低保实施细则》（石政办发〔2015〕62号）第九条第四项": Role.AMENDS,
    }
    assert found.measures == ()


def test_the_card_and_the_buttons_of_a_web_page_are_noise() -> None:
    found = reading(DECISION)
    (document,) = found.documents
    assert (document.title, document.number, document.issuer) == (
        "石梁县人民政府关于废止和修改部分文件的决定",
        "石政发〔2021〕58号",
        "石梁县人民政府",
    )
    noise = [s.span.of(DECISION) for s in found.segments if s.kind is SegmentKind.NOISE]
    assert [x[:4] for x in noise] == ["首页 >", "扫一扫在"]
    assert noise[0].endswith("发文字号：石政发〔2021〕58号")


def test_a_document_that_begins_with_few_fields_keeps_its_head() -> None:
    (document,) = reading("石梁县信用办公告\n来源：县信用办\n为规范信用记录，公告如下。\n").documents
    assert document.title == "石梁县信用办公告"


def test_minutes_are_signed_above_their_colophon_and_lay_down_measures() -> None:
    found = reading(MINUTES)
    (document,) = found.documents
    assert document.issuer == "石梁县打击电信诈骗联席会议办公室"
    assert [(m.kind, m.text) for m in found.measures] == [
        (MeasureKind.NAME_LIST, "对一年内被通报三次以上的网点，列入行业黑名单"),
        (MeasureKind.PUNISHMENT, "取消当年奖学金评定资格"),
    ]


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("石梁学院学生诚信档案管理办法", "石梁学院"),
        ("平顶山市交通运输局行政执法公示制度", "平顶山市交通运输局"),
        ("居民委员会工作办法", None),
    ],
)
def test_a_rule_that_names_its_maker_in_the_title(head: str, expected: str | None) -> None:
    (document,) = reading(f"{head}\n第一条 为规范工作，制定本办法。\n第二条 本办法自公布之日起施行。\n").documents
    assert document.issuer == expected


def test_restrictions_of_consumption_stand_below_their_head() -> None:
    text = (
        "石梁县人民法院公告\n一、对上述失信被执行人限制高消费，不得有下列行为：\n"
        "（一）乘坐交通工具时，选择飞机、列车软卧；\n（二）在星级以上宾馆进行高消费。\n石梁县人民法院\n2020年5月1日\n"
    )
    found = [m for m in reading(text).measures if m.kind is MeasureKind.PUNISHMENT]
    assert [m.text for m in found][-1] == "在星级以上宾馆进行高消费"
