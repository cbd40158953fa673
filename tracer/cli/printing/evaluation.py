"""Writes the scores of the reading as lines and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph_schema.messages import say

if TYPE_CHECKING:
    from tracer.learning.evaluation import Comparison, Evaluation, Tally

_SLICE_SCORES = ("cit.f1", "cit.role", "mea.f1", "mea.verdict", "gap.recall")


def evaluation_json(evaluation: Evaluation, compared: Comparison | None) -> dict[str, object]:
    """Returns all rates, the same by slice, and what was won and lost."""
    out: dict[str, object] = {
        "documents": evaluation.documents,
        "scores": evaluation.total.rates(),
        "slices": {name: tally.rates() for name, tally in evaluation.slices.items()},
    }
    if compared is not None:
        out |= {"gains": list(compared.gains), "losses": list(compared.losses)}
    return out


def evaluation_lines(evaluation: Evaluation, compared: Comparison | None, lang: str) -> list[str]:
    """Returns the scores as the labels' own scorer prints them, a line a slice, and the gains and losses by label."""
    lines = [say(lang, "evaluation.documents", n=evaluation.documents)]
    for name, rate in evaluation.total.rates().items():
        hits = evaluation.total.counts.get(name)
        lines.append(f"  {name:22s} {_rate(rate)}" + (f"   {hits[0]}/{hits[1]}" if hits else ""))
    lines.append("  " + " " * 28 + "".join(f"{name:>13s}" for name in _SLICE_SCORES))
    lines += [_slice_line(name, tally) for name, tally in evaluation.slices.items()]
    if compared is not None:
        lines.append(say(lang, "evaluation.compared", gains=len(compared.gains), losses=len(compared.losses)))
        lines += [f"  + {row}" for row in compared.gains] + [f"  - {row}" for row in compared.losses]
    return lines


def _slice_line(name: str, tally: Tally) -> str:
    rates = tally.rates()
    measured = {score for score in _SLICE_SCORES if score in rates and not score.endswith(".f1")}
    measured |= {score for score in _SLICE_SCORES if tally.rate(score.replace(".f1", ".recall")) is not None}
    return f"  {name:28s}" + "".join(f"{_rate(rates[s] if s in measured else None):>13s}" for s in _SLICE_SCORES)


def _rate(rate: float | None) -> str:
    return "-" if rate is None else f"{rate:.4f}"
