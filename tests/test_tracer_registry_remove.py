"""Imports into the user's own registry: what they change is named, they can be taken back, and other stores do not see them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from graph_schema.errors import NotFoundError
from graph_schema.messages import say
from graph_schema.records import Instrument
from tracer import jobs
from tracer.cli.app import main
from tracer.registry.article_texts import Articles
from tracer.registry.load import built_in_registry, load_registry
from tracer.registry.own_rows import EVERYWHERE, OwnRegistry, Source, own_registry_path, registry_of
from tracer.registry.shelf import shelf
from tracer.registry.standing import Fate, standing_of

TODAY = date(2026, 3, 1)
COLUMNS = "id,title,number,level,issuer,region,promulgated,effective,status,articles,moved_articles\n"
NEW = "own-7,溪石市河灯条例,溪石发〔2019〕7号,local_regulation,溪石市人大,河南省/平顶山市,2019-01-01,2019-02-01,in_force,9,\n"
KNOWN = "征信业管理条例"
LAW = """# 河南省河灯管理条例

2015年3月2日 河南省人民代表大会常务委员会公布

2015年5月1日 施行
{revised}
<!-- INFO END -->

## 第一章 总则

{articles}
"""
OLD = "第一条 为了规范河灯的放流，制定本条例。\n\n第二条 违反规定放流河灯的，记入信用档案。"
LATER = "第一条 为了规范河灯的放流，制定本条例。\n\n第二条 县级人民政府指定河段。\n\n第三条 违反规定的，记入信用档案。"
REVISED = "\n2019年6月3日 河南省人民代表大会常务委员会修订\n"
NOTICE = """溪石市人民政府文件

溪政发〔2021〕5号

溪石市人民政府关于河灯信用管理的通知

各乡镇：

一、依照《溪石市河灯条例》第二条，将受到行政处罚的放流人的处罚信息记入信用档案。

溪石市人民政府
2021年6月6日
"""


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Returns a folder with a user's data of its own, where no variable names the registry."""
    for name in ("TRACER_REGISTRY", "TRACER_ARTICLES", "TRACER_STORE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    return tmp_path


def table(folder: Path, *rows: str, name: str = "t.csv") -> Path:
    """Writes a table with these rows."""
    (folder / name).write_text(COLUMNS + "".join(rows), encoding="utf-8")
    return folder / name


def row_of(title: str, level: str, articles: str = "", status: str = "") -> str:
    """Returns a row that speaks of an instrument by its title, and leaves the rest as known."""
    return f",{title},,{level},,全国,,,{status},{articles},\n"


def known(title: str = KNOWN) -> Instrument:
    """Returns the one instrument of a title, as it is now."""
    (found,) = load_registry().by_title(title)
    return found


def answers() -> tuple[object, ...]:
    """Returns all that the registry and the shelf of texts say."""
    registry = load_registry()
    texts = shelf().texts
    own_ids = [id for id in registry.instruments if texts.has(id)]
    return registry.edition, dict(registry.instruments), own_ids


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """Runs one command line: its exit status, and what came on both streams."""
    status = main([str(word) for word in words])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


# --- taking back ---


def test_what_stood_there_before_shows_again(own: Path) -> None:
    before = answers()
    one = table(own, NEW, row_of(KNOWN, "department_rule", "99"), name="one.csv")
    other = table(own, row_of(KNOWN, "department_rule", "33", "repealed"), name="other.csv")
    jobs.import_to_registry([one], TODAY)
    first = answers()
    jobs.import_to_registry([other], TODAY)
    assert (known().articles, known().status) == (33, "repealed")
    report = jobs.remove_from_registry("other.csv", TODAY)
    assert [(change.id, change.fields) for change in report.rows] == [(known().id, ("status", "versions"))]
    assert answers() == first and known().articles == 99
    jobs.remove_from_registry(str(one), TODAY)
    assert answers() == before


VERSIONS = "id,adopted,published,effective,until,kind,articles,title,by,source\n"


def test_a_table_of_versions_is_laid_over_those_on_record(own: Path) -> None:
    """A version that is known takes what its line states, others are added; taken back, all is as before."""
    before = answers()
    jobs.import_to_registry([table(own, NEW)], TODAY)
    first = answers()
    lines = (
        "own-7,2018-12-01,2019-01-01,2019-02-01,,made,8,,,公报\n",
        "own-7,,2024-05-06,2024-09-01,,revised,12,,,公报\n",
    )
    (own / "v.csv").write_text(VERSIONS + "".join(lines), encoding="utf-8")
    report = jobs.import_to_registry([own / "v.csv"], date(2026, 4, 1))
    assert (report.failed, [change.fields for change in report.rows]) == ((), [("versions",)])
    law = known("溪石市河灯条例")
    assert [(v.day, v.effective, v.articles) for v in law.versions] == [
        (date(2019, 1, 1), date(2019, 2, 1), 8),
        (date(2024, 5, 6), date(2024, 9, 1), 12),
    ]
    assert (law.in_force_since, law.known_until) == (date(2019, 2, 1), date(2026, 4, 1))
    assert not jobs.import_to_registry([own / "v.csv"], TODAY).rows  # the same again changes nothing
    jobs.remove_from_registry("v.csv", TODAY)
    assert answers() == first and law != known("溪石市河灯条例")
    jobs.remove_from_registry("t.csv", TODAY)
    assert answers() == before


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("own-nobody,,2024-05-06,,,revised,12,,,公报", "own-nobody"),
        ("own-7,,2024-05-06,,,enlarged,12,,,公报", "enlarged"),
        ("own-7,,2024-5-6,,,revised,12,,,公报", "2024-5-6"),
        ("own-7,,2024-05-06,2023-01-01,,revised,12,,,公报", "2023-01-01"),
        ("own-7,,2024-05-06", "v.csv"),
    ],
)
def test_a_bad_line_of_versions_is_named(own: Path, line: str, says: str) -> None:
    jobs.import_to_registry([table(own, NEW)], TODAY)
    before = answers()
    (own / "v.csv").write_text(f"{VERSIONS}own-7,,2022-05-06,,,amended,9,,,公报\n{line}\n", encoding="utf-8")
    (error,) = jobs.import_to_registry([own / "v.csv"], TODAY).failed
    assert says in say("zh", error.said) and "3" in say("zh", error.said)
    assert answers() == before


BRIDGES = """# 河南省渡桥条例

{dates}

<!-- INFO END -->

{articles}
"""


def test_articles_are_followed_over_an_import_of_two_wordings(own: Path) -> None:
    """The day of a move is that of effect: a document of the days between cites by the old numbers, a later one by the new."""
    first = "2015年3月2日 河南省人民代表大会常务委员会通过\n\n2015年5月1日 施行"
    duty = "违反规定通行的，记入信用档案，并处二百元以上五百元以下的罚款。"
    old = ["为了规范渡桥的通行，制定本条例。", duty, "本条例自2015年5月1日起施行。"]
    new = [
        "为了规范渡桥的通行，制定本条例。",
        "县级人民政府指定渡桥，并公布名录。",
        duty,
        "本条例自2019年12月1日起施行。",
    ]
    for name, articles, dates in (
        ("old.md", old, first),
        ("new.md", new, f"{first}\n\n2019年6月3日 河南省人民代表大会常务委员会修订\n\n2019年12月1日 施行"),
    ):
        lines = (f"第{'一二三四'[i]}条 {words}" for i, words in enumerate(articles))
        (own / name).write_text(BRIDGES.format(dates=dates, articles="\n\n".join(lines)), encoding="utf-8")
    report = jobs.import_to_registry([own / "old.md", own / "new.md"], TODAY)
    assert report.failed == ()
    law = known("河南省渡桥条例")
    effect = date(2019, 12, 1)
    assert [v.effective for v in law.versions] == [date(2015, 5, 1), effect], law.versions
    assert {m.day for m in law.moved} == {effect}
    between = standing_of(law, [2], date(2019, 8, 1), TODAY)
    assert (between.fate, between.numbers) == (Fate.THERE, (3,))
    after = standing_of(law, [2], date(2020, 1, 1), TODAY)
    assert (after.fate, after.now) == (Fate.THERE, None)
    assert standing_of(law, [4], date(2019, 8, 1), date(2019, 8, 1)).fate is Fate.MISSING
    assert standing_of(law, [4], date(2020, 1, 1), TODAY).fate is Fate.THERE


def test_a_row_of_a_later_import_stays_when_the_earlier_one_goes(own: Path) -> None:
    """Keeps what the later one states; what it left as it was known is the program's again."""
    built_in = known()
    jobs.import_to_registry([table(own, row_of(KNOWN, "department_rule", "99"), name="one.csv")], TODAY)
    jobs.import_to_registry([table(own, row_of(KNOWN, "department_rule", "", "repealed"), name="two.csv")], TODAY)
    jobs.remove_from_registry("one.csv", TODAY)
    assert (known().level, known().status) == ("department_rule", "repealed")
    assert known().articles == built_in.articles
    jobs.remove_from_registry("two.csv", TODAY)
    assert known() == built_in


def test_what_two_files_state_alike_stays_until_both_are_gone(own: Path) -> None:
    files = [table(own, NEW, name=f"{n}.csv") for n in "ab"]
    files[1].write_text(files[1].read_text("utf-8") + "\n", "utf-8")
    for file in files:
        jobs.import_to_registry([file], TODAY)
    jobs.remove_from_registry("a.csv", TODAY)
    assert known("溪石市河灯条例").articles == 9
    jobs.remove_from_registry("b.csv", TODAY)
    assert not load_registry().by_title("溪石市河灯条例")


def test_the_same_import_again_changes_nothing(own: Path) -> None:
    file = table(own, NEW)
    assert jobs.import_to_registry([file], TODAY).instruments == 1
    with OwnRegistry(own_registry_path()) as registry:
        before = registry.layers()
    assert jobs.import_to_registry([file], TODAY).instruments == 0
    with OwnRegistry(own_registry_path()) as registry:
        assert registry.layers() == before


def test_a_taking_back_can_be_taken_back(own: Path) -> None:
    start = answers()
    jobs.import_to_registry([table(own, NEW, row_of(KNOWN, "department_rule"))], TODAY)
    imported = answers()
    for _ in range(2):
        jobs.remove_from_registry("t.csv", TODAY)
        assert answers() == start
        jobs.remove_from_registry("t.csv", TODAY, back=True)
        assert answers() == imported
    with pytest.raises(NotFoundError):
        jobs.remove_from_registry("t.csv", TODAY, back=True)


def test_texts_of_laws_are_taken_back_to_the_wording_before(own: Path) -> None:
    before = answers()
    place = own / "DLC" / "河南" / "地方性法规" / "河南"
    place.mkdir(parents=True)
    old, new = place / "河南省河灯管理条例(2015-03-02).md", place / "河南省河灯管理条例(2019-06-03).md"
    old.write_text(LAW.format(revised="", articles=OLD), "utf-8")
    jobs.import_to_registry([old], TODAY)
    first, law = answers(), known("河南省河灯管理条例")
    assert shelf().texts.text(law.id, 2) == "违反规定放流河灯的，记入信用档案。"
    new.write_text(LAW.format(revised=REVISED, articles=LATER), "utf-8")
    report = jobs.import_to_registry([new], TODAY)
    assert [(change.id, change.articles, change.before) for change in report.laws] == [(law.id, 3, 2)]
    assert shelf().texts.text(law.id, 2) == "县级人民政府指定河段。"
    assert jobs.remove_from_registry(new.name, TODAY).texts == (law.id,)
    assert answers() == first
    assert shelf().texts.text(law.id, 2) == "违反规定放流河灯的，记入信用档案。"
    assert shelf().texts.text(law.id, 3) is None
    jobs.remove_from_registry(str(own / "DLC"), TODAY)
    assert answers() == before


@pytest.mark.parametrize("folder", ["", "sub"])
def test_an_import_is_named_by_path_name_hash_or_folder(own: Path, folder: str) -> None:
    (own / "sub").mkdir()
    file = table(own / folder, NEW)
    (sha256,) = {change.sha256 for change in _imported(file)}
    for named in (str(file), file.name, sha256, sha256[:8], str(file.parent)):
        jobs.import_to_registry([file], TODAY)
        assert load_registry().by_title("溪石市河灯条例")
        jobs.remove_from_registry(named, TODAY)
        assert not load_registry().by_title("溪石市河灯条例")


def _imported(file: Path) -> Sequence[Source]:
    """Imports a file and returns the sources on record."""
    jobs.import_to_registry([file], TODAY)
    with OwnRegistry(own_registry_path()) as kept:
        return kept.sources()


def test_a_name_that_is_none_or_several_is_refused(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, _, said = run(capsys, "registry", "remove", "t.csv")
    assert status == 2 and "还没有导入过" in said and not own_registry_path().exists()
    for folder in ("a", "b"):
        (own / folder).mkdir()
        jobs.import_to_registry([table(own / folder, NEW.replace("7", (folder == "a" and "8") or "9"))], TODAY)
    status, _, said = run(capsys, "registry", "remove", "t.csv")
    assert status == 2 and str(own / "a") in said and str(own / "b") in said
    status, _, said = run(capsys, "registry", "remove", "other.csv")
    assert status == 2 and "没有导入过" in said
    assert run(capsys, "registry", "remove", own / "a" / "t.csv")[0] == 0


# --- other stores ---


@pytest.fixture
def stores(own: Path, capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """Returns the addresses of two stores with the same file in them."""
    (own / "notice.txt").write_text(NOTICE, encoding="utf-8")
    urls = (f"sqlite:///{own}/a.sqlite", f"sqlite:///{own}/b.sqlite")
    for url in urls:
        assert run(capsys, "ingest", own / "notice.txt", "--store", url)[0] == 0
    return urls


def findings(capsys: pytest.CaptureFixture[str], url: str) -> list[tuple[str, ...]]:
    """Returns the verdict on every measure of a store, with its reasons."""
    _, out, _ = run(capsys, "gaps", "--json", "--store", url, "--as-of", "2024-01-01")
    counts = json.loads(out)["counts"]
    return [(str(verdict), str(count)) for verdict, count in counts.items()]


def test_an_import_changes_the_verdicts_of_its_store_only(
    stores: tuple[str, str], own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = stores
    before = findings(capsys, one)
    assert before == findings(capsys, other)
    assert run(capsys, "registry", "import", table(own, NEW), "--store", one)[0] == 0
    assert findings(capsys, one) != before and findings(capsys, other) == before
    assert run(capsys, "registry", "show", "own-7", "--store", one)[0] == 0
    assert run(capsys, "registry", "show", "own-7", "--store", other)[0] == 2
    assert run(capsys, "registry", "show", "own-7")[0] == 2
    assert run(capsys, "registry", "remove", "t.csv", "--store", other)[0] == 2
    assert run(capsys, "registry", "remove", "t.csv", "--store", one)[0] == 0
    assert findings(capsys, one) == findings(capsys, other) == before


def test_what_is_imported_everywhere_holds_for_every_store(
    stores: tuple[str, str], own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = findings(capsys, stores[0])
    status, out, _ = run(capsys, "registry", "import", table(own, NEW), "--everywhere")
    assert status == 0 and "用于所有的库" in out
    changed = findings(capsys, stores[0])
    assert changed == findings(capsys, stores[1]) != before
    assert run(capsys, "registry", "remove", "t.csv", "--store", stores[0])[0] == 2
    assert run(capsys, "registry", "remove", "t.csv", "--everywhere")[0] == 0
    assert findings(capsys, stores[0]) == findings(capsys, stores[1]) == before


def test_a_decision_on_a_name_holds_for_its_store_only(
    stores: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = stores
    words = ("registry", "decide", "溪石市河灯条例", KNOWN, "--by", "甲", "--why", "同一部")
    before = findings(capsys, other)
    assert run(capsys, *words, "--store", one)[0] == 0
    assert findings(capsys, one) != before == findings(capsys, other)
    assert run(capsys, "registry", "undo", "溪石市河灯条例", "--by", "甲", "--store", one)[0] == 0
    assert findings(capsys, one) == before


def test_jobs_use_the_registry_of_the_store_they_are_given(stores: tuple[str, str], own: Path) -> None:
    with registry_of(stores[0]):
        jobs.import_to_registry([table(own, NEW)], TODAY)
    day = date(2024, 1, 1)
    counts = [astuple(jobs.gaps(url, as_of=day))[2] for url in stores]
    assert counts[0] != counts[1]
    with jobs.library_of(stores[0]) as library:
        (measure,) = library.measures
    verdicts = [jobs.trace(url, measure, as_of=day).verdict for url in stores]
    assert verdicts[0] != verdicts[1]
    with registry_of(stores[1]):
        assert astuple(jobs.gaps(stores[0], as_of=day))[2] == counts[0]
        assert jobs.trace(stores[0], measure, as_of=day).verdict == verdicts[0]


def test_workers_read_with_the_registry_of_the_store(
    stores: tuple[str, str], own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "registry", "import", table(own, NEW), "--store", stores[0])[0] == 0
    one = run(capsys, "ingest", own / "notice.txt", "--anew", "--workers", "2", "--store", stores[0])
    assert one[0] == 0
    said = findings(capsys, stores[0])
    run(capsys, "ingest", own / "notice.txt", "--anew", "--store", stores[0])
    assert findings(capsys, stores[0]) == said


def test_a_backup_and_a_copy_take_the_registry_of_the_store_along(
    stores: tuple[str, str], own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, _ = stores
    assert run(capsys, "registry", "import", table(own, NEW), "--store", one)[0] == 0
    wanted = findings(capsys, one)
    backup = own / "备份"
    assert run(capsys, "store", "backup", backup, "--store", one)[0] == 0
    assert {f"备份{ending}" for ending in ("", ".registry", ".articles", ".editions")} == {
        p.name for p in own.glob("备份*")
    }
    third, fourth = (f"sqlite:///{own}/{name}.sqlite" for name in ("三", "四"))
    assert run(capsys, "store", "restore", backup, "--store", third)[0] == 0
    assert run(capsys, "store", "copy", one, fourth)[0] == 0
    assert findings(capsys, third) == findings(capsys, fourth) == wanted
    # What the store's registry holds and the backup does not is not let go unless that is asked for.
    more = table(own, NEW.replace("own-7", "own-8").replace("河灯", "船灯").replace("〕7号", "〕8号"), name="u.csv")
    assert run(capsys, "registry", "import", more, "--store", third)[0] == 0
    status, _, said = run(capsys, "store", "restore", backup, "--store", third)
    assert status == 2 and "三.sqlite.registry" in said
    status, _, said = run(capsys, "store", "copy", one, third)
    assert status == 2 and "三.sqlite.registry" in said
    assert run(capsys, "store", "restore", backup, "--replace", "--store", third)[0] == 0
    assert run(capsys, "registry", "show", "溪石市船灯条例", "--store", third)[0] == 2


def test_a_proof_is_checked_with_the_registry_of_its_store(
    stores: tuple[str, str], own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, other = stores
    run(capsys, "registry", "import", table(own, NEW), "--store", one)
    with jobs.library_of(one) as library:
        (measure,) = library.measures
    run(capsys, "trace", measure, "--proof", own / "p.json", "--store", one)
    assert run(capsys, "verify", own / "p.json", "--store", one)[0] == 0
    assert run(capsys, "verify", own / "p.json", "--store", other)[0] == 1


# --- what is named ---


def test_an_import_names_what_it_changes(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = table(own, NEW, row_of(KNOWN, "department_rule", "99"))
    before = answers()
    words = ("registry", "import", file)
    dry, tried = run(capsys, *words, "--dry-run"), run(capsys, *words, "--dry-run", "--json")
    assert dry[0] == tried[0] == 0 and answers() == before and not own_registry_path().exists()
    assert "新增 own-7《溪石市河灯条例》" in dry[1] and "层级 行政法规 → 部门规章；版本 " in dry[1]
    assert "共47条 → 制定" in dry[1] and "共99条" in dry[1]
    assert "什么也没有改动" in dry[1] and "只用于库" in dry[1]
    done = json.loads(run(capsys, *words, "--json")[1])
    assert {**done, "dry_run": True} == json.loads(tried[1])
    assert [(row["id"], row["new"], row["line"]) for row in done["rows"]] == [
        ("own-7", True, 2),
        (known().id, False, 3),
    ]
    assert done["rows"][1]["changed"]["articles"] == {"before": 47, "after": 99}
    gone = json.loads(run(capsys, "registry", "remove", "t.csv", "--json")[1])
    assert [(row["id"], row["gone"]) for row in gone["rows"]] == [("own-7", True), (known().id, False)]
    english = run(capsys, "--lang", "en", "registry", "remove", "t.csv", "--undo")[1]
    assert "new: own-7" in english and "99 articles" in english


# --- data of before ---


def test_a_registry_of_before_is_read_and_can_be_taken_back(own: Path) -> None:
    """One that knew one row an instrument, in the data folder: it holds for all stores, as it did."""
    before = answers()
    with registry_of(EVERYWHERE):
        jobs.import_to_registry([table(own, NEW, row_of(KNOWN, "department_rule", "99"))], TODAY)
        path = own_registry_path()
    imported = answers()
    with sqlite3.connect(path) as file:
        file.execute(
            "CREATE TABLE instrument (id TEXT PRIMARY KEY, facts TEXT NOT NULL, source TEXT NOT NULL,"
            " line INTEGER NOT NULL, sha256 TEXT NOT NULL, imported TEXT NOT NULL) WITHOUT ROWID"
        )
        file.execute("INSERT INTO instrument SELECT id, facts, source, line, sha256, imported FROM layer")
        file.execute("DROP TABLE layer")
    file.close()
    assert path == own / "data" / "policy-basis-tracer" / "registry.sqlite"
    assert answers() == imported
    with registry_of(EVERYWHERE):
        jobs.remove_from_registry("t.csv", TODAY)
    assert answers() == before


def test_texts_of_before_show_again(tmp_path: Path) -> None:
    from tracer.registry.articles import Article

    with Articles(tmp_path / "texts") as texts:
        texts.put("x", [Article(1, "", "旧")])
        with sqlite3.connect(tmp_path / "texts") as file:
            file.execute("DROP TABLE text_layer")
        file.close()
    with Articles(tmp_path / "texts") as texts:
        texts.put("x", [Article(1, "", "新"), Article(2, "", "又")], "a.md", "0" * 64)
        assert (texts.text("x", 1), texts.numbers("x")) == ("新", ((1, 0), (2, 0)))
        texts.take_out([("a.md", "0" * 64)], "2026-03-01")
        assert (texts.text("x", 1), texts.numbers("x")) == ("旧", ((1, 0),))
        texts.put("x", [Article(3, "", "三")], "b.md", "1" * 64, is_whole=False)
        assert texts.numbers("x") == ((1, 0), (3, 0))


# --- any tables ---

_TITLES = [one.title for one in list(built_in_registry().instruments.values())[:40] if one.region == "全国"]
_ROWS = st.one_of(
    st.builds(
        row_of,
        st.sampled_from(_TITLES),
        st.sampled_from(["law", "admin_regulation", "department_rule", "national_normative"]),
        st.sampled_from(["", "3", "77"]),
        st.sampled_from(["", "in_force", "repealed"]),
    ),
    st.builds(
        lambda n, articles: (
            NEW.replace("own-7", f"own-{n}").replace("〔2019〕7", f"〔2019〕{n}").replace(",9,", f",{articles},")
        ),
        st.integers(1, 5),
        st.integers(1, 40),
    ),
)
_TABLES = st.lists(st.lists(_ROWS, min_size=1, max_size=4), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Path]:
    """Yields a folder for the stores of the examples."""
    with TemporaryDirectory() as folder:
        yield Path(folder)


@settings(max_examples=sized(12, 400))
@given(tables=_TABLES, order=st.permutations(range(4)))
def test_tables_that_are_taken_back_leave_nothing(tables: list[list[str]], order: list[int], elsewhere: Path) -> None:
    """Each import is undone exactly by taking it back at once; all of them, in any order, leave the program's own rows."""
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory(dir=elsewhere) as folder:
        for variable, own in (("TRACER_REGISTRY", "registry"), ("TRACER_ARTICLES", "articles")):
            patch.setenv(variable, str(Path(folder, own)))
        start, names = answers(), list[str]()
        for number, rows in enumerate(tables):
            before = answers()
            file = table(Path(folder), *rows, name=f"{number}.csv")
            report = jobs.import_to_registry([file], TODAY)
            imported = answers()
            if report.files and (report.rows or _has(file)):
                jobs.remove_from_registry(file.name, TODAY)
                assert answers() == before
                jobs.remove_from_registry(file.name, TODAY, back=True)
                assert answers() == imported
                names.append(file.name)
            else:
                assert imported == before
        for name in (names[at] for at in order if at < len(names)):
            jobs.remove_from_registry(name, TODAY)
        assert answers()[1:] == start[1:]


def _has(file: Path) -> bool:
    """Tells whether rows of the file are kept."""
    with OwnRegistry(own_registry_path()) as kept:
        return any(one.source == str(file) for one in kept.sources())
