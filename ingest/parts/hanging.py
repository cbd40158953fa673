"""The document that another one of a file hangs on: the one that announced, issued or attached it (docs/reading.md#parts)."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile
from typing import NamedTuple

from graph_schema.terms import Relation
from ingest.parts.lines import Kind, Line, mark_name, mark_number
from ingest.parts.openings import bare, is_list_title, is_prose, names_in
from ingest.parts.part import Part

_MOST_ANNOUNCED = 200  # titles that are still awaited; bounds the work on a file of thousands of documents
_FORWARDING = re.compile("印发|转发|下发|公布|发布")
_ANNOUNCED = re.compile(r"《([^《》]{4,80}(?:《[^》]*》[^《》]*)?)》")
# 现将2021年全县水利工作要点印发给你们: a title without its marks.
_ANNOUNCED_BARE = re.compile("(?:[^，。《》]{2,30}，)?现将(?P<title>[^，。；《》]{6,60}?)(?:印发|转发|下发)(?:给)?你")
_ISSUES = re.compile("(?:印发|转发|批转|公布|发布|下发|修改|修订)(?P<what>.*)")
# 三项制度, 《…》等: such a title names not all that it issues.
_SEVERAL = re.compile(r"[一二三四五六七八九十两几\d]+(?:个|项|份|部|种)|等(?!级)")


class Announced(NamedTuple):
    """A title that a document (index of its part) says it forwards or attaches."""

    part: int
    title: str
    relation: Relation


@dataclass(slots=True)
class _Attachments:
    """Attachments of one document: the last number that was seen (0 for 附件 without one), and what they are called (附件, 附表)."""

    parent: int
    last: int
    called: str


@dataclass(slots=True)
class Hanging:
    """All that the documents read so far have announced (`awaited`: how often each title) and attached."""

    awaited: Counter[str] = field(default_factory=Counter)
    _announced: deque[Announced] = field(default_factory=deque)
    _listing: int = -1
    _open: list[_Attachments] = field(default_factory=list)

    def take(self, line: Line, part: int) -> None:
        """Takes in what a line of a document announces."""
        if line.kind is Kind.ATTACH_LIST:
            self._listing = part
        elif line.kind is not Kind.BODY or not ("《" in line.flat or "现将" in line.flat):
            return  # most lines
        for announced in _announced_by(line, part):
            self._announced.append(announced)
            self.awaited[announced.title] += 1
            if len(self._announced) > _MOST_ANNOUNCED:
                self.awaited[self._announced.popleft().title] -= 1

    def expect(self, titles: Iterable[str]) -> None:
        """Takes in the titles of documents that stand further below and hang on nothing."""
        self.awaited.update(titles)

    def place(self, head: Sequence[Line], lines: Sequence[Line], parts: Sequence[Part]) -> tuple[Relation, int]:
        """Tells how the document with this head hangs on an earlier one; parent -1 where it stands by itself."""
        names = names_in(head)
        named = self._announcing(names)
        if head[0].kind is Kind.ATTACH_MARK:
            number, called = mark_number(head[0]), mark_name(head[0])
            relation, parent = named or (Relation.ATTACHES, self._attaching(number, called, parts))
            self._note(parent, number, called)
            return relation, parent
        if named is not None:
            return named
        if parts and not any(x.kind in (Kind.LETTERHEAD, Kind.NUMBER) for x in head):
            if is_list_title(names):
                return Relation.ATTACHES, _text_of(parts, len(parts) - 1)
            issuing = _issuing(lines, parts, names)
            if issuing is not None:
                return Relation.FORWARDS, issuing
        self._open.clear()
        self._listing = -1
        return Relation.SELF, -1

    def _announcing(self, names: set[str]) -> tuple[Relation, int] | None:
        """Finds the document that announced one of the names, the last one first."""
        if not any(name in self.awaited or len(name) > _LONG for name in names):
            return None
        for part, title, relation in reversed(self._announced):
            if title in names or (len(title) > _LONG and any(_ends_alike(title, name) for name in names)):
                return relation, part
        return None

    def _attaching(self, number: int, called: str, parts: Sequence[Part]) -> int:
        """Finds what an attachment hangs on: 附件2 on what 附件1 hangs on, a first one on what lists attachments, else on the text above."""
        if number > 1:
            before = [group for group in self._open if group.last < number]
            alike = [group for group in before if group.called == called]
            last_group = (alike or before)[-1:]
            self._open = self._open[: self._open.index(last_group[0]) + 1] if last_group else []
        if number > 1 and self._open:
            return self._open[-1].parent
        if number == 0 and self._open and self._open[-1].last == 0 and self._listing <= self._open[-1].parent:
            return self._open[-1].parent
        if self._listing >= 0 and all(self._listing != group.parent for group in self._open):
            return self._listing
        last = len(parts) - 1
        return last if self._open and self._open[-1].last else _text_of(parts, last)

    def _note(self, parent: int, number: int, called: str) -> None:
        """Keeps the number of an attachment among those of the same document."""
        while self._open and self._open[-1].parent != parent and number > 1:
            self._open.pop()
        if self._open and self._open[-1].parent == parent:
            self._open[-1].last = number
        else:
            self._open.append(_Attachments(parent, number, called))


def _text_of(parts: Sequence[Part], at: int) -> int:
    """Returns the last part up to `at` that is no attachment."""
    while at > 0 and parts[at].relation is Relation.ATTACHES and parts[at].parent < at:
        at = parts[at].parent
    return at


def _announced_by(line: Line, part: int) -> Iterator[Announced]:
    """Finds the titles that a line of a document says are forwarded or attached."""
    if line.kind is Kind.ATTACH_LIST:
        entry = re.sub(r"^-?附件[：]?", "", line.flat)
        entry = re.sub(r"^\d{1,2}[.、．]", "", entry)
        for piece in re.split(r"(?<=[^\d])\d[.、．](?=[《\u4e00-\u9fff])", entry):
            title = re.sub(r"（[^）]*(?:号|稿)）$", "", piece.strip("；。"))
            if len(title) >= 4:
                yield Announced(part, bare(title), Relation.ATTACHES)
    elif line.kind is Kind.BODY and "《" in line.flat and len(line.flat) < 600 and _FORWARDING.search(line.flat):
        for named in _ANNOUNCED.finditer(line.flat):
            yield Announced(part, bare(named[1]), Relation.FORWARDS)
    elif line.kind is Kind.BODY and (unmarked := _ANNOUNCED_BARE.match(line.flat)):
        yield Announced(part, bare(unmarked["title"]), Relation.FORWARDS)


_LONG = 12  # characters of a title


def _ends_alike(announced: str, title: str) -> bool:
    """Tells whether one of two long titles ends in the other."""
    return len(announced) > _LONG and (title.endswith(announced) or (len(title) > _LONG and announced.endswith(title)))


def _issuing(lines: Sequence[Line], parts: Sequence[Part], names: set[str]) -> int | None:
    """Finds the part whose own title says that it issues or amends the text with one of these names: the last one, or what that hangs on."""
    at = len(parts) - 1
    for _ in range(8):
        if _issues(lines, parts[at], names):
            return at
        if parts[at].relation is Relation.SELF or parts[at].parent >= at:
            return None
        at = parts[at].parent
    return None


def _issues(lines: Sequence[Line], part: Part, names: set[str]) -> bool:
    """Tells whether the title of a part says that it issues a text of one of the names, or texts that it does not name."""
    head = takewhile(
        lambda x: x.kind is not Kind.ADDRESSEE and (x.kind is Kind.TITLE or not is_prose(x.flat)),
        lines[part.first : min(part.first + 8, part.last)],
    )
    found = _ISSUES.search("".join(x.flat for x in head if x.kind in (Kind.TITLE, Kind.BODY)))
    if found is None:
        return False
    issued = bare(found["what"])
    return _SEVERAL.search(issued) is not None or any(_alike(issued, name) for name in names)


def _alike(issued: str, name: str) -> bool:
    """Tells whether most of a name stands in the words that say what is issued."""
    pairs = {name[k : k + 2] for k in range(len(name) - 1)}
    within = sum(pair in issued for pair in pairs)
    return bool(pairs) and within >= 0.6 * len(pairs)
