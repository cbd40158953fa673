"""Tells who may end whose document, and what a document is part of (docs/semantics.md#ruling-33)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol, TypeVar

from graph_schema.records import Document
from graph_schema.regions import covers
from graph_schema.terms import Relation
from tracer.registry.load import office_key

_OF_ALL = re.compile(
    "人民政府|政府办|管委会|管理委员会|人民代表大会|人大常委会|党委|(?:省|市|县|区|州|旗)委(?:办|$)|国务院|中共中央|办公[厅室]$"
)
"""Organs that may end what the offices of their place have issued."""
_OF_A_LINE = re.compile("局|厅|委员会|[^党省市县区州旗]委|部|中心|所|院|公司|队|领导小组|联席会议")
_MERGED = (
    ("市场监管", "工商", "质监", "质量技术", "质检", "食品药品", "食药", "物价", "知识产权"),
    ("自然资源", "规划", "国土", "林业", "海洋", "测绘"),
    ("生态环境", "环境保护", "环保"),
    ("应急管理", "安全生产", "安监"),
    ("卫生健康", "卫健", "卫生", "计生", "计划生育", "爱卫"),
    ("农业农村", "农业", "农委", "畜牧", "农机", "水产", "渔业", "农牧"),
    ("文化", "旅游", "文旅", "文广", "广播电视", "广电", "新闻出版", "体育", "文物"),
    ("住房", "住建", "城乡建设", "建设", "房产", "房管", "房地产", "城建"),
    ("人力资源", "人社", "人事", "劳动"),
    ("发展改革", "发改", "发展和改革", "计划", "物价", "粮食"),
    ("工业", "工信", "经信", "经济和信息", "经贸", "经委", "中小企业"),
    ("交通", "公路", "港航", "运管", "道路运输"),
    ("水利", "水务"),
    ("商务", "商业", "外经贸", "招商"),
    ("民政", "老龄"),
    ("城市管理", "城管", "行政执法", "市容"),
    ("税务", "国税", "地税"),
    ("政务服务", "行政审批", "大数据", "数据"),
    ("医疗保障", "医保"),
    ("退役军人", "双拥"),
)
"""Lines of work whose offices were merged or renamed: who has the work now ends what the earlier offices issued."""


def may_repeal(repealer: Document, target: Document) -> bool:
    """Tells whether the one may end the other: it is of its place or above, not before it, no draft, and not of another line of work.

    Whose place, day or office is unknown is not kept from it.
    """
    placed = repealer.region is None or target.region is None or covers(repealer.region, target.region)
    later = repealer.date is None or target.date is None or target.date <= repealer.date
    return placed and later and not repealer.draft and _is_of_its_line(repealer, target)


def _is_of_its_line(repealer: Document, target: Document) -> bool:
    """Tells whether an office may end the documents of another by its line of work; governments and their like may of all."""
    own, other = repealer.issuer or "", target.issuer or ""
    if not own or not other or _OF_ALL.search(own) or not _OF_A_LINE.search(own):
        return True
    if _is_same_office(own, other):
        return True
    if _OF_ALL.search(other):
        return False
    return any(_names(line, own) and _names(line, other) for line in _MERGED)


def _is_same_office(own: str, other: str) -> bool:
    """Tells whether two names are those of one office: the one may leave out its place, or be one of several that issued a document together."""
    one, two = office_key(own), office_key(other)
    return one in two or two in one


def _names(line: tuple[str, ...], office: str) -> bool:
    return any(word in office for word in line)


class Hanging(Protocol):
    """Tells of a document whether it is part of another one."""

    @property
    def id(self) -> str: ...
    @property
    def parent(self) -> str | None: ...
    @property
    def relation(self) -> Relation: ...
    @property
    def number(self) -> str | None: ...
    @property
    def issuer(self) -> str | None: ...


HangingT = TypeVar("HangingT", bound=Hanging)


def wholes_of(document: HangingT, documents: Mapping[str, HangingT]) -> tuple[HangingT, ...]:
    """Returns a document and what it is part of, as attachment, later page or what is issued under the same number, outermost last."""
    line, above = {document.id: document}, document
    while (parent := documents.get(above.parent or "")) and parent.id not in line and _goes_with(above, parent):
        line[parent.id] = above = parent
    return tuple(line.values())


def _goes_with(part: Hanging, whole: Hanging) -> bool:
    issued = (
        part.relation is Relation.FORWARDS
        and part.number in (None, whole.number)
        and part.issuer in (None, whole.issuer)
    )
    return part.relation in (Relation.ATTACHES, Relation.CONTINUES) or issued
