"""Texts of invented offices for benchmarks: as many as asked for, written as offices write, and read for real.

    python -m benchmarks.offices FOLDER --documents 1000 [--size long|mixed|short] [--seed 1]

Provinces, cities and counties, their departments, titles and numbers are invented; laws, regulations and papers of the
centre are of the registry, by title and number. What a document is and cites is planned for all of them first; its text
then follows from the plan and its own number alone, so that a folder begun is gone on with, and the same seed and registry
give the same texts.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

from graph_schema.numerals import numeral
from graph_schema.records import Instrument
from graph_schema.regions import is_place
from graph_schema.terms import SourceLevel
from tracer.registry.load import load_registry

WORDS = Path(__file__).with_suffix(".toml")
FIRST_DAY, LAST_DAY = date(2012, 1, 4), date(2025, 11, 28)
PROVINCE, CITY, COUNTY, TOWN = range(4)
UNITS = (("省",), ("市",), ("县", "县", "区"), ("镇", "乡"))
TIERS = (0.04, 0.26, 0.62, 0.08)
"""The parts of the documents that provinces, cities, counties and towns issue."""
A_FOLDER = 1_000


class Size(StrEnum):
    """Names how long the texts are: some 7 kB with 17 measures, some 2 kB with 11, or some 1 kB with 4."""

    LONG = "long"
    MIXED = "mixed"
    SHORT = "short"


class Form(StrEnum):
    """Names the forms of documents."""

    NOTICE = "notice"
    RULES = "rules"
    ATTACHED = "attached"
    FORWARD = "forward"
    ANNOUNCEMENT = "announcement"
    DRAFT = "draft"
    REGULATION = "regulation"
    CLEANUP = "cleanup"
    CAPTURE = "capture"


FORMS = {
    Form.NOTICE: 46,
    Form.RULES: 17,
    Form.ATTACHED: 20,
    Form.FORWARD: 6,
    Form.ANNOUNCEMENT: 4,
    Form.DRAFT: 2,
    Form.REGULATION: 0.7,
    Form.CLEANUP: 0.3,
    Form.CAPTURE: 4,
}


@dataclass(frozen=True, slots=True)
class Place:
    """An invented place: its name with the unit, the letters of its numbers, its tier, and the place above it."""

    name: str
    letters: str
    tier: int
    above: Place | None = None

    @property
    def path(self) -> str:
        """Returns the names from the province down."""
        return (self.above.path if self.above else "") + self.name

    @property
    def unit(self) -> str:
        """Returns 省, 市, 县 …"""
        return self.name[-1]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as planned: its place, department, day, number, title, the earlier papers that it rests on, and one that it ends."""

    at: int
    form: Form
    place: Place
    department: int
    day: date
    number: str
    title: str
    above: tuple[Paper, ...] = ()
    replaces: Paper | None = None


@cache
def words() -> Mapping[str, Any]:
    """Returns the words of the offices."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


# --- places ------------------------------------------------------------------------------------


def places_for(documents: int, random: Random) -> tuple[tuple[Place, ...], ...]:
    """Returns the places by tier: some 120 documents a county, eight counties a city, twelve cities a province."""
    stems = [a + b for a, b in product(words()["stems_first"], words()["stems_second"])]
    random.shuffle(stems)
    fresh = (s for s in stems if not any(is_place(s + unit) for tier in UNITS for unit in tier))
    taken: set[str] = set()

    def found(tier: int, above: Place | None) -> Place:
        stem = next(fresh)
        letters = stem if stem[0] in taken else stem[0]
        taken.add(letters)
        return Place(stem + random.choice(UNITS[tier]), letters, tier, above)

    counties = max(6, documents // 120)
    cities, provinces = max(3, counties // 8), max(2, counties // 96)
    tops = tuple(found(PROVINCE, None) for _ in range(provinces))
    middle = tuple(found(CITY, tops[n % provinces]) for n in range(cities))
    lower = tuple(found(COUNTY, middle[n % cities]) for n in range(counties))
    towns = tuple(found(TOWN, lower[n % counties]) for n in range(max(2, counties // 10)))
    return tops, middle, lower, towns


# --- the plan ----------------------------------------------------------------------------------


def plan(documents: int, seed: int) -> list[Paper]:
    """Returns what each document is, in the order of the files; what is cited upward is older and stands in the same plan."""
    random = Random(f"{seed} plan {documents}")
    tiers = places_for(documents, random)
    span = (LAST_DAY - FIRST_DAY).days
    drawn = [
        (
            FIRST_DAY + timedelta(days=int(span * random.random() ** 0.7)),
            at,
            random.choice(tiers[random.choices(range(4), TIERS)[0]]),
            random.randrange(len(words()["department"])),
            random.choices(tuple(FORMS), tuple(FORMS.values()))[0],
        )
        for at in range(documents)
    ]
    of_office: dict[tuple[Place, int], list[Paper]] = defaultdict(list)
    of_place: dict[Place, list[Paper]] = defaultdict(list)
    serials: Counter[tuple[Place, int, int]] = Counter()
    titles: Counter[str] = Counter()
    planned: list[Paper | None] = [None] * documents
    for day, at, place, department, form in sorted(drawn, key=lambda d: d[:2]):
        above = tuple(_upward(place, department, of_office, of_place, random))
        own = of_place[place]
        if (form in (Form.CAPTURE, Form.CLEANUP) and not own) or (form is Form.FORWARD and not above):
            form = Form.NOTICE
        if form is Form.REGULATION and place.tier > CITY:
            form = Form.RULES
        if form is Form.CAPTURE:
            above = (random.choice(own),)
        elif form is Form.CLEANUP:
            above = tuple(random.sample(own, min(len(own), 8)))
        older = of_office[place, department]
        replaces = older[-1] if older and random.random() < 0.08 else None
        serials[place, department, day.year] += 1
        number = f"{place.letters}{words()['department'][department]['code']}〔{day.year}〕{serials[place, department, day.year]}号"
        title = _title(form, place, department, titles, random)
        paper = Paper(at, form, place, department, day, number, title, above, replaces)
        planned[at] = paper
        if form not in (Form.CAPTURE, Form.DRAFT, Form.CLEANUP, Form.ANNOUNCEMENT):
            of_office[place, department].append(paper)
            own.append(paper)
    return [p for p in planned if p is not None]


def _upward(
    place: Place,
    department: int,
    of_office: Mapping[tuple[Place, int], Sequence[Paper]],
    of_place: Mapping[Place, Sequence[Paper]],
    random: Random,
) -> Iterator[Paper]:
    """Yields up to two earlier papers of the place above, the oldest most often, rarely one of a place beside it."""
    up = place.above
    if up is None or random.random() < 0.25:
        return
    for _ in range(1 if random.random() < 0.8 else 2):
        pool = of_office.get((up, department)) if random.random() < 0.6 else of_place.get(up)
        if pool:
            yield pool[int(len(pool) * random.random() ** 2)]
    if random.random() < 0.01 and (beside := of_place.get(random.choice(tuple(of_place)))):
        yield random.choice(beside)


def _title(form: Form, place: Place, department: int, titles: Counter[str], random: Random) -> str:
    """Returns a title that no other document has, as far as the words last."""
    heads, field = words()["headings"], words()["department"][department]["field"]
    where = place.name
    if form is Form.REGULATION:
        title = f"{where}{field}信用管理条例"
    elif form in (Form.RULES, Form.DRAFT, Form.ANNOUNCEMENT):
        title = f"{where}{field}{random.choice(heads['topics'])}{random.choice(heads['plans'])}"
    elif form is Form.ATTACHED:
        inner = f"{where}{field}{random.choice(heads['topics'])}{random.choice(heads['plans'])}"
        title = f"{_office(place, department)}关于印发{inner}的通知"
    elif form is Form.CLEANUP:
        title = f"{_office(place, department)}关于宣布失效和废止一批行政规范性文件的决定"
    else:
        title = f"{_office(place, department)}关于{random.choice(heads['verbs'])}{field}{random.choice(heads['topics'])}的通知"
    titles[title] += 1
    if titles[title] > 1 and form is not Form.CLEANUP:
        ending = "的通知" if title.endswith("的通知") else ""
        return f"{title.removesuffix(ending)}（{numeral(titles[title])}）{ending}"
    return title


def _office(place: Place, department: int, *, full: bool = False) -> str:
    """Returns the name of an office, with the places above it where `full`."""
    return (place.path if full else place.name) + str(words()["department"][department]["names"][place.tier])


# --- what is cited of the nation ---------------------------------------------------------------


@dataclass(frozen=True)
class Nation:
    """Laws and regulations in force by department, and papers of the centre, the one most cited first."""

    laws: tuple[tuple[Instrument, ...], ...]
    central: tuple[Instrument, ...]
    oldest: Instrument


def _since(instrument: Instrument) -> date:
    """Returns the day since which an instrument may be cited; the last of all where nothing is known."""
    return instrument.promulgated or date.max


@cache
def nation() -> Nation:
    """Returns what the documents cite of the registry."""
    rows = sorted(load_registry().instruments.values(), key=lambda i: i.id)
    binding = [
        i
        for i in rows
        if i.level in (SourceLevel.LAW, SourceLevel.ADMIN_REGULATION) and i.articles and i.status == "in_force"
    ]
    laws = tuple(
        tuple(i for i in binding if any(word in i.title for word in d["laws"])) or tuple(binding[:20])
        for d in words()["department"]
    )
    central = [
        i
        for i in rows
        if i.level is SourceLevel.CENTRAL_POLICY and i.numbers and ("信用" in i.title or "诚信" in i.title)
    ]
    known = tuple(sorted(central, key=lambda i: ("〔2016〕33号" not in i.numbers[0], i.id)))
    return Nation(laws, known, min(binding, key=_since))


# --- texts -------------------------------------------------------------------------------------


class _Writer:
    """Writes the sentences of one document."""

    def __init__(self, paper: Paper, size: Size, seed: int, salt: str = "") -> None:
        self.paper, self.size = paper, size
        self.random = Random(f"{seed} {paper.at} {size} {salt}")
        self.department = words()["department"][paper.department]
        self.office = _office(paper.place, paper.department)
        self.begun: list[str] = []

    def one(self, of: Sequence[str]) -> str:
        """Returns one of some words."""
        return of[int(self.random.random() * len(of))]

    def filled(self, pattern: str, basis: str = "") -> str:
        """Returns a pattern with its places filled."""
        stock = words()["words"]
        values = {name: self.one(stock[name]) for name in stock if "{" + name + "}" in pattern}
        site = values.get("site", "").replace("{place}", self.paper.place.name[:-1])
        return pattern.format(
            **values | {"site": site},
            who=self.one(self.department["who"]),
            office=self.office if self.random.random() < 0.4 else f"{self.paper.place.unit}{self._short()}",
            basis=basis,
            field=self.department["field"],
            area=self.paper.place.unit,
        )

    def _short(self) -> str:
        return str(self.department["names"][self.paper.place.tier])

    # --- bases ---

    def law(self) -> str:
        """Returns a citation of a law or regulation with an article, of the day or before it."""
        of = [law for law in nation().laws[self.paper.department] if _since(law) <= self.paper.day] or [nation().oldest]
        law = of[int(len(of) * self.random.random() ** 1.5)]
        return f"《{law.title}》第{numeral(1 + int(self.random.random() * (law.articles or 1)))}条"

    def central(self) -> str:
        """Returns a citation of a paper of the centre by title, number or both."""
        known = [i for i in nation().central if i.promulgated and i.promulgated <= self.paper.day]
        if not known:
            return self.law()
        paper = known[int(len(known) * self.random.random() ** 3)]
        if self.random.random() < 0.4:
            return f"{paper.numbers[0]}文件"
        return f"《{paper.title}》（{paper.numbers[0]}）"

    def upward(self, paper: Paper) -> str:
        """Returns a citation of an earlier paper of the store."""
        named = f"《{paper.title}》"
        if paper.form is Form.REGULATION:
            return named
        drawn = self.random.random()
        return f"{paper.number}文件" if drawn < 0.2 else named if drawn < 0.3 else f"{named}（{paper.number}）"

    def basis(self) -> str:
        """Returns the basis of a measure with its comma; nothing where it names none."""
        drawn, verb = self.random.random(), self.one(("依照", "依据", "根据", "按照"))
        if drawn < 0.33:
            return f"{verb}{self.law()}，"
        if drawn < 0.42:
            return f"{verb}{self.central()}，"
        if drawn < 0.54 and self.paper.above and self.paper.form is not Form.CLEANUP:
            return f"{verb}{self.upward(self.one_of_above())}，"
        if drawn < 0.61:
            return self.one(words()["vague"][0]["texts"])
        return ""

    def one_of_above(self) -> Paper:
        """Returns one of the papers above."""
        return self.paper.above[int(self.random.random() * len(self.paper.above))]

    def preamble(self) -> str:
        """Returns the basis clause of the document with its comma; nothing where it has none."""
        drawn, cited = self.random.random(), []
        if self.paper.above and drawn < 0.75:
            cited = [self.upward(p) for p in self.paper.above[:2]]
        if drawn < 0.35 or (not cited and drawn < 0.5):
            cited.append(self.central() if self.random.random() < 0.6 else self.law().partition("第")[0] or self.law())
        if cited:
            return (
                f"{self.one(('根据', '依据', '为落实', '按照'))}{'、'.join(cited)}，结合本{self.paper.place.unit}实际，"
            )
        return (
            "根据有关法律法规和上级文件精神，"
            if drawn < 0.85
            else f"为加强本{self.paper.place.unit}{self.department['field']}管理，"
        )

    # --- sentences ---

    def measures(self) -> str:
        """Returns a sentence that lays down one or more measures, rarely one of another campaign."""
        drawn = self.random.random()
        if drawn < 0.04:
            return self.filled(self.one(_whole("campaign")))
        if drawn < 0.3:
            return self.filled(self.one(_whole("measure")), self.basis())
        group = "good" if drawn < 0.42 else "bad"
        most = {Size.LONG: 2, Size.MIXED: 3, Size.SHORT: 2}[self.size]
        acts = self.random.sample(_acts(group), self.random.randint(1, most))
        joined = "，".join(acts[:-1]) + ("，并" if len(acts) > 1 else "") + acts[-1]
        return self.filled(self.one(_beginnings(group)) + joined + "。", self.basis())

    def neutral(self) -> str:
        """Returns a sentence that lays nothing down."""
        return self.filled(self.one(_whole("neutral")))

    def items(self, share: float = 1) -> list[str]:
        """Returns the paragraphs of a body, as long as the size says."""
        if self.size is Size.LONG:
            count, padding = round(13 * share), 4
        elif self.size is Size.SHORT:
            count, padding = round((1 + 2 * self.random.random()) * share), 0
        else:
            count, padding = round((4 + 7 * self.random.random() ** 1.6) * share) or 1, 0
        return [self.item(padding) for _ in range(max(1, count))]

    def item(self, padding: int) -> str:
        """Returns one paragraph: its measures, and sentences around them."""
        around = [self.neutral() for _ in range(padding)] if padding else []
        if not padding and self.random.random() < 0.25:
            around = [self.neutral()]
        around.insert(int(self.random.random() * (len(around) + 1)), self.measures())
        return "".join(around)

    def closing(self) -> list[str]:
        """Returns the end of a document: who issued it and when."""
        day = self.paper.day
        return [self.office, f"{day.year}年{day.month}月{day.day}日"]

    def from_when(self) -> str:
        """Returns the sentence of taking effect, with what it repeals."""
        older = self.paper.replaces
        ending = f"《{older.title}》（{older.number}）同时废止。" if older else ""
        return f"本文件自印发之日起施行。{ending}"


@cache
def _whole(kind: str) -> Sequence[str]:
    return tuple(t for block in words()["whole"] if block["kind"] == kind for t in block["texts"])


@cache
def _acts(group: str) -> Sequence[str]:
    return tuple(t for block in words()["acts"] if block["group"] == group for t in block["texts"])


@cache
def _beginnings(group: str) -> Sequence[str]:
    return tuple(t for block in words()["beginning"] if block["group"] == group for t in block["texts"])


def text_of(paper: Paper, size: Size, seed: int) -> str:
    """Returns the text of a file."""
    writer = _Writer(paper, size, seed)
    if paper.form is Form.CAPTURE:
        (original,) = paper.above
        day = paper.day
        page = f"当前位置：首页>政务公开>政策文件\n\n发布时间：{day}　来源：{_office(paper.place, original.department)}\n\n"
        return f"{page}{text_of(original, size, seed)}\n\n打印本页　关闭窗口\n"
    return "\n\n".join(_PARTS[paper.form](writer, seed)) + "\n"


def _head(writer: _Writer) -> list[str]:
    """Returns the head of a document: whose it is, number and title."""
    paper = writer.paper
    return [f"{_office(paper.place, paper.department, full=True)}文件", paper.number, paper.title]


def _addressed(writer: _Writer) -> str:
    """Returns whom a notice is sent to."""
    return (
        "各市、县人民政府：",
        "各县（区）人民政府，各有关单位：",
        "各乡镇人民政府，有关单位：",
        "各村（居）民委员会：",
    )[writer.paper.place.tier]


def _numbered(items: Sequence[str], writer: _Writer) -> list[str]:
    """Returns paragraphs numbered 一、, each with a heading."""
    heads = words()["headings"]["measures"]
    first = int(writer.random.random() * len(heads))
    return [f"{numeral(n)}、{heads[(first + n) % len(heads)]}。{item}" for n, item in enumerate(items, 1)]


def _articles(items: Sequence[str], writer: _Writer, preamble: str) -> list[str]:
    """Returns the articles of rules, the first with their basis."""
    opening = f"为规范{writer.department['field']}管理，{preamble}制定本办法。"
    return [
        f"第{numeral(n)}条　{item}" for n, item in enumerate((opening, writer.neutral(), *items, writer.from_when()), 1)
    ]


def _notice(writer: _Writer, seed: int) -> list[str]:
    body = _numbered([*writer.items(), writer.neutral() + writer.from_when()], writer)
    return [*_head(writer), _addressed(writer), f"{writer.preamble()}现就有关事项通知如下。", *body, *writer.closing()]


def _rules(writer: _Writer, seed: int) -> list[str]:
    return [*_head(writer), *_articles(writer.items(), writer, writer.preamble()), *writer.closing()]


def _attached(writer: _Writer, seed: int) -> list[str]:
    inner = writer.paper.title.partition("关于印发")[2].removesuffix("的通知")
    notice = f"{writer.preamble()}现将《{inner}》印发给你们，请认真贯彻执行。"
    body = (
        _articles(writer.items(), writer, "")
        if inner.endswith(("办法", "细则", "规定"))
        else _numbered(writer.items(), writer)
    )
    return [*_head(writer), _addressed(writer), notice, f"附件：{inner}", *writer.closing(), "附件", inner, *body]


def _forward(writer: _Writer, seed: int) -> list[str]:
    forwarded = next((p for p in writer.paper.above if p.place != writer.paper.place), writer.paper.above[0])
    notice = f"现将《{forwarded.title}》（{forwarded.number}）转发给你们，并提出如下要求，请一并贯彻执行。"
    own = _numbered(writer.items(0.5), writer)
    text = text_of(forwarded, writer.size, seed).rstrip().split("\n\n")
    return [*_head(writer), _addressed(writer), notice, *own, *writer.closing(), *text]


def _announcement(writer: _Writer, seed: int) -> list[str]:
    body = _numbered(writer.items(0.7), writer)
    return [*_head(writer), f"{writer.preamble()}现将有关事项公告如下。", *body, "特此公告。", *writer.closing()]


def _draft(writer: _Writer, seed: int) -> list[str]:
    head = [_office(writer.paper.place, writer.paper.department, full=True), f"{writer.paper.title}（征求意见稿）"]
    return [*head, *_articles(writer.items(), writer, writer.preamble())]


def _regulation(writer: _Writer, seed: int) -> list[str]:
    paper, day = writer.paper, writer.paper.day
    passed = f"（{day.year}年{day.month}月{day.day}日{paper.place.name}第十四届人民代表大会常务委员会第{numeral(1 + paper.at % 38)}次会议通过）"
    items = [
        "为了规范社会信用管理，根据有关法律、行政法规，结合本地实际，制定本条例。",
        *writer.items(),
        f"本条例自{day.year + 1}年1月1日起施行。",
    ]
    return [paper.title, passed, *(f"第{numeral(n)}条　{item}" for n, item in enumerate(items, 1))]


def _cleanup(writer: _Writer, seed: int) -> list[str]:
    rows = [f"{n}.《{p.title}》（{p.number}）" for n, p in enumerate(writer.paper.above, 1)]
    decided = f"经研究，决定废止下列{len(rows)}件行政规范性文件，自本决定印发之日起停止执行。"
    return [*_head(writer), _addressed(writer), decided, *rows, *writer.closing()]


_PARTS = {
    Form.NOTICE: _notice,
    Form.RULES: _rules,
    Form.ATTACHED: _attached,
    Form.FORWARD: _forward,
    Form.ANNOUNCEMENT: _announcement,
    Form.DRAFT: _draft,
    Form.REGULATION: _regulation,
    Form.CLEANUP: _cleanup,
}


# --- writing -----------------------------------------------------------------------------------


def file_name(at: int) -> str:
    """Returns the path of a text below its folder, a thousand in each sub-folder."""
    return f"{at // A_FOLDER:03}/{at:06}.txt"


def write_offices(folder: Path, documents: int, size: Size = Size.MIXED, seed: int = 1) -> Iterator[int]:
    """Writes the texts that the folder lacks, and yields after each thousand how many are there."""
    for paper in plan(documents, seed):
        path = folder / file_name(paper.at)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".part")
            unfinished.write_text(text_of(paper, size, seed), encoding="utf-8")
            unfinished.replace(path)
        if (paper.at + 1) % A_FOLDER == 0:
            yield paper.at + 1


def main() -> int:
    """Writes the texts into a folder and says how far it is."""
    parser = argparse.ArgumentParser(description="Write texts of invented offices.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--documents", type=int, default=1_000)
    parser.add_argument("--size", type=Size, choices=tuple(Size), default=Size.MIXED)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    for done in write_offices(asked.folder, asked.documents, asked.size, asked.seed):
        print(f"{done:,} of {asked.documents:,}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
