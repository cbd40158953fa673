"""A marked file of any format is refused before a byte of it is kept, wherever it bears its mark; one that only speaks of secrets is read."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from secret_files import HIDDEN, MARKED, OPEN
from test_bad_input import tracer

from graph_schema.errors import SecretError
from ingest.formats.table import document_text, format_in
from tracer.store import open_store


def is_read_here(name: str, data: bytes) -> bool:
    """Tells whether the format is read at all."""
    row = format_in(data)
    return row.as_text is not None if row else not name.endswith(".mhtml")


@pytest.mark.parametrize("name", MARKED)
def test_a_marked_file_is_refused(name: str) -> None:
    data = MARKED[name]()
    if not is_read_here(name, data):
        pytest.skip("not read yet")
    with pytest.raises(SecretError) as caught:
        document_text(data, name)
    assert name in caught.value.message and HIDDEN not in caught.value.message + caught.value.english


@pytest.mark.parametrize("name", OPEN)
def test_one_that_speaks_of_secrets_is_read(name: str) -> None:
    data = OPEN[name]()
    if not is_read_here(name, data):
        pytest.skip("not read yet")
    assert "秘密" in document_text(data, name).text or name.endswith(".xlsx")


def test_nothing_of_them_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place, kept = tmp_path / "文件", tmp_path / "留"
    place.mkdir()
    for variable, folder in (("XDG_DATA_HOME", "a"), ("XDG_CACHE_HOME", "b"), ("TMPDIR", "c")):
        (kept / folder).mkdir(parents=True)
        monkeypatch.setenv(variable, str(kept / folder))
    monkeypatch.setattr(tempfile, "tempdir", str(kept / "c"))
    made = {name: make() for name, make in MARKED.items()}
    named = {name: data for name, data in made.items() if is_read_here(name, data)}
    for name, data in named.items():
        (place / name).write_bytes(data)
    store = kept / "s.sqlite"
    done = tracer("ingest", "--json", *sorted(place.iterdir()), store=store)
    assert done.status == 2
    told = {Path(one["path"]).name for one in json.loads(done.out)["failed"] if "标有" in one["error"]}
    assert told == named.keys()
    assert HIDDEN not in done.out + done.err
    with open_store(f"sqlite:///{store}") as opened:
        assert not list(opened.entries())
    signs = [HIDDEN.encode(code)[:12] for code in ("utf-8", "utf-16-le", "utf-16-be", "gb18030")]
    # What is packed may not be kept either: no file holds the bytes of one.
    signs += [data[200:260] for data in named.values() if len(data) > 300]
    for path in kept.rglob("*"):
        if path.is_file():
            held = path.read_bytes()
            assert not any(sign in held for sign in signs), path
