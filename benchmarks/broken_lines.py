"""Says how many places a line can be broken at without a citation being read otherwise: `python -m benchmarks.broken_lines`.

Each labelled text is read as it stands and once more for each place tried, with a line end put into a sentence of its body
there; what counts is the set of citations with title, number, articles and role. `--wrap 28` breaks every body
line of a text after so many characters instead, as a page does, and counts the citations that are read otherwise.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from graph_schema.records import Reading
from ingest.formats.files import file_of_text
from ingest.reading import read

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
_BODY = re.compile(r"[^\n\t]{20,}[。；]")  # a line that ends as a sentence does, and is no row of a table
_ROUND = 12  # characters shown on each side of a place


def cited(reading: Reading) -> Counter[tuple[object, ...]]:
    """Counts the citations of a reading by what they say."""
    return Counter((c.title, c.number, c.articles, c.role) for c in reading.citations)


def texts(names: Sequence[str], longest: int) -> Iterator[str]:
    """Yields the labelled texts of the named files that are not longer than `longest` characters."""
    for name in names:
        for line in (SHARED / "gold" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
            text = json.loads(line)["text"]
            if len(text) <= longest:
                yield text


def places(text: str) -> list[int]:
    """Returns the places inside sentences of body lines, neither before nor behind a blank."""
    return [
        at
        for line in _BODY.finditer(text)
        for at in range(line.start() + 1, line.end() - 1)
        if text[at - 1] not in "。！？" and not text[at - 1].isspace() and not text[at].isspace()
    ]


def wrapped(text: str, width: int) -> str:
    """Returns the text with every body line broken after each `width` characters."""
    return _BODY.sub(lambda line: "\n".join(line[0][at : at + width] for at in range(0, len(line[0]), width)), text)


def main() -> None:
    """Prints how many of the places tried change a citation, and where the first of them are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=["local-dev", "dev", "seeds-dev"])
    parser.add_argument("--each", type=int, default=12, help="places tried in each text")
    parser.add_argument("--longest", type=int, default=9000, help="characters of the longest text that is tried")
    parser.add_argument("--near", action="store_true", help="only places within six characters of a citation")
    parser.add_argument("--wrap", type=int, help="break all body lines after so many characters")
    parser.add_argument("--show", type=int, default=0, help="places shown")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    tried = changed = 0
    for text in texts(options.names, options.longest):
        reading = read(file_of_text(text, "x"))
        whole = cited(reading)
        if options.wrap:
            other = cited(read(file_of_text(wrapped(text, options.wrap), "x")))
            tried += whole.total()
            changed += (whole - other).total()
            shown = [f"- {'; '.join(map(str, (whole - other)))} + {'; '.join(map(str, (other - whole)))}"]
            if whole != other and changed <= options.show:
                print(*shown)
            continue
        found = places(text)
        if options.near:
            near = {at for c in reading.citations for at in range(c.span.start - 6, c.span.end + 6)}
            found = [at for at in found if at in near]
        for at in chance.sample(found, min(options.each, len(found))):
            other = cited(read(file_of_text(f"{text[:at]}\n{text[at:]}", "x")))
            tried += 1
            if other != whole:
                changed += 1
                if changed <= options.show:
                    print(f"{text[max(0, at - _ROUND) : at]}⏎{text[at : at + _ROUND]}".replace("\n", "␤"))
                    print("   -", *(whole - other), "+", *(other - whole))
    print(f"{changed} of {tried} changed: {changed / max(tried, 1):.4f}")


if __name__ == "__main__":
    main()
