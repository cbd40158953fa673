"""The screens' pure parts: what is masked and escaped, counted and listed, drawn and taken away."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from dashboard_helpers import AS_OF, board_of, nasty_store, sample_store, well_formed, words_of
from hypothesis import given
from hypothesis import strategies as st

from dashboards import cards, chain_table, network, text_view, views
from dashboards.addresses import Page, Scene, split_href
from dashboards.views import Selection
from graph_schema.messages import in_words, label_of
from graph_schema.records import CheckFinding, Finding, Overruled
from graph_schema.terms import Check, CheckResult, Group, MeasureKind, Verdict
from tracer.show.rows import Lane, chain_view, document_view
from tracer.show.signs import ORDER, RESULT_SIGNS, SIGNS

ZH, EN = Scene(lang="zh", day=AS_OF), Scene(lang="en", day=AS_OF)
SCENES = [pytest.param(ZH, id="zh"), pytest.param(EN, id="en")]


# --- addresses ---------------------------------------------------------------------------------


@given(st.text(max_size=20), st.sampled_from(list(Page)))
def test_an_address_comes_back_as_it_was(words: str, page: Page) -> None:
    scene = Scene(lang="en", day=date(2022, 9, 13), on="2022-09-13")
    target = split_href(scene.href(page, q=words))
    assert target is not None
    assert target[0] is page
    assert target[1] == {"lang": "en", "on": "2022-09-13", **({"q": words} if words else {})}


@pytest.mark.parametrize("href", ["admin?x=1", "//elsewhere.example/", "javascript:alert(1)", "../overview"])
def test_no_other_address_is_followed(href: str) -> None:
    assert split_href(href) is None


# --- words and signs ---------------------------------------------------------------------------


def test_every_verdict_has_a_sign_of_its_own() -> None:
    assert set(SIGNS) == set(ORDER) == set(Verdict)
    assert all(len(set(column)) == len(Verdict) for column in zip(*SIGNS.values(), strict=True))
    assert set(RESULT_SIGNS) == set(CheckResult)


def test_the_style_sheet_has_the_colour_of_each_verdict() -> None:
    style = files("dashboards").joinpath("style.css").read_text("utf-8")
    assert dict(re.findall(r"^\.v-(\w+) { --v: (#\w+);", style, re.M)) == {v.value: s.colour for v, s in SIGNS.items()}


# --- selection and lists -----------------------------------------------------------------------


def test_a_selection_counts_what_an_eye_would_count() -> None:
    findings = board_of(sample_store()).snapshot.findings
    city = next(f.document.region for f in findings if f.document.region and f.document.region.count("/") == 1)
    below = [f for f in findings if (f.document.region or "").split("/")[:2] == city.split("/")]
    assert views.chosen(findings, Selection(region=city)) == tuple(below)
    kind = below[0].measure.kind
    both = views.chosen(findings, Selection(region=city, kind=kind))
    assert both == tuple(f for f in below if f.measure.kind is kind)
    number = next(f.document.number for f in findings if f.document.number)
    assert {f.document.number for f in views.chosen(findings, Selection(words=number))} >= {number}
    assert views.chosen(findings, Selection(words="没有这几个字的措施")) == ()


def test_a_place_is_not_found_by_half_its_name() -> None:
    assert views.lies_in("云岭省/鹭洲市/萤浦区", "云岭省/鹭洲市")
    assert not views.lies_in("云岭省/鹭洲市东", "云岭省/鹭洲市")
    assert not views.lies_in(None, "云岭省")
    assert views.lies_in(None, views.UNPLACED)


def test_gaps_and_the_rest_share_nothing_and_leave_nothing_out() -> None:
    findings = board_of(sample_store()).snapshot.findings
    gaps, rest = views.gaps_of(findings), views.rest_of(findings)
    assert gaps and rest
    assert not {f.measure.id for f in gaps} & {f.measure.id for f in rest}
    assert len(gaps) + len(rest) == sum(f.must_mend for f in findings)
    assert {f.verdict for f in gaps} == {Verdict.DEAD_END}


@pytest.mark.parametrize("scene", SCENES)
def test_the_list_names_each_measure_with_its_document_reason_and_links(scene: Scene) -> None:
    gaps = views.gaps_of(board_of(sample_store()).snapshot.findings)
    html = views.measure_list(gaps, scene, "caption")
    links = set(well_formed(html).links())
    shown = words_of(html)
    for finding in gaps:
        assert views.plain(finding.measure.text) in shown
        assert label_of(finding.measure.kind, scene.lang) in shown
        assert label_of(finding.stops[0].reason, scene.lang) in shown
        assert (finding.document.number or "") in shown
        assert scene.href(Page.DOCUMENT, doc=finding.document.id, measure=finding.measure.id) in links
        assert scene.href(Page.CHAIN, measure=finding.measure.id) in links


@pytest.mark.parametrize("scene", SCENES)
def test_counters_show_all_verdicts_and_link_to_each(scene: Scene) -> None:
    board = board_of(sample_store())
    findings = board.snapshot.findings
    html = views.counters(findings, board.documents, Selection(), scene)
    links = well_formed(html).links()
    numbers = [int(n) for n in re.findall(r'class="number">(\d+)<', html)]
    assert numbers[0] == len(findings) == sum(numbers[1:])
    assert all(any(f"verdict={verdict}" in link for link in links) for verdict in Verdict)


def test_pages_hold_all_rows_once() -> None:
    findings = board_of(sample_store()).snapshot.findings * 3
    pages = [views.page_of(findings, n) for n in range(1, views.pages_of(findings) + 1)]
    assert len(pages) > 2
    assert tuple(row for page in pages for row in page) == findings
    assert views.page_of(findings, 999) == pages[-1]
    assert views.page_of((), 1) == ()


# --- places ------------------------------------------------------------------------------------


def test_places_add_up() -> None:
    board = board_of(sample_store())
    rows = views.place_rows(board.documents, board.snapshot.findings, board.snapshot.permitted)
    whole = [row for row in rows if not row.own and row.depth == 0]
    subjects = views.subjects_of(board.snapshot.findings, board.snapshot.permitted)
    assert sum(row.documents + row.read_sources for row in whole) == len(board.documents)
    assert sum(row.measures for row in whole) == len(subjects) < len(board.snapshot.findings)
    assert sum(row.sources for row in whole) == len(board.snapshot.findings) - len(subjects)
    assert sum(row.gaps for row in whole) == len(views.gaps_of(subjects))


def test_a_place_of_which_only_sources_were_read_says_so() -> None:
    board = board_of(sample_store())
    sources = [row for row in board.documents if row.level in board.snapshot.permitted and row.region][:1]
    html = words_of(views.place_table(views.place_rows(sources, (), board.snapshot.permitted), ZH))
    assert "只读入依据文件" in html


@pytest.mark.parametrize("scene", SCENES)
def test_groups_are_links_with_their_numbers(scene: Scene) -> None:
    board = board_of(sample_store())
    snapshot = board.snapshot
    groups = {g: views.of_group(snapshot.findings, snapshot.aside, g, snapshot.permitted) for g in Group}
    html = views.group_links({g: len(rows) for g, rows in groups.items()}, Selection(group=Group.SOURCES), scene)
    shown = words_of(html)
    for group, rows in groups.items():
        assert f"{label_of(group, scene.lang)} {len(rows)}" in shown
        wanted = "" if group is Group.SOURCES else group.value
        assert scene.href(Page.OVERVIEW, group=wanted) in well_formed(html).links()
    assert groups[Group.SOURCES] and all(f not in groups[Group.SOURCES] for f in groups[Group.MUST_MEND])
    assert views.selection_of({"group": "sources"}).group is Group.SOURCES
    assert views.selection_of({"group": "none of them"}).is_empty


def test_what_was_not_read_is_unknown_and_no_nought() -> None:
    board = board_of(sample_store())
    county = [row for row in board.documents if (row.region or "").count("/") == 2][:1]
    rows = views.place_rows(county, board.by_document.get(county[0].id, ()), board.snapshot.permitted)
    assert [row.documents for row in rows if row.own] == [0, 0], "province and city themselves were not read"
    html = views.place_table(rows, ZH)
    assert words_of(html).count("未读入文件，情况未知") == 2
    assert html.count('<tr class="unread">') == 2
    assert "%" not in words_of(html)


def test_a_place_with_documents_but_no_measures_is_not_praised() -> None:
    board = board_of(sample_store())
    bare = [row for row in board.documents if not row.measures][:1]
    html = words_of(views.place_table(views.place_rows(bare, (), board.snapshot.permitted), ZH))
    assert "读过，未见措施" in html
    assert "未知" in html


# --- files to take away ------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "　=1"])
def test_no_cell_runs_as_a_formula(cell: str) -> None:
    assert views.safe_cell(cell) == f"'{cell}"


def test_the_list_as_a_file_opens_in_a_spreadsheet() -> None:
    gaps = views.gaps_of(board_of(sample_store()).snapshot.findings)
    data = views.measures_csv(gaps, "zh")
    assert data.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(data.decode("utf-8-sig")))
    assert len(rows) == len(gaps)
    assert [row[-1] for row in rows] == [f.measure.id for f in gaps]
    assert "原因" in head and all(row[head.index("原因")] for row in rows)


# --- text --------------------------------------------------------------------------------------


def _all_texts(store: str) -> list[tuple[str, str]]:
    """Returns the text of each document, and its HTML."""
    board = board_of(store)
    found = []
    for row in board.documents:
        view = document_view(board.snapshot, row.id)
        found.append((view.text, text_view.marked_text(view, text_view.mended_in(view), ZH)))
    return found


@pytest.mark.parametrize("store", [sample_store, nasty_store])
def test_the_marked_text_says_what_the_text_says(store: object) -> None:
    assert callable(store)
    for text, html in _all_texts(store()):
        well_formed(html)
        bare = re.sub(r"<sup[^>]*>.*?</sup>", "", html)
        bare = re.sub(r'<span class="join"[^>]*>.*?</span>', "", bare)
        assert re.sub(r"\s", "", words_of(bare)) == re.sub(r"\s", "", text)


def test_every_measure_is_marked_once_with_its_sign() -> None:
    board = board_of(sample_store())
    for document, findings in board.by_document.items():
        view = document_view(board.snapshot, document)
        html = text_view.marked_text(view, (), ZH, findings[0].measure.id)
        # A measure that lies wholly within others has no words of its own left to mark.
        signs = re.findall(r'<sup class="sign"', html)
        assert len(findings) * 0.8 <= len(signs) <= len(findings), document
        assert re.search(r'<a class="mark v-\w+ sel"', html), document


def test_mended_places_are_shown_as_such() -> None:
    board = board_of(sample_store())
    scan = next(row for row in board.documents if "saomiao" in row.path)
    view = document_view(board.snapshot, scan.id)
    html = text_view.marked_text(view, text_view.mended_in(view), ZH)
    assert '<del class="cut" title="页码或图章：不计入正文">' in html
    assert '<p class="left-out">' in html
    assert "↵" in html


def test_a_document_cannot_bring_a_page_of_its_own() -> None:
    board = board_of(nasty_store())
    assert board.documents and board.snapshot.findings
    view = document_view(board.snapshot, board.documents[0].id)
    finding = board.snapshot.findings[0]
    for scene in (ZH, EN):
        pieces = [
            text_view.marked_text(view, (), scene),
            cards.document_card(view, board.snapshot, scene),
            cards.measure_card(finding, scene),
            cards.verdict_strip(finding, scene),
            cards.measure_index(board.snapshot.findings, scene),
            views.measure_list(board.snapshot.findings, scene, "<b>"),
            chain_table.chain_table(chain_table.branches(finding, scene.lang), finding, scene),
        ]
        for html in pieces:
            well_formed(html)
            assert "13900001111" not in html and "7654321" not in html and "某大明" not in html
    assert "<script>alert" not in network.picture(finding, board.snapshot.regions, ZH)[0]


# --- cards -------------------------------------------------------------------------------------


@pytest.mark.parametrize("scene", SCENES)
def test_the_card_of_a_measure_says_all_that_was_found(scene: Scene) -> None:
    for finding in board_of(sample_store()).snapshot.findings:
        html = cards.measure_card(finding, scene)
        well_formed(html)
        shown = words_of(html)
        assert label_of(finding.verdict, scene.lang) in shown
        assert views.plain(cards.sentence_of(finding, scene.lang)) in shown
        assert finding.authority in shown
        assert label_of(finding.disposal, scene.lang) in shown
        for check, outcome in finding.checks.items():
            assert label_of(check, scene.lang) in shown
            assert label_of(outcome.result, scene.lang) in shown
            assert views.plain(in_words(scene.lang, outcome.words)) in shown
        for stop in finding.stops:
            assert label_of(stop.reason, scene.lang) in shown


def test_the_proposal_opens_with_its_reason() -> None:
    for finding in board_of(sample_store()).snapshot.findings:
        shown = words_of(cards.measure_card(finding, ZH))
        part = shown[shown.index("建议处置") :]
        reason = cards.reason_for(finding, "zh")
        assert part.index(reason) < part.index("只是建议，由人决定")
        if finding.verdict is Verdict.DIRECT and any(c.result is CheckResult.FAILED for c in finding.checks.values()):
            assert "不符合" in reason


def test_what_no_source_lays_down_is_said_on_list_and_card() -> None:
    finding = next(f for f in board_of(sample_store()).snapshot.findings if f.verdict is Verdict.INDIRECT)
    words = "国发〔2016〕33号全文没有规定此事"
    silent = CheckFinding(result=CheckResult.NOT_STATED, words=words)
    asked = replace(finding, checks={**finding.checks, Check.SUPPORT: silent})
    assert words_of(views.measure_list([asked], ZH, "清单")).count(f"来源未规定此事：{words}") == 1
    card = words_of(cards.measure_card(asked, ZH))
    assert (card.count("来源未规定此事"), card.count(words)) == (1, 1)
    stated = replace(finding, checks={**finding.checks, Check.SUPPORT: CheckFinding(result=CheckResult.STATED)})
    assert "来源未规定此事" not in words_of(cards.measure_card(stated, ZH))


def test_the_card_of_a_document_shows_what_it_forwards() -> None:
    board = board_of(sample_store())
    child = next(row for row in board.documents if row.parent)
    parent = next(row for row in board.documents if row.id == child.parent)
    down = cards.document_card(document_view(board.snapshot, parent.id), board.snapshot, ZH)
    up = cards.document_card(document_view(board.snapshot, child.id), board.snapshot, ZH)
    assert ZH.href(Page.DOCUMENT, doc=child.id) in well_formed(down).links()
    assert ZH.href(Page.DOCUMENT, doc=parent.id) in well_formed(up).links()


# --- chains ------------------------------------------------------------------------------------


@pytest.mark.parametrize("scene", SCENES)
def test_the_table_holds_every_step_of_every_branch(scene: Scene) -> None:
    for finding in board_of(sample_store()).snapshot.findings:
        found = chain_table.branches(finding, scene.lang)
        html = chain_table.chain_table(found, finding, scene)
        well_formed(html)
        shown = words_of(html)
        hops = {hop.id for stop in finding.stops for hop in stop.chain} | {hop.id for hop in finding.chain}
        assert max(len(branch.steps) for branch in found) >= 2
        assert sum(len(branch.steps) for branch in found) >= len(hops)
        for stop in finding.stops:
            assert label_of(stop.reason, scene.lang) in shown
        rows = list(csv.reader(io.StringIO(chain_table.chain_csv(found, scene.lang).decode("utf-8-sig"))))
        assert len(rows) == 1 + sum(len(branch.steps) for branch in found)


def test_two_reasons_at_one_end_are_one_branch() -> None:
    findings = board_of(sample_store()).snapshot.findings
    both = [f for f in findings if len({s.node for s in f.stops}) < len(f.stops)]
    assert both, "the sample has a document that is unknown and too low"
    for finding in both:
        found = chain_table.branches(finding, "zh")
        assert len(found) < len(finding.stops) + 1
        assert max(len(branch.reasons) for branch in found) == 2


def test_boxes_keep_apart_and_the_measure_stands_lowest() -> None:
    board = board_of(sample_store())
    for finding in board.snapshot.findings:
        view = network.with_ends(chain_view(finding, board.snapshot.regions, "zh"))
        layout = network.lay_out(view, ZH)
        lowest = layout.places[view.measure][1]
        assert all(y < lowest for node, (_, y) in layout.places.items() if node != view.measure)
        for one, other in ((a, b) for a in layout.places for b in layout.places if a < b):
            (x1, y1), (x2, y2) = layout.places[one], layout.places[other]
            wide = (layout.boxes[one].width + layout.boxes[other].width) / 2
            high = (layout.boxes[one].height + layout.boxes[other].height) / 2
            assert abs(x1 - x2) >= wide or abs(y1 - y2) >= high, (finding.measure.id, one, other)


def test_lanes_follow_each_other_with_the_permitted_ones_on_top() -> None:
    board = board_of(sample_store())
    for finding in board.snapshot.findings:
        bands = network.lay_out(chain_view(finding, board.snapshot.regions, "zh"), ZH).bands
        assert all(upper.bottom == lower.top for upper, lower in pairwise(bands))
        assert [band.permitted for band in bands] == sorted((b.permitted for b in bands), reverse=True)
        assert [b.label for b in bands if b.permitted] == [lane.label() for lane in network.PERMITTED]


def test_broken_ends_are_drawn_as_broken_with_their_reason() -> None:
    board = board_of(sample_store())
    for finding in views.gaps_of(board.snapshot.findings):
        data = _picture_data(network.picture(finding, board.snapshot.regions, ZH)[0])
        broken = [node for node in data["nodes"] if node["broken"]]
        assert broken, finding.measure.id
        said = "".join(line["text"] for node in broken for line in node["lines"])
        for stop in finding.stops:
            assert f"✕{label_of(stop.reason)}" in said.replace(" ", ""), finding.measure.id
        assert any(edge["dashes"] for edge in data["edges"])
        assert not any(node["strong"] and node["border"] == network.REACHED for node in data["nodes"])


def test_a_reached_source_is_drawn_in_the_permitted_zone() -> None:
    board = board_of(sample_store())
    direct = [f for f in board.snapshot.findings if f.verdict is Verdict.DIRECT and len(f.chain) > 2]
    assert direct
    for finding in direct:
        view = chain_view(finding, board.snapshot.regions, "zh")
        reached = [node for node in view.nodes if node.reached]
        assert reached and all(node.lane in network.PERMITTED for node in reached), finding.measure.id


def test_the_picture_asks_nobody_for_anything() -> None:
    board = board_of(sample_store())
    page, height = network.picture(board.snapshot.findings[0], board.snapshot.regions, EN)
    assert 300 <= height <= 1080
    markup = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.search(r"""(?:src|href)\s*=|@import|url\(|https?://""", markup)
    assert "vis-network" in page


def _picture_data(page: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_a_chain_of_hundreds_of_nodes_is_drawn_in_part_and_says_so() -> None:
    board = board_of(sample_store())
    view = chain_view(board.snapshot.findings[0], board.snapshot.regions, "zh")
    node, edge = view.nodes[-1], view.edges[-1]
    many = [replace(node, id=f"{node.id}-{n}") for n in range(network.MOST_NODES + 37)]
    edges = [replace(edge, target=n.id) for n in many]
    wide = replace(view, nodes=(*view.nodes, *many), edges=(*view.edges, *edges))
    drawn = network.first_nodes(wide)
    assert len(drawn.nodes) == network.MOST_NODES
    assert str(len(wide.nodes) - network.MOST_NODES) in network._more(wide, drawn, board.snapshot.findings[0], "zh")
    assert len(network.lay_out(drawn, ZH).places) == network.MOST_NODES


@given(st.text(alphabet="国务院abc 《》（）1", min_size=1, max_size=80))
def test_wrapped_words_fit_their_box(words: str) -> None:
    lines = network.wrapped(words)
    assert 1 <= len(lines) <= network.LINES
    assert all(network._width_of(line) <= network.LINE_WIDTH + 1 for line in lines)
    if lines[-1][-1:] != "…":
        assert "".join(lines) == words


def test_kinds_and_lanes_have_words_in_both_languages() -> None:
    for term in (*MeasureKind, *Verdict):
        assert label_of(term, "zh") != label_of(term, "en")
    assert all(lane.label("zh") != lane.label("en") for lane in Lane)


def test_a_verdict_that_a_person_overruled_is_marked_wherever_it_is_shown() -> None:
    plain = board_of(sample_store()).snapshot.findings[0]
    by = Overruled(machine=plain.verdict, who="甲", at=datetime(2026, 1, 2, tzinfo=UTC), why="看过原件")

    def pages(finding: Finding) -> list[str]:
        return [
            cards.verdict_strip(finding, ZH),
            cards.measure_index([finding], ZH),
            cards.measure_card(finding, ZH),
        ]

    assert all("人工改判" in page for page in pages(replace(plain, overruled=by)))
    assert not any("人工改判" in page for page in pages(plain))
