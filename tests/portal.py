"""Puts the page of a site around a document: ten styles as data (cases/portal), lines and order varied by a seed.

`python tests/portal.py LABELS…` reads each labelled document alone and within each page, and prints by style the share
that is read the same: fields of the card, citations, measures with their verdicts.
"""

from __future__ import annotations

import json
import random
import re
import sys
import tomllib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracer.jobs.extracting import extract

STYLES = Path(__file__).parent / "cases/portal"
FIELDS = ("title", "number", "issuer", "date", "level")
_NAMES = {
    "site": ("泽安县人民政府", "澧泉市市场监督管理局", "云岭省民政厅"),
    "place": ("泽安", "澧泉", "云岭"),
    "latin": ("ZE AN", "LI QUAN", "YUN LING PROVINCE"),
    "column": ("规范性文件", "部门文件", "政策法规", "其他文件", "通知公告"),
    "office": ("县政府办", "市市场监管局", "省民政厅办公室", "本网"),
    "editor": ("王某", "李某某", "赵某"),
    "other": ("泽安县粮食局关于夏粮收购的通知", "澧泉市关于清明祭扫的公告", "一图读懂：便民办法"),
    "another": ("云岭省民政厅公布养老机构名录", "泽安县召开信用工作会议"),
}
_MARK = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Page:
    """A page around a document. `pieces` say from which offset of the page on which offset of the document stands."""

    text: str
    pieces: tuple[tuple[int, int], ...]

    def offset(self, at: int) -> int:
        """Returns the offset in the document of a character of the page that belongs to it."""
        piece = bisect_right(self.pieces, (at, sys.maxsize)) - 1
        start, own = self.pieces[max(piece, 0)]
        return own + at - start


def styles() -> dict[str, Mapping[str, str]]:
    """Returns the styles by name."""
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(STYLES.glob("*.toml"))}


def page_around(style: Mapping[str, str], text: str, card: Mapping[str, Any], seed: int) -> Page:
    """Puts a page around a text; `card` holds the fields of its document, of which the page shows those that are known."""
    dice = random.Random(seed)
    values = _values(card, dice)
    lines = text.split("\n")
    own = [len(line) + 1 for line in lines]
    titles = [n for n, line in enumerate(lines[:12]) if card.get("title") and line.strip() == card["title"]]
    under = titles[-1] if titles else None
    parts = {n for n, line in enumerate(lines) if n and re.fullmatch(r"\s*附\s*件\s*\d*[：:]?\s*", line)}
    out: list[str] = _filled(style.get("above", ""), values, dice)
    at, pieces = sum(len(line) + 1 for line in out), []
    done = 0
    for n, line in enumerate(lines):
        added: list[str] = []
        if n in parts:
            added = _filled(style.get("between", ""), values, dice)
        elif under is not None and n == under + 1:
            added = _filled(style.get("under_title", ""), values, dice)
        if n == under and style.get("heading"):
            at += len(style["heading"])
            line = style["heading"] + line
        at += sum(len(words) + 1 for words in added)
        pieces.append((at, done))
        out += [*added, line]
        at += own[n]
        done += own[n]
    out += _filled(style.get("below", ""), values, dice)
    return Page("\n".join(out), tuple(pieces))


def _values(card: Mapping[str, Any], dice: random.Random) -> dict[str, str]:
    """Returns what stands in the places of a style: the fields of the document that are known, and names of the site's own."""
    day = str(card["date"]) if card.get("date") else None
    year = day[:4] if day else "2020"
    known = {
        "title": card.get("title"),
        "number": card.get("number"),
        "issuer": card.get("issuer"),
        "day": dice.choice((day, "{}年{}月{}日".format(*day.split("-")))) if day else None,
        "published": f"{int(year) + dice.randrange(3)}-{dice.randrange(1, 13):02}-{dice.randrange(1, 29):02}",
        "clock": f"{dice.randrange(8, 19):02}:{dice.randrange(60):02}",
        "count": str(dice.randrange(10, 9000)),
        "index": dice.choice(("11341/{}-00417", "000014349/{}-00032", "ZA02-{}-0031", "K0710-0202-{}-0012")).format(
            year
        ),
        "code": f"{dice.randrange(10**9, 10**10)}",
        "year": year,
        **{name: dice.choice(choices) for name, choices in _NAMES.items()},
    }
    return {name: value for name, value in known.items() if value}


def _filled(template: str, values: Mapping[str, str], dice: random.Random) -> list[str]:
    """Returns the lines of a template: `?` may be left out, `~` in a run change places, `||` parts choices; none with an unknown field."""
    out: list[str] = []
    run: list[str] = []
    for line in [*template.strip("\n").split("\n"), ""]:
        if run and not line.startswith("~"):
            dice.shuffle(run)
            out += run
            run = []
        if line.startswith("?") and dice.random() < 0.5:
            continue
        line = dice.choice(line.removeprefix("?").removeprefix("~").split("||")).strip(" ")
        if not line or line == "?":
            continue
        if any(name not in values for name in _MARK.findall(line)):
            line = _without_unknown(line, values)
        words = line.format(**values)
        (run if line and template and _runs(template, line) else out).append(words)
    return [words for words in out if words.strip()]


def _runs(template: str, line: str) -> bool:
    """Tells whether a line of a template is one of those that change places."""
    return any(raw.startswith("~") and line in raw for raw in template.split("\n"))


def _without_unknown(line: str, values: Mapping[str, str]) -> str:
    """Returns the fields of a line that are known; a site leaves the others out."""
    fields = re.split(r"(?<=\})[ 　\t]+", line)
    return "　　".join(field for field in fields if all(name in values for name in _MARK.findall(field)))


def read_as(label: Mapping[str, Any], page: Page | None = None) -> dict[str, Any]:
    """Returns what of a reading must be the same within a page: fields, measures with verdicts, citations, at offsets of the document."""

    def place(record: Mapping[str, Any]) -> tuple[int, int]:
        start, end = record["start"], record["end"]
        return (start, end) if page is None else (page.offset(start), page.offset(end - 1) + 1)

    doc = label.get("doc") or {}
    return {
        **{field: doc.get(field) for field in FIELDS},
        "measures": [(*place(m), m["kind"]) for m in label.get("measures", ())],
        "verdicts": [(m["verdict"], tuple(m["reasons"])) for m in label.get("measures", ())],
        "citations": [
            (*place(c), c["title"], c["number"], tuple(c["articles"]), c["role"]) for c in label.get("citations", ())
        ],
    }


def read_all(texts: Iterable[str]) -> list[dict[str, Any]]:
    """Reads and judges texts, each alone. A text that fails is an empty reading with the error."""
    lines = [json.dumps({"id": str(n), "text": text}, ensure_ascii=False) for n, text in enumerate(texts)]
    return [done.label or {"error": str(done.error)} for done in extract(lines)]


def figures(
    texts: Sequence[str], chosen: Mapping[str, Mapping[str, str]], seeds: Sequence[int], show: int = 0
) -> dict[str, Counter[str]]:
    """Counts by style how many documents are read the same in each respect; `show` prints so many that differ."""
    alone = read_all(texts)
    expected = [read_as(label) for label in alone]
    out: dict[str, Counter[str]] = {}
    for name, style in chosen.items():
        count: Counter[str] = Counter()
        for seed in seeds:
            cards = [label.get("doc") or {} for label in alone]
            pages = [
                page_around(style, text, card, seed + n)
                for n, (text, card) in enumerate(zip(texts, cards, strict=True))
            ]
            for n, label in enumerate(read_all(page.text for page in pages)):
                found = read_as(label, pages[n])
                count["documents"] += 1
                count["failed"] += "error" in label
                count["empty"] += label.get("doc") is None and alone[n].get("doc") is not None
                same = {key: found[key] == value for key, value in expected[n].items()}
                count.update(key for key, is_same in same.items() if is_same)
                count["all"] += all(same.values())
                if show > 0 and not all(same.values()):
                    show -= 1
                    _print_difference(name, n, expected[n], found, pages[n])
        out[name] = count
    return out


def _print_difference(
    name: str, number: int, expected: Mapping[str, Any], found: Mapping[str, Any], page: Page
) -> None:
    print(f"--- {name} {number}")
    for key, value in expected.items():
        if found[key] != value:
            if isinstance(value, list):
                value, got = [x for x in value if x not in found[key]], [x for x in found[key] if x not in value]
            else:
                got = found[key]
            print(f"   {key}: {str(value)[:200]} → {str(got)[:200]}")
    print("   |" + "\n   |".join(page.text.split("\n")[:14])[:900])


def main(paths: Sequence[str]) -> None:
    """Prints the figures of labelled or plain JSON Lines, by style."""
    show = int(paths[0].removeprefix("--show=")) if paths and paths[0].startswith("--show=") else 0
    texts = [
        json.loads(line)["text"]
        for path in paths[show > 0 :]
        for line in Path(path).read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    total: Counter[str] = Counter()
    for name, count in figures(texts, styles(), (1,), show).items():
        total += count
        print(_row(name, count))
    print(_row("all styles", total))


def _row(name: str, count: Counter[str]) -> str:
    keys = ("all", *FIELDS, "measures", "verdicts", "citations")
    shares = "  ".join(f"{key} {count[key] / count['documents']:.3f}" for key in keys)
    return f"{name:12} {count['documents']:5}  {shares}  failed {count['failed']} empty {count['empty']}"


if __name__ == "__main__":
    main(sys.argv[1:])
