"""Readings against hand labels: the scores of the label format, by slice, and what was won or lost.

Counts as the labels' own scorer does: a citation is found where spans overlap by half of their
union, a measure where the kind agrees and spans overlap by half of the shorter one; labels marked
uncertain or duplicate count neither way, a finer split of a found measure is no error. Besides the
rates, every single label has an outcome of its own, so that two runs can be compared label by
label (docs/reading.md#scores).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Label = Mapping[str, Any]
JUNK = ("noise", "duplicate")
NEVER_GAPS = ("incentive", "repair")
_MARKS = str.maketrans(
    {"〔": "[", "〕": "]", "﹝": "[", "﹞": "]", "【": "[", "】": "]", "〈": "<", "〉": ">", "《": "<", "》": ">"}
)


@dataclass(slots=True)
class Tally:
    """Hits of trials by name, e.g. {"cit.role": (87, 87)}."""

    counts: dict[str, tuple[int, int]] = field(default_factory=dict)

    def add(self, name: str, hits: int, trials: int = 1) -> None:
        """Counts `hits` of `trials`."""
        a, b = self.counts.get(name, (0, 0))
        self.counts[name] = (a + hits, b + trials)

    def rate(self, name: str) -> float | None:
        """Returns hits of trials, None where there were no trials."""
        a, b = self.counts.get(name, (0, 0))
        return a / b if b else None

    def rates(self) -> dict[str, float | None]:
        """Returns all rates, with F1 for citations (overlapping and strict), measures and gaps."""
        out = {name: self.rate(name) for name in sorted(self.counts)}
        for name, prefix in (
            ("cit.f1", "cit."),
            ("cit.strict_f1", "cit.strict_"),
            ("mea.f1", "mea."),
            ("gap.f1", "gap."),
        ):
            out[name] = _f1(self.rate(prefix + "precision"), self.rate(prefix + "recall"))
        return out


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores of all documents, the same by slice ("level=local_normative"), and the outcome of each label."""

    documents: int
    total: Tally
    slices: Mapping[str, Tally]
    outcomes: Mapping[str, bool]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Labels that were wrong in the baseline and are right now, and the other way round."""

    gains: tuple[str, ...]
    losses: tuple[str, ...]


def evaluate(gold: Iterable[Label], predicted: Mapping[str, Label]) -> Evaluation:
    """Scores predictions (by document id) against labels. A document without prediction counts as all wrong."""
    total, documents = Tally(), 0
    slices: dict[str, Tally] = {}
    outcomes: dict[str, bool] = {}
    for label in gold:
        documents += 1
        tally = Tally()
        _score(label, predicted.get(str(label["id"]), {}), tally, outcomes)
        for name in ("", *slice_names(label)):
            into = slices.setdefault(name, Tally()) if name else total
            for key, (a, b) in tally.counts.items():
                into.add(key, a, b)
    return Evaluation(documents, total, dict(sorted(slices.items())), outcomes)


def compare(baseline: Mapping[str, bool], now: Mapping[str, bool]) -> Comparison:
    """Returns what was won and lost since the baseline; a false finding of now that the baseline lacks is a loss."""
    gains = [k for k, ok in now.items() if ok and baseline.get(k) is False]
    gains += [k for k, ok in baseline.items() if not ok and k not in now]
    losses = [k for k, ok in now.items() if not ok and baseline.get(k) is not False]
    losses += [k for k, ok in baseline.items() if ok and k not in now]
    return Comparison(tuple(sorted(gains)), tuple(sorted(losses)))


def slice_names(gold: Label) -> list[str]:
    """Returns the slices that a document belongs to: level, kind of document, province, year, damage where the label says so."""
    doc = gold.get("doc") or {}
    names = [f"level={doc.get('level') or 'unknown'}", f"genre={_genre(doc.get('title') or '')}"]
    region = (doc.get("region") or "").split("/")[0]
    names.append(f"province={region or '?'}")
    names.append(f"year={(doc.get('date') or '?')[:4]}")
    if gold.get("damage"):
        names.append(f"damage={gold['damage']}")
    return names


def _genre(title: str) -> str:
    found = re.findall("通知|公告|意见|方案|办法|规定|条例|细则|规定|解释|须知|规划|纲要", title)
    return found[-1] if found else "其他"


def _score(gold: Label, guess: Label, tally: Tally, outcomes: dict[str, bool]) -> None:
    def out(sort: str, x: Label, ok: bool, note: str = "") -> None:
        words = str(gold["text"])[x["start"] : x["end"]][:24].replace("\n", "")
        outcomes[f"{gold['id']}|{sort}|{x['start']}-{x['end']}|{note or words}"] = ok

    _score_citations(gold, guess, tally, out)
    _score_measures(gold, guess, tally, out)
    for key in ("number", "title", "issuer", "date", "level"):
        if (gold.get("doc") or {}).get(key):
            ok = right(gold["doc"], guess.get("doc"), key)
            tally.add("doc." + key, ok)
            outcomes[f"{gold['id']}|doc.{key}"] = ok
    if "segments" in gold:
        _score_segments(gold, guess, tally, out)


Out = Callable[..., None]


def _score_citations(gold: Label, guess: Label, tally: Tally, out: Out) -> None:
    labelled = [c for c in gold["citations"] if c.get("role") != "self"]
    predicted = [c for c in guess.get("citations", []) if c.get("role") != "self"]
    matched = _pair_sure_first(labelled, predicted, _union_share, 0.5)
    edge = {j for i, j in matched if _optional(labelled[i])}
    paired = {j for _, j in matched}
    edge |= {
        j for j, c in enumerate(predicted) if j not in paired and any(_optional(x) and _overlap(x, c) for x in labelled)
    }
    matched = [(i, j) for i, j in matched if not _optional(labelled[i])]
    n_gold, n_pred = sum(not _optional(c) for c in labelled), len(predicted) - len(edge)
    exact = sum(
        (labelled[i]["start"], labelled[i]["end"]) == (predicted[j]["start"], predicted[j]["end"]) for i, j in matched
    )
    for name, hits in (("", len(matched)), ("strict_", exact)):
        tally.add(f"cit.{name}recall", hits, n_gold)
        tally.add(f"cit.{name}precision", hits, n_pred)
    for label, citation in ((labelled[i], predicted[j]) for i, j in matched):
        for key in ("number", "title", "level", "role"):
            if label.get(key) or key in ("level", "role"):
                ok = right(label, citation, key)
                tally.add("cit." + key, ok)
                out("cit." + key, label, ok)
    found = {i for i, _ in matched}
    for i, label in enumerate(labelled):
        if not _optional(label):
            out("cit", label, i in found)
    for j, citation in enumerate(predicted):
        if j not in edge | {k for _, k in matched}:
            out("false cit", citation, False)


def judged_citations(gold: Label, guess: Label) -> list[tuple[Label, bool, bool]]:
    """Returns the predicted citations that count: each with whether words, title and number are right, and whether the role is."""
    labelled = [c for c in gold["citations"] if c.get("role") != "self"]
    predicted = [c for c in guess.get("citations", []) if c.get("role") != "self"]
    back = {j: labelled[i] for i, j in _pair_sure_first(labelled, predicted, _union_share, 0.5)}
    out = []
    for j, citation in enumerate(predicted):
        label = back.get(j)
        if label is None:
            if not any(_optional(x) and _overlap(x, citation) for x in labelled):
                out.append((citation, False, False))
        elif not _optional(label):
            named = all(right(label, citation, key) for key in ("title", "number") if label.get(key))
            out.append((citation, named, right(label, citation, "role")))
    return out


def judged_ties(gold: Label, guess: Label) -> list[tuple[str, bool]]:
    """Returns the ties of measures that were found: how near each is, and whether the label has it as well."""
    labelled, predicted = gold.get("measures", []), guess.get("measures", [])
    back = {j: i for i, j in _pair_sure_first(gold["citations"], guess.get("citations", []), _union_share, 0.5)}
    return [
        (how, back[k] in labelled[i]["basis"])
        for i, j in _pair_measures(gold, guess)[0]
        for k, how in zip(predicted[j].get("basis", []), predicted[j].get("ties", []), strict=True)
        if "basis" in labelled[i] and k in back
    ]


def judged_segments(gold: Label, guess: Label) -> list[tuple[Label, bool]]:
    """Returns the predicted parts of a file, where parts are labelled: each with whether bounds and kind are right."""
    if "segments" not in gold:
        return []
    back = {j: gold["segments"][i] for i, j in _pair(gold["segments"], guess.get("segments", []), _union_share, 0.75)}
    return [(s, j in back and right(back[j], s, "type")) for j, s in enumerate(guess.get("segments", []))]


def _pair_measures(gold: Label, guess: Label) -> tuple[list[tuple[int, int]], set[int]]:
    """Returns (pairs of sure labels and predictions, predictions that count neither way)."""
    labelled, predicted = gold.get("measures", []), guess.get("measures", [])
    matched = _pair_sure_first(labelled, predicted, _measure_share, 0.5)
    taken = {j for i, j in matched if not _optional(labelled[i])}
    edge = {
        j for j, x in enumerate(predicted) if j not in taken and any(_optional(y) and _overlap(x, y) for y in labelled)
    }
    found = [labelled[i] for i, _ in matched]
    edge |= {j for j, x in enumerate(predicted) if j not in taken and any(_finer(x, y) for y in found)}
    return [(i, j) for i, j in matched if not _optional(labelled[i])], edge


def judged_measures(gold: Label, guess: Label) -> list[tuple[Label, bool]]:
    """Returns the predicted measures that count, each right (a sure label was found) or wrong (no label is there)."""
    return _judged(guess, *_pair_measures(gold, guess))


def judged_verdicts(gold: Label, guess: Label) -> list[tuple[str, bool]]:
    """Returns the verdict of each predicted measure that counts, and whether it is the labelled one; none is where no label is."""
    matched, edge = _pair_measures(gold, guess)
    label_of = {j: gold["measures"][i] for i, j in matched}
    return [
        (str(x["verdict"]), j in label_of and right(label_of[j], x, "verdict"))
        for j, x in enumerate(guess.get("measures", []))
        if j in label_of or j not in edge
    ]


def kind_labelled(gold: Label, span: Label) -> str | None:
    """Returns the kind of the sure label that shares half of a span, "none" where there is no label; None at the edge."""
    there = [
        m
        for m in gold.get("measures", [])
        if 2 * _overlap(m, span) >= min(_length(m), _length(span)) and _overlap(m, span)
    ]
    sure = [m for m in there if not _optional(m)]
    if sure:
        return str(max(sure, key=lambda m: _overlap(m, span))["kind"])
    return None if there else "none"


def _judged(guess: Label, matched: Sequence[tuple[int, int]], edge: set[int]) -> list[tuple[Label, bool]]:
    right_ones = {j for _, j in matched}
    return [(x, j in right_ones) for j, x in enumerate(guess.get("measures", [])) if j in right_ones or j not in edge]


def _score_measures(gold: Label, guess: Label, tally: Tally, out: Out) -> None:
    labelled, predicted = gold.get("measures", []), guess.get("measures", [])
    matched, edge = _pair_measures(gold, guess)
    for measure, ok in _judged(guess, matched, edge):
        if isinstance(measure.get("confidence"), float):
            tally.add(f"confidence.{int(measure['confidence'] * 10) / 10:.1f}", ok)
    tally.add("mea.recall", len(matched), sum(not _optional(x) for x in labelled))
    tally.add("mea.precision", len(matched), len(predicted) - len(edge))
    for label, measure in ((labelled[i], predicted[j]) for i, j in matched):
        ok = right(label, measure, "verdict")
        tally.add("mea.verdict", ok)
        out("verdict", label, ok)
    to, back = dict(matched), {j: i for i, j in matched}
    for i, label in enumerate(labelled):
        if not _optional(label):
            out("measure", label, i in to)
    for j, measure in enumerate(predicted):
        if j not in edge and j not in back:
            out("false measure", measure, False)
    both = [bool(x.get("verdict_alt")) and "dead_end" in [x["verdict"], *x["verdict_alt"]] for x in labelled]
    real = [i for i, x in enumerate(labelled) if _is_gap(x) and not _optional(x) and not both[i]]
    said = [j for j, x in enumerate(predicted) if _is_gap(x) and j not in edge and not (j in back and both[back[j]])]
    tally.add("gap.recall", sum(i in to and _is_gap(predicted[to[i]]) for i in real), len(real))
    tally.add("gap.precision", sum(j in back and _is_gap(labelled[back[j]]) for j in said), len(said))


def _score_segments(gold: Label, guess: Label, tally: Tally, out: Out) -> None:
    labelled = [x for x in gold["segments"] if x["type"] not in JUNK]
    predicted = [x for x in guess.get("segments", []) if x["type"] not in JUNK]
    apart = {i for i, x in enumerate(labelled) if _stands_apart(x, gold["segments"].index(x))}
    matched = _pair(labelled, predicted, _union_share, 0.75)
    extra = {j for i, j in matched if i in apart}
    matched = [(i, j) for i, j in matched if i not in apart]
    tally.add("seg.recall", len(matched), len(labelled) - len(apart))
    tally.add("seg.precision", len(matched), len(predicted) - len(extra))
    found = {i for i, _ in matched}
    for i, label in enumerate(labelled):
        if i not in apart:
            out("segment", label, i in found)
    marked = {c for x in guess.get("segments", []) if x["type"] in JUNK for c in range(x["start"], x["end"])}
    for label in gold["segments"]:
        if label["type"] in JUNK:
            stretch = range(label["start"], label["end"])
            tally.add("seg.noise_chars", len(marked.intersection(stretch)), len(stretch))


def _stands_apart(x: Label, index: int) -> bool:
    relation = x.get("relation") or {}
    return relation.get("kind") == "self" and relation.get("to") not in (None, index)


def normal(words: str | None) -> str:
    """Returns a value without blanks, quotation marks and differences of brackets."""
    return re.sub(r"[\s<>\"“”]+", "", unicodedata.normalize("NFKC", words or "").translate(_MARKS))


def right(label: Label, guess: Label | None, key: str) -> bool:
    """Tells whether the prediction gives the labelled value, or one that the label admits beside it (key_alt)."""
    other = label.get(key + "_alt") or []
    values = [label.get(key), *([other] if isinstance(other, str) else other)]
    return normal((guess or {}).get(key)) in {normal(v) for v in values}


def _optional(x: Label) -> bool:
    return x.get("certain") is False or x.get("duplicate") is True


def _is_gap(x: Label) -> bool:
    return x.get("verdict") == "dead_end" and x.get("kind") not in NEVER_GAPS


def _overlap(a: Label, b: Label) -> int:
    return max(0, int(min(a["end"], b["end"]) - max(a["start"], b["start"])))


def _length(x: Label) -> int:
    return int(x["end"] - x["start"])


def _union_share(a: Label, b: Label) -> float:
    common = _overlap(a, b)
    return common / (a["end"] - a["start"] + b["end"] - b["start"] - common) if common else 0.0


def _measure_share(label: Label, guess: Label) -> float:
    shorter = min(label["end"] - label["start"], guess["end"] - guess["start"])
    return _overlap(label, guess) / shorter if shorter > 0 and right(label, guess, "kind") else 0.0


def _finer(guess: Label, found: Label) -> bool:
    """Tells whether a prediction is a part of a measure that was found."""
    items = [i for i in found.get("items") or [] if isinstance(i, Mapping)]
    return bool(_overlap(guess, found)) and (right(found, guess, "kind") or any(_overlap(guess, i) for i in items))


Share = Callable[[Label, Label], float]


def _pair(labelled: Sequence[Label], predicted: Sequence[Label], share: Share, least: float) -> list[tuple[int, int]]:
    """Returns a greedy one-to-one matching, best first: (gold index, prediction index)."""
    shares = [(share(g, p), i, j) for i, g in enumerate(labelled) for j, p in enumerate(predicted)]
    taken: set[int] = set()
    used: set[int] = set()
    out = []
    for _, label, guess in sorted((x for x in shares if x[0] >= least), key=lambda x: (-x[0], x[1], x[2])):
        if label not in taken and guess not in used:
            taken.add(label)
            used.add(guess)
            out.append((label, guess))
    return out


def _pair_sure_first(
    labelled: Sequence[Label], predicted: Sequence[Label], share: Share, least: float
) -> list[tuple[int, int]]:
    """Returns pairs as `_pair` does, but an optional label never takes a prediction from a label that counts."""
    sure = [i for i, g in enumerate(labelled) if not _optional(g)]
    edge = [i for i, g in enumerate(labelled) if _optional(g)]
    out = [(sure[i], j) for i, j in _pair([labelled[i] for i in sure], predicted, share, least)]
    taken = {j for _, j in out}
    free = [j for j in range(len(predicted)) if j not in taken]
    return out + [
        (edge[i], free[j]) for i, j in _pair([labelled[i] for i in edge], [predicted[j] for j in free], share, least)
    ]


def _f1(p: float | None, r: float | None) -> float:
    return 2 * p * r / (p + r) if p and r else 0.0
