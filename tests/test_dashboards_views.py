"""The screens' pure parts: what is masked and escaped, counted and listed, drawn and taken away."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest
from dashboard_helpers import AS_OF, board_of, everything_of, nasty_store, sample_store, tally_of, well_formed, words_of
from hypothesis import given, settings
from hypothesis import strategies as st
from sizes import sized

from dashboards import cards, chain_table, network, text_view, views
from dashboards.addresses import Page, Scene, split_href
from dashboards.views import Selection
from graph_schema.messages import LANGUAGES, in_words, label_of, say
from graph_schema.records import CheckFinding, Finding, Overruled
from graph_schema.terms import Check, CheckResult, Group, MeasureKind, Verdict
from tracer.show.board import Board, Filters, pages_of
from tracer.show.census import UNPLACED
from tracer.show.drawing import Lane, chain_view
from tracer.show.groups import ASIDE, in_group
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


REGIONS = tuple(
    sorted(
        {
            place
            for row in everything_of(sample_store()).rows
            for place in (row.region or UNPLACED, (row.region or UNPLACED).split("/")[0])
        }
    )
)
WORDS = ("", "失信", "鹭洲市 评优", "INDIRECT", "没有这几个字的措施", "〔2021〕", "名单 2021", "no basis", "权威", "县")


def says(finding: Finding, words: str) -> bool:
    """Tells whether a measure, its document or its reasons hold all words that were typed."""
    document = finding.document
    told = [finding.measure.text, finding.provision.label, document.title, document.number, document.issuer]
    told += [document.region, *(say(lang, finding.sentence) for lang in LANGUAGES)]
    told += [label_of(stop.reason, lang) for stop in finding.stops for lang in LANGUAGES]
    everything = "\n".join(words for words in told if words).casefold()
    return all(word in everything for word in words.casefold().split())


def chosen(findings: Iterable[Finding], selection: Selection, said: Mapping[str, Finding]) -> list[Finding]:
    """Returns the findings that pass all but verdict and group, looked at one by one; words are looked for in what the documents say."""
    return [
        finding
        for finding in findings
        if views.lies_in(finding.document.region, selection.region)
        and selection.kind in (None, finding.measure.kind)
        and says(said[finding.measure.id], selection.words)
    ]


def selections() -> st.SearchStrategy[Selection]:
    """Draws what a person may choose in the boxes above the lists."""
    return st.builds(
        Selection,
        region=st.sampled_from(("", *REGIONS)),
        kind=st.sampled_from((None, *MeasureKind)),
        verdict=st.sampled_from((None, *Verdict)),
        group=st.sampled_from((None, *Group)),
        words=st.sampled_from(WORDS),
    )


@given(selections(), st.sampled_from((sample_store(), nasty_store())))
@settings(max_examples=sized(60, 3000), deadline=None)
def test_figures_and_lists_are_those_of_all_findings_counted_one_by_one(selection: Selection, store: str) -> None:
    judged, board = everything_of(store), board_of(store)
    counted, aside = (chosen(rows, selection, judged.said) for rows in (judged.findings, judged.aside))
    subjects = [f for f in counted if f.document.level not in judged.permitted]
    tally = board.tally(selection.filters())
    assert tally == tally_of(subjects, (f for f in aside if f.document.level not in judged.permitted), judged.permitted)
    groups = board.groups(selection.filters())
    for group in Group:
        among = counted if group is Group.SOURCES else subjects
        assert groups[group] == len(in_group((*among, *(aside if group in ASIDE else ())), group, judged.permitted))
    assert list(board.every(selection.filters())) == [f for f in subjects if f.is_gap]
    rest = [f for f in subjects if f.must_mend and not f.is_gap]
    assert list(board.every(selection.filters(rest=True))) == rest
    if selection.group is None and selection.verdict is None:
        return
    listed: Sequence[Finding] = counted if selection.group is Group.SOURCES else subjects
    if selection.group is not None:
        listed = in_group(aside if selection.group in ASIDE else listed, selection.group, judged.permitted)
    listed = [f for f in listed if selection.verdict in (None, f.verdict)]
    assert list(board.every(selection.listed())) == listed
    assert board.page(selection.listed()).total == len(listed)


def test_a_place_is_not_found_by_half_its_name() -> None:
    assert views.lies_in("云岭省/鹭洲市/萤浦区", "云岭省/鹭洲市")
    assert not views.lies_in("云岭省/鹭洲市东", "云岭省/鹭洲市")
    assert not views.lies_in(None, "云岭省")
    assert views.lies_in(None, UNPLACED)


def test_gaps_and_the_rest_share_nothing_and_leave_nothing_out() -> None:
    board = board_of(sample_store())
    gaps, rest = (tuple(board.every(filters)) for filters in (Filters(), Filters(rest=True)))
    assert gaps and rest
    assert not {f.measure.id for f in gaps} & {f.measure.id for f in rest}
    assert len(gaps) + len(rest) == sum(f.must_mend for f in everything_of(sample_store()).findings)
    assert {f.verdict for f in gaps} == {Verdict.DEAD_END}


@pytest.mark.parametrize("scene", SCENES)
def test_the_list_names_each_measure_with_its_document_reason_and_links(scene: Scene) -> None:
    gaps = everything_of(sample_store()).gaps
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
    tally = board_of(sample_store()).tally(Filters())
    html = views.counters(tally, 20, Selection(), scene)
    links = well_formed(html).links()
    numbers = [int(n) for n in re.findall(r'class="number">(\d+)<', html)]
    assert numbers[0] == tally.measures == sum(numbers[1:])
    assert all(any(f"verdict={verdict}" in link for link in links) for verdict in Verdict)


def test_pages_hold_all_rows_once(monkeypatch: pytest.MonkeyPatch) -> None:
    board, every = board_of(sample_store()), Filters(verdicts=frozenset(Verdict))
    monkeypatch.setattr("tracer.show.board.PAGE_SIZE", 7)
    monkeypatch.setattr("tracer.show.board.AT_ONCE", 11)
    total = board.page(every).total
    pages = [board.page(every, number).findings for number in range(1, pages_of(total) + 1)]
    assert len(pages) > 3 and {len(page) for page in pages[:-1]} == {7} and 0 < len(pages[-1]) <= 7
    assert tuple(row for page in pages for row in page) == tuple(board.every(every))
    assert len(tuple(board.every(every))) == total
    assert board.page(every, 999).findings == pages[-1]
    assert board.page(Filters(words="没有这几个字的措施"), 3).findings == ()


@given(st.integers(1, 300), st.integers(1, 300))
def test_the_pager_leads_to_both_ends_and_to_the_pages_beside(count: int, current: int) -> None:
    current = min(current, count)
    html = views.pager(count, current, lambda number: f"overview?page=gaps-{number}", "zh")
    numbers = [int(number) for number in re.findall(r">(\d+)</a>", html)]
    assert numbers == sorted(set(numbers)) and len(numbers) <= 2 * views.BESIDE + 3
    if count > 1:
        assert {1, count, current, max(1, current - 1), min(count, current + 1)} <= set(numbers)
        assert re.findall(r"aria-current=page>(\d+)<", html) == [str(current)]
    assert html or count == 1


# --- places ------------------------------------------------------------------------------------


def places(board: Board) -> tuple[views.PlaceRow, ...]:
    """Returns the table of places."""
    subjects, everything = (board.tally_by_place(subjects=subjects) for subjects in (True, False))
    return views.place_rows(board.read, subjects, everything)


def test_each_place_says_what_its_documents_say_one_by_one() -> None:
    judged = everything_of(sample_store())

    def within(region: str | None, row: views.PlaceRow) -> bool:
        return (region or UNPLACED) == row.place if row.own else views.lies_in(region, row.place)

    rows = places(board_of(sample_store()))
    assert len({(row.place, row.own) for row in rows}) == len(rows)
    for row in rows:
        own = [f for f in judged.findings if within(f.document.region, row)]
        subjects = [f for f in own if f.document.level not in judged.permitted]
        read = [card for card in judged.rows if within(card.region, row)]
        assert row.documents + row.read_sources == len(read)
        assert row.documents == sum(card.level not in judged.permitted for card in read)
        assert row.verdicts == {verdict: sum(f.verdict is verdict for f in subjects) for verdict in Verdict}
        assert row.with_measures == len({f.document.id for f in subjects})
        assert (row.gaps, row.rest) == (
            sum(f.is_gap for f in subjects),
            sum(f.must_mend and not f.is_gap for f in subjects),
        )
        assert row.sources == len(own) - len(subjects)


def test_places_add_up() -> None:
    judged = everything_of(sample_store())
    whole = [row for row in places(board_of(sample_store())) if not row.own and row.depth == 0]
    assert sum(row.documents + row.read_sources for row in whole) == len(judged.rows)
    assert sum(row.measures for row in whole) == len(judged.subjects) < len(judged.findings)
    assert sum(row.sources for row in whole) == len(judged.findings) - len(judged.subjects)
    assert sum(row.gaps for row in whole) == len(judged.gaps)


def test_the_table_of_places_takes_one_step_a_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each place is added to those above it and nowhere else: twice the places are twice the work."""
    steps = Counter[int]()
    added = views.Figures.__add__

    def counted(one: views.Figures, other: views.Figures) -> views.Figures:
        steps[number] += 1
        return added(one, other)

    monkeypatch.setattr(views.Figures, "__add__", counted)
    for number in (100, 200):
        read = {f"省{n % 10}/市{n % 50}/县{n}": {False: 1} for n in range(number)}
        assert sum(row.documents for row in views.place_rows(read, {}, {}) if row.depth == 0) == number
    assert steps == {100: 300, 200: 600}


def test_a_place_of_which_only_sources_were_read_says_so() -> None:
    html = words_of(views.place_table(views.place_rows({"云岭省": {True: 1}}, {}, {}), ZH))
    assert "只读入依据文件" in html


@pytest.mark.parametrize("scene", SCENES)
def test_groups_are_links_with_their_numbers(scene: Scene) -> None:
    groups = board_of(sample_store()).groups(Selection().filters())
    html = views.group_links(groups, Selection(group=Group.SOURCES), scene)
    shown = words_of(html)
    for group, number in groups.items():
        assert f"{label_of(group, scene.lang)} {number}" in shown
        wanted = "" if group is Group.SOURCES else group.value
        assert scene.href(Page.OVERVIEW, group=wanted) in well_formed(html).links()
    assert groups[Group.SOURCES] and groups[Group.MUST_MEND]
    assert views.selection_of({"group": "sources"}).group is Group.SOURCES
    assert views.selection_of({"group": "none of them"}).is_empty


def test_what_was_not_read_is_unknown_and_no_nought() -> None:
    tally = tally_of(everything_of(sample_store()).subjects[:3])
    rows = views.place_rows({"云岭省/鹭洲市/萤浦区": {False: 2}}, {"云岭省/鹭洲市/萤浦区": tally}, {})
    assert [row.documents for row in rows if row.own] == [0, 0], "province and city themselves were not read"
    html = views.place_table(rows, ZH)
    assert words_of(html).count("未读入文件，情况未知") == 2
    assert html.count('<tr class="unread">') == 2
    assert "%" not in words_of(html)


def test_a_place_with_documents_but_no_measures_is_not_praised() -> None:
    html = words_of(views.place_table(views.place_rows({"云岭省": {False: 1}}, {}, {}), ZH))
    assert "读过，未见措施" in html
    assert "未知" in html


# --- files to take away ------------------------------------------------------------------------


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "　=1"])
def test_no_cell_runs_as_a_formula(cell: str) -> None:
    assert views.safe_cell(cell) == f"'{cell}"


def test_the_list_as_a_file_opens_in_a_spreadsheet() -> None:
    gaps = everything_of(sample_store()).gaps
    data = b"".join(views.measures_csv(gaps, "zh"))
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
    for row in everything_of(store).rows:
        view = board.view(row.id)
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
    for row in (row for row in board.with_most_gaps() if row.measures):
        view, document = board.view(row.id), row.id
        findings = view.findings
        html = text_view.marked_text(view, (), ZH, findings[0].measure.id)
        # A measure that lies wholly within others has no words of its own left to mark.
        signs = re.findall(r'<sup class="sign"', html)
        assert len(findings) * 0.8 <= len(signs) <= len(findings), document
        assert re.search(r'<a class="mark v-\w+ sel"', html), document


def test_mended_places_are_shown_as_such() -> None:
    board = board_of(sample_store())
    scan = next(row for row in everything_of(sample_store()).rows if "saomiao" in row.path)
    view = board.view(scan.id)
    html = text_view.marked_text(view, text_view.mended_in(view), ZH)
    assert '<del class="cut" title="页码或图章：不计入正文">' in html
    assert '<p class="left-out">' in html
    assert "↵" in html


def test_a_document_cannot_bring_a_page_of_its_own() -> None:
    board, judged = board_of(nasty_store()), everything_of(nasty_store())
    view = board.view(judged.rows[0].id)
    findings = view.findings
    finding = findings[0]
    for scene in (ZH, EN):
        pieces = [
            text_view.marked_text(view, (), scene),
            cards.document_card(view, scene),
            cards.measure_card(finding, scene),
            cards.verdict_strip(finding, scene),
            cards.measure_index(findings, scene),
            views.measure_list(findings, scene, "<b>"),
            chain_table.chain_table(chain_table.branches(finding, scene.lang), finding, scene),
        ]
        for html in pieces:
            well_formed(html)
            assert "13900001111" not in html and "7654321" not in html and "某大明" not in html
    assert "<script>alert" not in network.picture(finding, board.regions(finding), ZH)[0]


# --- cards -------------------------------------------------------------------------------------


@pytest.mark.parametrize("scene", SCENES)
def test_the_card_of_a_measure_says_all_that_was_found(scene: Scene) -> None:
    for finding in everything_of(sample_store()).findings:
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
    for finding in everything_of(sample_store()).findings:
        shown = words_of(cards.measure_card(finding, ZH))
        part = shown[shown.index("建议处置") :]
        reason = cards.reason_for(finding, "zh")
        assert part.index(reason) < part.index("只是建议，由人决定")
        if finding.verdict is Verdict.DIRECT and any(c.result is CheckResult.FAILED for c in finding.checks.values()):
            assert "不符合" in reason


def test_what_no_source_lays_down_is_said_on_list_and_card() -> None:
    finding = next(f for f in everything_of(sample_store()).findings if f.verdict is Verdict.INDIRECT)
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
    rows = everything_of(sample_store()).rows
    child = next(row for row in rows if row.parent)
    parent = next(row for row in rows if row.id == child.parent)
    down = cards.document_card(board.view(parent.id), ZH)
    up = cards.document_card(board.view(child.id), ZH)
    assert ZH.href(Page.DOCUMENT, doc=child.id) in well_formed(down).links()
    assert ZH.href(Page.DOCUMENT, doc=parent.id) in well_formed(up).links()


# --- chains ------------------------------------------------------------------------------------


@pytest.mark.parametrize("scene", SCENES)
def test_the_table_holds_every_step_of_every_branch(scene: Scene) -> None:
    for finding in everything_of(sample_store()).findings:
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
    findings = everything_of(sample_store()).findings
    both = [f for f in findings if len({s.node for s in f.stops}) < len(f.stops)]
    assert both, "the sample has a document that is unknown and too low"
    for finding in both:
        found = chain_table.branches(finding, "zh")
        assert len(found) < len(finding.stops) + 1
        assert max(len(branch.reasons) for branch in found) == 2


def test_boxes_keep_apart_and_the_measure_stands_lowest() -> None:
    board = board_of(sample_store())
    for finding in everything_of(sample_store()).findings:
        view = network.with_ends(chain_view(finding, board.regions(finding), "zh"))
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
    for finding in everything_of(sample_store()).findings:
        bands = network.lay_out(chain_view(finding, board.regions(finding), "zh"), ZH).bands
        assert all(upper.bottom == lower.top for upper, lower in pairwise(bands))
        assert [band.permitted for band in bands] == sorted((b.permitted for b in bands), reverse=True)
        assert [b.label for b in bands if b.permitted] == [lane.label() for lane in network.PERMITTED]


def test_broken_ends_are_drawn_as_broken_with_their_reason() -> None:
    board = board_of(sample_store())
    for finding in everything_of(sample_store()).gaps:
        data = _picture_data(network.picture(finding, board.regions(finding), ZH)[0])
        broken = [node for node in data["nodes"] if node["broken"]]
        assert broken, finding.measure.id
        said = "".join(line["text"] for node in broken for line in node["lines"])
        for stop in finding.stops:
            assert f"✕{label_of(stop.reason)}" in said.replace(" ", ""), finding.measure.id
        assert any(edge["dashes"] for edge in data["edges"])
        assert not any(node["strong"] and node["border"] == network.REACHED for node in data["nodes"])


def test_a_reached_source_is_drawn_in_the_permitted_zone() -> None:
    board = board_of(sample_store())
    direct = [f for f in everything_of(sample_store()).findings if f.verdict is Verdict.DIRECT and len(f.chain) > 2]
    assert direct
    for finding in direct:
        view = chain_view(finding, board.regions(finding), "zh")
        reached = [node for node in view.nodes if node.reached]
        assert reached and all(node.lane in network.PERMITTED for node in reached), finding.measure.id


def test_the_picture_asks_nobody_for_anything() -> None:
    board = board_of(sample_store())
    finding = everything_of(sample_store()).findings[0]
    page, height = network.picture(finding, board.regions(finding), EN)
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
    finding = everything_of(sample_store()).findings[0]
    view = chain_view(finding, board.regions(finding), "zh")
    node, edge = view.nodes[-1], view.edges[-1]
    many = [replace(node, id=f"{node.id}-{n}") for n in range(network.MOST_NODES + 37)]
    edges = [replace(edge, target=n.id) for n in many]
    wide = replace(view, nodes=(*view.nodes, *many), edges=(*view.edges, *edges))
    drawn = network.first_nodes(wide)
    assert len(drawn.nodes) == network.MOST_NODES
    assert str(len(wide.nodes) - network.MOST_NODES) in network._more(wide, drawn, finding, "zh")
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
    plain = everything_of(sample_store()).findings[0]
    by = Overruled(machine=plain.verdict, who="甲", at=datetime(2026, 1, 2, tzinfo=UTC), why="看过原件")

    def pages(finding: Finding) -> list[str]:
        return [
            cards.verdict_strip(finding, ZH),
            cards.measure_index([finding], ZH),
            cards.measure_card(finding, ZH),
        ]

    assert all("人工改判" in page for page in pages(replace(plain, overruled=by)))
    assert not any("人工改判" in page for page in pages(plain))
