"""Settings of all tests: properties are tried on the same examples in every run, without a clock, with no user's data."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None)
settings.load_profile("same")


@pytest.fixture(autouse=True)
def no_own_registry(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place for the user's own registry and texts where there are none yet."""
    place = tmp_path_factory.getbasetemp() / "own" / str(id(monkeypatch))
    monkeypatch.setenv("TRACER_REGISTRY", str(place / "registry.sqlite"))
    monkeypatch.setenv("TRACER_ARTICLES", str(place / "articles.sqlite"))
    return place
