"""What 本办法, 该条例, 前款, 第五条 and 上述文件 lead to (docs/reading.md#references).

A reference leads to the document itself, to a provision of it, or to what was cited before. Where
nothing decides (该办法, when none or two in one breath were named) it is vague. A reference that
stands as a basis lends the measure behind it the basis of what it leads to.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from graph_schema.numbers import article_number
from graph_schema.records import Document, Reference, VagueReference
from graph_schema.terms import ReferenceKind, Role, Tie, Zone
from ingest.clean.repair import flatten
from ingest.find import patterns as p
from ingest.find.citations import Mention, basis_or_mention, split_articles
from ingest.parts.layout import Line
from ingest.parts.provisions import Sentence, Unit

_LITERALS = re.compile("[本该前上以第]")
# What may stand before an article of the document itself; behind other words it is another document's.
_LEADS = (
    *("依照", "按照", "根据", "依据", "遵照", "参照", "比照", "适用", "执行", "违反", "符合", "属于", "具有", "存在"),
    *("发生", "出现", "具备", "有", "除", "因", "在", "对", "将", "按", "依", "，", "；", "：", "。"),
)
_GOVERNING = _LEADS[:9]
_JOINER = re.compile(r"(?:、|和|及|与|或者?|以及|(?:等)?(?:有关|相关)?(?:规定|要求|精神|文件)|（[^（）]{0,60}）)*")
_BRACKET_END = re.compile("(?:[（〈(][^（）〈〉()]{1,30}[）〉)])+$|[》〉]+$")
_INNER = re.compile("关于(?:印发|转发|发布|公布|批转)[〈《]?(?P<inner>.+?)[〉》]?的(?:通知|公告)$")
_COUNTS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6}
_OPEN_WORDS = ("规定", "要求", "精神")  # 上述规定 may be words of this document as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """A reference in clean offsets. What it leads to: `units` (indexes) and stretches of them, or `cited`.

    `genre` is that of a reference to the document itself, which other parts of the file may bear out.
    """

    start: int
    end: int
    unit: int
    kind: ReferenceKind
    role: Role
    shown: str
    genre: str = ""
    articles: tuple[str, ...] = ()
    units: tuple[int, ...] = ()
    places: tuple[tuple[int, int], ...] = ()
    cited: tuple[Mention, ...] = ()


_REACH = 300  # so many citations back a reference can lead
_LEAD, _TAIL = 200, 60  # so much of its sentence shows what governs a reference
_MOST = 30  # citations that one reference to a provision lends at most


@dataclass(frozen=True, slots=True)
class _Scene:
    """The document in which references are looked up: its citations of others, its articles, its paragraphs."""

    flat: str
    lines: Sequence[Line]
    units: Sequence[Unit]
    cited: Sequence[Mention]
    starts: Sequence[int]
    articles: Sequence[int]
    by_number: Mapping[int, int]
    pieces: dict[tuple[int, str], list[tuple[int, int]]]

    def before(self, at: int) -> Sequence[Mention]:
        """The citations before an offset, as far back as a reader remembers."""
        end = bisect_right(self.starts, at - 1)
        return self.cited[max(0, end - _REACH) : end]

    def paragraphs(self, unit: int) -> list[tuple[int, int]]:
        """The 款 of a provision: unnumbered paragraphs, each with the items below it."""
        if (unit, "款") not in self.pieces:
            self.pieces[unit, "款"] = list(_paragraphs(self.lines, self.units[unit]))
        return self.pieces[unit, "款"]

    def items(self, unit: int) -> list[tuple[int, int]]:
        """The 项 of a provision."""
        if (unit, "项") not in self.pieces:
            u = self.units[unit]
            paragraphs = (self.lines[k].paragraph for k in range(u.first, u.last))
            found = [(x.start, x.end) for x in paragraphs if x.marker.level and x.marker.kind != "article"]
            self.pieces[unit, "项"] = found
        return self.pieces[unit, "项"]


def _scene_of(flat: str, lines: Sequence[Line], units: Sequence[Unit], mentions: Sequence[Mention]) -> _Scene:
    cited = [m for m in mentions if m.role is not Role.SELF]
    numbers = [
        (i, n)
        for i, u in enumerate(units)
        if u.label.startswith("第") and u.zone is not Zone.HEADER and (n := article_number(u.label)) is not None
    ]
    by_number: dict[int, int] = {}
    for i, n in numbers:
        by_number.setdefault(n, i)
    return _Scene(flat, lines, units, cited, [m.start for m in cited], [i for i, _ in numbers], by_number, {})


def _paragraphs(lines: Sequence[Line], unit: Unit) -> Iterator[tuple[int, int]]:
    start = end = -1
    for k in range(unit.first, unit.last):
        paragraph = lines[k].paragraph
        if start >= 0 and not paragraph.marker.level:
            yield start, end
        if start < 0 or not paragraph.marker.level:
            start = paragraph.start
        end = paragraph.end
    if start >= 0:
        yield start, end


def _index_at(pieces: Sequence[tuple[int, int]], at: int) -> int:
    """Which of the pieces, which do not overlap, an offset lies in; -1 for none."""
    i = bisect_right(pieces, at, key=lambda x: x[0]) - 1
    return i if i >= 0 and at < pieces[i][1] else -1


def find_pointers(
    flat: str,
    lines: Sequence[Line],
    units: Sequence[Unit],
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
) -> list[Pointer]:
    """The references of a document, in text order; `mentions` are its citations in text order."""
    scene = _scene_of(flat, lines, units, mentions)
    taken = [(m.start, m.end) for m in mentions]
    out: list[Pointer] = []
    for s in sentences:
        at = s.start
        while (first := _LITERALS.search(flat, at, s.end)) is not None:
            found = _pointer_at(scene, s, first.start(), out)
            if found is not None and not _cited_already(taken, found):
                out.append(found)
                at = found.end
            else:
                at = first.end()
    return out


def _cited_already(taken: Sequence[tuple[int, int]], found: Pointer) -> bool:
    i = bisect_right(taken, found.end - 1, key=lambda x: x[0])
    return any(end > found.start for _, end in taken[max(0, i - 3) : i])


def _pointer_at(scene: _Scene, s: Sentence, at: int, earlier: Sequence[Pointer]) -> Pointer | None:
    flat, first = scene.flat, scene.flat[at]
    if first == "本" and (m := p.OWN_DOCUMENT.regex.match(flat, at, s.end)):
        return _own(scene, s, m)
    if first == "该" and (m := p.THAT_DOCUMENT.regex.match(flat, at, s.end)):
        return _that(scene, s, m)
    if m := p.ABOVE.regex.match(flat, at, s.end):
        return _above(scene, s, m)
    if first in "前上本" and (m := p.NEAR_PLACE.regex.match(flat, at, s.end)):
        return _near(scene, s, m)
    if first == "第" and (m := p.ARTICLE_OR_PARAGRAPH.regex.match(flat, at, s.end)):
        return _article(scene, s, m, earlier)
    return None


def _role(scene: _Scene, s: Sentence, m: re.Match[str]) -> tuple[Role, str]:
    lead = scene.flat[max(s.start, m.start() - _LEAD) : m.start()]
    role, _, shown = basis_or_mention(lead, scene.flat[m.end() : min(s.end, m.end() + _TAIL)])
    return role, shown


# --- the document itself -----------------------------------------------------------------------


def _own(scene: _Scene, s: Sentence, m: re.Match[str]) -> Pointer:
    articles = split_articles(m["articles"]) if m["articles"] else ()
    role, shown = _role(scene, s, m)
    own = Pointer(
        start=m.start(),
        end=m.end(),
        unit=s.unit,
        kind=ReferenceKind.OWN,
        role=role,
        shown=shown,
        genre=m["genre"],
        articles=articles,
    )
    units, places = _articles_of(scene, s, articles)
    return replace(own, kind=ReferenceKind.PROVISION, units=units, places=places) if units else own


def _articles_of(
    scene: _Scene, s: Sentence, articles: Iterable[str]
) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
    """The units that the articles name, and the stretches of text; both empty unless every article is here."""
    units: list[int] = []
    places: list[tuple[int, int]] = []
    for article in articles:
        wanted = article_number(article)
        unit = s.unit if wanted is None else scene.by_number.get(wanted, -1)
        if unit < 0:
            return (), ()
        place = _paragraph_of(scene, unit, article)
        if place is None:
            return (), ()
        units.append(unit)
        places.append(place)
    return tuple(dict.fromkeys(units)), tuple(places)


def _paragraph_of(scene: _Scene, unit: int, article: str) -> tuple[int, int] | None:
    """The stretch that 第五条第二款 names within its article; the whole article where no 款 is named."""
    u = scene.units[unit]
    m = re.search("第([^条款]{1,4})款", article)
    if not m:
        return u.start, u.end
    wanted = article_number(f"第{m[1]}条")
    paragraphs = scene.paragraphs(unit)
    return paragraphs[wanted - 1] if wanted and wanted <= len(paragraphs) else None


def _near(scene: _Scene, s: Sentence, m: re.Match[str]) -> Pointer:
    """前款, 前两条, 本条第一款: counted from where the words stand."""
    unit = scene.units[s.unit]
    role, shown = _role(scene, s, m)
    pointer = Pointer(start=m.start(), end=m.end(), unit=s.unit, kind=ReferenceKind.PROVISION, role=role, shown=shown)
    if m["here"]:
        place = _paragraph_of(scene, s.unit, unit.label + (m["part"] or "")) if m["here"] == "条" else None
        if m["here"] == "款":
            k = _index_at(scene.paragraphs(s.unit), m.start())
            place = scene.paragraphs(s.unit)[k] if k >= 0 else None
        named = unit.label + (m["part"] or "")
        return replace(pointer, units=(s.unit,), places=(place,), articles=(named,)) if place else pointer
    back = _COUNTS.get(m["back"] or "", 1)
    what = m["what"] or m["last"]
    if what == "条":
        units = _articles_before(scene, s.unit, back)
        named_units = [scene.units[i] for i in units]
        if m["part"] and len(units) == 1:
            place = _paragraph_of(scene, units[0], m["part"])
            label = named_units[0].label + m["part"]
            return replace(pointer, units=units, places=(place,), articles=(label,)) if place else pointer
        return replace(
            pointer,
            units=units,
            places=tuple((u.start, u.end) for u in named_units),
            articles=tuple(u.label for u in named_units),
        )
    pieces = scene.paragraphs(s.unit) if what == "款" else scene.items(s.unit)
    here = _index_at(pieces, m.start())
    if here < back:
        return pointer
    places = tuple(pieces[here - back : here])
    labels = tuple(f"{unit.label}第{_CN[k]}{what}" for k in range(here - back + 1, here + 1) if k < len(_CN))
    return replace(pointer, units=(s.unit,), places=places, articles=labels)


_CN = "零一二三四五六七八九十"


def _articles_before(scene: _Scene, unit: int, back: int) -> tuple[int, ...]:
    here = bisect_right(scene.articles, unit) - 1
    if here < back or scene.articles[here] != unit:
        return ()
    return tuple(scene.articles[here - back : here])


def _article(scene: _Scene, s: Sentence, m: re.Match[str], earlier: Sequence[Pointer]) -> Pointer | None:
    """第五条 without a title, where what leads to it shows that it is this document's own."""
    lead = scene.flat[max(s.start, m.start() - 2) : m.start()]
    joined = bool(earlier) and earlier[-1].end <= m.start() and earlier[-1].kind is ReferenceKind.PROVISION
    joined = joined and scene.flat[earlier[-1].end : m.start()] in ("、", "和", "及", "或者", "或", "以及", "与")
    if not joined and not lead.endswith(_LEADS):
        return None
    articles = split_articles(m[0])
    if not m[0].startswith("第") or article_number(articles[0]) is None:
        articles = (scene.units[s.unit].label + m[0],)
    units, places = _articles_of(scene, s, articles)
    if not units and not lead.endswith(_GOVERNING):
        return None
    role, shown = _role(scene, s, m)
    return Pointer(
        start=m.start(),
        end=m.end(),
        unit=s.unit,
        kind=ReferenceKind.PROVISION,
        role=role,
        shown=shown,
        articles=articles,
        units=units,
        places=places,
    )


# --- what was cited before ---------------------------------------------------------------------


def _that(scene: _Scene, s: Sentence, m: re.Match[str]) -> Pointer:
    """该条例: the last document of that genre named before, unless two of them were named in one breath."""
    genre = m["genre"]
    before = scene.before(m.start())
    named = (x for x in reversed(before) if genre == "文件" or _is_of_genre(x.title, genre))
    fitting = list(islice(named, 2))
    target = fitting[0] if fitting else None
    if target is None and genre in ("通知", "意见", "办法", "决定", "规定", "方案"):
        # A 文号 alone does not tell its genre: it may be meant where nothing else was named since.
        near = [x for x in before if x.start >= scene.lines[s.line].paragraph.start]
        target = near[-1] if len(near) == 1 and near[-1].title is None else None
    if target is not None and len(fitting) > 1 and _in_one_breath(scene.flat, fitting[1], target):
        target = None
    role, shown = _role(scene, s, m)
    return Pointer(
        start=m.start(),
        end=m.end(),
        unit=s.unit,
        kind=ReferenceKind.CITED,
        role=role,
        shown=shown,
        articles=split_articles(m["articles"]) if m["articles"] else (),
        cited=(target,) if target else (),
    )


@lru_cache(maxsize=4096)
def _is_of_genre(title: str | None, genre: str) -> bool:
    """Whether a title names a document of that genre; a notice that issues a 办法 is both."""
    if not title:
        return False
    bare = title
    while (cut := _BRACKET_END.sub("", bare)) != bare:
        bare = cut
    inner = _INNER.search(bare)
    if inner and _is_of_genre(inner["inner"], genre):
        return True
    if genre in ("法", "法律"):
        return bare.endswith(("法", "法典")) and not bare.endswith("办法")
    return bare.endswith(genre)


def _in_one_breath(flat: str, one: Mention, other: Mention) -> bool:
    return one.title != other.title and bool(_JOINER.fullmatch(flat, one.end, other.start))


def _above(scene: _Scene, s: Sentence, m: re.Match[str]) -> Pointer:
    """上述文件: what the sentence, else the one before, else the paragraph before cites."""
    role, shown = _role(scene, s, m)
    pointer = Pointer(start=m.start(), end=m.end(), unit=s.unit, kind=ReferenceKind.CITED, role=role, shown=shown)
    count = int(m["count"]) if (m["count"] or "").isdigit() else _COUNTS.get(m["count"] or "", 0)
    fitting = [x for x in scene.before(m.start()) if not m["genre"] or _is_of_genre(x.title, m["genre"])]
    own_words = m["any"] in _OPEN_WORDS
    for start in _scopes_back(scene, s, m.start()):
        found = [x for x in fitting if x.start >= start]
        if len(found) >= max(count, 1) and (role is Role.BASIS or not own_words):
            return replace(pointer, cited=tuple(_each_once(found[-count:] if count else found)))
    unit = scene.units[s.unit]
    if own_words and scene.flat.find("。", unit.start, m.start()) >= 0:
        place = (unit.start, s.start)
        return replace(pointer, kind=ReferenceKind.PROVISION, units=(s.unit,), places=(place,), articles=(unit.label,))
    return pointer


def _scopes_back(scene: _Scene, s: Sentence, at: int) -> Iterator[int]:
    """Where the sentence begins, the one before, its paragraph, and the paragraph before."""
    paragraph = scene.lines[s.line].paragraph
    yield s.start
    yield max(paragraph.start, scene.flat.rfind("。", paragraph.start, max(paragraph.start, s.start - 1)) + 1)
    yield paragraph.start
    if s.line:
        yield scene.lines[s.line - 1].paragraph.start


def _each_once(mentions: Sequence[Mention]) -> Iterator[Mention]:
    seen: set[tuple[str | None, str | None]] = set()
    for m in mentions:
        key = (m.title, None if m.title else m.number)
        if key not in seen:
            seen.add(key)
            yield m


# --- what a reference lends ---------------------------------------------------------------------


def cited_by_reference(pointers: Iterable[Pointer]) -> list[Mention]:
    """The citations that stand as a basis by reference: 依照该条例第九条, 按照上述文件规定."""
    return [
        replace(
            m,
            start=x.start,
            end=x.end,
            articles=x.articles,
            role=Role.BASIS,
            cue="指代",
            by_reference=True,
            way="reference",
            shown=x.shown,
        )
        for x in pointers
        if x.kind is ReferenceKind.CITED and x.role is Role.BASIS
        for m in x.cited
    ]


def with_reference_ties(
    ties: Iterable[Sequence[tuple[int, Tie]]],
    pointers: Sequence[Pointer],
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    measures: Sequence[tuple[int, int, int]],
) -> Iterator[Sequence[tuple[int, Tie]]]:
    """For each measure its ties, (mention index, how near), with those of measures that rest on 前款 or 第五条.

    A reference leads the measure as a basis phrase does, before it in its sentence. A citation in the
    measure's own clause is nearer than any reference.
    """
    basis = _Starts.of([(m.start, i) for i, m in enumerate(mentions) if m.role is Role.BASIS])
    leading = _Starts.of([(x.start, k) for k, x in enumerate(pointers) if x.role is Role.BASIS and x.places])
    for known, (k, _, end) in zip(ties, measures, strict=True):
        nearest = leading.last_within(sentences[k].start, min(end, sentences[k].end))
        if not nearest or any(how is Tie.CLAUSE for _, how in known):
            yield known
            continue
        lent = _basis_within(nearest, pointers, leading, basis)
        rest = [(i, how) for i, how in known if i not in lent]
        yield sorted([*rest, *((i, Tie.REFERENCE) for i in lent)], key=lambda t: _NEARNESS[t[1]])


_NEARNESS = {how: k for k, how in enumerate(Tie)}


@dataclass(frozen=True, slots=True)
class _Starts:
    """Indexes of things by where they start, in text order."""

    starts: Sequence[int]
    indexes: Sequence[int]

    @classmethod
    def of(cls, rows: Sequence[tuple[int, int]]) -> _Starts:
        return cls([at for at, _ in rows], [i for _, i in rows])

    def last_within(self, start: int, end: int) -> Sequence[int]:
        last = bisect_left(self.starts, end) - 1
        return (self.indexes[last],) if last >= 0 and self.starts[last] >= start else ()

    def within(self, start: int, end: int) -> Sequence[int]:
        first = bisect_left(self.starts, start)
        return self.indexes[first : min(bisect_left(self.starts, end), first + _MOST)]


def _basis_within(first: Sequence[int], pointers: Sequence[Pointer], leading: _Starts, basis: _Starts) -> list[int]:
    """The basis citations of the places that the references lead to, directly or by further references."""
    found: set[int] = set()
    todo, seen = list(first), set[int]()
    while todo and len(found) < _MOST and len(seen) < _MOST:
        k = todo.pop()
        if k in seen:
            continue
        seen.add(k)
        for start, end in pointers[k].places:
            found.update(basis.within(start, end))
            todo.extend(leading.within(start, end))
    return sorted(found)


def settle(
    references: Sequence[Reference], documents: Mapping[str, Document]
) -> tuple[tuple[Reference, ...], tuple[VagueReference, ...]]:
    """The references that lead somewhere, and those that are vague, once all documents of the file are known.

    本办法 in the notice that issues it is the document issued, in a form attached to it the document that
    the form hangs on.
    """
    settled: list[Reference] = []
    vague: list[VagueReference] = []
    meant: dict[tuple[str, str], str | None] = {}
    for r in references:
        if r.kind is ReferenceKind.OWN:
            key = (r.document, _genre_of(r))
            if key not in meant:
                meant[key] = _document_meant(*key, documents)
            own = meant[key]
            r = replace(r, targets=(own,) if own else ())
        if r.targets:
            settled.append(r)
        else:
            vague.append(VagueReference(document=r.document, provision=r.provision, span=r.span, text=r.text))
    return tuple(settled), tuple(vague)


def _genre_of(r: Reference) -> str:
    m = p.OWN_DOCUMENT.regex.match(flatten(r.text))
    return m["genre"] if m else ""


def _document_meant(document: str, genre: str, documents: Mapping[str, Document]) -> str | None:
    """The document of the file that 本办法 means in one of its documents; None where none or several fit."""
    own = documents[document]
    if own.title is None or genre == "文件" or own.title.endswith(genre):
        return own.id
    below = [d.id for d in documents.values() if d.parent == own.id and _is_of_genre(d.title, genre)]
    if below:
        return below[0] if len(below) == 1 else None
    if _is_of_genre(own.title, genre):
        return own.id
    above = documents.get(own.parent or "")
    return above.id if above is not None and _is_of_genre(above.title, genre) else None
