"""The example of the label format in docs/reading.md is what the program prints."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reading.md"


def agrees(shown: Any, printed: Any) -> bool:
    """Tells whether all that is shown is printed; an object may hold more than is shown, a list may not."""
    if isinstance(shown, dict):
        return all(key in printed and agrees(value, printed[key]) for key, value in shown.items())
    if isinstance(shown, list):
        return len(shown) == len(printed) and all(map(agrees, shown, printed))
    return bool(shown == printed)


def test_the_example_is_what_extract_prints() -> None:
    line, shown = re.findall("^```json\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    run = subprocess.run(
        [sys.executable, "-m", "tracer", "extract", "--jsonl", "-"],
        input=line.encode(),
        capture_output=True,
        check=True,
    )
    assert agrees(json.loads(shown), json.loads(run.stdout))


def test_another_answer_would_not_agree() -> None:
    assert agrees({"a": [{"b": 1}]}, {"a": [{"b": 1, "c": 2}], "d": 3})
    assert not agrees({"a": [{"b": 1}]}, {"a": [{"b": 2}]})
    assert not agrees({"a": []}, {"a": [1]})
    assert not agrees({"a": None}, {})
