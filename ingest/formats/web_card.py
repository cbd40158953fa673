"""The card that a page shows of its document (索引号, 发布机构, 文号, 有效性): found in tables, lists and lines, and in the page's own head.

The labels are those by which a card is known in a copy of a page (lexicon/page.toml).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from ingest.formats.web_blocks import Block
from ingest.formats.web_tree import plain

if TYPE_CHECKING:
    from lxml.html import HtmlElement as Element

_LONGEST_VALUE = 120
_LONGEST_LINE = 400
_NAMED = {
    "articletitle": ("title", "标题"),
    "pubdate": ("published", "发布日期"),
    "publishdate": ("published", "发布日期"),
    "contentsource": ("counter", "来源"),
}
_COLON = re.compile("[：:]")


class Field(NamedTuple):
    """Holds a field of a card: its label as shown, and its value."""

    label: str
    value: str


class _Labels(NamedTuple):
    """Holds what each label is of, those that a document does not hold, and the pattern of one with a colon."""

    kinds: dict[str, str]
    sure: frozenset[str]
    said: re.Pattern[str]


@dataclass(slots=True)
class Card:
    """Holds the fields of a card, each with the number of the block in which it stands (-1: in the head of the page)."""

    fields: list[tuple[Field, int]]
    blocks: set[int]

    @property
    def lines(self) -> list[tuple[str, int]]:
        """Returns the card as lines, each with the number of its block."""
        return [(f"{field.label}：{field.value}", at) for field, at in self.fields]


@cache
def _labels() -> _Labels:
    data = tomllib.loads(files("ingest").joinpath("lexicon/page.toml").read_text(encoding="utf-8"))["labels"]
    kinds = {word: kind for kind, grades in data.items() for words in grades.values() for word in words}
    sure = frozenset(word for grades in data.values() for grade in ("page", "card") for word in grades.get(grade, ()))
    names = "|".join(r"\s*".join(word) if len(word) < 4 else word for word in sorted(kinds, key=len, reverse=True))
    return _Labels(kinds, sure, re.compile(rf"[\[【〔(]?\s*(?P<name>{names})\s*[\]】〕)]?\s*[：:]\s*"))


@cache
def foot_words() -> re.Pattern[str]:
    """Returns the words by which the foot of a site is known."""
    data = tomllib.loads(files("ingest").joinpath("lexicon/page.toml").read_text(encoding="utf-8"))
    return re.compile("|".join(map(re.escape, data["foot"])))


def label_in(words: str) -> str:
    """Returns the label that words are, without colon and blanks; "" where they are none."""
    bare = re.sub(r"[\s：:\[\]【】〔〕]", "", words) if len(words) <= 24 else ""
    return bare if bare in _labels().kinds else ""


def fields_in(line: str) -> list[Field]:
    """Returns the fields of a line of nothing but fields; none where it says anything else."""
    if len(line) > _LONGEST_LINE:
        return []
    labels = _labels()
    starts = [
        found
        for found in labels.said.finditer(line)
        if not line[: found.start()].strip(" |·•*")
        or line[found.start() - 1] in " |\t\u3000\u00a0；;"
        or found["name"] in labels.sure
    ]
    if not starts or line[: starts[0].start()].strip(" |·•*●▪"):
        return []
    ends = [found.start() for found in starts[1:]] + [len(line)]
    fields = [
        Field("".join(found["name"].split()), line[found.end() : end].strip(" |；;\u3000\u00a0\t"))
        for found, end in zip(starts, ends, strict=True)
    ]
    return fields if all(len(f.value) <= _LONGEST_VALUE and not f.value.endswith("。") for f in fields) else []


def card_of(blocks: Sequence[Block], may_hold: Sequence[bool]) -> Card:
    """Returns the card of a page; `may_hold` tells of each block whether it may belong to it."""
    found: list[tuple[list[Field], set[int]]] = []
    at = 0
    while at < len(blocks):
        fields, taken = _fields_at(blocks, may_hold, at)
        if fields:
            near = found and at - max(found[-1][1]) <= 2
            if near:
                found[-1][0].extend(fields)
                found[-1][1].update(taken)
            else:
                found.append((fields, set(taken)))
        at = max(taken, default=at) + 1
    sure = _labels().sure
    card = Card([], set())
    seen: set[tuple[str, str]] = set()
    for fields, places in found:
        if sum(field.label in sure for field in fields) + (len(fields) > 1) < 1:
            continue
        first = min(places)
        for field in fields:
            if field.value and field not in seen:
                seen.add(field)
                card.fields.append((field, first))
        card.blocks |= places
    return card


def _fields_at(blocks: Sequence[Block], may_hold: Sequence[bool], at: int) -> tuple[list[Field], range]:
    """Returns the fields that begin with a block, and which blocks they are."""
    block = blocks[at]
    none: tuple[list[Field], range] = ([], range(at, at))
    if not may_hold[at] or block.is_hidden:
        return none
    if block.cells:
        words = [cell.words for _, cell in block.cells]
        pairs = list(zip(words[::2], words[1::2], strict=False))
        if len(words) > 1 and len(words) % 2 == 0 and all(label_in(label) or not label for label, _ in pairs):
            return [Field(label_in(label), value) for label, value in pairs if label], range(at, at + 1)
        said = [fields_in(cell) for cell in words if cell]
        return ([f for fields in said for f in fields], range(at, at + 1)) if said and all(said) else none
    fields = fields_in(block.words)
    below = at + 1
    if (len(fields) == 1 and not fields[0].value) or (not fields and label_in(block.words) and block.tag != "h1"):
        label = fields[0].label if fields else label_in(block.words)
        if not fields and label not in _labels().sure:
            return none
        if below < len(blocks) and may_hold[below] and _is_value(blocks[below]):
            return [Field(label, blocks[below].words)], range(at, at + 2)
        return ([Field(label, "")], range(at, at + 1)) if fields else none
    return (fields, range(at, at + 1)) if fields else none


def _is_value(block: Block) -> bool:
    words = block.words
    return (
        len(words) <= _LONGEST_VALUE
        and not block.is_hidden
        and not block.cells
        and not label_in(words)
        and not fields_in(words)
        and not words.endswith(("。", "：", "；"))
    )


def named_in_head(root: Element) -> dict[str, str]:
    """Returns what the head of a page says of its document: the names and contents of its meta elements, and its title."""
    found: dict[str, str] = {}
    for element in root.iter("meta", "title"):
        if element.tag == "title":
            name, words = "title", "".join(element.itertext())
        else:
            name, words = (element.get("name") or "").strip(), element.get("content") or ""
        words = plain(words).strip()
        if name and words and len(words) <= _LONGEST_LINE:
            found.setdefault(name, words)
    return found


def with_head(card: Card, named: dict[str, str]) -> Card:
    """Returns a card with what the head of the page says and the page does not show; the title is another's question."""
    kinds = {_labels().kinds.get(field.label) for field, _ in card.fields}
    labels = {field.label for field, _ in card.fields}
    more = []
    for name, value in named.items():
        kind, label = _NAMED.get(name.lower(), ("", ""))
        if kind and kind != "title" and label not in labels and (kind == "counter" or kind not in kinds):
            labels.add(label)
            more.append((Field(label, value), -1))
    return Card([*card.fields, *more], card.blocks)


def title_in_head(named: dict[str, str]) -> str:
    """Returns the title of the document by the head of the page: that of the article, else that of the page without the name of the site."""
    for name, words in named.items():
        if name.lower() == "articletitle":
            return words
    words = named.get("title", "")
    pieces = [
        piece.strip()
        for piece in re.split(r"\s*[_|｜—–]+\s*|\s+[-·]+\s+|(?<=[\u4e00-\u9fff])-+(?=[\u4e00-\u9fff])", words)
    ]
    kept = [piece for piece in pieces if piece]
    site = named.get("SiteName", "")
    kept = [piece for piece in kept if piece != site and not _SITE.search(piece)] or []
    return max(kept[:2], key=len, default="")


_SITE = re.compile(
    r"(?:门户|政务|政府|官方|公共服务)?(?:网站?|平台|门户|主页|首页|频道)$|(?:人民政府|委员会|局|厅)$|^(?:政策|文件|通知公告|政务公开|信息公开|规范性文件|政策文件|政策法规|其他文件)$"
)
