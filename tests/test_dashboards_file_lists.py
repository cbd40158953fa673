"""Duties and repairs below the text of a document, and undoing a repair from the page."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from dashboard_helpers import store_of, well_formed, words_of
from streamlit.testing.v1 import AppTest

from dashboards import file_lists, rereading, rights, text_view
from dashboards.addresses import Page, Scene
from dashboards.linked import SCREENS
from graph_schema.errors import InputError
from graph_schema.messages import say
from graph_schema.records import Span, Undo
from graph_schema.terms import RepairKind
from tracer import jobs
from tracer.show.rows import DocumentView

APP = Path(__file__).resolve().parent.parent / "dashboards" / "app.py"
ZH, EN = (Scene(lang=lang, day=date(2026, 11, 21)) for lang in ("zh", "en"))
TEXT = """澧泉市人民政府文件
澧政发[2021]第08号
澧泉市人民政府关于信用 工作的通知
各单位：
一、根据《关于信用的意见》（国发[2016]第033号），对失信企业限制招标。
— 3 —
二、各县信用办于2021年6月底前将<b>自查情况</b>报送市信用办，联系电话0000-7654321。
澧泉市人民政府
2021年5月6日
"""
NUMBERS = Undo(kind=RepairKind.NUMBER, span=None)


@pytest.fixture
def store(tmp_path: Path) -> str:
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "通知.txt").write_text(TEXT, encoding="utf-8")
    return store_of(folder)


def view_of(store: str) -> DocumentView:
    with jobs.opened_board(store, as_of=date(2026, 11, 21)) as board:
        return board.view(board.with_most_gaps()[0].id)


def test_duties_say_who_when_and_what(store: str) -> None:
    html = file_lists.duty_table(view_of(store).duties, "zh")
    well_formed(html)
    words = words_of(html)
    assert "各县信用办" in words and "2021年6月底前 2021-06-30" in words
    assert "<b>自查情况</b>" in words and "7654321" not in words, "escaped, and masked"


@pytest.mark.parametrize("scene", [ZH, EN], ids=["zh", "en"])
def test_repairs_say_what_stood_and_what_is_read(store: str, scene: Scene) -> None:
    view = view_of(store)
    html = file_lists.repair_table(view, scene.lang)
    well_formed(html)
    words = words_of(html)
    assert "澧政发[2021]第08号" in words and "澧政发〔2021〕8号" in words and "—␣3␣—" in words
    blanks = sum(row.kind is RepairKind.BLANK for row in view.repairs)
    assert blanks and str(blanks) in words.rpartition("—")[2]


def test_all_of_a_kind_or_one_place_can_be_chosen(store: str) -> None:
    offered = file_lists.choices(view_of(store), "zh")
    assert NUMBERS in offered and Undo(kind=RepairKind.BLANK, span=None) in offered
    assert [words for undo, words in offered.items() if undo.span and undo.kind is RepairKind.NUMBER] == [
        "第 2 行 文号修复：澧政发[2021]第08号",
        "第 5 行 文号修复：国发[2016]第033号",
    ]


def test_what_is_undone_stays_on_offer_and_is_marked_in_the_text(store: str) -> None:
    view = view_of(store)
    one = next(undo for undo in file_lists.choices(view, "zh") if undo.span and undo.kind is RepairKind.NUMBER)
    reading = rereading.read_again(store, view.sha256, [one])
    assert rereading.document_at(reading, view.span) == reading.documents[0].id != view.card.id
    again = view_of(store)
    assert again.undone == (one,) and one in file_lists.choices(again, "zh")
    assert "已撤销" in file_lists.repair_table(again, "zh")
    html = text_view.marked_text(again, text_view.mended_in(again), ZH)
    assert '<span class="left-alone" title="文号修复：未修，照原文读">澧政发[2021]第08号</span>' in html


def test_a_place_without_a_document_leads_nowhere(store: str) -> None:
    reading = rereading.read_again(store, view_of(store).sha256, [])
    assert rereading.document_at(reading, Span(10**6, 10**6 + 1)) == ""


def test_a_reviewer_undoes_a_repair_on_the_page(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACER_STORE", store)
    monkeypatch.setenv("TRACER_LANG", "zh")
    before = view_of(store)
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.run()
    app.switch_page(SCREENS[Page.DOCUMENT])
    app.query_params["doc"] = before.card.id
    app.run()
    assert not app.exception, app.exception
    button = app.button(key="read_again")
    assert button.disabled, "nothing is changed yet"
    app.multiselect[0].set_value([NUMBERS]).run()
    app.button(key="read_again").click().run()
    assert not app.exception, app.exception
    after = view_of(store)
    assert after.undone == (NUMBERS,) and after.card.number == "澧政发[2021]第08号"
    assert app.query_params["doc"] in ([after.card.id], after.card.id)
    assert app.multiselect[0].value == [NUMBERS]
    # The store keeps to it when the folder is read in again.
    jobs.ingest([Path(before.card.path)], store)
    assert view_of(store).undone == (NUMBERS,)


def test_pages_that_are_open_to_others_undo_nothing(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = view_of(store)
    monkeypatch.setenv("TRACER_STORE", store)
    monkeypatch.setenv("TRACER_LANG", "zh")
    monkeypatch.setenv(rights.READ_ONLY, "1")
    app = AppTest.from_file(str(APP), default_timeout=60)
    app.run()
    app.switch_page(SCREENS[Page.DOCUMENT])
    app.query_params["doc"] = before.card.id
    app.run()
    assert not app.exception, app.exception
    assert not app.multiselect and not app.button
    assert say("zh", "screen.read_only") in [caption.value for caption in app.caption]
    with pytest.raises(InputError, match=say("zh", "screen.read_only")):
        rereading.read_again(store, before.sha256, [NUMBERS])
    assert view_of(store).undone == ()
