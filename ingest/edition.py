"""The edition of the reader: what it says, as a digest that a store keeps beside each file that was read.

A file is read again when the edition is another one, so that no finding rests on an old reading; and only
then, so that no reading is thrown away because code was moved, renamed or commented. What counts is what the
reader says on the probe (the invented texts in ingest/probe), the patterns in its code, the words and weights
in its data, and the names of laws that it is given. The probe is read and the patterns are collected when the
edition is written and when it is tested; a run takes their digests from edition.json.

    python -m ingest.edition                  tells whether the reader is that of its edition (status 1 if not)
    python -m ingest.edition --write          writes the edition anew
    python -m ingest.edition --write --same   the same, where patterns or data changed and nothing that is said:
                                              what the edition before has read need not be read again
"""

from __future__ import annotations

import hashlib
import json
import pkgutil
import re
import sys
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graph_schema.files import PROGRAM_FILE, written_beside
from graph_schema.first_use import Later
from graph_schema.plain import from_plain, to_plain
from graph_schema.records import Reading, Undo
from graph_schema.terms import RepairKind

if TYPE_CHECKING:
    from ingest.find.campaign import Lexicon

READ_BY = (
    ("graph_schema", "data/regions.tsv"),
    ("graph_schema", "data/region_history.tsv"),
    ("graph_schema", "data/agency_codes.tsv"),
    ("ingest", "lexicon/words/marks.toml"),
    ("ingest", "lexicon/words/acts.toml"),
    ("ingest", "lexicon/words/things.toml"),
    ("ingest", "lexicon/words/people.toml"),
    ("ingest", "lexicon/words/goods.toml"),
    ("ingest", "lexicon/words/actions.toml"),
    ("ingest", "lexicon/page.toml"),
    ("ingest", "lexicon/traditional.txt"),
    ("ingest", "lexicon/radicals.txt"),
    ("ingest", "lexicon/shares.toml"),
    ("ingest", "lexicon/confidence.toml"),
    ("ingest", "lexicon/clauses.gz"),
)
"""The files that the reader of credit measures reads by, as package and path. Their names say nothing in the edition."""

_EXAMPLES = frozenset({"matches", "refuses", "uses"})
_SHORT = 12  # hex digits of a digest, as everywhere in the program
_LAW_NAMES = {
    "行政处罚法": "中华人民共和国行政处罚法",
    "慈善法": "中华人民共和国慈善法",
    "安全生产法": "中华人民共和国安全生产法",
    "征信业管理条例": "征信业管理条例",
}
"""The laws that the reader is told of while it reads the probe."""
_CAMPAIGN = "administrative"
_ENCODINGS = ("gb18030", "utf-8-sig", "utf-16")  # beside UTF-8, in which the probe lies


@dataclass(frozen=True, slots=True)
class Earlier:
    """A reader that said the same as that of the edition on record: the part of its name before the names of laws.

    `lexicon` is the digest of its campaign's lexicon ("" for credit). Until edition.json came, a reader was called
    by a digest of its code and by the edition of its registry (`registry`), with which it was given the names of
    laws of the digest `names`; both are "" where the digest itself is part of the name.
    """

    reader: str
    lexicon: str = ""
    registry: str = ""
    names: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """Holds what edition.json holds: the digests of what is said, of the patterns and of the data, and who said the same."""

    says: str
    patterns: str
    data: str
    same_as: tuple[Earlier, ...] = ()

    def reader(self, lexicon: str) -> str:
        """Returns the part of a reader's name before the names of laws; `lexicon` is a digest, "" for credit."""
        return _digest(self.says, self.patterns, self.data, lexicon)


def reader_name(law_names: Mapping[str, str], lexicon: Lexicon | None = None) -> str:
    """Returns the name under which a store notes who read a file: edition, and digest of the names of laws."""
    return f"{replace(kept(), data=data_digest()).reader(lexicon_digest(lexicon))}+{names_digest(law_names)}"


def earlier_names(law_names: Mapping[str, str], registry: str, lexicon: Lexicon | None = None) -> frozenset[str]:
    """Returns the names of earlier readers that say the same, given the same names of laws; `registry` is its edition."""
    if data_digest() != kept().data:
        return frozenset()
    names, words = names_digest(law_names), lexicon_digest(lexicon)
    endings: dict[Earlier, set[str]] = {
        e: {registry, *([e.registry] if e.names == names else [])} if e.registry else {names}
        for e in kept().same_as
        if e.lexicon == words
    }
    return frozenset(f"{earlier.reader}+{ending}" for earlier, found in endings.items() for ending in found)


def names_digest(law_names: Mapping[str, str]) -> str:
    """Returns the digest of the names of laws, in whatever order they are given."""
    return _digest(json.dumps(sorted(law_names.items()), ensure_ascii=False))


def lexicon_digest(lexicon: Lexicon | None) -> str:
    """Returns the digest of a campaign's lexicon; "" for credit, whose words are among the data of all readers."""
    return _digest(lexicon.text) if lexicon else ""


@cache
def kept() -> Edition:
    """Returns the edition on record."""
    return from_plain(Edition, json.loads(_place().read_text("utf-8")))


@cache
def data_digest() -> str:
    """Returns the digest of the data that the reader reads by, as it is now, without names of files, examples and comments."""
    contents = (files(package).joinpath(path).read_bytes() for package, path in READ_BY)
    return _digest(*sorted(map(content_digest, contents, (path for _, path in READ_BY))))


def content_digest(content: bytes, path: str) -> str:
    """Returns the digest of what a file of words, patterns or weights means to the reader."""
    if not path.endswith(".toml"):
        return hashlib.sha256(content).hexdigest()
    return _digest(json.dumps(_without_examples(tomllib.loads(content.decode("utf-8"))), ensure_ascii=False))


def _without_examples(value: Any) -> Any:
    """Returns a table of TOML without the examples beside its patterns, which tests run and the reader does not look at."""
    if isinstance(value, dict):
        return {key: _without_examples(item) for key, item in value.items() if key not in _EXAMPLES}
    return [_without_examples(item) for item in value] if isinstance(value, list) else value


def says(probe: Path | None = None) -> str:
    """Reads the probe and returns the digest of all that is said: on credit, without any repair, and on a campaign."""
    return _digest(*(json.dumps(canonical(reading), ensure_ascii=False) for reading in readings(probe or _probe())))


def readings(probe: Path) -> Iterator[Reading]:
    """Yields what the reader says on each text of a probe: as it stands, without repairs, and for another campaign.

    The first text is read in other encodings as well.
    """
    # Here, since a name of the reader is asked for by whoever opens a store, and that needs no reader.
    from ingest.find.campaign import load_lexicon
    from ingest.formats.files import FileBytes, load_file
    from ingest.reading import read

    nothing_repaired = tuple(Undo(kind=kind, span=None) for kind in RepairKind)
    campaign = load_lexicon(_CAMPAIGN)
    sources = [load_file(path) for path in sorted(probe.glob("*.txt"))]
    for source in sources:
        yield read(source, _LAW_NAMES)
        yield read(source, _LAW_NAMES, undone=nothing_repaired)
        yield read(source, _LAW_NAMES, lexicon=campaign)
    source = sources[0]
    for encoding in _ENCODINGS:
        data = source.text.encode(encoding)
        yield read(FileBytes(source.path, hashlib.sha256(data).hexdigest(), data).as_file(), _LAW_NAMES)


def canonical(reading: Reading) -> Any:
    """Returns a reading as plain values, without where its file lies; shares and the like to a hundredth of a percent."""
    value = to_plain(reading)
    value["source"].pop("path")
    return _rounded(value)


def _rounded(value: Any) -> Any:
    """Returns plain values whose numbers are the same on every machine."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in sorted(value.items())}
    return [_rounded(item) for item in value] if isinstance(value, list) else value


_SHOWN_ONLY = "graph_schema.personal"
"""What is starred out where a text is shown: nothing is read by it."""


def patterns() -> frozenset[tuple[str, int]]:
    """Returns all regular expressions that stand in modules of reading, wherever they stand: pattern and flags.

    They are words that the reader reads by, as those of the lexicon are; no probe can try each of their choices.
    """
    found: set[tuple[str, int]] = set()
    for package in ("graph_schema", "ingest"):
        for module in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
            if module.name.startswith(_SHOWN_ONLY):
                continue
            for value in vars(import_module(module.name)).values():
                found.update((p.pattern, p.flags) for p in _patterns_in(value) if isinstance(p.pattern, str))
    return frozenset(found)


def _patterns_in(value: object) -> Iterator[re.Pattern[Any]]:
    """Yields the regular expressions in a constant: itself, or in what it holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Later):
        yield value.pattern_now()
    elif isinstance(value, dict):
        yield from _patterns_in((*value.keys(), *value.values()))
    elif isinstance(value, tuple | list | set | frozenset):
        for item in value:
            yield from _patterns_in(item)
    elif is_dataclass(value) and not isinstance(value, type):
        yield from _patterns_in(tuple(getattr(value, field.name) for field in fields(value)))


def _digest(*words: str) -> str:
    """Returns the beginning of the digest of all words in their order."""
    joined = hashlib.sha256()
    for word in words:
        joined.update(f"{len(word)}:{word}".encode("utf-8", "surrogatepass"))
    return joined.hexdigest()[:_SHORT]


def _place() -> Path:
    return Path(str(files("ingest").joinpath("edition.json")))


def _probe() -> Path:
    return Path(str(files("ingest").joinpath("probe")))


def found() -> Edition:
    """Reads the probe, collects patterns and data, and returns the edition of the reader as it is, with the same readers."""
    words = json.dumps(sorted(patterns()), ensure_ascii=False)
    return Edition(says(), _digest(words), data_digest(), kept().same_as)


def succeeding(before: Edition, after: Edition, *, same: bool) -> Edition:
    """Returns the edition to write: earlier readers stay while nothing changed, and `same` adds the one before to them.

    ValueError where `same` is not so: the probe shows a difference.
    """
    if after == before:
        return before
    if not same:
        return replace(after, same_as=())
    if after.says != before.says:
        raise ValueError("the reader says other things on the probe than before")
    from ingest.find.campaign import load_lexicon

    lexicons = sorted({"", lexicon_digest(load_lexicon(_CAMPAIGN))})
    return replace(after, same_as=(*before.same_as, *(Earlier(before.reader(words), words) for words in lexicons)))


def main(arguments: Collection[str]) -> int:
    """Tells whether the reader is that of its edition, or writes it; returns the exit status."""
    before, after = kept(), found()
    if "--write" not in arguments:
        if after != before:
            print(
                "the reader says other things than its edition: run python -m ingest.edition --write", file=sys.stderr
            )
        return int(after != before)
    try:
        edition = succeeding(before, after, same="--same" in arguments)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    with written_beside(_place(), mode=PROGRAM_FILE) as beside:
        beside.write_text(json.dumps(to_plain(edition), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(edition)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
