"""依据链: the way of one measure up to its source, as a picture in lanes and as a table."""

from __future__ import annotations

import streamlit as st

from dashboards import cards, chain_table, frame, linked, network, views
from dashboards.addresses import Page, Scene
from dashboards.data import Board
from graph_schema.messages import say
from graph_schema.records import Finding


def show() -> None:
    """Draws the page. Without a measure in the address it opens on the first gap."""
    scene = frame.current_scene()
    board = frame.board_or_stop(scene)
    if not board.documents:
        frame.empty(say(scene.lang, "screen.empty_day", day=board.as_of))
        return
    if not board.findings:
        frame.empty(say(scene.lang, "screen.no_measures_at_all"), say(scene.lang, "screen.no_store_todo"))
        return
    asked = st.query_params.get("measure", "")
    frame.follow_address(board, "", asked)
    finding = board.findings.get(asked) or _first(board, st.query_params.get("doc", ""))
    if asked and asked not in board.findings:
        frame.empty(say(scene.lang, "screen.unknown_measure"), say(scene.lang, "screen.unknown_todo"))
    _choose(board, finding, scene)
    _draw(board, finding, scene)
    frame.foot(board, scene)


def _first(board: Board, document: str) -> Finding:
    """Returns the first gap of a document, or of all; else the first measure."""
    findings = board.by_document.get(document) or board.snapshot.findings or tuple(board.findings.values())
    return next((finding for finding in findings if finding.is_gap), findings[0])


def _choose(board: Board, finding: Finding, scene: Scene) -> None:
    lang = scene.lang
    documents = {row.id: views.document_name(row, lang) for row in board.documents if row.id in board.by_document}
    names = {f.measure.id: views.measure_name(f, lang) for f in board.by_document[finding.document.id]}
    st.session_state["chain_document"], st.session_state["chain_measure"] = finding.document.id, finding.measure.id
    left, right = st.columns(2)
    left.selectbox(
        say(lang, "heading.document"),
        list(documents),
        key="chain_document",
        format_func=documents.__getitem__,
        filter_mode="contains",
        on_change=frame.to_address("doc", "chain_document", "measure"),
    )
    right.selectbox(
        say(lang, "heading.measure"),
        list(names),
        key="chain_measure",
        format_func=names.__getitem__,
        filter_mode="contains",
        on_change=frame.to_address("measure", "chain_measure", "doc"),
    )


def _draw(board: Board, finding: Finding, scene: Scene) -> None:
    lang = scene.lang
    step = views.stepper(board.by_document[finding.document.id], finding, Page.CHAIN, scene)
    linked.show(cards.verdict_strip(finding, scene, step), scene, key="strip")
    page, height = network.picture(finding, board.snapshot.regions, scene)
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
