"""Each page as a person opens it, run by Streamlit's own test driver on a store of real readings."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from dashboard_helpers import Everything, everything_of, nasty_store, sample_store, well_formed, words_of
from streamlit.testing.v1 import AppTest

from dashboards import taking, views
from dashboards.addresses import Page, Scene
from dashboards.linked import SCREENS
from dashboards.views import Selection
from graph_schema.messages import label_of, say
from graph_schema.terms import DecisionKind, MeasureKind, Verdict
from tracer import jobs
from tracer.show.board import PAGE_SIZE, pages_of
from tracer.store import open_store

APP = Path(__file__).resolve().parent.parent / "dashboards" / "app.py"
TODAY = date.today()


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Yields the sample store, Chinese, and another working directory than the project's."""
    monkeypatch.setenv("TRACER_STORE", sample_store())
    monkeypatch.setenv("TRACER_LANG", "zh")
    monkeypatch.chdir(tmp_path)
    yield


def opened(page: Page = Page.OVERVIEW, /, **params: str) -> AppTest:
    """Returns a page at an address, without an exception on it."""
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.query_params.update(params)
    if page is not Page.OVERVIEW:
        app.run()
        app.switch_page(SCREENS[page])
        app.query_params.update(params)
    return clean(app.run())


def clean(app: AppTest) -> AppTest:
    assert not app.exception, app.exception
    return app


def html_of(app: AppTest, key: str = "") -> str:
    """Returns the HTML of the linked parts of a page, or of the one with a key."""
    parts = [part.proto for part in app.get("bidi_component")]
    return "".join(json.loads(part.json)["html"] for part in parts if not key or part.id.endswith(f"-{key}"))


def said(app: AppTest) -> str:
    """Returns everything that can be read on a page outside its widgets."""
    plain = [element.value for kind in (app.markdown, app.text, app.warning, app.caption) for element in kind]
    return "\n".join([words_of(html_of(app)), *plain])


# --- overview ----------------------------------------------------------------------------------


def test_overview_opens_with_counters_and_the_gaps_first() -> None:
    app = opened()
    judged = everything_of(sample_store(), TODAY)
    gaps, rest = judged.gaps, judged.rest
    well_formed(html_of(app))
    assert re.search(rf"全部措施\s*{len(judged.subjects)}\D", words_of(html_of(app, "counters")))
    assert html_of(app).index(views.shown(gaps[0].measure.text)) < html_of(app).index(views.shown(rest[0].measure.text))
    assert len(re.findall("<tr class=.v-", html_of(app, "list_gaps"))) == min(len(gaps), PAGE_SIZE)
    assert len(re.findall("<tr class=.v-", html_of(app, "list_rest"))) == min(len(rest), PAGE_SIZE)
    assert "读入公文 / 应有" in words_of(html_of(app, "places"))
    assert f"按 {TODAY} 的效力判断" in said(app)


def test_filters_go_into_the_address_and_the_address_restores_them() -> None:
    app = opened()
    app.selectbox(key="f_kind").set_value(MeasureKind.SHARING.value).run()
    app.selectbox(key="f_verdict").set_value(Verdict.DEAD_END.value).run()
    assert app.query_params == {"kind": "sharing", "verdict": "dead_end"}
    again = opened(kind="sharing", verdict="dead_end")
    assert html_of(clean(app)) == html_of(again)
    wanted = [
        f
        for f in everything_of(sample_store(), TODAY).subjects
        if f.measure.kind is MeasureKind.SHARING and f.verdict is Verdict.DEAD_END
    ]
    assert wanted
    assert len(re.findall("<tr class=.v-", html_of(again, "list_verdict"))) == len(wanted)
    again.button[0].click().run()
    assert again.query_params == {}


def test_search_by_place_and_by_words() -> None:
    judged = everything_of(sample_store(), TODAY)
    gap = judged.gaps[0]
    app = opened(region=gap.document.region or "", q=gap.measure.text[:8])
    assert views.shown(gap.measure.text) in html_of(app, "list_gaps")
    assert app.selectbox(key="f_region").value == gap.document.region
    nothing = opened(q="没有这几个字的措施")
    assert "没有符合筛选的措施" in said(nothing)


@pytest.mark.parametrize("verdict", list(Verdict))
def test_each_counter_leads_to_its_measures(verdict: Verdict) -> None:
    app = opened(verdict=verdict.value)
    count = sum(f.verdict is verdict for f in everything_of(sample_store(), TODAY).subjects)
    assert len(re.findall("<tr class=.v-", html_of(app, "list_verdict"))) == min(count, PAGE_SIZE)


def test_a_group_is_listed_alone() -> None:
    judged = everything_of(sample_store(), TODAY)
    sources = len(judged.findings) - len(judged.subjects)
    app = opened(group="sources")
    assert app.selectbox(key="f_group").value == "sources"
    assert len(re.findall("<tr class=.v-", html_of(app, "list_group"))) == sources
    assert html_of(app, "list_gaps") == ""
    app.selectbox(key="f_group").set_value("authority").run()
    assert app.query_params == {"group": "authority"} and "没有这一组的措施" in said(app)


def test_a_long_list_is_shown_page_by_page_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracer.show.board.PAGE_SIZE", 4)
    gaps = everything_of(sample_store(), TODAY).gaps
    last = pages_of(len(gaps))
    assert last > 2
    for number in (1, 2, last, last + 7):
        app = opened(page=f"gaps-{number}")
        html = html_of(app, "list_gaps")
        assert re.findall(r"aria-current=page>(\d+)<", html) == [str(min(number, last))]
        shown = re.findall(r'href="document\?[^"]*measure=([^"&]+)', html)
        first = (min(number, last) - 1) * 4
        assert shown == [f.measure.id for f in gaps[first : first + 4]]


def test_a_list_is_taken_away_whole_and_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracer.show.board.AT_ONCE", 9)
    scene, edition = Scene(lang="zh", day=TODAY), jobs.registry_edition(sample_store())
    data = taking.list_of(scene, Selection().filters(), edition, personal=False)()
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    assert [row[-1] for row in rows[1:]] == [f.measure.id for f in everything_of(sample_store(), TODAY).gaps]
    monkeypatch.setenv("TRACER_STORE", nasty_store())
    every = Selection().filters(verdicts=frozenset(Verdict))
    hidden, told = (taking.list_of(scene, every, edition, personal=p)().decode() for p in (False, True))
    assert "13900001111" not in hidden and len(hidden.splitlines()) == len(told.splitlines()) > 1


def test_several_who_open_the_pages_at_once_wait_for_one_judging(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from small_corpus import CITY, PROVINCE

    url = f"sqlite:///{tmp_path}/together.sqlite"
    for name, text in (("市.txt", CITY), ("省.txt", PROVINCE)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    jobs.ingest([tmp_path], url)
    with open_store(url) as store:
        store.drop_graph()

    def opened_by_one(_: int) -> int:
        with jobs.opened_board(url, as_of=TODAY) as board:
            return board.judged

    with ThreadPoolExecutor(4) as several:
        assert sorted(several.map(opened_by_one, range(4))) == [0, 0, 0, 2]


def test_what_counts_nowhere_is_listed_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened()
    assert "未计入" in words_of(html_of(app, "aside")) and "<li>" not in html_of(app, "aside")
    assert "<li>" in html_of(opened(page="aside-1"), "aside")


def test_what_the_address_gets_wrong_is_left_out() -> None:
    app = opened(verdict="nonsense", kind="nonsense", page="gaps-x", region="无此省", lang="xx")
    assert "没有符合筛选的措施" in said(app)
    assert app.selectbox(key="f_region").value == "无此省"


# --- day and language --------------------------------------------------------------------------


def test_an_earlier_day_is_judged_as_of_that_day() -> None:
    judged = everything_of(sample_store(), TODAY)
    dated = sorted(f.document.date for f in judged.findings if f.document.date)
    day = dated[len(dated) // 2]
    app = opened(on=str(day))
    findings = everything_of(sample_store(), day).subjects
    assert 0 < len(findings) < len(judged.subjects)
    assert re.search(rf"全部措施\s*{len(findings)}\D", words_of(html_of(app, "counters")))
    assert f"按 {day} 的效力判断" in said(app)


def test_a_day_is_typed_checked_and_kept_in_the_address() -> None:
    app = opened()
    app.text_input(key="day_text").set_value("2022年9月13日").run()
    assert app.query_params == {"on": "2022-09-13"}
    assert app.text_input(key="day_text").value == "2022-09-13"
    app.text_input(key="day_text").set_value("2022-02-30").run()
    assert "“2022-02-30”不是日期" in said(clean(app))
    assert app.query_params == {"on": "2022-09-13"}
    app.text_input(key="day_text").set_value("").run()
    assert app.query_params == {}
    assert "不是日期" not in said(clean(app))


def test_before_all_documents_a_sentence_says_so() -> None:
    judged = everything_of(sample_store(), TODAY)
    undated = [row for row in judged.rows if row.date is None]
    first = min(row.date for row in judged.rows if row.date)
    app = opened(on=str(first - timedelta(days=1)))
    if undated:
        assert f"共读入 {len(undated)} 份" in said(app)
    else:
        assert "都还没有发布" in said(app)


def test_english_is_whole() -> None:
    app = opened(lang="en")
    shown = words_of(html_of(app, "counters")) + "".join(box.label for box in app.selectbox)
    assert not re.search("[\u4e00-\u9fff]", shown)
    for verdict in Verdict:
        assert label_of(verdict, "en") in shown


def test_language_and_day_go_along_to_the_next_page() -> None:
    app = opened(lang="en", on="2024-01-01")
    app.switch_page(SCREENS[Page.CHAIN])
    app.query_params.clear()
    clean(app.run())
    assert app.query_params["lang"] == "en"
    assert app.query_params["on"] == "2024-01-01"
    assert app.selectbox(key="chain_measure").label == "Measure"


# --- document ----------------------------------------------------------------------------------


def test_document_without_a_choice_says_what_to_do() -> None:
    app = opened(Page.DOCUMENT)
    assert "请先选择一份文件" in said(app)
    assert app.selectbox(key="pick_document").value is None


def test_document_shows_card_text_and_measures_and_the_choice_shows_the_verdict() -> None:
    judged = everything_of(sample_store(), TODAY)
    finding = judged.gaps[0]
    document, measure = finding.document.id, finding.measure.id
    app = opened(Page.DOCUMENT, doc=document)
    assert (finding.document.title or "") in said(app)
    well_formed(html_of(app, "text"))
    assert len(re.findall("<li", html_of(app, "index"))) == len(judged.in_document(document))
    app.selectbox(key="pick_measure").set_value(measure).run()
    assert app.query_params["measure"] == measure
    assert views.plain(say("zh", finding.sentence)) in words_of(html_of(clean(app), "measure_card"))
    assert " sel" in html_of(app, "text")
    again = opened(Page.DOCUMENT, doc=document, measure=measure)
    assert html_of(again) == html_of(app)


def test_document_is_found_by_its_measure_alone() -> None:
    finding = everything_of(sample_store(), TODAY).findings[0]
    app = opened(Page.DOCUMENT, measure=finding.measure.id)
    assert app.selectbox(key="pick_document").value == finding.document.id


def test_documents_are_found_by_words_of_title_or_number(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [row for row in everything_of(sample_store(), TODAY).rows if row.number and row.title]
    wanted = rows[-1]
    app = opened(Page.DOCUMENT)
    box = app.selectbox(key="pick_document")
    assert len(box.options) == min(PAGE_SIZE, len(everything_of(sample_store(), TODAY).rows))
    for words in (wanted.number or "", (wanted.title or "")[3:9]):
        app.text_input(key="pick_document_words").set_value(words).run()
        names = clean(app).selectbox(key="pick_document").options
        assert 0 < len(names) < len(rows) and any((wanted.number or "") in name for name in names)
    app.selectbox(key="pick_document").set_value(wanted.id).run()
    assert app.query_params["doc"] == wanted.id and views.shown(wanted.title) in html_of(clean(app), "document_card")
    app.text_input(key="pick_document_words").set_value("没有这样的标题").run()
    assert app.selectbox(key="pick_document").label == "找到 0 份文件"
    assert app.selectbox(key="pick_document").value == wanted.id, "what is open stays in the choice"


def test_choosing_another_document_forgets_the_measure() -> None:
    judged = everything_of(sample_store(), TODAY)
    finding = judged.findings[0]
    other = next(row.id for row in judged.rows if row.id != finding.document.id)
    app = opened(Page.DOCUMENT, doc=finding.document.id, measure=finding.measure.id)
    app.selectbox(key="pick_document").set_value(other).run()
    assert app.query_params == {"doc": other}


def test_unknown_documents_and_measures_are_named_as_such() -> None:
    assert "库中没有这份文件" in said(opened(Page.DOCUMENT, doc="d-nothing"))
    assert "库中没有这条措施" in said(opened(Page.CHAIN, measure="d-nothing.m0"))


OPENED: dict[Page, Callable[[Everything], dict[str, str]]] = {
    Page.OVERVIEW: lambda _: {},
    Page.DOCUMENT: lambda judged: {"doc": judged.rows[0].id},
    Page.CHAIN: lambda judged: {"measure": judged.findings[0].measure.id},
}
"""What stands in the address of each page when it is opened on the first thing that it can show."""


def test_each_page_is_opened() -> None:
    missing = [page.value for page in Page if page not in OPENED]
    assert missing == [], "tests/test_dashboards_app.py, OPENED: pages that no test opens"


def test_personal_data_does_not_reach_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACER_STORE", nasty_store())
    judged = everything_of(nasty_store(), TODAY)
    for page, params in OPENED.items():
        app = opened(page, **params(judged))
        everything = html_of(app) + "".join(str(element.proto) for element in app.get("iframe"))
        for secret in ("13900001111", "7654321", "someone@example.org", "某大明"):
            assert secret not in everything
        well_formed(html_of(app))


# --- chain -------------------------------------------------------------------------------------


def test_chain_shows_sentence_picture_table_and_file() -> None:
    finding = everything_of(sample_store(), TODAY).gaps[-1]
    app = opened(Page.CHAIN, measure=finding.measure.id)
    assert views.plain(say("zh", finding.sentence)) in words_of(html_of(app, "strip"))
    assert label_of(finding.stops[0].reason) in words_of(html_of(app, "table"))
    assert len(app.get("iframe")) == 1
    assert len(app.get("download_button")) == 1
    assert app.selectbox(key="chain_measure").value == finding.measure.id


def test_chain_opens_on_the_first_gap_and_another_can_be_chosen() -> None:
    judged = everything_of(sample_store(), TODAY)
    app = opened(Page.CHAIN)
    first = judged.gaps[0]
    assert app.selectbox(key="chain_measure").value == first.measure.id
    other = next(row.id for row in judged.rows if row.measures and row.id != first.document.id)
    app.selectbox(key="chain_document").set_value(other).run()
    assert str(app.selectbox(key="chain_measure").value).startswith(other)
    clean(app)


def test_every_measure_of_the_sample_has_its_chain() -> None:
    app = opened(Page.CHAIN)
    for finding in everything_of(sample_store(), TODAY).findings[::7]:
        app.query_params["measure"] = finding.measure.id
        clean(app.run())
        assert app.selectbox(key="chain_measure").value == finding.measure.id


# --- nothing to show ---------------------------------------------------------------------------


@pytest.mark.parametrize("page", list(Page))
def test_without_a_store_a_sentence_says_what_to_do(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACER_STORE", f"sqlite:///{os.getcwd()}/nothing.sqlite")
    assert "tracer ingest" in said(opened(page))


@pytest.mark.parametrize("page", list(Page))
def test_an_empty_store_says_what_to_do(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    url = f"sqlite:///{os.getcwd()}/empty.sqlite"
    open_store(url).close()
    monkeypatch.setenv("TRACER_STORE", url)
    assert "库里还没有文件" in said(opened(page))


def test_a_store_that_grows_is_judged_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from small_corpus import CITY, PROVINCE

    url = f"sqlite:///{tmp_path}/growing.sqlite"
    (tmp_path / "市.txt").write_text(CITY, encoding="utf-8")
    jobs.ingest([tmp_path / "市.txt"], url)
    monkeypatch.setenv("TRACER_STORE", url)
    assert "共读入 1 份" in said(opened())
    (tmp_path / "省.txt").write_text(PROVINCE, encoding="utf-8")
    jobs.ingest([tmp_path / "省.txt"], url)
    assert "共读入 2 份" in said(opened())


def test_an_import_elsewhere_changes_an_open_page_only_when_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from small_corpus import CITY

    from tracer.registry.own_rows import registry_of

    store = f"sqlite:///{tmp_path}/store.sqlite"
    (tmp_path / "市.txt").write_text(CITY, encoding="utf-8")
    jobs.ingest([tmp_path / "市.txt"], store)
    monkeypatch.setenv("TRACER_STORE", store)
    app = clean(opened())
    first = jobs.registry_edition(store)
    before = said(app)
    assert first in before and "登记库已更新" not in before
    table = tmp_path / "t.csv"
    table.write_text(
        "title,level,region,promulgated\n溪石市河灯条例,local_regulation,河南省,2019-01-01\n", encoding="utf-8"
    )
    with registry_of(store):
        jobs.import_to_registry([table], date(2026, 3, 1))
    now = jobs.registry_edition(store)
    app.run()
    after = said(clean(app))
    assert now != first and "登记库已更新" in after and first in after
    assert f"登记库版本 {first}" in after, "the figures are still those of the edition of before"
    app.button(key="take_edition").click().run()
    last = said(clean(app))
    assert f"登记库版本 {now}" in last and "登记库已更新" not in last
    assert f"登记库版本 {now}" in said(clean(opened())), "who opens it now has the registry of now"


def test_decisions_that_follow_a_corrected_text_are_shown_and_confirmed_in_one_act(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from small_corpus import CITY

    from tracer.jobs.deciding import decide

    url, file = f"sqlite:///{tmp_path}/moved.sqlite", tmp_path / "市.txt"
    file.write_text(CITY, encoding="utf-8")
    jobs.ingest([file], url)
    monkeypatch.setenv("TRACER_STORE", url)
    with open_store(url, reader=jobs.reader_version()) as store:
        measure = next(m.id for r in store.readings() for m in r.measures)
        decide(store, DecisionKind.VERDICT, measure, "exempt", who="张三", why="省里已决定")
        decide(store, DecisionKind.COMMENT, measure, "已与法规处商量", who="李四", why="")
    file.write_text(CITY + "\n此件公开发布。\n", encoding="utf-8")
    jobs.ingest([file], url)
    assert html_of(opened(), "moved") == ""  # nothing is asked that is sure
    # An address that was kept leads to the measure in the corrected text.
    page = opened(Page.DOCUMENT, measure=measure)
    assert measure not in page.query_params["measure"] and "省里已决定" in words_of(html_of(page))
    file.write_text(CITY.replace("年度先进评选", "年度先进的评选"), encoding="utf-8")
    jobs.ingest([file], url)
    app = opened()
    shown = html_of(app, "moved")
    well_formed(shown)
    assert (
        "省里已决定" in words_of(shown) and "已与法规处商量" in words_of(shown) and "确认以前不生效" in words_of(shown)
    )
    assert "没有这条措施" in said(opened(Page.CHAIN, measure=measure))  # its words are others: nothing is sure
    # Without a reason it is not done, and said so.
    assert clean(app.button(key="moved_confirm").click().run()).error
    app.text_input(key="moved_why").set_value("已核对").run()
    app.button(key="moved_confirm").click().run()
    assert html_of(clean(app), "moved") == ""
    with open_store(url) as store:
        assert [d.why for d in store.decisions() if d.kind is DecisionKind.PLACE] == ["已核对", "已核对"]
    # Where the pages are open to other machines they show, and change nothing.
    file.write_text(CITY.replace("年度先进评选", "各年度先进的评选") + "\n此件依申请公开。\n", encoding="utf-8")
    jobs.ingest([file], url)
    monkeypatch.setenv("TRACER_READ_ONLY", "1")
    app = opened()
    assert "确认以前不生效" in words_of(html_of(app, "moved"))
    assert "moved_confirm" not in {button.key for button in app.button}
