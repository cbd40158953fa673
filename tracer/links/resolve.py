"""Citations to Links: find the thing cited, keep the candidates, never guess (docs/semantics.md#resolving).

By number first, then by title; the citing document's own place decides between rivals. One
candidate or none: several that are left make the link ambiguous, and a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import SequenceMatcher
from typing import Protocol

from graph_schema.levels import level_of_citation
from graph_schema.messages import Message
from graph_schema.numbers import parse_spelt_number
from graph_schema.records import Candidate, Citation, Document, Instrument, Link
from graph_schema.regions import STATE, covers
from graph_schema.terms import LinkStatus, Relation, SourceLevel
from tracer.registry.load import Registry, same_issuer
from tracer.registry.own_rows import NameDecision
from tracer.registry.versions import year_named

_BY_NUMBER = Message("link_reason.number")
_BY_NUMBER_IN_STORE = Message("link_reason.number_in_store")
_BY_TITLE = Message("link_reason.title")
_BY_TITLE_IN_STORE = Message("link_reason.title_in_store")
_ALIKE = 0.75  # from here on a title is taken for that of the number beside it
_NEAR = 0.93  # a damaged title counts as found from this similarity on, and only if no rival comes near
_FOREIGN = 0.6  # below it a title that nobody has on record is not that of the number beside it, freely worded
_SHORT = 8  # a title of fewer letters (《实施意见》) is a name that any document may have
_LONG_ENOUGH = 10  # letters of a title that is known again though a scan misread some
_ALIKE_TITLE = "link_reason.near_title"
_LOST = 1  # so many letters next to each other a scan may add or lose; two are a word (试行, 暂行)
_EDITION = re.compile(
    "[（(][^（）()]*(?:[0-9]{4}年?(?:版|本)|修正|修订|试行|暂行|试点)[^（）()]*[）)]|试行|暂行|试点|补充|临时"
)
_YEAR_OF_TEXT = re.compile("[（(](?P<year>(?:19|20)[0-9]{2})年?(?P<what>版|本|修正|修订|修改)[^（）()]{0,4}[）)]$")
_CONTINUOUS = re.compile("国务院令|国令")  # orders whose series never began anew since 1982
_KNOWN_AS_DRAFT = 366  # days
MADE_AFTER = "question.made_after"
_OF_THE_STATE = re.compile("主席令")


class Shelf(Protocol):
    """The documents of the store, by number and by title. Of several captures of one document, one stands for all."""

    def by_number(self, number: str) -> list[Document]:
        """Returns documents of that number; what a notice issues under its own number stands behind the notice."""
        ...

    def by_title(self, title: str, citing: Document) -> list[Document]:
        """Returns documents of that title, those of the citing document's own file alone where there are any."""
        ...


def heads_of(found: Sequence[Document]) -> list[Document]:
    """Returns of the documents of one number those that no other one of them issues."""
    ids = {one.id for one in found}
    return [d for d in found if d.relation is Relation.SELF or d.parent not in ids] or list(found)


def of_own_file(found: Iterable[Document], citing: Document, file_of: Callable[[str], object]) -> list[Document]:
    """Returns of the documents of one title those of the citing document's own file, where there are any; itself never."""
    others = [d for d in found if d.id != citing.id]
    return [d for d in others if file_of(d.id) == file_of(citing.id)] or others


class DocumentShelf:
    """The shelf of documents that are all at hand."""

    def __init__(self, documents: Iterable[Document], file_of: Mapping[str, str]) -> None:
        self._number: dict[str, list[Document]] = {}
        self._title: dict[str, list[Document]] = {}
        self._file_of = file_of
        for document in documents:
            if document.number:
                self._number.setdefault(document.number, []).append(document)
            for key in title_keys(document):
                self._title.setdefault(key, []).append(document)

    def by_number(self, number: str) -> list[Document]:
        """Returns documents of that number; what a notice issues under its own number stands behind the notice."""
        return heads_of(self._number.get(number, []))

    def by_title(self, title: str, citing: Document) -> list[Document]:
        """Returns documents of that title, those of the citing document's own file alone where there are any."""
        return of_own_file(self._title.get(bare(title), []), citing, self._file_of.get)


def bare(title: str) -> str:
    """Returns a title without brackets, quotation marks and blanks."""
    return re.sub(r"[\s《》〈〉<>“”\"‘’（）()、，,]", "", title)


def title_keys(document: Document) -> set[str]:
    """Returns what a document is found by when a title is cited: its title, without its office too, and that of what it issues."""
    title = document.title or ""
    keys = {bare(title)}
    if document.issuer and bare(title).startswith(bare(document.issuer)):
        keys.add(bare(title)[len(bare(document.issuer)) :])
    issued = re.search("关于(?:印发|发布|公布|转发)(?:《)?(?P<inner>.{4,}?)(?:》)?的(?:通知|公告|决定)$", title)
    if issued:
        keys.add(bare(issued["inner"]))
    return {k for k in keys if len(k) >= 4}


def row_of(document: Document, registry: Registry) -> Instrument | None:
    """Returns the registry row that a stored document is a text of."""
    if document.number:
        rows = registry.by_number(document.number)
        if len(rows) == 1 and document.relation is not Relation.FORWARDS:
            return rows[0]
    if document.title:
        rows = tuple(i for i in registry.by_title(document.title) if bare(i.title) == bare(document.title))
        if len(rows) == 1:
            return rows[0]
    return None


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a citation may mean: its node id, facts, and how it was found.

    `doubt` is the question that only a person can answer where it is the only one and may still not be meant.
    """

    target: str
    level: SourceLevel
    region: str | None
    instrument: Instrument | None
    document: Document | None
    reason: Message
    score: float
    doubt: Message | None = None

    @property
    def by_number(self) -> bool:
        """Tells whether it is the number cited that led here, and not the title."""
        return self.reason in (_BY_NUMBER, _BY_NUMBER_IN_STORE)


def resolve(citation: Citation, citing: Document, registry: Registry, shelf: Shelf) -> Link:
    """Returns what the citation points to: AMBIGUOUS where several candidates are left, UNRESOLVED where none is."""
    found = find(citation, citing, registry, shelf)
    if len(found) == 1 and found[0].doubt is None:
        only = found[0]
        return Link(
            citation=citation.id,
            status=LinkStatus.RESOLVED,
            target=only.target,
            level=only.level,
            region=only.region,
            level_reason=only.reason,
            candidates=(Candidate(target=only.target, score=only.score, reason=only.reason),),
        )
    if found:
        return Link(
            citation=citation.id,
            status=LinkStatus.AMBIGUOUS,
            target=None,
            level=found[0].level if len({f.level for f in found}) == 1 and not found[0].doubt else SourceLevel.UNKNOWN,
            region=None,
            level_reason=Message("link_reason.several" if len(found) > 1 else "link_reason.doubted"),
            candidates=tuple(Candidate(target=f.target, score=f.score, reason=f.reason) for f in found),
        )
    if citation.damaged:
        # What is left of a number or title shows no level: the lost characters may be those of a source.
        return Link(
            citation=citation.id,
            status=LinkStatus.UNRESOLVED,
            target=None,
            level=SourceLevel.UNKNOWN,
            region=None,
            level_reason=Message("link_reason.damaged"),
        )
    number = citation.number or citation.defined_number
    shown = level_of_citation(
        citation.title,
        number,
        citation.issuer_hint,
        citing.region,
        citing.level,
        registry.agency,
    )
    level, reason = shown.level, shown.reason
    central = number is not None and level is SourceLevel.CENTRAL_POLICY
    if central and citation.title and _titled_exactly(citation.title, citing, registry, shelf):
        # The title is that of a document with another number: which of the two is wrong, only a person can tell.
        level, reason = SourceLevel.UNKNOWN, Message("link_reason.other_number")
    return Link(
        citation=citation.id,
        status=LinkStatus.UNRESOLVED,
        target=None,
        level=level,
        region=shown.place,
        level_reason=reason,
    )


def find(citation: Citation, citing: Document, registry: Registry, shelf: Shelf) -> list[Found]:
    """Returns all things that the citation may mean, after number, title, place and day have decided what they can.

    An instrument that was made long after the citing document is no more than a question: the document cannot have meant it.
    """
    found = _found(citation, citing, registry, shelf)
    only = found[0] if len(found) == 1 else None
    if only is None or only.instrument is None or only.doubt or _is_decided(citation, citing, registry):
        return found
    if not is_made_after(only.instrument, citing):
        later = _later_edition(citation, citing, only.instrument)
        return [replace(only, doubt=later)] if later is not None else found
    made, issued = _made(only.instrument), citing.date
    asked = Message.of(MADE_AFTER, words=citation.text, name=name_of(only), made=made, issued=issued or made)
    return [replace(only, doubt=asked)]


def _is_decided(citation: Citation, citing: Document, registry: Registry) -> bool:
    return registry.decided(citation.title, citation.number or citation.defined_number, citing) is not None


def _later_edition(citation: Citation, citing: Document, row: Instrument) -> Message | None:
    """Returns the question what is meant by a text of after the document: 《…（2023年修订）》 or 《…》（2023年修订） in one of 2017."""
    issued, named = citing.date, _YEAR_OF_TEXT.search(citation.title or "")
    year = int(named["year"]) if named else year_named(citation.text)
    if issued is None or year is None:
        return None
    # A list of next year is out before its year begins.
    of_list = named is not None and named["what"] in ("版", "本")
    latest = issued.year + of_list
    made = [v.made for v in row.versions if v.made and v.made.year == year and not of_list]
    asked = Message.of("question.edition_later", words=citation.text, year=year, issued=issued)
    return asked if year > latest or (made and min(made) > issued) else None


def is_made_after(instrument: Instrument, citing: Document) -> bool:
    """Tells whether an instrument was made so long after a document that this cannot have meant it; a draft may be known for months."""
    return citing.date is not None and (_made(instrument) - citing.date).days > _KNOWN_AS_DRAFT


def _found(citation: Citation, citing: Document, registry: Registry, shelf: Shelf) -> list[Found]:
    """Returns all things that the citation may mean, after number, title and place have decided what they can."""
    number = citation.number or citation.defined_number
    decided = registry.decided(citation.title, number, citing)
    if decided is not None and decided.instrument in registry.instruments:
        i = registry.instruments[decided.instrument]
        return [Found(i.id, i.level, i.region, i, None, decision_words(decided), 1.0)]
    by_number = _by_number(number, citing, registry, shelf) if number else []
    if number and by_number:
        if not citation.title:
            return _of_series(by_number, number, citation, citing)
        found = _with_title(by_number, number, citation, citing, registry, shelf)
        if found or not _begins_anew(number):
            return found
    if not citation.title:
        return []
    found = _by_title(citation.title, citing, registry, shelf)
    if number and not _is_order(number):
        # The title may be that of another year's or another office's document: the number would have decided.
        found = [f for f in found if f.instrument is None or not f.instrument.numbers]
        found = [f for f in found if f.document is None or not f.document.number]
    if not found:
        found = _by_damaged_title(citation.title, registry) if not number else []
    return _of_its_time(_by_issuer(_in_place(found, citing), citation), citing)


def _by_issuer(found: Sequence[Found], citation: Citation) -> list[Found]:
    """Returns of the rivals those that the office named before the title made, if any is on record as theirs."""
    if len(found) <= 1 or not citation.issuer_hint:
        return list(found)
    hint = citation.issuer_hint
    same = [f for f in found if f.instrument is not None and same_issuer(hint, f.instrument)]
    return same or list(found)


def _of_its_time(found: Sequence[Found], citing: Document) -> list[Found]:
    """Returns of the rivals those that were there when the citing document was made, and not yet repealed, if any was."""
    day = citing.date
    if len(found) <= 1 or day is None:
        return list(found)
    known = [f for f in found if f.instrument is None or _made(f.instrument) <= day]
    valid = [f for f in known if f.instrument is None or (f.instrument.repealed or date.max) > day]
    return valid or known or list(found)


def _made(instrument: Instrument) -> date:
    return instrument.promulgated or instrument.in_force_since or date.min


def decision_words(decision: NameDecision) -> Message:
    """Returns who decided what a string means, when and why: the reason of the link, and a remark of the chain."""
    return Message.of("link_reason.decided", who=decision.person, day=decision.decided, why=decision.why)


def _is_order(number: str) -> bool:
    return bool(re.search("令|公告", number))


def _by_number(number: str, citing: Document, registry: Registry, shelf: Shelf) -> list[Found]:
    known = registry.by_number(number)
    stored = [d for d in shelf.by_number(number) if d.id != citing.id]
    if len(stored) > 1:
        # Captures and nested texts of one number: the one that is a document of its own.
        stored = [d for d in stored if d.relation is not Relation.FORWARDS] or stored
    if known and stored:
        return [Found(stored[0].id, known[0].level, known[0].region, known[0], stored[0], _BY_NUMBER, 1.0)]
    if stored:
        return [Found(d.id, d.level, d.region, None, d, _BY_NUMBER_IN_STORE, 1.0) for d in stored[:4]]
    return [Found(i.id, i.level, i.region, i, None, _BY_NUMBER, 1.0) for i in known]


def _begins_anew(number: str) -> bool:
    """Tells whether a number is that of an order of a series that begins anew, with a new head or name of the office.

    Orders of the State Council are counted through, and a number with a year is one of a kind.
    """
    parsed = parse_spelt_number(number)
    return parsed is not None and parsed.is_order and parsed.year is None and not _CONTINUOUS.search(parsed.organ)


def _of_series(found: list[Found], number: str, citation: Citation, citing: Document) -> list[Found]:
    """Returns what a number without a title can mean on the day of the citing document: no order that was made later.

    The latest comes first: the series of the day is the likeliest, and its name is the one that a sentence gives.
    """
    if not _begins_anew(number):
        return found
    day = citing.date
    there = [f for f in found if f.instrument is None or day is None or _made(f.instrument) <= day]
    there = _of_its_time(there, citing)
    if len(there) == 1 and _OF_THE_STATE.search(number):
        # Each term of the president has a series of its own: that one of them is on record says nothing of the others.
        asked = Message.of("question.order_series", words=citation.text, name=name_of(there[0]))
        return [replace(there[0], doubt=asked)]
    return sorted(there, key=lambda f: _made(f.instrument) if f.instrument else date.min, reverse=True)


def _with_title(
    found: list[Found], number: str, citation: Citation, citing: Document, registry: Registry, shelf: Shelf
) -> list[Found]:
    """Returns what the number means that stands beside a title, if the title is that of it, else what title and number mean.

    A title that somebody else's document bears to the letter is no free wording of this one's. The title alone counts
    where the number is that of an order, whose series begin anew (docs/semantics.md#ruling-39).
    """
    title = citation.title or ""
    agreeing = [f for f in found if any(_is_like(title, one) for one in _titles(f))]
    if any(_has_editions_of(title, f) for f in agreeing):
        return _closest(agreeing, title)
    known = {f.target for f in found}
    exact = [f for f in _titled_exactly(title, citing, registry, shelf) if f.target not in known]
    titled = _of_its_time(_in_place(exact, citing), citing)
    issued = [f for f in titled if f.document and (f.document.number == number or f.document.parent in known)]
    if issued:
        return issued
    if agreeing and not titled:
        return _closest(agreeing, title)
    if titled and _is_order(number):
        reason = Message.of("link_reason.title_over_order", number=number, name=name_of(found[0]))
        return [replace(f, reason=reason) for f in titled]
    if titled:
        return [*found, *titled]
    if not _is_foreign(title, found):
        return found
    if _begins_anew(number):
        return []
    asked = Message.of(
        "question.number_of_other", words=citation.text, number=number, name=name_of(found[0]), title=title
    )
    return [replace(f, doubt=asked) for f in found]


def _closest(found: Sequence[Found], title: str) -> list[Found]:
    """Returns, of several things under one number, those within whose title the title cited stands, if there are any."""
    wanted = bare(title)
    same = [f for f in found if any(wanted in bare(t) or bare(t) in wanted for t in _titles(f) if t)]
    return same or list(found)


def _has_editions_of(title: str, found: Found) -> bool:
    """Tells whether one of a thing's titles has the very marks of an edition (试行, 2024年版) that a title cited has, or no title is known."""
    wanted = editions(title)
    return any(not one or editions(one) == wanted for one in _titles(found))


def editions(title: str) -> frozenset[str]:
    """Returns the words of a title by which it is that of one edition: 试行, 暂行, 2024年版, 2018年修正."""
    return frozenset(bare(found[0]) for found in _EDITION.finditer(title))


def _is_foreign(title: str, found: Sequence[Found]) -> bool:
    """Tells whether a title cannot be a free wording of the titles of what was found: it has next to nothing in common with them."""
    wanted = bare(title)
    if len(wanted) < _SHORT:
        return False
    likeness = (
        SequenceMatcher(a=wanted, b=bare(one), autojunk=False).ratio() for f in found for one in _titles(f) if one
    )
    return max(likeness, default=1.0) < _FOREIGN


def _titled_exactly(title: str, citing: Document, registry: Registry, shelf: Shelf) -> list[Found]:
    wanted = bare(title)
    found = _by_title(title, citing, registry, shelf)
    return [f for f in found if any(wanted in (bare(one), bare(STATE + one)) for one in _titles(f))]


def _is_like(title: str, other: str) -> bool:
    """Tells whether two titles may be one: one within the other, or alike but for what people leave out and mistype."""
    one, two = bare(title), bare(other)
    return one in two or two in one or SequenceMatcher(a=one, b=two, autojunk=False).ratio() >= _ALIKE


def name_of(found: Found) -> str:
    """Returns title and number of a thing as a question names it."""
    if found.instrument:
        numbers = found.instrument.numbers
        return f"《{found.instrument.title}》" + (f"（{numbers[0]}）" if numbers else "")
    document = found.document
    if document is None:
        return found.target
    return f"《{document.title}》" + (f"（{document.number}）" if document.number else "")


def _titles(f: Found) -> list[str]:
    out = [f.document.title or ""] if f.document else []
    return out + ([f.instrument.title, *f.instrument.short_titles] if f.instrument else [])


def _by_title(title: str, citing: Document, registry: Registry, shelf: Shelf) -> list[Found]:
    known = list(registry.by_title(title))
    exact = [i for i in known if bare(i.title) in (bare(title), "中华人民共和国" + bare(title))]
    known = exact or known
    stored = shelf.by_title(title, citing)
    out: list[Found] = []
    used: set[str] = set()
    for document in stored:
        match = next(
            (
                i
                for i in known
                if (document.number and document.number in i.numbers) or bare(i.title) == bare(document.title or "")
            ),
            None,
        )
        if match:
            used.add(match.id)
        level, region = (match.level, match.region) if match else (document.level, document.region)
        out.append(Found(document.id, level, region, match, document, _BY_TITLE_IN_STORE, 0.98))
    out.extend(Found(i.id, i.level, i.region, i, None, _BY_TITLE, 0.98) for i in known if i.id not in used)
    return out


def asks_for_likeness(title: str | None, number: str | None) -> bool:
    """Tells whether a title that nobody bears is looked for as one that a scan damaged."""
    return title is not None and not number and len(title) >= _LONG_ENOUGH


def is_alike(reason: Message) -> bool:
    """Tells whether something was found by a title that is like the one cited."""
    return reason.code == _ALIKE_TITLE


def row_like(title: str, registry: Registry) -> str:
    """Returns the id of the row that a title means which a scan damaged; "" for none."""
    return next((found.target for found in _by_damaged_title(title, registry)), "")


def _by_damaged_title(title: str, registry: Registry) -> list[Found]:
    if len(title) < _LONG_ENOUGH:
        return []
    near = [(i, s) for i, s in registry.similar(title, limit=3) if s >= _NEAR]
    if not near or (len(near) > 1 and near[0][1] - near[1][1] < 0.02):
        return []
    row, likeness = near[0]
    # A title of another place or year differs in few characters as well: only damage may be forgiven.
    if re.sub(r"\D", "", row.title) != re.sub(r"\D", "", title) or (
        len(row.title) != len(title) and abs(len(row.title) - len(title)) > 2
    ):
        return []
    if bare(row.title)[:3] != bare(title)[:3] or differ_by_a_word(bare(row.title), bare(title)):
        return []
    reason = Message.of(_ALIKE_TITLE, share=f"{likeness:.2f}")
    return [Found(row.id, row.level, row.region, row, None, reason, likeness)]


def differ_by_a_word(one: str, other: str) -> bool:
    """Tells whether a word stands in one of two titles and not in the other: no scan adds 暂行 or 试行 to a title."""
    changes = SequenceMatcher(a=one, b=other, autojunk=False).get_opcodes()
    return any(abs((j2 - j1) - (i2 - i1)) > _LOST for _, i1, i2, j1, j2 in changes)


def _in_place(found: Sequence[Found], citing: Document) -> list[Found]:
    """Returns of the rivals those whose place covers the citing document's; newest first among equals of one title."""
    if len(found) <= 1:
        return list(found)
    if citing.region:
        near = [f for f in found if f.region and covers(f.region, citing.region)]
        local = [f for f in near if f.region != "全国"]
        found = near or list(found)
        if (
            local
            and len(local) < len(found)
            and citing.region != "全国"
            and len({bare(_titles(f)[0]) for f in found}) > 1
        ):
            found = [f for f in found if f in local] or found
    stored = [f for f in found if f.document is not None]
    return stored if len(stored) == 1 else list(found)
