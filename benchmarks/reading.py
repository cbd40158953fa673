"""Says how fast files are read, beside other tools on the same texts: `make bench-reading` prints the tables.

`make bench-reading BASE=REV` compares with another version of the project instead, stage by stage in the same run.

Every row runs in a process of its own, so that no tool pays for another one's imports or garbage. The
figure is the best of a few passes over all texts, in megabytes (10^6 bytes of UTF-8) a second. What the
tools do differs: the peers split into characters or find one kind of thing, the reading mends, splits,
finds citations, measures and ties.
"""

from __future__ import annotations

import argparse
import gc
import json
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from graph_schema.records import SourceFile

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
PASSES = 3
LONGEST_ROW = 12.0  # seconds, then no further pass is begun

Texts = Sequence[str]
Pass = Callable[[], object]


# --- texts -------------------------------------------------------------------------------------


def corpora(megabytes: float) -> dict[str, list[str]]:
    """Returns the texts to read by name: real ones where they are at hand, else varied copies of the sample corpus."""
    if (SHARED / "seeds").is_dir():
        return {
            "notices (varied copies of the labelled and seed texts)": _up_to(_varied(list(_notices())), megabytes / 2),
            "laws (registry texts)": _up_to(_laws(), megabytes),
        }
    texts = [p.read_text(encoding="utf-8") for p in sorted((ROOT / "tracer/sample/texts").rglob("*.txt"))]
    return {"generated (varied copies of the sample corpus)": _up_to(_varied(texts), megabytes)}


def _notices() -> Iterator[str]:
    for path in sorted((SHARED / "seeds").glob("*.txt")):
        yield path.read_bytes().decode("utf-8-sig")
    for path in sorted((SHARED / "gold").glob("*dev.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield json.loads(line)["text"]


def _laws() -> Iterator[str]:
    for path in sorted((SHARED / "registry/lawtext").glob("*.jsonl")):
        articles = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
        yield "\n".join(f"{a['article']}\u3000{a['text']}" for a in articles)


def _varied(texts: Texts) -> Iterator[str]:
    """Yields copies without end in which a character before each comma differs, so that no memory of earlier copies helps."""
    for n in range(20_000):
        for text in texts:
            yield text.replace("，", chr(0x4E00 + n) + "，")


def _up_to(texts: Iterator[str], megabytes: float) -> list[str]:
    out, size = [], 0.0
    for text in texts:
        out.append(text)
        size += size_of(text)
        if size >= megabytes:
            break
    return out


def size_of(*texts: str) -> float:
    """Returns megabytes of the texts as UTF-8."""
    return sum(len(t.encode("utf-8", "surrogatepass")) for t in texts) / 1e6


# --- rows --------------------------------------------------------------------------------------


def decoding(texts: Texts) -> Pass:
    """Returns bytes to text and nothing else."""
    data = [t.encode() for t in texts]
    return lambda: [d.decode() for d in data]


def spacy_tokens(texts: Texts) -> Pass:
    """Returns spaCy's blank Chinese pipeline: its tokeniser alone."""
    import spacy

    nlp = spacy.blank("zh")
    return lambda: [len(nlp(piece)) for t in texts for piece in _pieces(t)]


def spacy_ruler(texts: Texts) -> Pass:
    """Returns the same with an EntityRuler for titles, document numbers and articles."""
    import spacy

    nlp = spacy.blank("zh")
    ruler: Any = nlp.add_pipe("entity_ruler")
    digit = {"TEXT": {"IN": list("0123456789")}, "OP": "+"}
    numeral = {"TEXT": {"IN": list("一二三四五六七八九十百零0123456789")}, "OP": "+"}
    ruler.add_patterns(
        [
            {
                "label": "TITLE",
                "pattern": [{"TEXT": "《"}, {"TEXT": {"NOT_IN": ["》", "《"]}, "OP": "+"}, {"TEXT": "》"}],
            },
            {"label": "NUMBER", "pattern": [{"TEXT": "〔"}, digit, {"TEXT": "〕"}, digit, {"TEXT": "号"}]},
            {"label": "ARTICLE", "pattern": [{"TEXT": "第"}, numeral, {"TEXT": "条"}]},
        ]
    )
    return lambda: [len(nlp(piece).ents) for t in texts for piece in _pieces(t)]


def _pieces(text: str) -> Iterator[str]:
    """Yields a text in pieces, since spaCy refuses texts of more than a million characters."""
    for at in range(0, len(text), 100_000):
        yield text[at : at + 100_000]


def jionlp_lexicon(texts: Texts) -> Pass:
    """Returns JioNLP's lexicon NER with the names of all laws of the registry."""
    import jionlp

    from tracer.registry.load import load_registry

    names = load_registry().law_names()
    find = jionlp.ner.LexiconNER({"law": sorted({*names, *names.values()})})
    return lambda: [len(find(t)) for t in texts]


def jionlp_titles(texts: Texts) -> Pass:
    """Returns JioNLP's extractor of what stands in 《》, alone."""
    import jionlp

    return lambda: [len(jionlp.extract_parentheses(t, parentheses="《》")) for t in texts]


_FOUR = (
    r"[\u4e00-\u9fff]{1,16}[〔（\[](?:19|20)\d\d[〕）\]]第?\d{1,5}号",
    r"《[^《》]{2,120}》",
    r"第[一二三四五六七八九十百零\d]{1,7}条",
    r"(?:根据|依据|按照|依照)[^，。；]{2,60}",
)


def four_patterns(texts: Texts) -> Pass:
    """Returns four plain patterns (number, title, article, basis phrase), one pass each."""
    patterns = [re.compile(p) for p in _FOUR]
    return lambda: [sum(1 for _ in p.finditer(t)) for t in texts for p in patterns]


def four_patterns_literal_first(texts: Texts) -> Pass:
    """Returns the same, the number looked for by its bracket."""
    patterns = [re.compile(p) for p in (r"〔(?:19|20)\d\d〕第?\d{1,5}号", *_FOUR[1:])]
    return lambda: [sum(1 for _ in p.finditer(t)) for t in texts for p in patterns]


def reading(texts: Texts) -> Pass:
    """Returns the whole reading, one process."""
    for text in texts[:3]:
        _read(text)
    return lambda: [_read(t) for t in texts]


def reading_on_two(texts: Texts) -> Pass:
    """Returns the whole reading, two processes."""
    from ingest.parallel import Work, map_in_order, started

    for text in texts[:3]:
        _read(text)

    def on_two() -> list[int]:
        with started(2) as readers:
            return list(map_in_order(Work(do=_read), texts, readers))

    return on_two


def _read(text: str) -> int:
    from ingest.reading import read

    found = read(_file(text))
    return len(found.citations) + len(found.measures)


def _file(text: str) -> SourceFile:
    return SourceFile(path="text", sha256="", encoding="utf-8", text=text)


ROWS: tuple[Callable[[Texts], Pass], ...] = (
    decoding,
    spacy_tokens,
    spacy_ruler,
    jionlp_lexicon,
    jionlp_titles,
    four_patterns,
    four_patterns_literal_first,
    reading,
    reading_on_two,
)


def best_of(work: Pass) -> float:
    """Returns seconds of the quickest pass."""
    began = time.perf_counter()
    best = float("inf")
    for _ in range(PASSES):
        at = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - at)
        if time.perf_counter() - began > LONGEST_ROW:
            break
    return best


# --- where the time goes -----------------------------------------------------------------------

STAGES = {
    "clean": ("ingest.reading", "mend the text"),
    "classify": ("ingest.reading", "purpose of lines"),
    "split_parts": ("ingest.reading", "documents of the file"),
    "with_foreign_read": ("ingest.reading", "documents of the file: foreign matter that is read"),
    "read_cards": ("ingest.reading", "cards of documents, with their identifiers"),
    "of_header": ("ingest.confidence.shares", "cards: how sure they are"),
    "lay_out": ("ingest.reading", "provisions: records"),
    "rows_of_tables": ("ingest.reading", "tables"),
    "find_short_names": ("ingest.reading", "citations: short names that are defined"),
    "of_mentions": ("ingest.find.number_forms.NumberForms", "citations: numbers that are taken"),
    "with_own_header": ("ingest.reading", "citations: the document itself"),
    "measure_records": ("ingest.reading", "measures: records"),
    "add": ("ingest.find.basis_records.BasisRecords", "ties: records"),
    "segments_of": ("ingest.reading", "segments: records"),
    "find_mentions": ("ingest.reading", "citations"),
    "split_provisions": ("ingest.parts.document_text", "provisions"),
    "split_sentences": ("ingest.parts.document_text", "sentences"),
    "find_vague": ("ingest.reading", "vague references"),
    "find_measures": ("ingest.reading", "measures"),
    "find_ties": ("ingest.reading", "ties"),
    "duty_records": ("ingest.reading", "duties"),
    "citation_records": ("ingest.reading", "citations: records"),
    "reference_records": ("ingest.reading", "references: records"),
    "unread_measures": ("ingest.reading", "measures outside of documents"),
    "find_pointers": ("ingest.reading", "references: finding them"),
    "cited_by_reference": ("ingest.reading", "references: what they cite"),
    "with_reference_ties": ("ingest.reading", "references: ties"),
    "settle": ("ingest.reading", "references: what they lead to"),
    "clauses_of": ("ingest.find.frames.grammar", "measures: clauses with their predicates"),
    "rated": ("", "measures: how sure they are (classifier)"),  # handed to read() as an argument
    "freed": ("", "records of a text given back to memory"),
    "based_by_column": ("ingest.reading", "citations: those of a column of a table"),
    "in_text_order": ("ingest.reading", "citations: in the order of the text"),
    "_each": ("ingest.reading", "records of all documents put together"),
    "_in_order": ("ingest.reading", "repairs in the order of the text"),
    "collector": ("", "Python's collector of circles, which goes through the records once a text is read"),
    "clock": ("", "none of the reading: the clock of these stages"),
}
"""Function → the module that calls it, or its class, and what it is for."""

ALL, REST = "all", "everything else (calls of the stages, the records of a reading itself)"


def stages(texts: Texts) -> dict[str, float]:
    """Returns seconds of processor time of each stage in one pass of the reading, the least of a few passes; `ALL` is the whole.

    The time of a stage within another one is its own.
    """
    from ingest import reading as module
    from ingest.confidence.classifier import rated

    spent: dict[str, float] = {}
    within = [0.0]  # what the stages within each stage that is under way have taken
    clock = [0.0]  # what it takes to time a stage, beside what is timed

    def timed(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            args = tuple(list(x) if isinstance(x, Iterator) else x for x in args)  # what other stages make
            within.append(0.0)
            at = time.process_time()
            result = function(*args, **kwargs)
            if isinstance(result, Iterator):
                result = list(result)
            taken = time.process_time() - at
            spent[name] = spent.get(name, 0.0) + taken - within.pop()
            spent["clock"] = spent.get("clock", 0.0) + clock[0]
            within[-1] += taken + clock[0]
            return result

        return call

    began = [0.0]

    def collected(phase: str, _: object) -> None:
        now = time.process_time()
        if phase == "start":
            began[0] = now
        else:
            spent["collector"] = spent.get("collector", 0.0) + now - began[0]
            within[-1] += now - began[0]

    clock[0] = _cost_of(timed("nothing", lambda: None))
    gc.callbacks.append(collected)
    rate = timed("rated", rated)
    for name, (caller, _) in STAGES.items():
        if caller:
            calls = _caller(caller)
            setattr(calls, name, timed(name, getattr(calls, name)))
    passes: list[dict[str, float]] = []
    for _ in range(PASSES):
        spent.clear()
        spent["collector"] = 0.0  # short texts may be read without it
        at = time.process_time()
        for text in texts:
            found = module.read(_file(text), rate=rate)
            read_at = time.process_time()
            del found
            spent["freed"] = spent.get("freed", 0.0) + time.process_time() - read_at
        spent[ALL] = time.process_time() - at
        passes.append(dict(spent))
    gc.callbacks.remove(collected)
    return {name: min(one.get(name, 0.0) for one in passes) for name in passes[0]}


_CALLS = 20_000


def _cost_of(nothing: Callable[[], None]) -> float:
    """Returns the seconds that one call of a function takes, the least of a few passes."""
    passes = []
    for _ in range(PASSES):
        at = time.process_time()
        for _ in range(_CALLS):
            nothing()
        passes.append((time.process_time() - at) / _CALLS)
    return min(passes)


def _caller(name: str) -> Any:
    """Returns the module of a name, or the class."""
    module, _, last = name.rpartition(".")
    return getattr(import_module(module), last) if last[0].isupper() else import_module(name)


# --- memory ------------------------------------------------------------------------------------


def memory(path: Path) -> dict[str, float]:
    """Returns peak megabytes of this process before and after it has read the file at `path`."""
    from ingest.formats.files import file_of_text, load_file
    from ingest.reading import read

    read(file_of_text("关于信用的通知\n\n各单位：\n\n一、将失信企业列入名单。\n", "warm-up"))
    before = _peak()
    found = read(load_file(path))
    return {"before": before, "after": _peak(), "records": float(len(found.provisions) + len(found.citations))}


def _peak() -> float:
    """Returns the peak of this program alone: that of getrusage counts the process that started it as well."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split("VmHWM:")[1].split()[0]) * 1024 / 1e6
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6


# --- one sentence ------------------------------------------------------------------------------

LENGTHS = (25_000, 50_000, 100_000, 200_000)  # characters of a sentence
_HEAD, _ENDS = "某县失信惩戒办法\n\n第一条　", re.compile("[。！？；\n]")


def growth(texts: Texts) -> dict[str, float]:
    """Returns microseconds a character of texts that are one sentence, by its length: they stay the same where the time is linear."""
    words = _ENDS.sub("，", "".join(texts))
    reading([f"{_HEAD}{words[: LENGTHS[0]]}。"])()
    return {str(size): 1e6 / size * best_of(reading([f"{_HEAD}{words[:size]}。"])) for size in LENGTHS}


# --- another version ---------------------------------------------------------------------------

ROUNDS = 2


@contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """Lays a revision of the project out in a folder, and takes it away again."""
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "base")
        added = subprocess.run(
            ["git", "worktree", "add", "--detach", str(tree), revision], cwd=ROOT, capture_output=True, text=True
        )
        if added.returncode:
            raise SystemExit(added.stderr.strip())
        try:
            yield tree
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(tree)], cwd=ROOT, check=True)


def print_comparison(base: Path, file: Path, size: float) -> None:
    """Prints the least seconds of each stage in both trees, which take turns, as milliseconds a megabyte."""
    least: dict[Path, dict[str, float]] = {base: {}, ROOT: {}}
    for tree in (base, ROOT) * ROUNDS:
        found = child("--child", "stages", str(file), tree=tree)
        if isinstance(found, str):
            raise SystemExit(found)
        least[tree] = {stage: min(spent, least[tree].get(stage, spent)) for stage, spent in found.items()}
    for times in least.values():
        times[REST] = 2 * times[ALL] - sum(times.values())
    before, now = least[base], least[ROOT]
    print(f"  {'ms/MB before':>12}  {'now':>8}  {'times as fast':>13}")
    for stage in sorted(before | now, key=lambda stage: -before.get(stage, 0)):
        old, new = (1000 * times.get(stage, 0) / size for times in (before, now))
        faster = f"{old / new:13.2f}" if old and new else " " * 13
        print(f"  {old:12.1f}  {new:8.1f}  {faster}  {STAGES[stage][1] if stage in STAGES else stage}", flush=True)


# --- tables ------------------------------------------------------------------------------------


def child(*arguments: str, tree: Path = ROOT) -> dict[str, float] | str:
    """Returns what a process of its own finds out with the project in `tree`, or why it could not."""
    command = [sys.executable, "-m", "benchmarks.reading", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tree)
    last = (done.stdout.strip() or done.stderr.strip() or "no output").splitlines()[-1]
    if done.returncode:
        return (done.stderr.strip() or last).splitlines()[-1]
    result: dict[str, float] = json.loads(last)
    return result


def in_child(what: str, file: Path) -> dict[str, float]:
    """Returns the part of the work that a process of its own does."""
    if what == "memory":
        return memory(file)
    texts: list[str] = json.loads(file.read_text(encoding="utf-8"))
    if what == "stages":
        return stages(texts)
    if what == "growth":
        return growth(texts)
    row = next(r for r in ROWS if r.__name__ == what)
    return {"seconds": best_of(row(texts))}


def main() -> None:
    """Prints the tables; or, for a child, one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=5.0, help="how much of each large corpus is read")
    parser.add_argument("--memory-megabytes", type=float, default=50.0, help="size of the file of the memory test")
    parser.add_argument("--base", default="", help="a revision to compare with, stage by stage")
    parser.add_argument("--child", nargs=2, metavar=("WHAT", "FILE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        print(json.dumps(in_child(options.child[0], Path(options.child[1]))))
        return
    with tempfile.TemporaryDirectory() as folder, ExitStack() as kept:
        base = kept.enter_context(checked_out(options.base)) if options.base else None
        for name, texts in corpora(options.megabytes).items():
            file = Path(folder, "texts.json")
            file.write_text(json.dumps(texts), encoding="utf-8")
            size = size_of(*texts)
            print(f"\n{name}: {len(texts)} texts, {size:.2f} MB\n")
            if base is not None:
                print_comparison(base, file, size)
                continue
            _print_rows(file, size)
            _print_stages(file, size)
            _print_growth(file)
        if base is None:
            _print_memory(Path(folder), options.memory_megabytes)


def _print_rows(file: Path, size: float) -> None:
    for row in ROWS:
        found = child("--child", row.__name__, str(file))
        speed = f"{size / found['seconds']:8.1f} MB/s" if isinstance(found, dict) else f"not run: {found}"
        print(f"  {speed}  {(row.__doc__ or row.__name__).rstrip('.')}", flush=True)


def _print_stages(file: Path, size: float) -> None:
    found = child("--child", "stages", str(file))
    if isinstance(found, str):
        raise SystemExit(found)
    whole = found.pop(ALL)
    found[REST] = whole - sum(found.values())
    print(
        f"\n  where the time of the reading goes ({1000 * whole / size:.0f} ms a megabyte, with the clock's own part)\n"
    )
    for name, seconds in sorted(found.items(), key=lambda item: -item[1]):
        print(f"  {100 * seconds / whole:5.1f} %  {STAGES[name][1] if name in STAGES else name}")


def _print_growth(file: Path) -> None:
    found = child("--child", "growth", str(file))
    if isinstance(found, str):
        raise SystemExit(found)
    print("\n  the same words as one sentence:")
    for length, spent in found.items():
        print(f"  {int(length):9,} characters: {spent:.2f} µs each")


def _print_memory(folder: Path, megabytes: float) -> None:
    texts = next(reversed(corpora(megabytes).values()))
    while size_of(*texts) < megabytes:
        texts = [*texts, *(t.replace("的", chr(0x4E00 + len(texts) % 20_000)) for t in texts)]
    file = Path(folder, "large.txt")
    file.write_bytes("\n".join(texts).encode()[: int(megabytes * 1e6)].decode("utf-8", "ignore").encode())
    found = child("--child", "memory", str(file))
    if isinstance(found, str):
        raise SystemExit(found)
    print(
        f"\nmemory: a file of {megabytes:.0f} MB takes {found['after']:.0f} MB at most, of which the program itself "
        f"takes {found['before']:.0f} MB before it reads; {found['records']:.0f} provisions and citations"
    )


if __name__ == "__main__":
    main()
