"""Says what all stores make of judged documents and index rows before they keep them: columns to choose and to count by, packed bodies, digests."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from graph_schema.messages import LANGUAGES, label_of, say
from graph_schema.plain import from_plain, to_plain
from graph_schema.records import Finding
from graph_schema.terms import Group, Verdict
from tracer.store.base.errors import damaged
from tracer.store.base.findings import Filters, JudgedDocument, KeptFinding, Tally
from tracer.store.base.index import IndexRow
from tracer.store.rows import NOT_AS_WRITTEN, digest_of, packed, seal_of, unpacked

NO_ORDER = "~"
"""Stands in the order for a number or title that is not there: behind all others."""

COUNTS: tuple[str, ...] = (
    *(verdict.value for verdict in Verdict),
    *(f"mend_{verdict.value}" for verdict in Verdict),
    *("gaps", "lean", "unsupported", "ended", "authority"),
)
"""What is counted of a judged document: its findings by verdict, those to be mended by verdict, and single groups; but for the last two what counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """A measure as it is kept: what it is chosen by, and its finding without the document; `words` are what is searched of it.

    Without a finding verdict and body are None. `part` is its provision where it counts nowhere.
    """

    measure: str
    start: int
    stop: int
    verdict: str | None
    kind: str
    aside: str | None
    part: str | None
    gap: bool
    mend: bool
    unsupported: bool
    rests_on: tuple[str, ...]
    words: str
    body: bytes | None
    digest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRow:
    """A judged document as it is kept: what its findings are ordered, chosen and counted by; `card` is the document as they show it, packed."""

    document: str
    touched: int
    since: str
    until: str
    order_number: str
    order_title: str
    number: str | None
    title: str | None
    region: str | None
    issued: str | None
    draft: bool
    of_source: bool
    words: str
    card: bytes | None
    lines: bytes
    counts: Mapping[str, int]
    seal: int
    findings: tuple[FindingRow, ...]


def judged_row(judged: JudgedDocument) -> JudgedRow:
    """Returns what is kept of a judged document. InputError where it holds half a character."""
    order = next((one.order for one in judged.findings), (NO_ORDER, NO_ORDER, judged.document))
    shown = next((one.finding.document for one in judged.findings if one.finding is not None), None)
    card = to_plain(shown) if shown is not None else None
    findings = tuple(_finding_row(one, card) for one in judged.findings)
    row = JudgedRow(
        document=judged.document,
        touched=judged.touched,
        since=judged.since.isoformat(),
        until=judged.until.isoformat(),
        order_number=order[0],
        order_title=order[1],
        number=shown.number if shown else None,
        title=shown.title if shown else None,
        region=shown.region if shown else None,
        issued=shown.date.isoformat() if shown and shown.date else None,
        draft=shown is not None and shown.draft,
        of_source=any(one.of_source for one in judged.findings),
        words=_joined((shown.title, shown.number, shown.issuer, shown.region)) if shown else "",
        card=packed(card, judged.document) if card is not None else None,
        lines=judged.lines,
        counts=_counts(one.finding for one in judged.findings if one.finding is not None),
        seal=0,
        findings=findings,
    )
    return replace(row, seal=seal_of_judged(asdict(row), (one.digest for one in findings)))


def seal_of_judged(row: Mapping[str, Any], digests: Iterable[int]) -> int:
    """Returns the number without which neither the row of a document nor those of its measures can change; the day is not in it."""
    told = [_plain(row[name]) for name in _SEALED]
    return seal_of(
        [
            digest_of(
                [
                    told,
                    zlib.crc32(row["card"] or b""),
                    zlib.crc32(row["lines"] or b""),
                    [row["counts"][n] for n in COUNTS],
                ]
            ),
            *digests,
        ]
    )


_SEALED = (
    *("document", "order_number", "order_title", "number", "title", "region", "issued", "draft", "of_source", "words"),
)


def _finding_row(kept: KeptFinding, card: object) -> FindingRow:
    finding = kept.finding
    if finding is None:
        row = FindingRow(
            **_place(kept),
            verdict=None,
            kind="",
            aside=None,
            part=None,
            gap=False,
            mend=False,
            unsupported=False,
            rests_on=(),
            words="",
            body=None,
            digest=0,
        )
        return replace(row, digest=finding_digest(asdict(row)))
    plain: dict[str, Any] = dict(to_plain(replace(finding, edition="")))
    del plain["edition"]
    if plain["document"] == card:
        del plain["document"]
    row = FindingRow(
        **_place(kept),
        verdict=finding.verdict.value,
        kind=finding.measure.kind.value,
        aside=finding.aside.value if finding.aside else None,
        part=finding.provision.id if finding.aside else None,
        gap=finding.is_gap,
        mend=finding.must_mend,
        unsupported=finding.is_unsupported and finding.aside is None,
        rests_on=tuple(sorted(set(kept.rests_on))),
        words=_words(finding),
        body=packed(plain, kept.measure),
        digest=0,
    )
    return replace(row, digest=finding_digest(asdict(row)))


def _place(kept: KeptFinding) -> dict[str, Any]:
    return {"measure": kept.measure, "start": kept.start, "stop": kept.end}


def finding_digest(row: Mapping[str, Any]) -> int:
    """Returns what tells a changed row of a measure from the one that is kept."""
    told = [_plain(row[name]) for name in FindingRow.__slots__ if name not in ("digest", "body", "words")]
    words = (row["words"] or "").encode("utf-8", "surrogatepass")
    return digest_of([told, zlib.crc32(row["body"] or b""), zlib.crc32(words)])


def _plain(value: Any) -> Any:
    """Returns a flag as a number, as some stores keep it."""
    return int(value) if isinstance(value, bool) else value


def _words(finding: Finding) -> str:
    """Returns what is searched of a measure beside its document: its words, its provision, the sentence and the reasons in all languages."""
    sentences = (say(lang, finding.sentence) for lang in LANGUAGES)
    reasons = (label_of(stop.reason, lang) for stop in finding.stops for lang in LANGUAGES)
    return _joined((finding.measure.text, finding.provision.label, *sentences, *reasons))


def _joined(words: Iterable[str | None]) -> str:
    return "\n".join(dict.fromkeys(word.casefold() for word in words if word))


def _counts(findings: Iterable[Finding]) -> dict[str, int]:
    """Counts the findings of a document."""
    counts: Counter[str] = Counter()
    for finding in findings:
        if finding.aside is not None:
            counts[finding.aside.value] += 1
            continue
        counts[finding.verdict.value] += 1
        counts[f"mend_{finding.verdict.value}"] += finding.must_mend
        counts["gaps"] += finding.is_gap
        counts["lean"] += finding.is_lean
        counts["unsupported"] += finding.is_unsupported
    return {name: counts[name] for name in COUNTS}


def tally_of(rows: Iterable[Mapping[str, Any]]) -> Tally:
    """Adds up rows of counts; each has `of_source` and `draft` beside them, and the number of its `documents`."""
    total: Counter[str] = Counter()
    groups: Counter[Group] = Counter()
    draft_gaps = documents = 0
    for row in rows:
        counts = {name: row[name] or 0 for name in COUNTS}
        total.update(counts)
        measures = sum(counts[verdict.value] for verdict in Verdict)
        groups[Group.SOURCES] += measures if row["of_source"] else 0
        groups[Group.DRAFTS] += measures if row["draft"] else 0
        draft_gaps += counts["gaps"] if row["draft"] else 0
        documents += row["documents"]
    mend = {verdict: total[f"mend_{verdict.value}"] for verdict in Verdict}
    groups[Group.MUST_MEND] = sum(mend.values())
    for group in (Group.UNSUPPORTED, Group.ENDED, Group.AUTHORITY):
        groups[group] = total[group.value]
    return Tally(
        verdicts={verdict: total[verdict.value] for verdict in Verdict},
        groups={group: groups[group] for group in Group},
        gaps=total["gaps"],
        draft_gaps=draft_gaps,
        lean=total["lean"],
        must_mend=sum(mend.values()),
        mend_by_verdict=mend,
        documents=documents,
    )


def of_those_chosen(filters: Filters, tally: Tally) -> list[int] | None:
    """Returns how many are chosen of those that were counted, with must_mend the gaps apart; None where the counts do not say."""
    verdicts, group = filters.verdicts, filters.group
    given = [bool(verdicts), group is not None, filters.must_mend, filters.rest, filters.silent]
    if sum(given) == 0:
        return [tally.gaps]
    if filters.must_mend and not (group or filters.rest):
        mend = sum(tally.mend_by_verdict[verdict] for verdict in verdicts or Verdict)
        gaps = tally.gaps if not verdicts or Verdict.DEAD_END in verdicts else 0
        return [gaps, mend - gaps]
    if sum(given) > 1 or filters.silent:
        return None
    if filters.rest:
        return [tally.must_mend - tally.gaps]
    if group is Group.MUST_MEND:
        return [tally.gaps, tally.must_mend - tally.gaps]
    return [tally.groups[group] if group else sum(tally.verdicts[verdict] for verdict in verdicts)]


# --- bodies ------------------------------------------------------------------------------------


class Unpacking:
    """Findings out of rows, their documents unpacked once; all name the same edition of the registry."""

    def __init__(self, registry: str) -> None:
        self._registry = registry
        self._cards: dict[str, object] = {}

    def finding(self, measure: str, body: bytes, document: str, card: bytes) -> Finding:
        """Returns the finding of a row. DamagedError, which names the measure, where it is none."""
        try:
            if document not in self._cards:
                self._cards[document] = unpacked(card)
            plain = {"document": self._cards[document], **unpacked(body), "edition": self._registry}
            return from_plain(Finding, plain)
        except NOT_AS_WRITTEN as error:
            raise damaged(measure, error) from error


# --- the index ---------------------------------------------------------------------------------


def index_digest(row: IndexRow) -> int:
    """Returns what tells a changed row of the index from the one that is kept; when it was touched is not in it."""
    keys = sorted({(key.kind, key.words) for key in row.keys})
    return digest_of([row.document, row.path, keys, row.facts, zlib.crc32(row.body), zlib.crc32(row.part)])


def words_asked(words: str) -> Iterator[str]:
    """Gives the words that must all be found, each once."""
    yield from dict.fromkeys(words.casefold().split())
