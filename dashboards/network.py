"""The chain of a measure as a picture: vis-network in lanes by level, made with pyvis, one page without requests.

The measure stands at the bottom, what may end a chain at the top in the tinted zone. Every node has
its place worked out here, so that the same chain always looks the same. `picture` gives the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from dashboards.addresses import Page, Scene
from dashboards.views import OWN_TEXT, plain
from graph_schema.messages import label_of, say
from graph_schema.records import Finding
from graph_schema.terms import Verdict
from tracer.show.drawing import LANES, ChainEdge, ChainNode, ChainView, Lane, chain_view
from tracer.show.signs import BREAK_SIGN, SIGNS, verdict_words
from tracer.show.wording import other_ways

LOCAL = LANES.index(Lane.PROVINCE)
DRAWN = (*LANES[:LOCAL], Lane.UNKNOWN, *(lane for lane in LANES[LOCAL:] if lane is not Lane.UNKNOWN))
"""The lanes as they are drawn: what is of unknown level is cited from below, so it stands above the local ones."""
MOST_NODES = 200
"""No picture shows more; the table has them all (docs/semantics.md#pictures)."""
PERMITTED = (Lane.LAW, Lane.REGULATION, Lane.CENTRAL)
"""The lanes that are tinted; they are drawn even when no chain comes that far."""

END = "#end"

COLUMN, GAP, EMPTY_LANE = 268.0, 58.0, 42.0
LETTER, LINE, PAD = 14.0, 19.0, 12.0
LINE_WIDTH, LINES = 15, 3
INK, FAINT, BROKEN, REACHED = "#1f2933", "#7b8794", SIGNS[Verdict.DEAD_END].colour, "#0f6b4f"
FONT = "'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', SimHei, 'PingFang SC', sans-serif"

_NAMED = re.compile(r"^(?P<title>《.+》)（(?P<number>[^《》]+)）$")

_CONTROLS = {
    "card_hint": "screen.card_hint",
    "card_open": "screen.card_open",
    "fit": "screen.fit",
    "zoom_in": "screen.zoom_in",
    "zoom_out": "screen.zoom_out",
}
"""What the page of the picture says itself: the place in the template, and the code."""

Key = tuple[int, float]
"""A row of the picture: the lane counted from the top, and how many steps it lies above the measure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A lane of the picture, from `top` to `bottom` in the picture's own units."""

    label: str
    top: float
    bottom: float
    permitted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """The box of a node: its lines with their style, and its size in the picture's own units."""

    lines: tuple[tuple[str, str], ...]
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Says where everything stands, and how large the picture is."""

    places: Mapping[str, tuple[float, float]]
    boxes: Mapping[str, Box]
    bands: tuple[Band, ...]
    width: float
    height: float


def picture(finding: Finding, regions: Mapping[str, str | None], scene: Scene) -> tuple[str, int]:
    """Returns the whole page of the picture of a chain, and the height in pixels that it wants."""
    view = with_all_reasons(chain_view(finding, regions, scene.lang), finding, scene.lang)
    drawn = with_ends(first_nodes(view))
    layout = lay_out(drawn, scene)
    nodes, edges = vis_network(drawn, layout, scene)
    height = int(min(max(layout.height + 64, 340), 1080))
    page = Template(_resource("network.html")).substitute(
        lang="zh-CN" if scene.lang == "zh" else "en",
        title=say(scene.lang, "screen.picture"),
        alt=say(scene.lang, "screen.picture_alt"),
        script=_vis_script(),
        legend=legend(scene.lang),
        more=_more(view, drawn, finding, scene.lang),
        data=_json_in_page(
            {
                "nodes": nodes,
                "edges": edges,
                "cards": [_card(node, drawn, scene) for node in drawn.nodes],
                "steps": [_edge_card(edge, drawn) for edge in drawn.edges],
                "bands": [
                    {"label": b.label, "top": b.top, "bottom": b.bottom, "permitted": b.permitted} for b in layout.bands
                ],
                "size": {"width": layout.width, "height": layout.height},
                "first": _first_shown(drawn),
            }
        ),
        **{key: escape(say(scene.lang, code)) for key, code in _CONTROLS.items()},
    )
    return page, height


def _first_shown(view: ChainView) -> str:
    """Returns the node that the panel opens with: the source that is reached, else the first break."""
    reached = [node.id for node in view.nodes if node.reached]
    broken = [node.id for node in view.nodes if node.broken]
    return (reached or broken or [view.measure])[0]


def first_nodes(view: ChainView) -> ChainView:
    """Returns the view with as many nodes as can be drawn, and the steps between them."""
    nodes = view.nodes[:MOST_NODES]
    kept = {node.id for node in nodes}
    edges = tuple(edge for edge in view.edges if edge.source in kept and edge.target in kept)
    return ChainView(measure=view.measure, nodes=nodes, edges=edges)


def with_all_reasons(view: ChainView, finding: Finding, lang: str) -> ChainView:
    """Returns the view with every reason of a break in its node, where several hold."""
    reasons: dict[str, list[str]] = {}
    for stop in finding.stops:
        if stop.chain:
            reasons.setdefault(stop.chain[-1].id, []).append(label_of(stop.reason, lang))
    nodes = tuple(
        replace(
            node,
            detail=" · ".join([*_facts(node), *(f"{BREAK_SIGN} {why}" for why in dict.fromkeys(reasons[node.id]))]),
        )
        if node.broken and node.id in reasons
        else node
        for node in view.nodes
    )
    return replace(view, nodes=nodes)


def _facts(node: ChainNode) -> list[str]:
    """Returns what the second line of a node says beside the reason of its break."""
    return [part for part in plain(node.detail).split(" · ") if part and not part.startswith(BREAK_SIGN)]


def with_ends(view: ChainView) -> ChainView:
    """Returns the view with a node of its own for every break at a measure or provision: there the way upward is missing."""
    nodes: list[ChainNode] = []
    ends: list[ChainEdge] = []
    for node in view.nodes:
        if not (node.broken and node.kind in OWN_TEXT):
            nodes.append(node)
            continue
        detail, _, reason = node.detail.partition(f"{BREAK_SIGN} ")
        whole = replace(node, broken=False, reason=None, detail=detail.strip(" ·"))
        label = f"{BREAK_SIGN} {reason.replace(' · ', ' ')}"
        end = replace(node, id=f"{node.id}{END}", label=label, detail="", kind="End", verdict=None, document=None)
        nodes += [whole, end]
        words = "\n".join(edge.quote for edge in view.edges if edge.target == node.id and edge.quote)
        ends.append(_end_edge(whole.id, end.id, words))
    mended = {edge.source for edge in ends}
    edges = tuple(replace(edge, broken=False) if edge.target in mended else edge for edge in view.edges)
    return ChainView(measure=view.measure, nodes=tuple(nodes), edges=(*edges, *ends))


def _end_edge(source: str, target: str, words: str) -> ChainEdge:
    return ChainEdge(source=source, target=target, role="", role_label="", quote=words, broken=True, document=None)


def _more(view: ChainView, drawn: ChainView, finding: Finding, lang: str) -> str:
    """Tells how many nodes, and how many ways to a source, are not in the picture."""
    kept = {node.id for node in drawn.nodes}
    left = sum(node.id not in kept for node in view.nodes)
    nodes = say(lang, "screen.more_nodes", n=left) if left else ""
    return escape(nodes + other_ways(finding, lang, shown=1 + len(finding.other_chains)))


# --- where everything stands -------------------------------------------------------------------


def lay_out(view: ChainView, scene: Scene) -> Layout:
    """Returns lanes from the top down, within a lane the steps upward, beside each other what stands level."""
    boxes = {node.id: box_of(node, scene) for node in view.nodes}
    depths = depths_of(view)
    rows = _rows(view, depths)
    columns = _columns(view, depths)
    tall: dict[Key, float] = {}
    for node, key in rows.items():
        tall[key] = max(tall.get(key, 0.0), boxes[node].height)
    bands: list[Band] = []
    middles: dict[Key, float] = {}
    top = 0.0
    for index, lane in enumerate((*DRAWN, None)):
        keys = sorted((key for key in tall if key[0] == index), key=lambda key: -key[1])
        if not keys and lane not in PERMITTED:
            continue
        bottom = top + (GAP / 2 if keys else EMPTY_LANE)
        for at, key in enumerate(keys):
            middles[key] = bottom + tall[key] / 2
            bottom += tall[key] + (GAP if at < len(keys) - 1 else GAP / 2)
        label = lane.label(scene.lang) if lane else say(scene.lang, "word.measure")
        bands.append(Band(label=label, top=top, bottom=bottom, permitted=lane in PERMITTED))
        top = bottom
    places = _spread({node.id: (columns[node.id] * COLUMN, middles[rows[node.id]]) for node in view.nodes})
    xs = [x for x, _ in places.values()]
    width = max(xs) - min(xs) + COLUMN
    return Layout(places=places, boxes=boxes, bands=tuple(bands), width=width, height=top)


def depths_of(view: ChainView) -> dict[str, int]:
    """Tells how many steps each node lies above the measure, by the longest way that meets no node twice."""
    upward = _upward(view)
    depths: dict[str, int] = {view.measure: 0}
    pending: list[tuple[str, frozenset[str]]] = [(view.measure, frozenset({view.measure}))]
    while pending:
        node, way = pending.pop()
        for target in upward.get(node, ()):
            if target not in way and depths[node] + 1 > depths.get(target, -1):
                depths[target] = depths[node] + 1
                pending.append((target, way | {target}))
    return {node.id: depths.get(node.id, 1) for node in view.nodes}


def _upward(view: ChainView) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for edge in view.edges:
        found.setdefault(edge.source, []).append(edge.target)
    return found


def _rows(view: ChainView, depths: Mapping[str, int]) -> dict[str, Key]:
    """Returns the row of each node; the measure has the lowest lane to itself."""
    return {
        node.id: (len(DRAWN) if node.id == view.measure else DRAWN.index(node.lane), float(depths[node.id]))
        for node in view.nodes
    }


def _columns(view: ChainView, depths: Mapping[str, int]) -> dict[str, float]:
    """Puts the ends of branches side by side in the order of the branches, every other node amid what it leads to."""
    upward = _upward(view)
    ends = [node.id for node in view.nodes if not any(depths[t] > depths[node.id] for t in upward.get(node.id, ()))]
    columns: dict[str, float] = {end: float(at) for at, end in enumerate(ends)}
    for node in sorted(view.nodes, key=lambda n: -depths[n.id]):
        above = [columns[t] for t in upward.get(node.id, ()) if depths[t] > depths[node.id] and t in columns]
        if above:
            columns[node.id] = sum(above) / len(above)
    return columns


def _spread(places: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Returns the same places, with those apart that would lie on one another."""
    taken: dict[float, list[float]] = {}
    out: dict[str, tuple[float, float]] = {}
    for node, (across, down) in places.items():
        while any(abs(across - other) < COLUMN * 0.9 for other in taken.get(down, ())):
            across += COLUMN / 2
        taken.setdefault(down, []).append(across)
        out[node] = (across, down)
    return out


# --- what is drawn -----------------------------------------------------------------------------


def vis_network(view: ChainView, layout: Layout, scene: Scene) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Returns nodes and edges as vis-network takes them."""
    from pyvis.network import Network  # here, because it takes half a second to load

    network = Network(directed=True, cdn_resources="in_line")
    for node in view.nodes:
        x, y = layout.places[node.id]
        network.add_node(node.id, **_node_style(node, layout.boxes[node.id]), x=x, y=y, fixed=True, physics=False)
    for edge in view.edges:
        network.add_edge(edge.source, edge.target, **_edge_style(edge, layout, scene))
    numbered = [{**edge, "id": f"e{at}"} for at, edge in enumerate(network.edges)]
    return list(network.nodes), numbered


def box_of(node: ChainNode, scene: Scene) -> Box:
    """Returns what stands in the box of a node, and how large it is."""
    name, number = _split_name(plain(node.label)) if node.kind not in OWN_TEXT else (plain(node.label), "")
    lines = [(line, "bold") for line in wrapped(name)]
    lines += [(number, "plain")] if number else []
    detail = [part for part in plain(node.detail).split(" · ") if part]
    if node.verdict is not None:
        detail = [*detail[:1], verdict_words(node.verdict, scene.lang)]
    if node.kind == "Provision":
        # A provision is called 一 in many documents: it says which one is meant.
        title, number = _split_name("".join(detail[:1]))
        detail = [number or wrapped(title, most=1)[0]] if title else []
    lines += [(part, "reason" if part.startswith(BREAK_SIGN) else "faint") for part in _joined(detail)]
    widest = max(_width_of(text) for text, _ in lines)
    return Box(lines=tuple(lines), width=max(84.0, widest * LETTER + 2 * PAD), height=len(lines) * LINE + 16.0)


def _split_name(name: str) -> tuple[str, str]:
    """Splits 《title》（number） in two, so that a long title does not push the number out of the box."""
    found = _NAMED.match(name)
    return (found["title"], found["number"]) if found else (name, "")


def _joined(parts: Sequence[str]) -> list[str]:
    """Returns short facts on one line, a reason for a break on its own."""
    plainly = " · ".join(part for part in parts if not part.startswith(BREAK_SIGN))
    reasons = [line for part in parts if part.startswith(BREAK_SIGN) for line in wrapped(part)]
    return ([plainly] if plainly else []) + reasons


def _node_style(node: ChainNode, box: Box) -> dict[str, Any]:
    """Tells how a box looks; the page draws it (network.html)."""
    border, fill = INK, "#ffffff"
    if node.verdict is not None:
        border = SIGNS[node.verdict].colour
    if node.reached:
        border, fill = REACHED, "#f2faf6"
    if node.broken:
        border, fill = BROKEN, "#fdf3f2"
    return {
        "label": node.id,
        "shape": "custom",
        "lines": [{"text": text, "style": style} for text, style in box.lines],
        "boxWidth": box.width,
        "boxHeight": box.height,
        "border": border,
        "fill": fill,
        "broken": node.broken,
        "strong": node.broken or node.reached or node.verdict is not None,
    }


def _edge_style(edge: ChainEdge, layout: Layout, scene: Scene) -> dict[str, Any]:
    colour = BROKEN if edge.broken else "#52606d"
    return {
        "label": f"{BREAK_SIGN} {edge.role_label}" if edge.broken and edge.role_label else edge.role_label,
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.6}},
        "dashes": [7, 5] if edge.broken else False,
        "width": 2 if edge.broken else 1.4,
        "color": {"color": colour, "highlight": colour, "hover": colour},
        "font": {
            "face": FONT,
            "size": 12,
            "color": colour,
            "strokeWidth": 4,
            "strokeColor": "#ffffff",
            "align": "horizontal",
            # vis-network sets labels midway between the boxes' middles; between their rims is what looks right.
            "vadjust": (layout.boxes[edge.target].height - layout.boxes[edge.source].height) / 4,
        },
        "smooth": _curve(edge, layout),
        "selectionWidth": 2,
    }


def _curve(edge: ChainEdge, layout: Layout) -> dict[str, Any] | bool:
    """Returns the bend of a line: wide where it would run through another box or back downward, none where it stands upright."""
    (x1, y1), (x2, y2) = layout.places[edge.source], layout.places[edge.target]
    passes = any(
        node not in (edge.source, edge.target)
        and min(y1, y2) < y < max(y1, y2)
        and abs(x - (x1 + (x2 - x1) * (y - y1) / ((y2 - y1) or 1))) < COLUMN / 2
        for node, (x, y) in layout.places.items()
    )
    if passes or y2 >= y1:
        return {"enabled": True, "type": "curvedCW", "roundness": 0.45}
    if abs(x1 - x2) < 1:
        return False
    return {"enabled": True, "type": "cubicBezier", "forceDirection": "vertical", "roundness": 0.45}


def wrapped(words: str, width: int = LINE_WIDTH, most: int = LINES) -> list[str]:
    """Returns words cut into lines; Latin letters count half. What does not fit is left out with an ellipsis."""
    lines, line, used = [], "", 0.0
    for character in words:
        wide = _width_of(character)
        if used + wide > width:
            lines.append(line)
            line, used = "", 0.0
        line, used = line + character, used + wide
    lines.append(line)
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][:-1]}…"]
    return lines


def _width_of(words: str) -> float:
    """Tells how wide words are, counted in Chinese characters."""
    return sum(1.0 if ord(character) > 0x2E7F else 0.58 for character in words)


def legend(lang: str) -> str:
    """Returns what the shapes and lines mean (HTML)."""
    items = [
        ("measure", "word.measure"),
        ("source", "screen.l_source"),
        ("broken", "screen.l_broken"),
        ("zone", "screen.l_zone"),
    ]
    return "".join(f'<li><i class="k-{kind}"></i>{escape(say(lang, key))}</li>' for kind, key in items)


# --- the cards beside it -----------------------------------------------------------------------


def _card(node: ChainNode, view: ChainView, scene: Scene) -> dict[str, Any]:
    """Returns what the panel says of a node: its name, level, and the words of every step that leads to it."""
    steps = [edge for edge in view.edges if edge.target == node.id]
    quotes = [{"role": edge.role_label, "words": plain(edge.quote)} for edge in steps if edge.quote]
    return {
        "id": node.id,
        "title": plain(node.label),
        "detail": " · ".join(_facts(node)),
        "broken": [part for part in plain(node.detail).split(" · ") if part.startswith(BREAK_SIGN)],
        "quotes": quotes,
        "href": _href(node, view, scene),
    }


def _href(node: ChainNode, view: ChainView, scene: Scene) -> str:
    """Returns the address of a node's document, as the table below has it."""
    if node.document is None:
        return ""
    own = next((other.document for other in view.nodes if other.id == view.measure), None)
    return scene.href(Page.DOCUMENT, doc=node.document, measure=view.measure if node.document == own else "")


def _edge_card(edge: ChainEdge, view: ChainView) -> dict[str, Any]:
    """Returns what the panel says of a step: from where to where, how, and the words that say so."""
    names = {node.id: plain(node.label) for node in view.nodes}
    return {
        "title": f"{names[edge.source]} → {names[edge.target]}",
        "detail": edge.role_label,
        "broken": [],
        "quotes": [{"role": "", "words": plain(edge.quote)}] if edge.quote else [],
        "href": "",
    }


# --- the page ----------------------------------------------------------------------------------


def _json_in_page(value: object) -> str:
    """Returns JSON that may stand inside a script element."""
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026").replace("\u2028", "\\u2028")


@cache
def _resource(name: str) -> str:
    return (files("dashboards") / name).read_text(encoding="utf-8")


@cache
def _vis_script() -> str:
    """Returns vis-network as pyvis brings it, the newest there is; nothing is loaded from elsewhere."""
    folder = files("pyvis") / "templates" / "lib"
    found: Sequence[str] = sorted(
        (entry.name for entry in folder.iterdir() if entry.name.startswith("vis-")),
        key=lambda name: [int(part) for part in name.removeprefix("vis-").split(".") if part.isdigit()],
    )
    script = (folder / found[-1] / "vis-network.min.js").read_text(encoding="utf-8")
    return script.replace("</script", "<\\/script")
