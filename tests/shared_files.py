"""Says where the real documents and hand labels lie that may not be committed; absent on most machines."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"

needs_shared = pytest.mark.skipif(
    not (SHARED / "gold" / "score.py").is_file(),
    reason="the folder ../shared with the real documents and labels is not here",
)
