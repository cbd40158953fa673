"""Says what README and notes say holds: their figures are those of the data, their commands run; names of modules hold everywhere."""

from __future__ import annotations

import csv
import json
import re
import shlex
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_corpus import write_corpus

from graph_schema.records import Instrument
from graph_schema.terms import SourceLevel
from tracer.cli.app import main
from tracer.registry.article_facts import load_facts
from tracer.registry.load import load_registry

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")
NOTES = "tracer/registry/data/README.md"
SAMPLE = ROOT / "tracer" / "sample"


def text_of(name: str) -> str:
    """Returns a file with its lines joined, as a sentence may run over an end of line."""
    return re.sub(r"(?<=[\x21-\x7e])\n(?=[\x21-\x7e])", " ", (ROOT / name).read_text(encoding="utf-8")).replace(
        "\n", ""
    )


# --- figures ---


def figures() -> Iterator[tuple[str, str]]:
    """Yields the file and the sentence, with the figures as the data has them."""
    registry = load_registry()
    rows = [registry.instruments[i] for i in registry.instruments]
    levels = Counter(row.level for row in rows)
    instruments, agencies = f"{len(rows):,}", len(list(registry.agencies))
    with (ROOT / "tracer/registry/data/additions.csv").open(encoding="utf-8", newline="") as file:
        added = list(csv.DictReader(file))
    seen = sum(row["confidence"] == "sure" for row in added)
    no_day = sum(row.status == "repealed" and row.repealed is None for row in rows)
    facts = load_facts().known
    articles = sum(len(keys) for keys in facts.values())
    yield "README.md", f"facts on {instruments} laws, regulations and policy documents and on {agencies} agency codes"
    yield "README.zh-CN.md", f"收有 {instruments} 部法律、法规和政策文件的事实，以及 {agencies} 个机关代字"
    yield NOTES, f"| `I` | {instruments} |"
    yield NOTES, f"| `A` | {agencies} |"
    yield NOTES, f"（其中手工补充 {len(added)} 件）"
    yield NOTES, f"手工补充的 {len(added)} 件中 {seen} 件见过来源"
    yield NOTES, f"Facts on {instruments} laws, regulations and policy documents and on {agencies} agency codes"
    yield (
        NOTES,
        f"部门规章 {levels[SourceLevel.DEPARTMENT_RULE]} 部、中央文件 {levels[SourceLevel.CENTRAL_POLICY]} 件、"
        f"部门规范性文件 {levels[SourceLevel.DEPARTMENT_NORMATIVE]} 件、标准 {levels[SourceLevel.STANDARD]} 部",
    )
    yield NOTES, f"{no_day} 件已废止而不知哪天"
    yield from ((NOTES, sentence) for sentence in unknown_rows(rows))
    yield NOTES, f"{len(facts)} 部法律法规 {articles:,} 条各讲到什么"
    yield "CHANGELOG.md", f"facts on what each of {articles:,} articles"
    texts = len(list((SAMPLE / "texts").glob("*.txt")))
    assert texts == 20  # the words below
    yield "README.md", "with two cities and five counties, twenty files"
    yield "README.zh-CN.md", "两个市和五个县区，二十份文件"
    questions = len(re.findall(r"^## \d+", (ROOT / "docs" / "cypher.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert questions == 10  # the words below
    yield "README.md", "[ten questions](docs/cypher.md)"
    yield "README.zh-CN.md", "[十个问题](docs/cypher.md)"


def unknown_rows(rows: list[Instrument]) -> Iterator[str]:
    """Yields the openings of the rows of the table of what is unknown."""
    national = {SourceLevel.LAW, SourceLevel.ADMIN_REGULATION}
    versions = [version for row in rows if row.level in national for version in row.versions]
    local = [row for row in rows if row.level is SourceLevel.LOCAL_REGULATION and row.status != "repealed"]
    credit = [row for row in local if "信用" in row.title and row.status == "in_force"]
    no_order = sum(row.level is SourceLevel.DEPARTMENT_RULE and not row.numbers for row in rows)
    no_effect, no_count = (
        sum(not day for day in days) for days in zip(*((v.effective, v.articles) for v in versions), strict=True)
    )
    yield f"| 层级 | {sum(row.level is SourceLevel.UNKNOWN for row in rows)} 件 |"
    yield f"| 部门规章的令号 | {no_order} 件 |"
    yield f"| 哪天废止 | {sum(row.status == 'repealed' and row.repealed is None for row in rows)} 件 |"
    yield f"| 地方信用法规的施行日 | {sum(row.in_force_since is None for row in credit)} 件 |"
    yield f"| 法律、行政法规各版本的施行日 | {no_effect} 个版本（共 {len(versions):,} 个） |"
    yield f"| 法律、行政法规各版本的条数 | {no_count} 个版本 |"
    yield f"| 现行地方性法规的条数 | {sum(not row.articles for row in local)} 部 |"


def test_figures_are_those_of_the_data() -> None:
    wrong = [(file, sentence) for file, sentence in figures() if sentence not in text_of(file)]
    assert not wrong


def test_both_readmes_name_the_same_figures_and_paths() -> None:
    numbers = [sorted(re.findall(r"\d[\d,]{2,}", text_of(name))) for name in READMES]
    links = [sorted(re.findall(r"\]\(([^)]+)\)", text_of(name))) for name in READMES]
    assert numbers[0] == numbers[1]
    assert [link for link in links[0] if "README" not in link] == [link for link in links[1] if "README" not in link]


# --- commands ---


def commands(readme: str) -> list[str]:
    """Returns the lines of the README that call the program, without the comments behind them."""
    text = (ROOT / readme).read_text(encoding="utf-8")
    lines = [line.partition("  #")[0].strip() for line in text.splitlines() if line.startswith(".venv/bin/tracer ")]
    return [one.strip() for line in lines for one in line.split("&&")]


def test_both_readmes_show_the_same_commands() -> None:
    def skeleton(readme: str) -> list[list[str]]:
        """Returns what is not for the reader to fill in."""
        known = re.compile(r"\.venv/bin/tracer|--[a-z-]+|[a-z]+")
        return [[word for word in shlex.split(line) if known.fullmatch(word)] for line in commands(readme)]

    assert skeleton(READMES[0]) == skeleton(READMES[1])
    assert len(commands(READMES[0])) > 15


@pytest.mark.parametrize("readme", READMES)
def test_each_command_of_the_readme_works(
    readme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TRACER_STORE", f"sqlite:///{tmp_path}/store.sqlite")
    folder = write_corpus(tmp_path / "公文")
    file = str(min(folder.glob("*.txt")))
    lines = tmp_path / "labels.jsonl"
    with (SAMPLE / "labels.jsonl").open(encoding="utf-8") as labels:
        lines.write_text(labels.readline(), encoding="utf-8")
    law = tmp_path / "law.csv"
    with (ROOT / "tracer/registry/data/additions.csv").open(encoding="utf-8", newline="") as source:
        law.write_text("".join(line for _, line in zip(range(3), source, strict=False)), encoding="utf-8")
    filled = {
        **dict.fromkeys(("FOLDER", "文件夹"), str(folder)),
        **dict.fromkeys(("DRAFT.docx", "草稿.docx"), file),
        **dict.fromkeys(("LABELS.jsonl", "标注.jsonl"), str(lines)),
        **dict.fromkeys(("WORDS", "理由"), "试"),
        **dict.fromkeys(("PATH", "路径"), "law.csv"),
        **dict.fromkeys(("ANNEX", "附件"), str(ROOT / "tests/cases/credit_lists/measures.csv")),
    }
    for line in commands(readme):
        words = shlex.split(line)[1:]
        if words[0] == "dashboard":  # serves until it is ended
            words.append("--help")
        place = {"repairs": file, "extract": str(lines)}.get(words[0], str(tmp_path / "out.backup"))
        here = {**filled, "FILE": place, "文件": place}
        if any(word in ("MEASURE", "措施编号") for word in words):
            main(["gaps", "--json"])
            here |= dict.fromkeys(
                ("MEASURE", "措施编号"), json.loads(capsys.readouterr().out)["findings"][0]["measure"]
            )
        status = main([here.get(word, word) for word in words])
        said = capsys.readouterr()
        assert status in (0, 1), (line, said.err)
        assert said.out or status == 0, line


@pytest.mark.parametrize("readme", READMES)
def test_the_programs_of_the_readme_run(
    readme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    write_corpus(tmp_path / "documents")
    programs = re.findall(
        r"^```python\n(.*?)^```", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    assert len(programs) == 2
    for program in programs:
        exec(compile(program, readme, "exec"), {})
        assert capsys.readouterr().out.strip()


# --- names of modules and targets ---

ROOMS = "graph_schema|ingest|tracer|dashboards|tests|docs|scripts|benchmarks"
MODULES = re.compile(r"(?<![\w./-])(?:graph_schema|ingest|tracer|dashboards|benchmarks)(?:\._?[a-z]\w*)+(?!\.?\w)")
NO_MODULES = (".po", ".pot", ".mo", ".nothing_of_the_kind")
"""Files of messages, and what a test asks for in vain."""
TARGETS = re.compile(r"`make ([a-z0-9-]+)")


def written_files() -> list[Path]:
    """Returns everything that people wrote and that may name a file or a module."""
    suffixes = (".md", ".py", ".toml", ".sh", ".yaml", ".js", ".css", ".html")
    rooms = [ROOT / room for room in ROOMS.split("|")]
    found = [path for room in rooms for path in room.rglob("*") if path.suffix in suffixes]
    return sorted(
        [*found, *(ROOT / name for name in ("Makefile", "pyproject.toml", "compose.yaml")), *ROOT.glob("*.md")]
    )


def is_named(module: str) -> bool:
    """Tells whether a dotted name is a module, or something that its module or package speaks of."""
    parts = module.split(".")
    place = ROOT.joinpath(*parts)
    if place.is_dir() or place.with_suffix(".py").is_file():
        return True
    above = place.parent
    home = above.with_suffix(".py") if above.with_suffix(".py").is_file() else above / "__init__.py"
    return home.is_file() and re.search(rf"\b{parts[-1]}\b", home.read_text(encoding="utf-8")) is not None


def test_modules_that_are_named_are_there() -> None:
    """Paths and links are looked at in test_docs_references; a dotted name may also be the code of a message."""
    catalogue = (ROOT / "graph_schema" / "locale" / "tracer.pot").read_text(encoding="utf-8")
    codes = frozenset(re.findall(r'^msgctxt "(.+)"$', catalogue, re.MULTILINE))
    lost = [
        (file.relative_to(ROOT).as_posix(), module)
        for file in written_files()
        for module in MODULES.findall(file.read_text(encoding="utf-8"))
        if module not in codes and not is_named(module) and not module.endswith(NO_MODULES)
    ]
    assert not lost


def test_make_targets_that_are_named_are_there() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for file in written_files():
        for target in TARGETS.findall(file.read_text(encoding="utf-8")):
            assert f"\n{target}:" in makefile, (file, target)
