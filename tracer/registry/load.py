"""登记库: the laws, regulations and documents that citations are resolved against.

Facts only (title, numbers, level, issuer, region, dates, status, article count); no text of any
instrument is here. The rows come from data/registry.tsv.gz, which `tracer registry build` makes
(data/README.md: sources and gaps). Everything is looked up by keys made once per registry.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from difflib import SequenceMatcher
from enum import IntEnum
from functools import cache, cached_property, lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import Any

from graph_schema.errors import RegistryError
from graph_schema.numbers import parse_spelt_number
from graph_schema.records import Document, Instrument, MovedArticle, Version
from graph_schema.regions import STATE, covers, find_region, national_organ
from graph_schema.seals import MerkleTree, facts_row
from graph_schema.terms import SourceLevel, VersionKind
from tracer.registry.credit_lists import MARK, ListEdition, edition_of, list_facts
from tracer.registry.own_rows import NameDecision, OwnRegistry, OwnRow, own_registry_paths
from tracer.registry.rows import Agency, FileRows, LaidOver, Names, day_of, names_of_file
from tracer.registry.versions import DAYS, laid_over_versions, restated

NAMES = "registry.names.gz"
"""The file of names beside the program's own rows."""

_NAMED_BARE = frozenset({SourceLevel.LAW, SourceLevel.ADMIN_REGULATION})
_BARE = re.compile(r"(?<!办)法$|法典$|条例$")
_ON_CREDIT = ("社会信用", "公共信用信息")
_NATIONAL_LAW = frozenset({SourceLevel.CONSTITUTION, SourceLevel.LAW, SourceLevel.ADMIN_REGULATION})


class _Rank(IntEnum):
    """Says how directly a title names an instrument."""

    FULL = 0
    SHORT = 1
    OTHER = 2


# --- keys ---------------------------------------------------------------------------------------

_NO_LETTER = re.compile(r"[\W_]+")
_ISSUES = re.compile(
    r"(?:印发|发布|公布|颁布|下发)(?P<inner>.{4,})的(?:通知|公告|通告|函|决定|命令)$|印发[〈《](?P<quoted>.{4,})[〉》]$"
)
_EDITION = re.compile(
    r"[（(](?:(?:19|20)\d\d(?:年(?:\d{1,2}月\d{1,2}日)?(?:第.次)?)?)?(?:修正|修订|修改|修订版|修正版|修正案)?(?:文本|本|版)?[)）]$"
)
_SHORTER_ISSUERS = (
    ("中央军委", "中央军事委员会"),
    ("发展和改革", "发展改革"),
    ("工业和信息化", "工信"),
    ("人力资源和社会保障", "人社"),
    ("人力资源社会保障", "人社"),
    ("住房和城乡建设", "住建"),
    ("住房城乡建设", "住建"),
    ("监督管理", "监管"),
    ("行政管理", ""),
    ("委员会", "委"),
    ("发展改革委", "发改委"),
    ("质量监督检验检疫", "质检"),
    ("食品药品监管", "食药监"),
    ("安全生产监管", "安监"),
    ("中国证券监管委", "证监会"),
    ("中国银行业监管委", "银监会"),
    ("中国保险监管委", "保监会"),
    ("中国银行保险监管委", "银保监会"),
    ("国有资产监管委", "国资委"),
    ("互联网信息办公室", "网信办"),
    ("卫生和计划生育委", "卫生计生委"),
    ("卫生健康委", "卫健委"),
    ("中国证监会", "证监会"),
    ("中国银监会", "银监会"),
    ("中国保监会", "保监会"),
    ("中国银保监会", "银保监会"),
    ("国务院国资委", "国资委"),
)


def title_key(title: str) -> str:
    """Returns a title without brackets, quotation marks, blanks and other signs, in compatible (NFKC) letters."""
    return _NO_LETTER.sub("", unicodedata.normalize("NFKC", title))


def number_key(number: str) -> str | None:
    """Returns what a number is looked up by; None where it holds no number.

    One key for 国务院令第654号, 中华人民共和国国务院令第654号 and 国令第654号, for 七十三 and 73,
    and for the long and the short names of a ministry in front of 令.
    """
    parsed = parse_spelt_number(number)
    if parsed is None:
        return None
    organ = parsed.organ.removeprefix(STATE)
    if parsed.is_order:
        organ = "国务院令" if organ == "国令" else office_key(organ)
    return f"{organ}|{parsed.year or ''}|{parsed.serial}"


def string_key(words: str) -> str:
    """Returns what a decision on a title or number is kept under, so that it holds for all equal ones."""
    return number_key(words) or title_key(words)


def _split_issuer(title: str) -> tuple[str, str] | None:
    """Returns a title that opens with its issuer, as (issuer, 关于…): 国务院办公厅关于…, 河南省人民政府关于…"""
    head, about, rest = title.partition("关于")
    if not about or not head or len(head) > 60:
        return None
    if national_organ(head) is None and find_region(head) is None:
        return None
    return head, about + rest


def _issued_by(title: str) -> str | None:
    """Returns the inner title of …关于印发X的通知."""
    found = _ISSUES.search(title)
    return (found["inner"] or found["quoted"]).strip("〈〉<>《》 ") if found else None


def _other_names(title: str) -> Iterator[str]:
    """Yields what else a document of this title is called: without its issuer, and by what it issues."""
    without_issuer = _split_issuer(title)
    if without_issuer:
        yield without_issuer[1]
    inner = _issued_by(title)
    if inner:
        yield inner
        yield from _other_names(inner)


def _names(instrument: Instrument) -> Iterator[tuple[_Rank, str]]:
    """Yields all names of an instrument as keys, the same one perhaps several times."""
    yield _Rank.FULL, title_key(instrument.title)
    if instrument.level in _NATIONAL_LAW:
        yield _Rank.FULL, title_key(instrument.title.removeprefix(STATE))
    of_versions = (v.title for v in instrument.versions if v.title)
    for short in (*instrument.short_titles, *instrument.former_titles, *of_versions):
        yield _Rank.SHORT, title_key(short)
    for name in _other_names(instrument.title):
        if len(key := title_key(name)) >= 4:
            yield _Rank.OTHER, key
    first, rest = instrument.title[:1], instrument.title[1:]
    if STATE in rest:  # 河南省实施〈消防法〉办法
        yield _Rank.OTHER, title_key(first + rest.replace(STATE, ""))


# --- the registry -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Registry:
    """The instruments by id, the agency codes, and the edition that findings name.

    Made by `load_registry` or, in tests, by `Registry.from_rows`. The look-ups never guess: what
    they give back is named by the title or number asked for, best first, and may be several.
    """

    instruments: Mapping[str, Instrument]
    agencies: tuple[Agency, ...]
    edition: str
    unsure: frozenset[str] = field(default=frozenset())  # ids of rows with a part that no source states
    decisions: Mapping[tuple[str, str], NameDecision] = field(default_factory=dict)  # by string key and document
    lists: tuple[ListEdition, ...] = ()  # editions of the national lists and supplements that were imported
    own: str = ""  # what the user's own registries lay over the rows of the program, as JSON
    built_in: str = ""  # the hash of the text of the program's rows below

    @classmethod
    def from_rows(cls, instruments: Iterable[Instrument], agencies: Iterable[Agency] = ()) -> Registry:
        """Returns a registry of the records given; its edition is a digest of them."""
        known = {instrument.id: instrument for instrument in instruments}
        codes = tuple(agencies)
        digest = hashlib.sha256(repr((sorted(known.items()), codes)).encode("utf-8", "surrogatepass")).hexdigest()
        return cls(instruments=MappingProxyType(known), agencies=codes, edition=digest[:12])

    def with_rows(self, rows: Iterable[Instrument]) -> Registry:
        """Returns the registry with these rows in place of those of the same ids; its edition is still that of the old one."""
        return replace(self, instruments=LaidOver(self.instruments, {row.id: row for row in rows}))

    def decided(self, title: str | None, number: str | None, document: Document) -> NameDecision | None:
        """Returns what a person decided that a title or number means: in this document, else everywhere."""
        if not self.decisions:
            return None
        keys = [string_key(words) for words in (number, title) if words]
        places = [*filter(None, (document.id, document.number and string_key(document.number))), ""]
        return next(
            (self.decisions[key, place] for place in places for key in keys if (key, place) in self.decisions), None
        )

    def by_number(self, number: str) -> tuple[Instrument, ...]:
        """Returns the instruments of this number, in any spelling of it; empty where it is unknown or no number."""
        key = number_key(number)
        return tuple(self.instruments[id] for id in self._names.numbers.get(key, ())) if key else ()

    def by_title(self, title: str) -> tuple[Instrument, ...]:
        """Returns the instruments of this title: exact full titles first, then short titles, then other names.

        Brackets, quotation marks and blanks do not count. 中华人民共和国 may be missing or added for
        laws and administrative regulations only. Other names leave out the issuer, or are the
        inner title of …关于印发X的通知.
        """
        ranks: dict[str, _Rank] = {}
        for rank, instrument in self._named(title):
            ranks[instrument.id] = min(rank, ranks.get(instrument.id, _Rank.OTHER))
        found = [self.instruments[known] for known in ranks]
        found.sort(key=lambda instrument: (ranks[instrument.id], instrument.status == "repealed", instrument.id))
        return tuple(found)

    def similar(self, title: str, limit: int = 5) -> list[tuple[Instrument, float]]:
        """Returns the instruments whose titles come nearest, with their likeness from 0 to 1, best first.

        For titles that a scan has damaged; `by_title` comes first. Likeness is that of difflib on
        the keys, taken for those titles that share most pairs of letters with the one asked for.
        """
        key = title_key(title)[:200]
        pairs = _pairs(key)
        shared: Counter[int] = Counter()
        for pair in pairs:
            shared.update(self._pairs.get(pair, ()))
        keys = self._keys
        likely = sorted(shared, key=lambda index: -2 * shared[index] / (len(pairs) + len(keys[index][0])))
        best: dict[str, float] = {}
        matcher = SequenceMatcher(b=key, autojunk=False)
        for index in likely[: max(4 * limit, 12)]:
            name, known = keys[index]
            matcher.set_seq1(name)
            best[known] = max(best.get(known, 0.0), matcher.ratio())
        ranked = sorted(best.items(), key=lambda item: (-item[1], item[0]))
        return [(self.instruments[known], score) for known, score in ranked[:limit]]

    def agency(self, organ: str, region: str | None) -> Agency | None:
        """Tells whose code `organ` is, by the longest code that it begins with; None where no code fits.

        `region` is that of the citing document: it decides between offices of one code (宁政发:
        宁夏 and 南京); where it does not, there is no answer.
        """
        for length in range(len(organ), 0, -1):
            found = self._codes.get(organ[:length], ())
            if found and _ends_there(organ, length):
                near = [agency for agency in found if region and _same_way(agency.region, region)]
                chosen = found if len(found) == 1 else near
                return chosen[0] if len(chosen) == 1 else None
        return None

    def law_names(self) -> Mapping[str, str]:
        """Returns bare names of laws and administrative regulations that end in 法, 法典 or 条例, with their full titles.

        民事诉讼法 → 中华人民共和国民事诉讼法; for finding laws that a text names without 《》.
        """
        return self._law_names

    @cached_property
    def tree(self) -> MerkleTree:
        """Returns the tree over all rows; its root stands for the registry in proofs."""
        return MerkleTree({instrument.id: facts_row(instrument) for instrument in self.instruments.values()})

    @property
    def laid_over(self) -> Mapping[str, Instrument]:
        """Returns the rows that lie over those of the program."""
        return _over(self.instruments)

    def below(self, id: str) -> Instrument | None:
        """Returns the row of the program that a row lies over; None where there is none."""
        rows = self.instruments
        while isinstance(rows, LaidOver):
            rows = rows.below
        return rows.get(id)

    @cached_property
    def credit_regulations(self) -> tuple[tuple[str, str], ...]:
        """Returns title and place of the local regulations on credit in force. Only rows are made whose names speak of it."""
        named = (ids for key, ids in self._names.titles.items() if any(word in key for word in _ON_CREDIT))
        rows = (self.instruments[id] for id in dict.fromkeys(id for ids in named for _, id in ids))
        return tuple(sorted({(row.title, row.region) for row in rows if is_on_credit(row)}))

    @cached_property
    def _law_names(self) -> Mapping[str, str]:
        return dict(pair for pairs in self._names.laws.values() for pair in pairs)

    @cached_property
    def _names(self) -> Names:
        return names_in(self.instruments)

    def _titled(self, key: str) -> Iterator[tuple[_Rank, Instrument]]:
        """Yields the instruments that bear a key, with how directly it names each."""
        yield from ((_Rank(rank), self.instruments[id]) for rank, id in self._names.titles.get(key, ()))

    @cached_property
    def _codes(self) -> Mapping[str, tuple[Agency, ...]]:
        found: defaultdict[str, list[Agency]] = defaultdict(list)
        for agency in self.agencies:
            found[agency.code].append(agency)
        return {code: tuple(several) for code, several in found.items()}

    @cached_property
    def _keys(self) -> list[tuple[str, str]]:
        """Returns every title and short title as (key, id)."""
        return [(key, id) for key, several in self._names.titles.items() for _, id in several]

    @cached_property
    def _pairs(self) -> Mapping[str, tuple[int, ...]]:
        """Tells which keys hold a pair of letters. Pairs that stand in very many (管理, 条例) tell nothing apart."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for index, (key, _) in enumerate(self._keys):
            for pair in _pairs(key):
                found[pair].append(index)
        often = max(200, len(self._keys) // 12)
        return {pair: tuple(several) for pair, several in found.items() if len(several) <= often}

    def _named(self, title: str) -> Iterator[tuple[_Rank, Instrument]]:
        key = title_key(title)
        yield from self._titled(key)
        if key.startswith(STATE):
            for rank, instrument in self._titled(key.removeprefix(STATE)):
                if instrument.level in _NATIONAL_LAW and rank is not _Rank.OTHER:
                    yield rank, instrument
        elif STATE in key:
            yield from self._as_other(key.replace(STATE, ""))
        plain = title_key(_EDITION.sub("", title.strip("《》〈〉 ")))
        if plain != key:  # 中华人民共和国公司法（2018年修正）
            yield from ((_Rank.OTHER, one) for _, one in self._titled(plain) if one.level in _NATIONAL_LAW)
        yield from self._without_issuer(title)

    def _as_other(self, key: str) -> Iterator[tuple[_Rank, Instrument]]:
        yield from ((_Rank.OTHER, instrument) for _, instrument in self._titled(key))

    def _without_issuer(self, title: str) -> Iterator[tuple[_Rank, Instrument]]:
        """Yields instruments known without their issuer or by the inner title only, where the issuer agrees."""
        split = _split_issuer(title)
        issues = _ISSUES.search(title)
        issuer = split[0] if split else title[: issues.start()] if issues else ""
        for name in filter(None, (split[1] if split else None, _issued_by(title))):
            for rank, instrument in self._titled(title_key(name)):
                if rank is not _Rank.OTHER and same_issuer(issuer, instrument):
                    yield _Rank.OTHER, instrument


def is_on_credit(row: Instrument) -> bool:
    """Tells whether a row is a local regulation on credit in force."""
    is_local = row.level is SourceLevel.LOCAL_REGULATION and row.status == "in_force"
    return is_local and row.title.endswith("条例") and any(word in row.title for word in _ON_CREDIT)


def _over(rows: Mapping[str, Instrument]) -> Mapping[str, Instrument]:
    return {**_over(rows.below), **rows.over} if isinstance(rows, LaidOver) else {}


def _pairs(key: str) -> set[str]:
    return {key[index : index + 2] for index in range(len(key) - 1)}


def same_issuer(issuer: str, instrument: Instrument) -> bool:
    """Tells whether `issuer` made an instrument, as far as names show: the rest of the title alone is not enough."""
    asked, known = office_key(issuer), office_key(instrument.issuer or "")
    return bool(asked and known) and (asked.startswith(known) or known.startswith(asked))


def office_key(issuer: str) -> str:
    """Returns a name of an office without what its short form leaves out: 国家发展和改革委员会 → 发展改革委."""
    key = title_key(issuer).removesuffix("关于").removeprefix("国家")
    for long, short in _SHORTER_ISSUERS:
        key = key.replace(long, short)
    return key


def _same_way(one: str, other: str) -> bool:
    """Tells whether one place lies in the other."""
    return covers(one, other) or covers(other, one)


def _ends_there(organ: str, length: int) -> bool:
    """Tells whether a code may end at `length`: 京发 is no part of 京发改, and 法 stands for itself only."""
    rest = organ[length:]
    if not rest:
        return True
    return length > 1 and not (organ[length - 1] == "发" and rest.startswith("改"))


# --- the file -----------------------------------------------------------------------------------


_given: ContextVar[Registry | None] = ContextVar("registry", default=None)


@contextmanager
def registry_given(registry: Registry) -> Iterator[None]:
    """Has this registry stand for the one that there is now, in the block."""
    token = _given.set(registry)
    try:
        yield
    finally:
        _given.reset(token)


def load_registry(path: Path | None = None) -> Registry:
    """Returns the registry of `path`, or the one inside the program with the user's own rows and decisions over it.

    RegistryError where a file does not hold together.
    """
    given = _given.get()
    if path is None and given is not None:
        return given
    return registry_of_files(own_registry_paths()) if path is None else built_in_registry(path)


def registry_of_files(files: Iterable[Path]) -> Registry:
    """Returns the registry inside the program with the rows and decisions of these files over it, each over the one before."""
    stamped = tuple((file, file.stat().st_mtime_ns, file.stat().st_size) for file in files)
    return _with_own(stamped) if stamped else built_in_registry()


@lru_cache(maxsize=2)
def _with_own(files: tuple[tuple[Path, int, int], ...]) -> Registry:
    known = built_in_registry()
    merged: dict[str, Instrument] = {}
    own_ids: set[str] = set()
    decisions: list[NameDecision] = []
    lists: dict[str, ListEdition] = {}
    for file, _, _ in files:
        with OwnRegistry(file) as kept:
            layers, decided = kept.layers(), kept.decisions()
        for row in layers:
            if row.id.startswith(MARK):
                lists[row.id] = edition_of(row.facts, file)
                continue
            merged[row.id] = laid_over(merged.get(row.id) or known.instruments.get(row.id), row, file)
            own_ids.add(row.id)
        decisions += decided
    held = {(d.string, d.document): replace(d, id=0) for d in decisions if d.undone is None}
    if not own_ids and not held and not lists:  # all was taken back
        return known
    own = {
        "rows": [json.loads(facts_of(merged[id])) for id in sorted(own_ids)],
        "decisions": [asdict(held[key]) for key in sorted(held)],
        **({"lists": [json.loads(list_facts(lists[id])) for id in sorted(lists)]} if lists else {}),
    }
    return with_own_rows(known, json.dumps(own, ensure_ascii=False, sort_keys=True), files[-1][0])


def with_own_rows(known: Registry, own: str, where: Path) -> Registry:
    """Returns the rows of the program with what the user's own registries lay over them. RegistryError for a broken row."""
    said = json.loads(own)
    rows = [instrument_of(json.dumps(row), where) for row in said["rows"]]
    try:
        decisions = [NameDecision(**decision) for decision in said["decisions"]]
    except TypeError as error:  # of a later version of the program
        raise RegistryError("registry.bad_own_row", where=where, why=error) from error
    return Registry(
        instruments=LaidOver(known.instruments, {row.id: row for row in rows}),
        agencies=known.agencies,
        edition=edition_with(known.edition, own),
        unsure=known.unsure - {row.id for row in rows},
        decisions=MappingProxyType({(d.string, d.document): d for d in decisions}),
        lists=tuple(edition_of(json.dumps(one), where) for one in said.get("lists", ())),
        own=own,
        built_in=known.built_in,
    )


def edition_with(built_in: str, own: str) -> str:
    """Returns the edition of the rows of the program with the user's own over them ("" for none)."""
    words = f"{built_in} {own}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(words).hexdigest()[:12] if own else built_in


def laid_over(known: Instrument | None, row: OwnRow, where: Path) -> Instrument:
    """Returns what a row states over what is known, and the whole row where nothing is. RegistryError for a broken row."""
    imported = date.fromisoformat(row.imported)
    if known is None or not row.stated:
        return replace(instrument_of(row.facts, where), known_until=imported)
    stated = json.loads(row.stated)
    below = json.loads(facts_of(known))
    moves = {(m["day"], m["old"]): m for m in (*below["moved"], *stated.get("moved", ()))}
    facts = {**below, **stated, "moved": [moves[key] for key in sorted(moves)], "versions": below["versions"]}
    whole = instrument_of(json.dumps(facts), where)
    versions = laid_over_versions(whole.versions, map(_version, stated.get("versions", ())))
    return replace(whole, versions=versions, known_until=_known_until(known, stated, versions, imported))


def _known_until(
    known: Instrument, stated: Mapping[str, object], versions: Sequence[Version], imported: date
) -> date | None:
    """Returns the day until which the versions are known to be all: that of the import where it states days or counts of an
    instrument, or has a text that is newer than those on record; an older text says nothing of what came after it."""
    newer = (
        bool(versions)
        and bool(known.versions)
        and (versions[-1].day or date.min) > (known.versions[-1].day or date.min)
    )
    if known.known_until and (newer or ("versions" not in stated and {"revised", "articles"} & stated.keys())):
        return max(known.known_until, imported)
    return known.known_until


def facts_of(instrument: Instrument) -> str:
    """Returns an instrument as the JSON that the user's own registry keeps."""
    return json.dumps(asdict(instrument), ensure_ascii=False, default=str, sort_keys=True)


def instrument_of(facts: str, where: Path) -> Instrument:
    """Returns the instrument of such JSON. RegistryError where it does not hold together."""
    try:
        row: dict[str, Any] = json.loads(facts)
        for name in ("short_titles", "numbers", "former_titles", "amended_by"):
            row[name] = tuple(row[name])
        row["repealed"] = day_of(row["repealed"])
        row["known_until"] = day_of(row.get("known_until"))
        row["versions"] = _versions(row)
        row["moved"] = tuple(MovedArticle(**{**m, "day": date.fromisoformat(m["day"])}) for m in row["moved"])
        return Instrument(**{**row, "level": SourceLevel(row["level"])})
    except (ValueError, KeyError, TypeError) as error:
        raise RegistryError(
            "registry.bad_own_row",
            where=where,
            why=error,
        ) from error


def _versions(row: dict[str, Any]) -> tuple[Version, ...]:
    """Returns the versions of a row of JSON; one of before has columns of days in their place, which are taken out of it."""
    days = {name: day_of(row.pop(name, None)) for name in ("promulgated", "effective")}
    revised = map(date.fromisoformat, row.pop("revised", ()))
    articles = row.pop("articles", None)
    return restated(map(_version, row.get("versions", ())), **days, revised=revised, articles=articles)


def _version(row: dict[str, Any]) -> Version:
    return Version(**{**row, **{name: day_of(row[name]) for name in DAYS}, "kind": VersionKind(row["kind"])})


@cache
def built_in_registry(path: Path | None = None) -> Registry:
    """Returns the registry file of `path`, or the one inside the program."""
    where = str(path) if path else "tracer/registry/data/registry.tsv.gz"
    try:
        text = registry_text(path)
        return parse_registry(text, where) if path else _parse(text, _names_beside(text))
    except (OSError, EOFError, UnicodeDecodeError) as error:
        raise RegistryError("registry.unreadable", where=where, why=error) from error


def registry_text(path: Path | None = None) -> str:
    """Returns the text of the registry file of `path`, or of the one inside the program."""
    file = path or resources.files("tracer").joinpath("registry/data/registry.tsv.gz")
    return gzip.decompress(file.read_bytes()).decode("utf-8")


def parse_registry(text: str, where: str) -> Registry:
    """Returns the registry of the text of such a file. RegistryError where it does not hold together."""
    try:
        return _parse(text)
    except (ValueError, KeyError) as error:
        raise RegistryError("registry.unreadable", where=where, why=error) from error


def _parse(text: str, names: Names | None = None) -> Registry:
    """Returns the registry of a text. Where its names are known, its rows were all made when these were written."""
    rows = FileRows(text)
    if names is None:
        rows.whole()
    rows.names = names
    digest = _hash(text)
    return Registry(
        instruments=rows,
        agencies=tuple(rows.agencies),
        edition=digest[:12],
        unsure=rows.unsure,
        built_in=digest,
    )


def _names_beside(text: str) -> Names | None:
    """Returns the names that are kept beside the program's own rows; None where they are of other rows, or not there."""
    file = resources.files("tracer").joinpath(f"registry/data/{NAMES}")
    return names_of_file(file.read_bytes(), _hash(text)) if file.is_file() else None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def names_in(instruments: Mapping[str, Instrument]) -> Names:
    """Returns the names by which instruments are found: those that are kept with them, or else made of each."""
    if isinstance(instruments, FileRows) and instruments.names is not None:
        return instruments.names
    if isinstance(instruments, LaidOver):
        below = names_in(instruments.below)
        return below.under(names_in(instruments.over), instruments.over.keys() & instruments.below.keys(), instruments)
    titles: defaultdict[str, dict[str, _Rank]] = defaultdict(dict)
    numbers: defaultdict[str, list[str]] = defaultdict(list)
    laws: dict[str, list[tuple[str, str]]] = {}
    for id, one in instruments.items():
        for rank, key in _names(one):
            titles[key][id] = min(rank, titles[key].get(id, _Rank.OTHER))
        for number in dict.fromkeys(map(number_key, one.numbers)):
            if number:
                numbers[number].append(id)
        if one.level in _NAMED_BARE:
            bare = dict.fromkeys(name.removeprefix(STATE) for name in (*one.short_titles, one.title))
            laws[id] = [(name, one.title) for name in bare if len(name) >= 3 and _BARE.search(name)]
    of_titles = {key: [(int(rank), id) for id, rank in several.items()] for key, several in titles.items()}
    return Names(of_titles, dict(numbers), laws)
