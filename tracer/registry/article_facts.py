"""Facts on articles: what each article of the laws at hand states, without a word of its text.

`python -m tracer.registry.article_facts FOLDER` reads a folder of article texts (tracer.registry.articles: one JSONL file
an instrument) and writes data/article_facts.tsv.gz: one line an instrument with its id, its articles
(1-52, 120.1), and the articles that state anything as number:profile (tracer.registry.statements), joined by |.
`python -m tracer.registry.package_facts FOLDER FILE` adds the laws of a package. The same texts give the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TypeVar

from graph_schema.errors import InputError, RegistryError, TracerError
from graph_schema.files import PROGRAM_FILE, written_beside
from tracer.registry.articles import Article, read_article_lines
from tracer.registry.statements import Profile, article_profile, parse_profile

BUILT_IN = Path(__file__).parent / "data" / "article_facts.tsv.gz"
Key = tuple[int, int]
_Told = TypeVar("_Told")


@dataclass(frozen=True)
class ArticleFacts:
    """Holds what the articles of each known instrument state. `edition` is a digest of all of it."""

    known: Mapping[str, frozenset[Key]] = field(default_factory=dict)
    stated: Mapping[str, Mapping[Key, Profile]] = field(default_factory=dict)
    edition: str = ""

    def keys(self, instrument: str) -> tuple[Key, ...]:
        """Returns the articles of an instrument that are known, in order."""
        return tuple(sorted(self.known.get(instrument, ())))

    def profile(self, instrument: str, key: Key) -> Profile | None:
        """Returns what an article states, nothing at all included; None where the article is not known."""
        if key not in self.known.get(instrument, frozenset()):
            return None
        return self.stated.get(instrument, {}).get(key, Profile())


def facts_of(articles: Iterable[tuple[str, Article]]) -> Iterator[str]:
    """Yields the lines of a facts file, in the order of the instruments' ids."""
    by_instrument: dict[str, dict[Key, str]] = {}
    for instrument, article in articles:
        by_instrument.setdefault(instrument, {})[article.number, article.branch] = str(article_profile(article.text))
    for instrument, profiles in sorted(by_instrument.items()):
        stated = "|".join(f"{_key(key)}:{profile}" for key, profile in sorted(profiles.items()) if profile)
        yield "\t".join((instrument, _ranges(sorted(profiles)), stated))


class _Cells(Mapping[str, _Told]):
    """Holds what cells say by instrument, each read when it is asked for."""

    def __init__(self, cells: Mapping[str, str], read: Callable[[str], _Told]) -> None:
        self._cells, self._read = cells, read
        self._told: dict[str, _Told] = {}

    def __getitem__(self, instrument: str) -> _Told:
        if instrument not in self._told:
            self._told[instrument] = self._read(self._cells[instrument])
        return self._told[instrument]

    def __contains__(self, instrument: object) -> bool:
        return instrument in self._cells

    def __iter__(self) -> Iterator[str]:
        return iter(self._cells)

    def __len__(self) -> int:
        return len(self._cells)


def parse_facts(text: str, *, checked: bool = True) -> ArticleFacts:
    """Returns the facts that a file states. RegistryError names the line that states none, where it is to be `checked`."""
    known: dict[str, str] = {}
    stated: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            instrument, known_cell, stated_cell = line.split("\t")
            if checked:
                _known(known_cell)
                _stated(stated_cell)
        except ValueError as error:
            raise RegistryError("article_texts.bad_facts", number=number, why=error) from error
        known[instrument], stated[instrument] = known_cell, stated_cell
    edition = hashlib.sha256(text.encode()).hexdigest()[:12]
    return ArticleFacts(_Cells(known, _known), _Cells(stated, _stated), edition)


def _known(ranges: str) -> frozenset[Key]:
    """Returns the articles that a cell names."""
    return frozenset(_keys(ranges))


def _stated(cells: str) -> Mapping[Key, Profile]:
    """Returns what a cell says that articles state."""
    pairs = (cell.partition(":") for cell in cells.split("|") if cell)
    return {_parse_key(key): parse_profile(profile) for key, _, profile in pairs}


@cache
def load_facts(path: Path = BUILT_IN) -> ArticleFacts:
    """Returns the facts that came with the program; none where the file is missing."""
    return parse_facts(facts_text(path), checked=path != BUILT_IN) if path.is_file() else ArticleFacts()


def facts_text(path: Path = BUILT_IN) -> str:
    """Returns the text of a facts file."""
    return gzip.decompress(path.read_bytes()).decode("utf-8")


def build(folder: Path, out: Path = BUILT_IN, more: Iterable[tuple[str, Article]] = ()) -> int:
    """Writes the facts on all articles of a folder, and of more instruments that it does not hold; returns how many there are."""
    files = sorted(folder.glob("*.jsonl"))
    if not files:
        raise InputError("article_texts.none_in_folder", folder=folder)
    held = [pair for file in files for pair in read_article_lines(file)]
    known = {instrument for instrument, _ in held}
    lines = list(facts_of([*held, *(pair for pair in more if pair[0] not in known)]))
    with written_beside(out, mode=PROGRAM_FILE) as beside:
        beside.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode("utf-8"), compresslevel=9, mtime=0))
    load_facts.cache_clear()
    return len(lines)


def _key(key: Key) -> str:
    return f"{key[0]}.{key[1]}" if key[1] else str(key[0])


def _parse_key(cell: str) -> Key:
    number, _, branch = cell.partition(".")
    return int(number), int(branch or 0)


def _ranges(keys: Sequence[Key]) -> str:
    """Returns 1-52,120.1 for the articles 1 to 52 and 第一百二十条之一."""
    out: list[list[int]] = []
    for number in (number for number, branch in keys if not branch):
        if out and out[-1][1] == number - 1:
            out[-1][1] = number
        else:
            out.append([number, number])
    whole = [f"{a}-{b}" if a != b else str(a) for a, b in out]
    return ",".join([*whole, *(_key(key) for key in keys if key[1])])


def _keys(ranges: str) -> Iterator[Key]:
    for part in ranges.split(",") if ranges else ():
        first, dash, last = part.partition("-")
        if dash:
            yield from ((number, 0) for number in range(int(first), int(last) + 1))
        else:
            yield _parse_key(part)


def main(arguments: Sequence[str]) -> int:
    """Runs `python -m tracer.registry.article_facts FOLDER`; returns exit status 0, or 2 with the reason on standard error."""
    if len(arguments) != 1:
        print("用法：python -m tracer.registry.article_facts 条文文件夹", file=sys.stderr)
        return 2
    try:
        count = build(Path(arguments[0]))
    except TracerError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{BUILT_IN.name} · {count} · {BUILT_IN.stat().st_size // 1024} KB · {load_facts().edition}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
