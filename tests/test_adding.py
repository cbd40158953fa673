"""Adding a thing: each place that the recipes of CONTRIBUTING.md name, and a failure that names the one that was forgotten.

A test that fails here says which file lacks what for which new member, page or format.
"""

from __future__ import annotations

import inspect
import re
import tomllib
from collections.abc import Iterable, Iterator
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from dashboards.addresses import HEADINGS, Page
from dashboards.linked import SCREENS
from graph_schema.terms import CREDIT_KINDS, LABELS, MEANINGS, BreakReason, Check, CheckResult, MeasureKind, Term
from ingest.confidence.classifier import NONE, UNLEARNT, Calibration, Classifier
from tracer.bulk.numbers import REASONS
from tracer.bulk.passes import reason_bit
from tracer.policy.file import load_policy
from tracer.registry.statements import vocabulary
from tracer.verdict.checks import CHECKS

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests" / "cases" / "verdicts"


def expected() -> Iterator[dict[str, Any]]:
    """Yields what each verdict case expects of each of its measures."""
    for path in CASES.glob("*.toml"):
        yield from tomllib.loads(path.read_text(encoding="utf-8"))["expect"]


def none_forgotten(members: Iterable[str], present: Iterable[str], place: str) -> None:
    """Asserts that a place has each member; the failure has a line for each that it lacks."""
    there = set(present)
    lines = [f"{member}: forgotten in {place}" for member in members if member not in there]
    assert not lines, "\n".join(lines)


def named_in(place: str, term: type[StrEnum]) -> set[str]:
    """Returns the names of the members of a vocabulary that the code of a folder or file names."""
    root = ROOT / place
    code = "\n".join(file.read_text(encoding="utf-8") for file in (root.rglob("*.py") if root.is_dir() else (root,)))
    return set(re.findall(rf"\b{term.__name__}\.([A-Z][A-Z_]*)\b", code))


# --- the words of a term -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", get_args(Term), ids=lambda kind: kind.__name__)
def test_each_term_has_its_words(kind: type[StrEnum]) -> None:
    none_forgotten(kind, LABELS[kind], f"graph_schema/terms.py, LABELS of {kind.__name__}")
    none_forgotten(LABELS[kind], kind, f"graph_schema/terms.py, {kind.__name__}")
    for meanings in (MEANINGS[kind],) if kind in MEANINGS else ():
        none_forgotten(kind, meanings, f"graph_schema/terms.py, MEANINGS of {kind.__name__}")
        none_forgotten(meanings, kind, f"graph_schema/terms.py, {kind.__name__}")


# --- a break reason ----------------------------------------------------------------------------


def test_each_break_reason_has_a_verdict_case() -> None:
    seen = [reason for one in expected() for reason in one.get("reasons", ()) if one["verdict"] == "dead_end"]
    asked = set(BreakReason) - {BreakReason.AMBIGUOUS, BreakReason.DOUBTFUL}  # these two give review, and no dead end
    none_forgotten(sorted(asked), seen, "tests/cases/verdicts")


@pytest.mark.parametrize("place", ["tracer/verdict", "tracer/bulk", "tracer/verify/walk.py"])
def test_each_break_reason_is_known_to_each_engine(place: str) -> None:
    """The exact engine, the bulk pass and the checker of proofs are written apart: each must know a new reason."""
    named = named_in(place, BreakReason)
    none_forgotten(sorted(BreakReason.__members__), named, place)
    none_forgotten(sorted(named), BreakReason.__members__, f"graph_schema/terms.py, BreakReason ({place})")


def test_reasons_fit_into_the_sums_of_the_bulk_pass() -> None:
    room = np.iinfo(type(reason_bit(REASONS[0]))).bits
    assert len(REASONS) <= room, f"tracer/bulk/arrays.py: Words holds {room} reasons, {len(REASONS)} are known"
    assert len({int(reason_bit(reason)) for reason in REASONS}) == len(REASONS)


# --- a check -----------------------------------------------------------------------------------


def test_each_check_is_run() -> None:
    none_forgotten(Check, [check for check, _ in CHECKS], "tracer/verdict/checks.py, CHECKS")


def test_each_check_is_asked_of_some_measures() -> None:
    none_forgotten(Check, (row.check for row in load_policy().checks), "tracer/policy/policies/credit.toml, check")


def test_each_check_has_a_verdict_case_for_each_of_its_results() -> None:
    shown = {(check, result) for one in expected() for check, result in one.get("checks", {}).items()}
    none_forgotten(Check, (check for check, _ in shown), "tests/cases/verdicts")
    given = {
        (check.value, CheckResult[name].value)
        for check, run in CHECKS
        for name in re.findall(r"\bCheckResult\.([A-Z_]+)\b(?! and| is)", inspect.getsource(run))
    }
    none_forgotten(
        (f"{check} {result}" for check, result in sorted(given)),
        (f"{check} {result}" for check, result in shown),
        "tests/cases/verdicts",
    )


# --- a measure kind ----------------------------------------------------------------------------


def kinds_of_frames() -> set[MeasureKind]:
    """Returns the kinds of the measures that the sentences of tests/cases/frames hold."""
    return {
        MeasureKind(kind)
        for path in (ROOT / "tests/cases/frames").glob("*.toml")
        for sentence in tomllib.loads(path.read_text(encoding="utf-8"))["sentence"]
        for measure in sentence.get("measures", [])
        for kind in measure["kind"].split("|")
    }


def test_each_kind_that_is_found_or_asked_for_in_credit_documents_is_one_of_credit() -> None:
    named = {*load_policy().kinds, *kinds_of_frames()}
    none_forgotten(sorted(named), CREDIT_KINDS, "graph_schema/terms.py, CREDIT_KINDS")


def test_each_kind_has_a_rule_of_levels() -> None:
    credit, administrative = load_policy(), load_policy("administrative")
    for policy, kinds in ((credit, CREDIT_KINDS), (administrative, set(MeasureKind) - set(CREDIT_KINDS))):
        place = f"tracer/policy/policies/{'credit' if policy is credit else 'administrative'}.toml"
        none_forgotten(kinds, policy.kinds, f"{place}, kinds")
        asked = [kind for kind in MeasureKind if policy.asks_for(kind)]
        none_forgotten(kinds, asked, f"{place}, a rule without a scope")


def test_each_credit_kind_is_looked_for() -> None:
    none_forgotten(CREDIT_KINDS, kinds_of_frames(), "tests/cases/frames, a sentence that shows it")


def test_each_credit_kind_can_be_compared_with_what_an_article_states() -> None:
    acts = {term.id for term in vocabulary() if term.is_act}
    stated = [act for kind in CREDIT_KINDS.values() for act in kind]
    none_forgotten(stated, acts, "tracer/registry/data/statements.toml, which graph_schema/terms.py names it from")
    # A punishment is compared by the fields that it restrains.
    without = [kind for kind, found in CREDIT_KINDS.items() if not found and kind is not MeasureKind.PUNISHMENT]
    assert without == [], "graph_schema/terms.py, CREDIT_KINDS: no acts by which an article speaks of them"


def test_each_credit_kind_has_a_verdict_case() -> None:
    none_forgotten(CREDIT_KINDS, (one["kind"] for one in expected()), "tests/cases/verdicts")


def test_trained_weights_know_their_own_labels() -> None:
    """Weights of before a kind was added still work; of a kind that they were not taught they say UNLEARNT."""
    fewer = Classifier([NONE, "punishment", "repair"], np.zeros(3, np.float32), np.zeros((3, 64), np.float32))
    kept = Classifier.from_bytes(fewer.to_bytes())
    assert kept.labels == (NONE, "punishment", "repair")
    assert set(kept.guess(["列入黑名单"])[0]) == {NONE, "punishment", "repair"}


def test_a_kind_that_no_label_taught_has_the_confidence_of_the_unlearnt() -> None:
    known = {NONE: 0.5, "punishment": 0.5}
    assert Calibration(1.0, 0.0, 0.0).confidence(known, MeasureKind.SHARING) == UNLEARNT
    assert Calibration(1.0, 0.0, 0.0).confidence(known, MeasureKind.PUNISHMENT) != UNLEARNT


# --- a page ------------------------------------------------------------------------------------


def test_each_page_has_its_screen_and_each_screen_its_page() -> None:
    folder = files("dashboards").joinpath("screens")
    there = {file.name for file in folder.iterdir() if file.name.endswith(".py") and not file.name.startswith("_")}
    none_forgotten((f"{page.value}.py" for page in Page), there, "dashboards/screens")
    none_forgotten(sorted(there), (Path(file).name for file in SCREENS.values()), "dashboards/addresses.py, Page")


def test_each_page_has_a_title() -> None:
    none_forgotten(Page, HEADINGS, "dashboards/addresses.py, HEADINGS")
