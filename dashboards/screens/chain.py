"""依据链: the way of one measure up to its source, as a picture in lanes and as a table."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from dashboards import cards, chain_table, frame, linked, network, views
from dashboards.addresses import Page, Scene
from graph_schema.messages import say
from graph_schema.records import Finding
from tracer.show.board import Board


def show() -> None:
    """Draws the page. Without a measure in the address it opens on the first gap."""
    scene = frame.current_scene()
    with frame.judged_board(scene) as board:
        _page(board, scene)


def _page(board: Board, scene: Scene) -> None:
    if board.is_empty:
        frame.empty(say(scene.lang, "screen.empty_day", day=board.as_of))
        return
    asked = st.query_params.get("measure", "")
    frame.follow_address(board, "", asked)
    known = board.finding(asked) if asked else None
    finding = known or board.first(st.query_params.get("doc", ""))
    if finding is None:
        frame.empty(say(scene.lang, "screen.no_measures_at_all"), say(scene.lang, "screen.no_store_todo"))
        return
    if asked and known is None:
        frame.empty(say(scene.lang, "screen.unknown_measure"), say(scene.lang, "screen.unknown_todo"))
    findings = board.findings_in(finding.document.id)
    _choose(board, findings, finding, scene)
    _draw(board, findings, finding, scene)
    frame.foot(board, scene)


def _choose(board: Board, findings: Sequence[Finding], finding: Finding, scene: Scene) -> None:
    lang = scene.lang
    frame.choose_document(board, finding.document.id, "chain_document", scene, with_measures=True)
    names = {f.measure.id: views.measure_name(f, lang, 80) for f in findings}
    st.session_state["chain_measure"] = finding.measure.id
    st.selectbox(
        say(lang, "heading.measure"),
        list(names),
        key="chain_measure",
        format_func=names.__getitem__,
        filter_mode="contains",
        on_change=frame.to_address("measure", "chain_measure", "doc"),
    )


def _draw(board: Board, findings: Sequence[Finding], finding: Finding, scene: Scene) -> None:
    lang = scene.lang
    step = views.stepper(findings, finding, Page.CHAIN, scene)
    linked.show(cards.verdict_strip(finding, scene, step), scene, key="strip")
    page, height = network.picture(finding, board.regions(finding), scene)
    st.iframe(page, height=height, alt=say(lang, "screen.picture_alt"))
    found = chain_table.branches(finding, lang)
    with st.container(key="head_table", horizontal=True, vertical_alignment="bottom"):
        st.html(views.section_head(say(lang, "screen.as_table"), "", ""))
        st.download_button(
            say(lang, "screen.download"),
            chain_table.chain_csv(found, lang),
            file_name=f"{say(lang, 'heading.chain')}_{finding.measure.id}_{scene.day}.csv",
            mime="text/csv",
            key="csv_chain",
            on_click="ignore",
        )
    linked.show(chain_table.chain_table(found, finding, scene), scene, key="table")
    with st.expander(say(lang, "screen.checks") + " · " + say(lang, "screen.proposal")):
        linked.show(cards.measure_details(finding, scene), scene, key="card")


if __name__ == "__main__":
    show()
