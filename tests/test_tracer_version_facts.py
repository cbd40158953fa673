"""The tables that texts give: versions and moves, which the build lays over the cells and below the lines by hand."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePath

from shared_files import SHARED, needs_shared

from graph_schema.messages import Message
from graph_schema.records import Instrument, Version
from graph_schema.terms import SourceLevel, VersionKind
from tracer.registry.articles import Article
from tracer.registry.build import TEXT_MOVES, TEXT_VERSIONS, build
from tracer.registry.law_text import FoundLaw, LawText
from tracer.registry.load import Registry, load_registry
from tracer.registry.version_facts import facts_of_texts, tables_of
from tracer.registry.versions import VERSION_COLUMNS, told_by_texts

DAY = date.fromisoformat
SENTENCES = (
    "河灯应当在指定的河段放流，不得妨碍航行。",
    "放流人应当清理残留物。",
    "违反规定的，记入信用记录并公布一年。",
    "办法由国务院规定。",
)
ROW = Instrument(
    id="law-2015-00000000",
    title="中华人民共和国河灯法",
    short_titles=(),
    numbers=(),
    level=SourceLevel.LAW,
    issuer=None,
    region="全国",
    repealed=None,
    status="in_force",
    versions=(
        Version(kind=VersionKind.MADE, published=DAY("2015-02-01"), effective=DAY("2015-05-01")),
        Version(kind=VersionKind.AMENDED, published=DAY("2020-08-01")),
    ),
)


def wording(version: str, begins: str, *texts: str) -> FoundLaw:
    """Returns a wording of the law with these articles and the one on its day of effect."""
    day = DAY(begins)
    last = f"本法自{day.year}年{day.month}月{day.day}日起施行。"
    articles = tuple(Article(number, "", text) for number, text in enumerate((*texts, last), 1))
    law = LawText(
        title=ROW.title, part=None, numbers=(), level=ROW.level, issuer=None, region="全国", promulgated=None, effective=day,
        revised=(), version=DAY(version), articles=articles, repeals=(), begins=day,
    )  # fmt: skip
    return FoundLaw(path=PurePath("somewhere", f"河灯法({version}).md"), sha256="", law=law)


OLD = wording("2015-02-01", "2015-05-01", *SENTENCES)
NEW = wording("2020-08-01", "2021-01-01", SENTENCES[0], "国家鼓励用竹木做灯。", *SENTENCES[1:])


def test_counts_days_and_moves_come_from_the_texts() -> None:
    versions, moves = facts_of_texts([NEW, OLD], Registry.from_rows([ROW]))
    assert [(v["published"], v["effective"], v["kind"], v["articles"], v["source"]) for v in versions] == [
        ("2015-02-01", "2015-05-01", "made", "5", "河灯法(2015-02-01).md"),
        ("2020-08-01", "2021-01-01", "revised", "6", "河灯法(2020-08-01).md"),
    ]
    (move,) = moves
    assert (move["effective"], move["moves"]) == ("2021-01-01", "1>1 2-5>3-6")
    assert move["source"] == "河灯法(2015-02-01).md → 河灯法(2020-08-01).md"


def test_a_text_that_is_cut_off_gives_no_count_and_takes_nothing_away() -> None:
    assert NEW.law and OLD.law
    cut = replace(
        NEW, law=replace(NEW.law, articles=NEW.law.articles[:2], begins=None, cut=(Message("law.cut_no_end"),))
    )
    versions, moves = facts_of_texts([OLD, cut], Registry.from_rows([ROW]))
    assert [v["articles"] for v in versions] == ["5"]
    assert all(">" in each and not each.endswith(">") for move in moves for each in move["moves"].split())


def test_lines_by_hand_count_before_texts_and_texts_before_cells() -> None:
    text = Version(kind=VersionKind.REVISED, published=DAY("2020-08-01"), effective=DAY("2021-01-01"), articles=6)
    by_hand = replace(ROW.versions[1], articles=7, effective=DAY("2020-12-01"))
    of_cells, of_hand = (
        told_by_texts((ROW.versions[0], one), [text], over=over)[1]
        for one, over in ((replace(ROW.versions[1], articles=3), True), (by_hand, False))
    )
    assert (of_cells.articles, of_cells.effective, of_cells.kind) == (6, DAY("2021-01-01"), VersionKind.REVISED)
    assert of_hand == by_hand


@needs_shared
def test_the_tables_are_valid_and_say_what_is_known_of_well_known_laws(tmp_path: Path) -> None:
    for path in (TEXT_VERSIONS, TEXT_MOVES):
        with path.open(encoding="utf-8", newline="") as lines:
            assert all(row["id"] and row["source"] for row in csv.DictReader(lines))
    build(SHARED / "registry", tmp_path / "r.tsv.gz")
    registry = load_registry(tmp_path / "r.tsv.gz")
    (law,) = registry.by_title("中华人民共和国网络安全法")
    assert (law.versions[-1].effective, law.versions[-1].articles) == (DAY("2026-01-01"), 81)
    assert {m.old: m.new for m in law.moved}[19] == 21
    assert tables_of([], VERSION_COLUMNS).startswith("id,adopted,")
