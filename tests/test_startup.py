"""Commands load what they use. How long that takes is measured by make bench-answers; here, what must not be loaded."""

from __future__ import annotations

import ast
import pkgutil
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from small_corpus import write_corpus

from graph_schema.first_use import Later, later
from tracer import jobs
from tracer.registry.article_facts import facts_text, load_facts, parse_facts

SPACY = ("spacy", "thinc", "srsly")
READER = (*SPACY, "ingest.reading", "ingest.formats", "ingest.clean", "ingest.find")
SCREENS = ("streamlit", "pandas", "pyvis", "dashboards")
ENGINE = ("tracer.verdict.judge", "tracer.verdict.checks")
"""What judges: not loaded where everything is kept as it stands."""
PROOFS = ("tracer.verify", "tracer.verdict.proof")
NEVER = {
    "--help": (
        *READER,
        *SCREENS,
        "numpy",
        "networkx",
        "rich.console",
        "neo4j",
        "sqlite3",
        "tracer.store",
        "tracer.registry",
    ),
    "gaps": (*READER, *SCREENS, *ENGINE, *PROOFS, "networkx", "neo4j", "numpy"),
    "trace": (*READER, *SCREENS, *PROOFS, "networkx", "neo4j", "numpy"),
    "store judge": (*READER, *SCREENS, *ENGINE, *PROOFS, "networkx", "neo4j"),
    "check": (*SPACY, *SCREENS, *PROOFS, "networkx", "neo4j"),
}
LOADED = """
import sys
from tracer.cli.app import main
main(sys.argv[1:])
print(*sys.modules, sep="\\n", file=sys.stderr)
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Returns a store of a few documents, judged."""
    folder = tmp_path_factory.mktemp("startup")
    url = f"sqlite:///{folder}/store.sqlite"
    jobs.ingest([write_corpus(folder / "texts")], url)
    jobs.judge_store(url)
    return url


@pytest.mark.parametrize("command", NEVER)
def test_a_command_loads_nothing_that_it_has_no_use_for(command: str, store: str) -> None:
    words = command.split()
    if command == "trace":
        words.append(jobs.gaps(store).findings[0].measure.id)
    if command == "check":
        words.append(str(next(Path(store.removeprefix("sqlite:///")).with_name("texts").iterdir())))
    done = subprocess.run(
        [sys.executable, "-c", LOADED, "--store", store, *words], capture_output=True, text=True, check=True
    )
    loaded = done.stderr.split()
    assert "tracer.cli.app" in loaded and done.stdout
    assert [m for m in loaded for no in NEVER[command] if m == no or m.startswith(f"{no}.")] == []


def test_every_pattern_compiles_and_answers_as_a_compiled_one_does() -> None:
    patterns = [
        value
        for package in ("graph_schema", "tracer.links", "tracer.policy", "tracer.registry", "tracer.verdict")
        for module in pkgutil.walk_packages(import_module(package).__path__, f"{package}.")
        for value in vars(import_module(module.name)).values()
        if isinstance(value, Later)
    ]
    assert len(patterns) > 200
    for pattern in patterns:
        assert pattern.pattern_now().pattern == pattern.pattern
    found = later("(a)|b", re.IGNORECASE)
    assert found.flags == re.compile("", re.IGNORECASE).flags
    assert [one[0] for one in found.finditer("aBc")] == ["a", "B"]
    assert found.sub("x", "abc") == "xxc" and found.fullmatch("ab") is None
    with pytest.raises(AttributeError):
        _ = later("a").no_such_method  # type: ignore[attr-defined]


def test_every_job_is_found_in_its_module() -> None:
    tree = ast.parse(Path(str(jobs.__file__)).read_text(encoding="utf-8"))
    told = [
        node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and "tracer.jobs." in (node.module or "")
    ]
    named = {alias.name: str(node.module) for node in told for alias in node.names}
    assert set(named) == set(jobs.__all__)
    for name, module in named.items():
        assert getattr(jobs, name) is getattr(sys.modules[module], name)
    with pytest.raises(AttributeError):
        _ = jobs.no_such_job


def test_the_facts_of_the_program_hold_together_when_all_are_read() -> None:
    read = parse_facts(facts_text())
    kept = load_facts()
    assert dict(read.known) == dict(kept.known) and dict(read.stated) == dict(kept.stated)
