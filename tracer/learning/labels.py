"""Readings scored against a label file, and the baseline that later ones are compared with."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from graph_schema.errors import InputError
from graph_schema.files import PROGRAM_FILE, file_error, name_of, written_beside
from graph_schema.numerals import line_of_long_number
from tracer.jobs.extracting import bad_line, extract, read_lines
from tracer.learning.evaluation import Evaluation, evaluate


def evaluate_labels(path: Path) -> Evaluation:
    """Reads and judges the texts of a label file and scores the result against its labels.

    InputError where the file cannot be read or a line is no label.
    """
    gold: list[dict[str, Any]] = []
    for number, line in enumerate(read_lines(path), 1):
        if not line.strip():
            continue
        try:
            label = json.loads(line)
        except ValueError as error:
            long = line_of_long_number(line.decode("utf-8", "replace"))
            raise bad_line(number, "line.long_number" if long else "line.no_valid_json") from error
        if not isinstance(label, dict) or not {"id", "text", "citations"} <= set(label):
            raise bad_line(number, "line.no_label")
        gold.append(label)
    lines = (json.dumps({"id": g["id"], "text": g["text"]}) for g in gold)
    predicted = {str(x.label["id"]): x.label for x in extract(lines) if x.label is not None}
    return evaluate(gold, predicted)


def read_baseline(path: Path) -> dict[str, bool]:
    """Returns the outcomes kept by `write_baseline`. InputError where the file is something else."""
    try:
        kept = json.loads(b"".join(read_lines(path)))
    except ValueError as error:
        raise InputError("evaluation.baseline_no_json", path=name_of(path)) from error
    if not isinstance(kept, dict) or not all(isinstance(ok, bool) for ok in kept.values()):
        raise InputError("evaluation.no_baseline", path=name_of(path))
    return kept


def write_baseline(path: Path, evaluation: Evaluation) -> None:
    """Keeps the outcome of every label, one a line, so that a change of one shows in a diff."""
    rows = ",\n".join(
        f" {json.dumps(k, ensure_ascii=False)}: {json.dumps(v)}" for k, v in sorted(evaluation.outcomes.items())
    )
    try:
        with written_beside(path, mode=PROGRAM_FILE) as beside:
            beside.write_text("{\n" + rows + "\n}\n", encoding="utf-8")
    except OSError as error:
        raise file_error(error, name_of(path)) from error
