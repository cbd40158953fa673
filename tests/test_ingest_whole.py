"""Tests of what a text lacks of its document, and what follows for its measures (docs/reading.md#lacks, docs/semantics.md#ruling-31)."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from shared_files import SHARED, needs_shared

from tracer.jobs import extract

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from benchmarks import cut_documents

CASES = Path(__file__).parent / "cases"
FRAGMENTS: list[dict[str, Any]] = tomllib.loads((CASES / "fragments.toml").read_text(encoding="utf-8"))["case"]

WHOLE = """青石县渡口信用管理办法
青政发〔2021〕9号
第一条 依照《中华人民共和国港口法》，制定本办法。
第二条 对超载的渡船，记入信用档案。
第三条 对拒不改正的经营者，列入失信名单。
第四条 本办法自发布之日起施行。
青石县人民政府
2021年5月6日
"""


def label_of(text: str) -> dict[str, Any]:
    """Returns what extract says of a text."""
    (found,) = extract([json.dumps({"id": "x", "text": text})])
    assert found.label is not None, found.error
    return found.label


@pytest.mark.parametrize("case", FRAGMENTS, ids=lambda case: str(case["purpose"]))
def test_a_piece_of_a_document_says_what_it_lacks(case: dict[str, Any]) -> None:
    label = label_of(case["text"].lstrip("\n"))
    lacks = label["doc"]["lacks"]
    assert ("beginning" not in lacks, "ending" not in lacks) == (case["begins"], case.get("ends", True))
    assert label["measures"] and {m["verdict"] for m in label["measures"]} == {case["verdict"]}


def test_a_whole_text_lacks_nothing() -> None:
    assert label_of(WHOLE)["doc"]["lacks"] == []


@pytest.mark.parametrize("start", range(60, len(WHOLE) - 40, 7))
def test_no_second_half_is_a_dead_end_for_want_of_a_citation(start: int) -> None:
    for measure in label_of(WHOLE[start:])["measures"]:
        assert measure["verdict"] != "dead_end", WHOLE[start:]


@pytest.mark.shared
@needs_shared
def test_labelled_documents_cut_in_two_accuse_nobody() -> None:
    texts = list(cut_documents.texts_of(SHARED / "gold" / "local-dev.jsonl"))
    found = list(cut_documents.outcomes(texts, seed=2))
    assert found and [o.words for o in found if o.wants_citation] == []
