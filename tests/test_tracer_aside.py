"""Tests of what no verdict tells of, wherever it is shown: documents that hold no longer, lines not read, what a page says, later pages.

None of it shows personal data.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from dashboard_helpers import board_of, everything_of, well_formed, words_of

from dashboards import cards
from dashboards.addresses import Page, Scene
from graph_schema.records import Reading
from tracer import jobs
from tracer.cli.app import main
from tracer.cli.consoles import console_for
from tracer.cli.printing.gaps import print_gaps
from tracer.show.board import Board
from tracer.show.page import lines_of
from tracer.store import open_store

DAY = date(2023, 1, 1)
SECRETS = ("13512345678", "柳国栋", "510107199111304236")
NOTICE = """{head}{title}
{number}
各有关单位：
为加强管理，现通知如下：
一、对超载的渡船，列入失信名单，并取消其评优资格。
云岭省霁川市交通运输局
2018年4月2日
{foot}"""
HEADS = {
    "repealed": ("", "霁川市交通运输局关于渡船名单管理的通知", "霁交〔2018〕12号", ""),
    "void": (
        "首页 > 政务公开\n发布机构：柳国栋（男，身份证号510107199111304236）\n成文日期：2018年4月9日\n有效性：失效\n",
        "霁川市交通运输局关于码头名单管理的通知",
        "霁交〔2018〕15号",
        "上一篇：对失信被执行人柳国栋（男，电话13512345678）限制参加政府采购活动\n打印本页 关闭窗口\n",
    ),
}
REPEAL = """霁川市交通运输局关于废止部分文件的决定
霁交〔2022〕3号
各有关单位：
决定废止《霁川市交通运输局关于渡船名单管理的通知》（霁交〔2018〕12号）。本决定自印发之日起施行。
云岭省霁川市交通运输局
2022年1月10日
"""
ISSUED = """霁川市人民政府关于印发柳国栋（男，电话13512345678）信用管理办法的通知
霁政发〔2020〕8号
各有关单位：
现将《柳国栋（男，电话13512345678）信用管理办法》印发给你们，请遵照执行。
云岭省霁川市人民政府
2020年6月1日
柳国栋（男，电话13512345678）信用管理办法
第一条 依照《中华人民共和国政府采购法》，制定本办法。
第二条 本办法适用于渡口。
"""
GOES_ON = "第三条 对超载的渡船，列入失信名单。\n第四条 本办法自2020年7月1日起施行。\n"


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Sets a user's folder of this test's own."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("TRACER_STORE", raising=False)


@cache
def store() -> tuple[str, Path]:
    """Returns a store of the documents above, and their folder."""
    folder = Path(mkdtemp(prefix="aside-"))
    texts = {
        name: NOTICE.format(head=head, title=title, number=number, foot=foot)
        for name, (head, title, number, foot) in HEADS.items()
    }
    texts |= {"repeal": REPEAL, "rules_1": ISSUED, "rules_2": GOES_ON}
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    url = f"sqlite:///{folder}/store.sqlite"
    report = jobs.ingest([folder], url)
    assert not report.failed
    assert [Path(page).name for page, _ in report.joined] == ["rules_2.txt"]
    assert [Path(path).name for path, _ in report.unread] == ["void.txt"]
    return url, folder


def readings() -> dict[str, Reading]:
    """Returns the readings of the store by the names of their files."""
    with open_store(store()[0], create=False) as source:
        return {Path(reading.source.path).stem: reading for reading in source.readings()}


def test_files_that_were_not_read_whole_are_counted_where_they_are_not_listed(
    capfd: pytest.CaptureFixture[str],
) -> None:
    report = jobs.gaps(store()[0], as_of=DAY, most_beside=0)
    assert (report.unread, report.unreads) == ((), 1)
    print_gaps(console_for(sys.stdout), report, (), "zh", must_mend=False, offset=0, again=lambda *words: "")
    assert "另有 1 个文件" in capfd.readouterr().out
    assert "另有 1 个文件" not in printed(capfd, "gaps")


def printed(capfd: pytest.CaptureFixture[str], *words: str) -> str:
    """Returns what a command line prints, after nothing personal was found in it."""
    main([*words, "--as-of", DAY.isoformat(), "--store", store()[0]])
    captured = capfd.readouterr()
    said = captured.out + captured.err
    assert not [secret for secret in SECRETS if secret in said]
    return said


@pytest.mark.parametrize(
    ("lang", "left", "by", "page", "unread"),
    [
        ("zh", "没有须判断的措施", "起由《霁川市交通运输局关于废止部分文件的决定》", "标明已失效", "未作公文读的文字里有措施用语"),
        ("en", "No measure is left", "repealed by 《霁川市", "its page says", "not read as a document hold words"),
    ],
)  # fmt: skip
def test_what_has_ended_is_named_and_never_called_a_document_without_measures(
    lang: str, left: str, by: str, page: str, unread: str, capfd: pytest.CaptureFixture[str]
) -> None:
    repealed = printed(capfd, "check", str(store()[1] / "repealed.txt"), "--lang", lang)
    assert by in repealed and left in repealed
    void = printed(capfd, "check", str(store()[1] / "void.txt"), "--lang", lang)
    assert page in void and unread in void and left in void
    gaps = printed(capfd, "gaps", "--lang", lang)
    assert by in gaps and page in gaps and unread in gaps
    measure = readings()["repealed"].measures[0].id
    assert by in printed(capfd, "trace", measure, "--lang", lang)


def test_before_the_day_of_repeal_nothing_is_said(capfd: pytest.CaptureFixture[str]) -> None:
    with open_store(store()[0], create=False) as source:
        before = jobs.gaps(source, as_of=date(2022, 1, 9))
        after = jobs.gaps(source, as_of=date(2022, 1, 10))
    ended = [{row.document.number: row.measures for row in report.ended} for report in (before, after)]
    assert ended[0].keys() == {"霁交〔2018〕15号"}
    assert ended[1].keys() == {"霁交〔2018〕12号", "霁交〔2018〕15号"}
    assert sum(before.counts.values()) == sum(after.counts.values()) + ended[1]["霁交〔2018〕12号"]


def test_as_json_it_is_all_there(capfd: pytest.CaptureFixture[str]) -> None:
    gaps = json.loads(printed(capfd, "gaps", "--json"))
    by = readings()["repeal"].documents[0].id
    assert {(row["number"], row["since"], row["by"]) for row in gaps["ended"]} == {
        ("霁交〔2018〕12号", "2022-01-10", by),
        ("霁交〔2018〕15号", None, None),
    }
    assert [len(row["lines"]) for row in gaps["unread"]] == [1]
    check = json.loads(printed(capfd, "check", str(store()[1] / "void.txt"), "--json"))
    assert {field["field"]: field["use"] for field in check["page"]}["date"] == "differs"
    assert all(field["document"] == check["document"]["id"] for field in check["page"])
    assert [row["line"] for row in check["unread"]] == gaps["unread"][0]["lines"]
    assert [row["number"] for row in check["ended"]] == ["霁交〔2018〕15号"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_dashboard_says_it_too(lang: str) -> None:
    board, scene = board_of(store()[0], DAY), Scene(lang=lang, day=DAY)
    aside = cards.aside_list([row() for row in board.set_aside.rows], board.cleanup, scene)
    rows = everything_of(store()[0], DAY).rows
    pages = {row.number: row.id for row in rows if row.number}
    void, repealed = (card_of(pages[number], board, scene) for number in ("霁交〔2018〕15号", "霁交〔2018〕12号"))
    joined = next(row for row in rows if row.path.endswith("rules_2.txt"))
    later = card_of(joined.id, board, scene)
    assert joined.region and "霁川市" in joined.region
    for html in (aside, void, repealed, later):
        well_formed(html)
        assert not [secret for secret in SECRETS if secret in html]
    assert "霁交〔2018〕12号" in aside and "void.txt" in aside
    assert "限制参加政府采购" in void and "2018年4月9日" in void
    assert "2022-01-10" in repealed
    assert scene.href(Page.DOCUMENT, doc=joined.parent or "") in well_formed(later).links()


def card_of(document: str, board: Board, scene: Scene) -> str:
    """Returns the card of a document on its page."""
    html = cards.document_card(board.view(document), scene)
    assert words_of(html)
    return html


def test_lines_are_counted_as_editors_count_them() -> None:
    reading = readings()["void"]
    text = reading.source.text
    (line,) = lines_of(reading, reading.unread)
    assert text.splitlines()[line - 1].startswith("上一篇")
