"""Documents to break lines in: invented places, in the forms that citations take."""

from __future__ import annotations

import re

from hypothesis import strategies as st

LAW_NAMES = {"政府采购法": "中华人民共和国政府采购法", "招标投标法": "中华人民共和国招标投标法"}

_TITLES = (
    *("澧泉市公共信用信息管理办法", "关于印发〈澧泉市失信名单管理规定〉的通知", "国务院关于加强信用体系建设的若干意见"),
    *("中华人民共和国旅游法", "青禾县人民政府办公室关于转发县发展改革局守信激励实施方案（试行）的通知"),
)
_NUMBERS = ("澧政发〔2021〕12号", "国发〔2016〕33号", "青政办函〔2019〕7号", "云岭省人民政府令第220号")
_LAWS = ("政府采购法", "中华人民共和国招标投标法")
_ARTICLES = ("第七条", "第二十三条第一款", "第五条第（二）项", "第十二条、第十五条", "第三条至第六条")
_SENTENCES = (
    "对提供虚假材料的企业，依照《{title}》{articles}的规定，由市信用办列入失信名单。",
    "各部门要按照《{title}》（{number}）要求，加强信用信息的归集和共享。",
    "根据{number}文件精神，对严重失信的市场主体限制参加投标。",
    "财政部门应当依照{law}{articles}，将串通投标的供应商列入不良行为记录名单。",
    "为贯彻落实《{title}》和《{other}》，结合本市实际，现就有关事项通知如下。",
    "违反{law}规定的，按照《{title}》{articles}处理，并向社会公布。",
    "市人民政府办公室印发的《{title}》（{number}）同时废止。",
    "受到行政处罚的旅行社，由文化和旅游主管部门依据《{title}》《{other}》记入信用档案。",
    "经市人民政府同意，现将《{title}》印发给你们，请认真贯彻执行。",
    "本办法自2021年3月1日起施行，《{title}》与本办法不一致的，以本办法为准。",
)
_HEAD = "澧泉市人民政府关于加强信用监管工作的通知\n澧政发〔2022〕9号\n各县区人民政府，市政府各部门：\n"
_SIGNED = "澧泉市人民政府\n2022年5月6日\n"


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Draws a notice whose sentences cite documents in many forms."""
    lines: list[str] = []
    article = draw(st.booleans())
    for number in draw(st.permutations(range(len(_SENTENCES))))[: draw(st.integers(1, 4))]:
        words = _SENTENCES[number].format(
            title=draw(st.sampled_from(_TITLES)),
            other=draw(st.sampled_from(_TITLES)),
            number=draw(st.sampled_from(_NUMBERS)),
            law=draw(st.sampled_from(_LAWS)),
            articles=draw(st.sampled_from(_ARTICLES)),
        )
        order = "一二三四"[len(lines)]
        lines.append((f"第{order}条 " if article else draw(st.sampled_from((f"{order}、", "")))) + words)
    gap = draw(st.sampled_from(("\n", "\n\n", "\n　　")))
    return f"{_HEAD}{gap}{gap.join(lines)}\n{_SIGNED}"


def places(text: str) -> list[int]:
    """Returns the places of a document at which a sentence can be broken."""
    return [
        at
        for line in re.finditer("[^\n]{20,}。", text)
        for at in range(line.start() + 1, line.end() - 1)
        if not text[at - 1].isspace() and not text[at].isspace()
    ]
