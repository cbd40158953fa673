"""The contract over the table of stores, and what a new store must be entered in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import conftest
import pytest
from store_contract import StoreContract, kinds_of_stores

import tracer.store
from graph_schema.errors import InputError
from tracer.cli.app import main
from tracer.store import GraphStore, open_store
from tracer.store.base import GraphStore as Contract
from tracer.store.stores import STORES, StoreKind

ROOT = Path(__file__).resolve().parent.parent
SIDES = ("readings", "log", "index", "search", "graph", "findings", "faults")


@pytest.fixture(params=kinds_of_stores())
def kind(request: pytest.FixtureRequest) -> StoreKind:
    chosen: StoreKind = request.param
    return chosen


class TestContract(StoreContract):
    @pytest.fixture
    def new_store(
        self, kind: StoreKind, new_store_of: Callable[[StoreKind], Callable[[], GraphStore]]
    ) -> Callable[[], GraphStore]:
        return new_store_of(kind)

    def test_it_is_the_store_of_its_row(self, kind: StoreKind, store: GraphStore) -> None:
        assert kind.has(store.url)
        assert type(store).__module__.startswith(f"tracer.store.{kind.name}.")


# --- what a new store must be entered in ---


def test_every_folder_that_holds_a_store_is_in_the_table() -> None:
    modules = list(Path(tracer.store.__file__).parent.glob("*/store.py"))
    bare = [file.parent.name for file in modules if not file.with_name("__init__.py").exists()]
    assert not bare, f"tracer/store/…/__init__.py: says nothing of {sorted(bare)}"
    folders = {file.parent.name for file in modules}
    missing = folders - {kind.name for kind in STORES}
    assert not missing, f"tracer/store/stores.py, STORES: no row for {sorted(missing)}"


def test_every_store_has_its_place_among_the_layers() -> None:
    stated = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in stated if one.get("containers") == ["tracer.store"])
    missing = {kind.name for kind in STORES} - set(re.findall(r"\w+", " ".join(layers)))
    assert not missing, f"pyproject.toml, the layers of tracer.store: no place for {sorted(missing)}"


@pytest.mark.parametrize("kind", STORES, ids=lambda kind: kind.name)
def test_every_store_is_entered_everywhere(kind: StoreKind, capsys: pytest.CaptureFixture[str]) -> None:
    """Without opening any: a server may be missing, a row of the table may not."""
    missing = []
    if not kind.in_files and not hasattr(conftest, f"new_{kind.name}_store"):
        missing.append(f"tests/conftest.py: the fixture new_{kind.name}_store")
    with pytest.raises(InputError) as caught:
        open_store("no such store")
    if not all(any(begin in text for begin in kind.begins) for text in (caught.value.message, caught.value.english)):
        missing.append("graph_schema/locale/en/LC_MESSAGES/tracer.po, store.bad_address: the form of an address")
    for lang in ("zh", "en"):
        main(["ingest", "--help", "--lang", lang])
        said = capsys.readouterr().out
        if not any(begin in said for begin in kind.begins):
            missing.append(
                f"graph_schema/locale/en/LC_MESSAGES/tracer.po, the help of --store ({lang}): the form of an address"
            )
    assert not missing, "; ".join(missing)


def test_no_address_is_of_two_kinds() -> None:
    begins = [begin for kind in STORES for begin in kind.begins]
    assert all(re.fullmatch(r"[a-z0-9+]+:///?", begin) for begin in begins)
    twice = [(one, other) for one in begins for other in begins if one is not other and other.startswith(one)]
    assert not twice


def test_the_sides_are_those_of_the_contract() -> None:
    stated = {
        base.__module__.rpartition(".")[2] for base in Contract.__mro__ if "tracer.store.base." in base.__module__
    }
    assert stated - {"opened"} == set(SIDES) - {"faults"}


@pytest.mark.parametrize("kind", STORES, ids=lambda kind: kind.name)
def test_a_store_of_several_modules_has_one_for_each_side(kind: StoreKind) -> None:
    """The same thing is found at the same place in every store."""
    folder = Path(tracer.store.__file__).parent / kind.name
    modules = {file.stem for file in folder.glob("*.py")} - {"__init__"}
    assert modules == {"store"} or modules >= {"store", *SIDES}, f"tracer/store/{kind.name}: {set(SIDES) - modules}"
