"""What 本办法, 该条例, 前款, 第五条 and 上述文件 lead to (FEATURES.md C3, C9).

A reference leads to the document itself, to a provision of it, or to what was cited before. Where
nothing decides (该办法, when none or two in one breath were named) it is vague. A reference that
stands as a basis lends the measure behind it the basis of what it leads to.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph_schema.numbers import article_number
from graph_schema.records import Document, Reference, VagueReference
from graph_schema.terms import ReferenceKind, Role, Tie, Zone
from ingest import patterns as p
from ingest.citations import Mention, basis_or_mention, split_articles
from ingest.clean import flatten
from ingest.layout import Line
from ingest.provisions import Unit

if TYPE_CHECKING:
    from ingest.reading import Sentence

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
    genre: str = ""
    articles: tuple[str, ...] = ()
    units: tuple[int, ...] = ()
    places: tuple[tuple[int, int], ...] = ()
    cited: tuple[Mention, ...] = ()

    @property
    def leads_nowhere(self) -> bool:
        """Whether nothing in the document says what is meant."""
        return self.kind is not ReferenceKind.OWN and not self.units and not self.cited


@dataclass(frozen=True, slots=True)
class _Scene:
    """The document in which references are looked up."""

    flat: str
    lines: Sequence[Line]
    units: Sequence[Unit]
    mentions: Sequence[Mention]
    starts: Sequence[int]

    def before(self, at: int) -> Sequence[Mention]:
        """The citations before an offset, the document's own title and number left out."""
        return [m for m in self.mentions[: bisect_right(self.starts, at - 1)] if m.role is not Role.SELF]


def find_pointers(
    flat: str,
    lines: Sequence[Line],
    units: Sequence[Unit],
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
) -> list[Pointer]:
    """The references of a document, in text order; `mentions` are its citations in text order."""
    scene = _Scene(flat, lines, units, mentions, [m.start for m in mentions])
    out: list[Pointer] = []
    for s in sentences:
        at = s.start
        while (first := _LITERALS.search(flat, at, s.end)) is not None:
            found = _pointer_at(scene, s, first.start(), out)
            if found is not None and not _cited_already(scene, found):
                out.append(found)
                at = found.end
            else:
                at = first.end()
    return out


def _cited_already(scene: _Scene, found: Pointer) -> bool:
    i = bisect_right(scene.starts, found.end - 1) - 1
    return any(m.end > found.start for m in scene.mentions[max(0, i - 2) : i + 1])


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


def _role(scene: _Scene, s: Sentence, m: re.Match[str]) -> Role:
    return basis_or_mention(scene.flat[s.start : m.start()], scene.flat[m.end() : s.end])[0]


# --- the document itself -----------------------------------------------------------------------


def _own(scene: _Scene, s: Sentence, m: re.Match[str]) -> Pointer:
    articles = split_articles(m["articles"]) if m["articles"] else ()
    own = Pointer(
        start=m.start(),
        end=m.end(),
        unit=s.unit,
        kind=ReferenceKind.OWN,
        role=_role(scene, s, m),
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
        unit = s.unit if wanted is None else next((i for i, u in enumerate(scene.units) if _is_article(u, wanted)), -1)
        if unit < 0:
            return (), ()
        place = _paragraph_of(scene, unit, article)
        if place is None:
            return (), ()
        units.append(unit)
        places.append(place)
    return tuple(dict.fromkeys(units)), tuple(places)


def _is_article(unit: Unit, wanted: int) -> bool:
    return unit.label.startswith("第") and unit.zone is not Zone.HEADER and article_number(unit.label) == wanted


def _paragraph_of(scene: _Scene, unit: int, article: str) -> tuple[int, int] | None:
    """The stretch that 第五条第二款 names within its article; the whole article where no 款 is named."""
    u = scene.units[unit]
    m = re.search("第([^条款]{1,4})款", article)
    if not m:
        return u.start, u.end
    wanted = article_number(f"第{m[1]}条")
    paragraphs = _paragraphs(scene, u)
    return paragraphs[wanted - 1] if wanted and wanted <= len(paragraphs) else None


def _paragraphs(scene: _Scene, unit: Unit) -> list[tuple[int, int]]:
    """The 款 of a provision: unnumbered paragraphs, each with the items below it."""
    out: list[tuple[int, int]] = []
    for k in range(unit.first, unit.last):
        paragraph = scene.lines[k].paragraph
        if k > unit.first and paragraph.marker.level and out:
            out[-1] = (out[-1][0], paragraph.end)
        else:
            out.append((paragraph.start, paragraph.end))
    return out


def _near(scene: _Scene, s: Sentence, m: re.Match[str]) -> Pointer:
    """前款, 前两条, 本条第一款: counted from where the words stand."""
    unit = scene.units[s.unit]
    pointer = Pointer(start=m.start(), end=m.end(), unit=s.unit, kind=ReferenceKind.PROVISION, role=_role(scene, s, m))
    if m["here"]:
        place = _paragraph_of(scene, s.unit, unit.label + (m["part"] or "")) if m["here"] == "条" else None
        if m["here"] == "款":
            place = next((x for x in _paragraphs(scene, unit) if x[0] <= m.start() < x[1]), None)
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
    pieces = _paragraphs(scene, unit) if what == "款" else _items(scene, unit)
    here = next((k for k, x in enumerate(pieces) if x[0] <= m.start() < x[1]), -1)
    if here < back:
        return pointer
    places = tuple(pieces[here - back : here])
    labels = tuple(f"{unit.label}第{_CN[k]}{what}" for k in range(here - back + 1, here + 1) if k < len(_CN))
    return replace(pointer, units=(s.unit,), places=places, articles=labels)


_CN = "零一二三四五六七八九十"


def _items(scene: _Scene, unit: Unit) -> list[tuple[int, int]]:
    lines = (scene.lines[k].paragraph for k in range(unit.first, unit.last))
    return [(x.start, x.end) for x in lines if x.marker.level and x.marker.kind != "article"]


def _articles_before(scene: _Scene, unit: int, back: int) -> tuple[int, ...]:
    articles = [i for i in range(unit) if article_number(scene.units[i].label) is not None]
    if article_number(scene.units[unit].label) is None or len(articles) < back:
        return ()
    return tuple(articles[-back:])


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
    return Pointer(
        start=m.start(),
        end=m.end(),
        unit=s.unit,
        kind=ReferenceKind.PROVISION,
        role=_role(scene, s, m),
        articles=articles,
        units=units,
        places=places,
    )


# --- what was cited before ---------------------------------------------------------------------


def _that(scene: _Scene, s: Sentence, m: re.Match[str]) -> Pointer:
    """该条例: the last document of that genre named before, unless two of them were named in one breath."""
    genre = m["genre"]
    before = scene.before(m.start())
    fitting = [x for x in before if genre == "文件" or _is_of_genre(x.title, genre)]
    target = fitting[-1] if fitting else None
    if target is None and genre in ("通知", "意见", "办法", "决定", "规定", "方案"):
        # A 文号 alone does not tell its genre: it may be meant where nothing else was named since.
        near = [x for x in before if x.start >= scene.lines[s.line].paragraph.start]
        target = near[-1] if len(near) == 1 and near[-1].title is None else None
    if target is not None and len(fitting) > 1 and _in_one_breath(scene.flat, fitting[-2], target):
        target = None
    return Pointer(
        start=m.start(),
        end=m.end(),
        unit=s.unit,
        kind=ReferenceKind.CITED,
        role=_role(scene, s, m),
        articles=split_articles(m["articles"]) if m["articles"] else (),
        cited=(target,) if target else (),
    )


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
    role = _role(scene, s, m)
    pointer = Pointer(start=m.start(), end=m.end(), unit=s.unit, kind=ReferenceKind.CITED, role=role)
    count = int(m["count"]) if (m["count"] or "").isdigit() else _COUNTS.get(m["count"] or "", 0)
    fitting = [x for x in scene.before(m.start()) if not m["genre"] or _is_of_genre(x.title, m["genre"])]
    own_words = m["any"] in _OPEN_WORDS
    for start in _scopes_back(scene, s, m.start()):
        found = [x for x in fitting if x.start >= start]
        if len(found) >= max(count, 1) and (role is Role.BASIS or not own_words):
            return replace(pointer, cited=tuple(_each_once(found[-count:] if count else found)))
    unit = scene.units[s.unit]
    if own_words and scene.flat[unit.start : m.start()].count("。"):
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
        replace(m, start=x.start, end=x.end, articles=x.articles, role=Role.BASIS, cue="指代", by_reference=True)
        for x in pointers
        if x.kind is ReferenceKind.CITED and x.role is Role.BASIS
        for m in x.cited
    ]


def with_reference_ties(
    ties: Iterable[tuple[int, int, Tie]],
    pointers: Sequence[Pointer],
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    measures: Sequence[tuple[int, int, int]],
) -> list[tuple[int, int, Tie]]:
    """The ties, (measure index, mention index, how near), and those of measures that rest on 前款 or 第五条.

    A citation in the measure's own clause is nearer than any reference.
    """
    known = list(ties)
    clause = {n for n, _, how in known if how is Tie.CLAUSE}
    new = [t for t in _reference_ties(pointers, sentences, mentions, measures) if t[0] not in clause]
    nearer = {(n, i) for n, i, _ in new}
    kept = [t for t in known if (t[0], t[1]) not in nearer]
    return sorted([*kept, *new], key=lambda t: (t[0], _NEARNESS[t[2]])) if new else known


_NEARNESS = {how: k for k, how in enumerate(Tie)}


def _reference_ties(
    pointers: Sequence[Pointer],
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    measures: Sequence[tuple[int, int, int]],
) -> Iterator[tuple[int, int, Tie]]:
    """Ties through provisions: the reference leads the measure as a basis phrase does, before it in its sentence."""
    basis = [(i, m) for i, m in enumerate(mentions) if m.role is Role.BASIS]
    leading = [x for x in pointers if x.role is Role.BASIS and x.places]
    if not basis or not leading:
        return
    for n, (k, _, end) in enumerate(measures):
        sentence = sentences[k]
        mine = [x for x in leading if sentence.start <= x.start < min(end, sentence.end)]
        for i in _basis_within(mine[-1:], pointers, basis):
            yield n, i, Tie.REFERENCE


def _basis_within(
    first: Sequence[Pointer], pointers: Sequence[Pointer], basis: Sequence[tuple[int, Mention]]
) -> list[int]:
    """The basis citations of the places that the references lead to, directly or by further references."""
    found: dict[int, None] = {}
    todo, seen = list(first), set[int]()
    while todo:
        pointer = todo.pop()
        if pointer.start in seen:
            continue
        seen.add(pointer.start)
        for start, end in pointer.places:
            found.update((i, None) for i, m in basis if start <= m.start < end and m.start != pointer.start)
            todo.extend(x for x in pointers if x.role is Role.BASIS and x.places and start <= x.start < end)
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
    for r in references:
        if r.kind is ReferenceKind.OWN:
            own = _document_meant(r, documents)
            r = replace(r, targets=(own,) if own else ())
        if r.targets:
            settled.append(r)
        else:
            vague.append(VagueReference(document=r.document, provision=r.provision, span=r.span, text=r.text))
    return tuple(settled), tuple(vague)


def _document_meant(r: Reference, documents: Mapping[str, Document]) -> str | None:
    """The document of the file that 本办法 means where it stands; None where none or several fit."""
    m = p.OWN_DOCUMENT.regex.match(flatten(r.text))
    genre = m["genre"] if m else ""
    own = documents[r.document]
    if own.title is None or genre == "文件" or own.title.endswith(genre):
        return own.id
    below = [d.id for d in documents.values() if d.parent == own.id and _is_of_genre(d.title, genre)]
    if below:
        return below[0] if len(below) == 1 else None
    if _is_of_genre(own.title, genre):
        return own.id
    above = documents.get(own.parent or "")
    return above.id if above is not None and _is_of_genre(above.title, genre) else None
