"""The five jobs: ingest, extract, gaps, trace, check; and what evaluation and calibration read. The one place that joins reading and tracing.

Command line, screens and other programs call these. They print nothing; what went wrong with one
file or one line is part of the result, and the rest of the run goes on.

Everywhere: `store` is an open GraphStore or the address of one; `as_of` is the day on which sources
must hold, today where it is left out; `policy` is the name or path of another policy.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any, TypeVar

import graph_schema
import ingest as reading_package
from graph_schema.errors import DamagedError, InputError, NotFoundError, PolicyError, StoreError, TracerError
from graph_schema.numbers import normal_number
from graph_schema.records import NEVER_GAPS, Decision, Document, Finding, Measure, Reading, Source, Undo
from graph_schema.regions import is_in
from graph_schema.seals import digest_of
from graph_schema.terms import CREDIT_KINDS, MeasureKind, RepairKind, Verdict
from ingest import certainty
from ingest.campaign import Lexicon, load_lexicon
from ingest.clauses import clauses_of_measures, clauses_passed_over
from ingest.confidence import Guess, evidence
from ingest.parallel import map_in_order, started
from ingest.reading import read
from ingest.sources import FileBytes, file_error, find_files, name_of, read_bytes, read_source, source_of_text
from ingest.training import fit_calibration, keep, train
from tracer import __version__, proof
from tracer import impact as what_if
from tracer.basis_graph import BasisGraph, graph_of
from tracer.bulk import judge_all
from tracer.evaluate import Evaluation, evaluate
from tracer.graph import Library, build_library
from tracer.impact import Impact, SourceUse
from tracer.judge import finding_on, in_order, judge, judge_library
from tracer.labels import label_format
from tracer.policy import Policy
from tracer.policy_file import CREDIT_LEXICON, Problem, load_policy, profiles_for, read_policy, text_of
from tracer.queries import count_verdicts, distinct, no_finding
from tracer.registry import Registry, load_registry
from tracer.repairs import RepairRow, repair_rows, undoing
from tracer.store import Filters, GraphStore, Judgement, Kept, Put, StoreCounts, open_store
from tracer.store.articles import shelf
from tracer.verify import Anchors
from tracer.work import OnProgress, tell

T = TypeVar("T")


@contextmanager
def opened(store: GraphStore | str, *, create: bool = False, policy: str | None = None) -> Iterator[GraphStore]:
    """The store, opened for the reader of a policy and closed again where only its address is given."""
    if isinstance(store, str):
        with open_store(store, create=create, reader=reader_version(policy)) as mine:
            yield mine
    else:
        yield store


@cache
def reader_version(policy: str | None = None) -> str:
    """Which reader this is: program version, its reading code and word lists, and the registry's edition.

    A file is read again when any of them changed, so that no finding rests on an old reading. A
    policy with a lexicon of its own has a reader of its own: a store is read for one campaign.
    """
    lexicon = _lexicon_of(load_policy(policy))
    digest = hashlib.sha256()
    for package in (graph_schema, reading_package):
        root = Path(next(iter(package.__path__)))
        for file in sorted(root.rglob("*")):
            if file.suffix in (".py", ".toml", ".tsv", ".csv", ".json", ".gz"):
                digest.update(file.relative_to(root).as_posix().encode())
                digest.update(file.read_bytes())
    if lexicon is not None:
        digest.update(lexicon.text.encode())
    return f"{__version__}+{digest.hexdigest()[:12]}+{load_registry().edition}"


def _lexicon_of(policy: Policy) -> Lexicon | None:
    """The word list of the policy's campaign; None for credit, which has a reader of its own.

    PolicyError where it finds measures that the policy does not ask for, or none of those it asks for.
    """
    if policy.lexicon == CREDIT_LEXICON:
        return None
    lexicon = load_lexicon(policy.lexicon)
    if lexicon.kinds != policy.kinds:
        found, asked = " ".join(sorted(lexicon.kinds)), " ".join(sorted(policy.kinds))
        raise PolicyError(
            f"词表 {policy.lexicon} 找的是 {found}，规则 {policy.id} 问的是 {asked}。请改成一致。",
            f"The lexicon {policy.lexicon} finds {found}, the policy {policy.id} asks for {asked}. Make them agree.",
        )
    return lexicon


# --- ingest ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestReport:
    """What became of each file, by path (`failed` has the reason beside it), and how much the store at `url` holds now."""

    added: tuple[str, ...]
    unchanged: tuple[str, ...]
    replaced: tuple[str, ...]
    failed: tuple[tuple[str, TracerError], ...]
    url: str
    counts: StoreCounts


def ingest(
    paths: Iterable[str | Path],
    store: GraphStore | str,
    *,
    on_progress: OnProgress | None = None,
    policy: str | None = None,
    workers: int = 1,
    anew: bool = False,
) -> IngestReport:
    """Read files and folders into the store; a file that is there already, unchanged, is not read again.

    Each file is one transaction. `workers` processes read; what they read is written in the order of the
    files, so that the store is the same as with one. They have nothing of a store whose address is given
    open. A file that cannot be read is reported and the run goes on; StoreError ends it, with all earlier
    files kept, and comes at once where the store was read for another campaign. `anew` reads and writes all
    files again, which mends what is damaged.
    """
    done: dict[Put, list[str]] = {put: [] for put in Put}
    files, failed = _list_files(paths)
    tools = _Tools.load(policy)
    with started(workers) as readers, opened(store, create=True, policy=policy) as target:
        _require_campaign(target, tools)
        looked_at = (_look_at(file, target, anew=anew) for file in files)
        read_ones = map_in_order(partial(_read_one, policy), looked_at, readers, is_idle=_is_known, size_of=_bytes_of)
        for index, file in enumerate(files):
            tell(on_progress, index, len(files), name_of(file))
            read_one = next(read_ones)
            try:
                done[_keep_one(read_one, target, tools, anew=anew)].append(name_of(file))
            except StoreError as error:
                if not isinstance(error, DamagedError):
                    raise
                failed.append((name_of(file), error))
            except TracerError as error:
                failed.append((name_of(file), error))
        tell(on_progress, len(files), len(files))
        url, counts = target.url, target.counts()
    return IngestReport(
        url=url,
        counts=counts,
        added=tuple(done[Put.ADDED]),
        unchanged=tuple(done[Put.UNCHANGED]),
        replaced=tuple(done[Put.REPLACED]),
        failed=tuple(failed),
    )


def _require_campaign(store: GraphStore, tools: _Tools) -> None:
    """StoreError where the store was read for another campaign, which shows by measures that this one's reader never finds.

    Who read a file is no sign: it changes with every version of the program.
    """
    own = tools.lexicon.kinds if tools.lexicon else frozenset(CREDIT_KINDS)
    found = _some_measures(store)
    if found and own.isdisjoint(measure.kind for measure in found):
        raise StoreError(
            f"这个库是为另一种清理读入的，不能再按规则 {tools.policy.id} 读入：{store.url}。请用 --store 另用一个库；库没有改动。",
            f"This store was read for another campaign and cannot be read for the policy {tools.policy.id} too: "
            f"{store.url}. Take another store with --store; nothing was changed.",
        )


def _some_measures(store: GraphStore) -> tuple[Measure, ...]:
    """The measures of the first file that has any; what is damaged is passed over."""
    for entry in store.entries():
        with suppress(DamagedError, NotFoundError):
            if measures := store.get_reading(entry.path).measures:
                return measures
    return ()


def _list_files(paths: Iterable[str | Path]) -> tuple[list[Path], list[tuple[str, TracerError]]]:
    """All files by absolute path, each once, and the folders that hold none.

    The path is the name under which the store keeps a file: a relative one would mean another file
    from another folder.
    """
    files: dict[Path, None] = {}
    failed: list[tuple[str, TracerError]] = []
    for path in paths:
        try:
            files.update(dict.fromkeys(find_files([Path(path).absolute()])))
        except TracerError as error:
            failed.append((name_of(Path(path)), error))
    return list(files), failed


_Seen = tuple[FileBytes, tuple[Undo, ...]] | TracerError | None
"""A file that must be read, with the repairs not to be made in it; why it cannot be read; None where the store has it."""


def _look_at(file: Path, store: GraphStore, *, anew: bool) -> _Seen:
    """What is to be done with a file. The store is asked before the bytes are made text: most files are unchanged."""
    try:
        data = read_bytes(file)
        known = not anew and store.has(data.path, data.sha256)
        return None if known else (data, _remembered(data.sha256, store))
    except StoreError:
        raise
    except TracerError as error:
        return error


def _is_known(seen: _Seen) -> bool:
    """Whether there is nothing to read."""
    return seen is None or isinstance(seen, TracerError)


def _bytes_of(seen: _Seen) -> int:
    """How much there is to read."""
    return len(seen[0].data) if isinstance(seen, tuple) else 0


def _read_one(policy: str | None, seen: _Seen) -> Reading | TracerError | None:
    """The reading of a file that must be read."""
    if seen is None or isinstance(seen, TracerError):
        return seen
    data, undone = seen
    try:
        return _Tools.load(policy).read_file(data.as_source(), undone)
    except TracerError as error:
        return error


def _keep_one(read_one: Reading | TracerError | None, store: GraphStore, tools: _Tools, *, anew: bool) -> Put:
    """Put a reading into the store."""
    if read_one is None:
        return Put.UNCHANGED
    if isinstance(read_one, TracerError):
        raise read_one
    # With several workers the file was looked at before the last ones were kept, and these may have brought or taken
    # away a file of the same bytes.
    undone = _remembered(read_one.source.sha256, store)
    return store.put(read_one if read_one.undone == undone else tools.read_file(read_one.source, undone), anew=anew)


def _remembered(sha256: str, store: GraphStore) -> tuple[Undo, ...]:
    """The repairs that somebody undid in a file of these bytes, wherever it lies."""
    for path in store.paths_of(sha256):
        with suppress(DamagedError):  # what was undone is lost with the reading
            return store.get_reading(path).undone
    return ()


def _guarded(name: str, work: Callable[[], T]) -> T:
    """What the work gives; what the program stumbles over becomes an error that names the file."""
    try:
        return work()
    except TracerError:
        raise
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        raise InputError(
            f"读取时程序出错：{name}（{what}）。请把文件和这句话报告给维护者。",
            f"The program failed while reading {name} ({what}). Please report the file and this line.",
        ) from error


# --- extract -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What came of one line or file: `label` in the label format with its id, or the error."""

    line: int
    label: dict[str, object] | None = None
    error: TracerError | None = None


def extract(lines: Iterable[str | bytes], *, policy: str | None = None, workers: int = 1) -> Iterator[Extracted]:
    """Read and judge {"id", "text"} lines one by one; other keys are not looked at, blank lines are skipped.

    Each text is judged alone, every document in it on its own date. A line that cannot be used gives
    an error that names its number (from 1); the others go on. `workers` processes share the work.
    """
    _Tools.load(policy)
    numbered = ((number, line) for number, line in enumerate(lines, start=1) if line.strip())
    with started(workers) as readers:
        yield from map_in_order(
            partial(_extract_line, policy), numbered, readers, size_of=lambda numbered: len(numbered[1])
        )


def _extract_line(policy: str | None, numbered: tuple[int, str | bytes]) -> Extracted:
    number, line = numbered
    try:
        identity, text = _parse_line(line, number)
        return Extracted(line=number, label=_label(identity, text, _Tools.load(policy)))
    except TracerError as error:
        return Extracted(line=number, error=error)


def extract_files(paths: Iterable[str | Path], *, policy: str | None = None, workers: int = 1) -> Iterator[Extracted]:
    """The same for text files and folders of them; the id of each is its path."""
    _Tools.load(policy)
    with started(workers) as readers:
        yield from map_in_order(partial(_extract_file, policy), enumerate(_files_of(paths), start=1), readers)


def _files_of(paths: Iterable[str | Path]) -> Iterator[Path | TracerError]:
    """The files one by one, and in the place of a folder without any the error that says so."""
    for path in paths:
        try:
            yield from find_files([Path(path)])
        except TracerError as error:
            yield error


def _extract_file(policy: str | None, numbered: tuple[int, Path | TracerError]) -> Extracted:
    number, file = numbered
    try:
        if isinstance(file, TracerError):
            raise file
        source = read_source(file)
        return Extracted(line=number, label=_label(source.path, source.text, _Tools.load(policy)))
    except TracerError as error:
        return Extracted(line=number, error=error)


@dataclass(frozen=True, slots=True)
class _Tools:
    """What judging needs beside the text."""

    registry: Registry
    policy: Policy
    lexicon: Lexicon | None

    @classmethod
    def load(cls, policy: str | None) -> _Tools:
        rules = load_policy(policy)
        return cls(load_registry(), rules, _lexicon_of(rules))

    def read(self, source: Source, undone: Sequence[Undo] = ()) -> Reading:
        """What a text says, with the measures that the policy asks for, without the repairs that are undone."""
        return read(source, self.registry.law_names(), lexicon=self.lexicon, undone=undone)

    def read_file(self, source: Source, undone: Sequence[Undo] = ()) -> Reading:
        """The same; what the program stumbles over becomes an error that names the file."""
        return _guarded(source.path, lambda: self.read(source, undone))


# --- evaluate ----------------------------------------------------------------------------------


def evaluate_labels(path: Path) -> Evaluation:
    """Read and judge the texts of a label file and score the result against its labels.

    InputError where the file cannot be read or a line is no label.
    """
    gold: list[dict[str, Any]] = []
    for number, line in enumerate(read_lines(path), 1):
        if not line.strip():
            continue
        try:
            label = json.loads(line)
        except ValueError as error:
            raise _bad_line(number, "不是有效的 JSON", "is not valid JSON") from error
        if not isinstance(label, dict) or not {"id", "text", "citations"} <= set(label):
            raise _bad_line(
                number, "不是一条标注（缺 id、text 或 citations）", "is no label (id, text or citations missing)"
            )
        gold.append(label)
    lines = (json.dumps({"id": g["id"], "text": g["text"]}) for g in gold)
    predicted = {str(x.label["id"]): x.label for x in extract(lines) if x.label is not None}
    return evaluate(gold, predicted)


def read_baseline(path: Path) -> dict[str, bool]:
    """The outcomes kept by `write_baseline`. InputError where the file is something else."""
    try:
        kept = json.loads(b"".join(read_lines(path)))
    except ValueError as error:
        raise InputError(
            f"{name_of(path)} 不是基线文件（不是有效的 JSON）。", f"{name_of(path)} is no baseline."
        ) from error
    if not isinstance(kept, dict) or not all(isinstance(ok, bool) for ok in kept.values()):
        raise InputError(f"{name_of(path)} 不是基线文件。", f"{name_of(path)} is no baseline.")
    return kept


def write_baseline(path: Path, evaluation: Evaluation) -> None:
    """Keep the outcome of every label, one a line, so that a change of one shows in a diff."""
    rows = ",\n".join(
        f" {json.dumps(k, ensure_ascii=False)}: {json.dumps(v)}" for k, v in sorted(evaluation.outcomes.items())
    )
    beside = path.with_name(path.name + ".new")
    try:
        beside.write_text("{\n" + rows + "\n}\n", encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise file_error(error, name_of(path)) from error


# --- calibrate ---------------------------------------------------------------------------------


def clauses_in(text: str, name: str) -> list[dict[str, Any]]:
    """The clauses of a text that may be measures: `start, end, words`, and the `kind` of those that the rules find.

    `kind` is None for a clause that holds a trigger and that the rules pass over.
    """
    # The classifier that is being made rates nothing yet.
    reading = read(source_of_text(text, name), load_registry().law_names(), rate=lambda _, measures: tuple(measures))
    found = [*clauses_of_measures(text, reading.measures), *clauses_passed_over(reading)]
    return [
        {"start": c.span.start, "end": c.span.end, "words": c.words, "kind": c.kind.value if c.kind else None}
        for c in found
    ]


def guesses(known: Sequence[tuple[str, str]], asked: Sequence[str], *, seed: int, variations: int = 0) -> list[Guess]:
    """What a classifier trained on `known` (words, label) thinks of the words asked about."""
    return train(known, seed=seed, variations=variations).guess(asked)


def confidences(known: Sequence[tuple[Guess, str, bool]], asked: Sequence[tuple[Guess, str]]) -> list[float]:
    """The confidence of findings (guess, kind), calibrated on known ones (guess, kind, right or wrong)."""
    calibration = fit_calibration([(evidence(g, MeasureKind(kind)), ok) for g, kind, ok in known])
    return [calibration.confidence(g, MeasureKind(kind)) for g, kind in asked]


def keep_classifier(
    clauses: Sequence[tuple[str, str]], judged: Sequence[tuple[Guess, str, bool]], *, seed: int, variations: int = 0
) -> None:
    """Train on all clauses, calibrate on cross-validated guesses, and put both where the reader takes them from."""
    calibration = fit_calibration([(evidence(g, MeasureKind(kind)), ok) for g, kind, ok in judged])
    keep(train(clauses, seed=seed, variations=variations), calibration)


def assumed_shares() -> Mapping[str, Mapping[str, float]]:
    """Class of statement → way in which it is found → the share of right ones taken before any label is looked at."""
    return certainty.assumed()


def keep_shares(table: Mapping[str, Mapping[str, float]]) -> None:
    """Put the learnt shares where the reader takes them from."""
    certainty.keep(table)


# --- reading lines -----------------------------------------------------------------------------


def read_lines(path: Path) -> Iterator[bytes]:
    """The lines of a file one by one. InputError where it cannot be read."""
    name = name_of(path)
    try:
        with path.open("rb") as file:
            yield from file
    except OSError as error:
        raise file_error(error, name) from error


def _parse_line(line: str | bytes, number: int) -> tuple[str | int, str]:
    """The id and the text of a line. InputError names the line and what is wrong with it."""
    try:
        text = line.decode("utf-8-sig" if number == 1 else "utf-8") if isinstance(line, bytes) else line
        value = json.loads(text)
    except UnicodeDecodeError as error:
        raise _bad_line(number, "不是 UTF-8", "is not UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise _bad_line(number, "不是 JSON", "is not JSON") from error
    if not isinstance(value, dict):
        raise _bad_line(number, "不是 JSON 对象", "is no JSON object")
    identity, words = value.get("id"), value.get("text")
    if not isinstance(identity, str | int) or not isinstance(words, str):
        raise _bad_line(number, "缺少 id 或 text（text 须为字符串）", "lacks id or text (text must be a string)")
    return identity, words


def _bad_line(number: int, zh: str, en: str) -> InputError:
    return InputError(
        f'第 {number} 行{zh}。每行应为 {{"id": …, "text": …}}。',
        f'Line {number} {en}. Each line should be {{"id": …, "text": …}}.',
    )


def _label(identity: str | int, text: str, tools: _Tools) -> dict[str, object]:
    """One text in the label format, every document judged on its own date."""
    source = source_of_text(text, str(identity))

    def label() -> dict[str, object]:
        reading = tools.read(source)
        findings = judge([reading], tools.registry, tools.policy, None)
        return {"id": identity, **label_format(reading, findings, tools.registry)}

    return _guarded(source.path, label)


# --- policies ----------------------------------------------------------------------------------


def check_policy(name: str) -> list[Problem]:
    """What does not hold in a policy file and in the lexicon that it names, by line. PolicyError where it cannot be read."""
    text = text_of(name)
    policy, problems = read_policy(text, name)
    if policy is None:
        return problems
    try:
        _lexicon_of(policy)
    except PolicyError as error:
        lines = (i for i, line in enumerate(text.splitlines(), start=1) if line.startswith("lexicon"))
        return [Problem(next(lines, 1), error.message, error.english)]
    return []


# --- gaps and trace ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsReport:
    """The chosen findings, and how all measures that pass the other filters stand.

    `gaps` counts the dead ends that matter among the latter, whatever was chosen; `other` are the
    rest of what must be mended, empty where the choice was not the default. `profiles` are the
    local profiles, by name with their place, that narrow the policy for some of the documents.
    """

    as_of: date
    policy: str
    counts: dict[Verdict, int]
    findings: tuple[Finding, ...]
    gaps: int
    other: tuple[Finding, ...] = ()
    profiles: Mapping[str, str] = field(default_factory=dict)


def gaps(
    store: GraphStore | str, *, as_of: date | None = None, policy: str | None = None, filters: Filters | None = None
) -> GapsReport:
    """Every measure whose chain reaches no permitted source, or whatever else the filters choose.

    Without chosen verdicts these are the gaps: incentive and repair measures are never among them.
    With must_mend the gaps come first. NotFoundError where the store is empty or holds no such document.
    """
    chosen = filters or Filters()
    tools = _Tools.load(policy)
    day = as_of or date.today()
    library = library_of(store, policy, chosen)
    asked = [m for m in in_order(library) if passes(library.documents[m.document], m, chosen)]
    if chosen.verdicts and not chosen.must_mend:
        return _gaps_of_verdicts(library, asked, tools.policy, day, chosen.verdicts)
    found = (finding_on(library, m, tools.policy, day) for m in asked)
    passing = [finding for finding in found if finding is not None]
    default = not chosen.must_mend
    return GapsReport(
        as_of=day,
        policy=tools.policy.id,
        counts=count_verdicts(passing),
        findings=_choose(passing, chosen),
        gaps=sum(finding.is_gap for finding in passing),
        other=tuple(f for f in passing if f.must_mend and not f.is_gap) if default else (),
        profiles=profiles_for(tools.policy, {f.document.region for f in passing}),
    )


def _gaps_of_verdicts(
    library: Library, asked: Sequence[Measure], policy: Policy, day: date, verdicts: frozenset[Verdict]
) -> GapsReport:
    """The report where verdicts were chosen: all are counted in bulk, the whole finding is worked out for the chosen ones."""
    verdicts_of = verdicts_on(library, policy, day)
    standing = [(m, verdicts_of[m.id]) for m in asked if m.id in verdicts_of]
    found = (finding_on(library, m, policy, day) for m, verdict in standing if verdict in verdicts)
    counts = Counter(verdict for _, verdict in standing)
    return GapsReport(
        as_of=day,
        policy=policy.id,
        counts={verdict: counts[verdict] for verdict in Verdict},
        findings=tuple(finding for finding in found if finding is not None),
        gaps=sum(verdict is Verdict.DEAD_END and m.kind not in NEVER_GAPS for m, verdict in standing),
    )


def verdicts_on(library: Library, policy: Policy, day: date) -> dict[str, Verdict]:
    """The verdict on every measure that is judged on that day, by its id, what people overruled included."""
    overruled = library.decided.verdicts
    return {
        m: Verdict(overruled[m].value) if m in overruled else standing.verdict
        for m, standing in judge_all(library, policy, day).items()
    }


def _require_read_for(policy: Policy, store: GraphStore, readings: Sequence[Reading]) -> None:
    """NotFoundError where the store was read for another campaign: measures that nobody looked for are no clean bill."""
    if any(measure.kind in policy.kinds for reading in readings for measure in reading.measures):
        return
    if not all(store.has(reading.source.path, reading.source.sha256) for reading in readings):
        raise NotFoundError(
            f"库中的文件不是按规则 {policy.id} 读入的。请用同一个 --policy 重新运行 tracer ingest，另用一个库。",
            f"The files of the store were not read for the policy {policy.id}. Run tracer ingest with the same "
            "--policy, into a store of its own.",
        )


def _require_documents(readings: Sequence[Reading], filters: Filters) -> None:
    """NotFoundError where there is nothing to report on: no finding must not read as no gap."""
    documents = [document for reading in readings for document in reading.documents]
    if not documents:
        raise NotFoundError(
            "库中还没有文件。请先运行 tracer ingest 文件或文件夹。",
            "The store holds no document yet. Run tracer ingest FILE or FOLDER first.",
        )
    if filters.document is not None and not any(_is_document(d, filters.document) for d in documents):
        raise NotFoundError(
            f"库中没有这个文件：{filters.document}。可写文件编号、文号或标题中的字。",
            f"No such document in the store: {filters.document}. Give its id, its number, or words of its title.",
        )
    if filters.region is not None and not any(is_in(d.region, filters.region) for d in documents):
        raise NotFoundError(
            f"库中没有这个地方的文件：{filters.region}。写法如 河南省/平顶山市 或 平顶山市。",
            f"No document of this place in the store: {filters.region}. Write it as 河南省/平顶山市 or 平顶山市.",
        )


def passes(document: Document, measure: Measure, filters: Filters) -> bool:
    """Whether a measure of a document passes all filters but the choice of verdicts."""
    return (
        (filters.region is None or is_in(document.region, filters.region))
        and (not filters.kinds or measure.kind in filters.kinds)
        and (filters.issued_after is None or (document.date is not None and document.date > filters.issued_after))
        and (filters.document is None or _is_document(document, filters.document))
    )


def _is_document(document: Document, wanted: str) -> bool:
    """Whether `wanted` is the document's id or number, or words of its title."""
    number = normal_number(wanted)
    return (
        document.id == wanted
        or (number is not None and document.number == number)
        or (bool(wanted.strip()) and wanted in (document.title or ""))
    )


def _choose(findings: Sequence[Finding], filters: Filters) -> tuple[Finding, ...]:
    """The findings of the chosen verdicts, the gaps first where all that must be mended was asked for."""
    if filters.must_mend:
        mend = [f for f in findings if f.must_mend and (not filters.verdicts or f.verdict in filters.verdicts)]
        return tuple(sorted(mend, key=lambda finding: not finding.is_gap))
    return tuple(finding for finding in findings if finding.is_gap)


def trace(store: GraphStore | str, measure: str, *, as_of: date | None = None, policy: str | None = None) -> Finding:
    """The finding on one measure of the store, by its id. NotFoundError says why there is none."""
    tools = _Tools.load(policy)
    day = as_of or date.today()
    held = _held_by(store, policy)
    library = held.library(tools.registry)
    known = library.measures.get(measure)
    finding = finding_on(library, known, tools.policy, day) if known else None
    if finding is None:
        raise no_finding(held.readings, day, measure)
    return finding


def prove(
    store: GraphStore | str, measure: str, *, as_of: date | None = None, policy: str | None = None
) -> dict[str, Any]:
    """The finding on one measure as a self-contained proof (docs/proofs.md). NotFoundError where there is none."""
    tools = _Tools.load(policy)
    library = library_of(store, policy)
    if measure not in library.measures:
        raise NotFoundError(f"库中没有这条措施：{measure}。", f"No such measure in the store: {measure}.")
    return proof.prove(library, library.measures[measure], tools.policy, as_of or date.today())


def proof_anchors(policy: str | None = None, *, any_registry: bool = False) -> Anchors:
    """What a proof must have been made with: the registry here (or any), and this policy."""
    tools = _Tools.load(policy)
    root = None if any_registry else tools.registry.tree.root
    return Anchors(root, frozenset({digest_of(proof.policy_value(tools.policy))}))


# --- impact ------------------------------------------------------------------------------------


def impact(
    store: GraphStore | str,
    instrument: str,
    *,
    as_of: date | None = None,
    repealed_on: date | None = None,
    replaced_by: str | None = None,
    policy: str | None = None,
) -> Impact:
    """What changes if a source is repealed or replaced. NotFoundError where no single one is meant."""
    tools = _Tools.load(policy)
    held = _held_by(store, policy)
    return what_if.impact(
        held.readings,
        tools.registry,
        tools.policy,
        instrument,
        as_of=as_of or date.today(),
        repealed_on=repealed_on,
        replaced_by=replaced_by,
        decisions=held.decisions,
    )


def single_points(
    store: GraphStore | str, *, as_of: date | None = None, policy: str | None = None
) -> tuple[SourceUse, ...]:
    """The sources on which measures rest alone, those with most of them first."""
    tools = _Tools.load(policy)
    held = _held_by(store, policy)
    return what_if.single_points(
        held.readings, tools.registry, tools.policy, as_of or date.today(), decisions=held.decisions
    )


def graph(store: GraphStore | str, *, policy: str | None = None) -> BasisGraph:
    """The basis graph of the store: what graph_schema.graph states, linked to the registry as it is now."""
    return graph_of(library_of(store, policy))


@dataclass(frozen=True, slots=True)
class _Held:
    """What a store holds that verdicts rest on: readings without files of equal bytes, and what people decided."""

    readings: tuple[Reading, ...]
    decisions: tuple[Decision, ...]

    def library(self, registry: Registry) -> Library:
        """All of it joined with the registry and the article texts at hand."""
        return build_library(self.readings, registry, shelf(), self.decisions)


def library_of(store: GraphStore | str, policy: str | None = None, wanted: Filters | None = None) -> Library:
    """What a store holds, joined with the registry. NotFoundError where it holds nothing, or none of the wanted documents."""
    return _held_by(store, policy, wanted).library(load_registry())


def _held_by(store: GraphStore | str, policy: str | None, wanted: Filters | None = None) -> _Held:
    """What the store holds; an error where there is nothing, or none of the wanted documents."""
    with opened(store, policy=policy) as source:
        held = _Held(distinct(source.readings()), source.decisions())
        _require_read_for(load_policy(policy), source, held.readings)
    _require_documents(held.readings, wanted or Filters())
    return held


# --- the store itself --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreJudged:
    """A judgement that a store keeps now, what was written for it, and the others that went since the store had changed."""

    judgement: Judgement
    kept: Kept
    gone: tuple[Judgement, ...]


def judge_store(
    store: GraphStore | str, *, as_of: date | None = None, policy: str | None = None, anew: bool = False
) -> StoreJudged:
    """Judge all of a store and keep the basis graph and the findings in it, for whoever asks it itself.

    What changes meanwhile is not in it: the judgement names the version of the store that it is made of.
    `anew` lets all that was kept go first, which mends what is damaged of it.
    """
    tools = _Tools.load(policy)
    day = as_of or date.today()
    with opened(store, policy=policy) as target:
        version = target.version()
        library = library_of(target, policy)
        graph = graph_of(library)
        rules = digest_of(proof.policy_value(tools.policy))[:12]
        edition = f"{__version__}+{tools.registry.edition}+{rules}"
        before = target.judgements()
        if anew:
            target.drop_graph()
        judgement = Judgement(policy=tools.policy.id, as_of=day, version=version, edition=edition)
        kept = target.keep(judgement, graph.nodes, graph.edges, judge_library(library, tools.policy, day))
        left = {(other.policy, other.as_of) for other in target.judgements()}
    gone = tuple(other for other in before if (other.policy, other.as_of) not in left)
    return StoreJudged(judgement=judgement, kept=kept, gone=gone)


# --- check -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """One file judged: its first document, all that was read in it, and the findings on its measures in text order."""

    as_of: date
    policy: str
    document: Document
    reading: Reading
    findings: tuple[Finding, ...]
    profiles: Mapping[str, str] = field(default_factory=dict)

    @property
    def gaps(self) -> int:
        """How many dead ends count."""
        return sum(finding.is_gap for finding in self.findings)


def check(
    path: str | Path,
    *,
    store: GraphStore | str | None = None,
    as_of: date | None = None,
    policy: str | None = None,
    draft: bool = False,
    undo: Sequence[int] = (),
    keep: Sequence[RepairKind] = (),
) -> CheckReport:
    """Judge one file, issued or still a draft, without keeping it.

    With a store the file is judged together with what the store holds, itself replaced by this
    version. The repairs numbered in `undo`, and all of the kinds in `keep`, are not made (`repairs`
    lists them). InputError where the file cannot be read or holds no document.
    """
    tools = _Tools.load(policy)
    day = as_of or date.today()
    source = read_source(Path(path).absolute())
    reading = _as_draft(_undoing(source, store, tools, undo, keep)[1], draft)
    if not reading.documents:
        raise InputError(
            f"没有认出文件内容：{source.path}。请检查是否选错了文件。",
            f"No document was recognised in {source.path}. Check that it is the right file.",
        )
    beside = _beside(store, reading) if store is not None else _Held((), ())
    library = _Held((reading, *beside.readings), beside.decisions).library(tools.registry)
    own = {document.id for document in reading.documents}
    judged = (finding_on(library, m, tools.policy, day) for m in library.measures.values() if m.document in own)
    findings = [finding for finding in judged if finding is not None]
    return CheckReport(
        as_of=day,
        policy=tools.policy.id,
        document=reading.documents[0],
        reading=reading,
        findings=tuple(sorted(findings, key=lambda f: (f.measure.span.start, f.measure.span.end))),
        profiles=profiles_for(tools.policy, (document.region for document in reading.documents)),
    )


def _as_draft(reading: Reading, draft: bool) -> Reading:
    """The reading, its documents marked as drafts where the person says that they are."""
    if not draft:
        return reading
    return replace(reading, documents=tuple(replace(document, draft=True) for document in reading.documents))


# --- repairs -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairsReport:
    """The repairs of a file in text order, and what it says with those undone that are undone."""

    reading: Reading
    rows: tuple[RepairRow, ...]


def repairs(
    path: str | Path,
    *,
    store: GraphStore | str | None = None,
    policy: str | None = None,
    undo: Sequence[int] = (),
    keep: Sequence[RepairKind] = (),
    remember: bool = False,
) -> RepairsReport:
    """Every repair of a file: the place, what stood there, what is read instead.

    Those numbered in `undo` and all of the kinds in `keep` are not made; where none is named, those that
    the store remembers for these bytes are not. With `remember` the store is told, and what it holds of
    the file is read again: with none named it makes all repairs once more. NotFoundError for a number
    that the list does not have, and where a file to be remembered is not in the store.
    """
    source = read_source(Path(path).absolute())
    plain, reading = _undoing(source, None if remember else store, _Tools.load(policy), undo, keep)
    if remember and store is not None:
        undo_repairs(store, source.sha256, reading.undone, policy=policy)
    return RepairsReport(reading=reading, rows=repair_rows(source.text, plain.repairs, reading.repairs))


def undo_repairs(store: GraphStore | str, sha256: str, undone: Sequence[Undo], *, policy: str | None = None) -> Reading:
    """Read the files of these bytes again, all repairs made but the `undone`; ingest keeps to it from now on.

    Gives one of the new readings, which differ in the path only. NotFoundError where the store has no such file.
    """
    tools = _Tools.load(policy)
    with opened(store, policy=policy) as target:
        paths = target.paths_of(sha256)
        if not paths:
            raise NotFoundError(
                "库中没有这个文件，撤销无处可记。请先用 tracer ingest 读入。",
                "The store does not hold this file, so it cannot remember. Run tracer ingest on it first.",
            )
        _require_campaign(target, tools)
        readings = [tools.read_file(target.get_reading(path).source, undone) for path in paths]
        for reading in readings:
            target.put(reading)
    return readings[0]


def _undoing(
    source: Source, store: GraphStore | str | None, tools: _Tools, undo: Sequence[int], keep: Sequence[RepairKind]
) -> tuple[Reading, Reading]:
    """The reading with all repairs made, and the one without those that are undone."""
    plain = tools.read_file(source)
    undone = undoing(plain.repairs, undo, keep)
    if not undone and store is not None:
        with opened(store) as target:
            undone = _remembered(source.sha256, target)
    return plain, tools.read_file(source, undone) if undone else plain


def _beside(store: GraphStore | str, reading: Reading) -> _Held:
    """What the store holds beside this file: no earlier version of it, and no copy of any of its documents.

    A copy left in could stand for the document under check, and the findings would be those of the copy.
    """
    own = {key for document in reading.documents for key in _keys(document)}
    with opened(store) as source:
        others = [other for other in source.readings() if other.source.path != reading.source.path]
        decisions = source.decisions()
    kept = (_without(other, {d.id for d in other.documents if own & _keys(d)}) for other in others)
    return _Held(tuple(kept), decisions)


def _keys(document: Document) -> set[str]:
    """What two captures of one document have in common: the same text, the same number, or the same title."""
    title = "".join((document.title or "").split())
    return {document.id, document.number or document.id, title if len(title) >= 8 else document.id}


def _without(reading: Reading, gone: set[str]) -> Reading:
    """The reading as if its file did not hold these documents."""
    if not gone:
        return reading
    measures = tuple(measure for measure in reading.measures if measure.document not in gone)
    kept = {measure.id for measure in measures}
    return replace(
        reading,
        documents=tuple(document for document in reading.documents if document.id not in gone),
        provisions=tuple(provision for provision in reading.provisions if provision.document not in gone),
        citations=tuple(citation for citation in reading.citations if citation.document not in gone),
        vague=tuple(vague for vague in reading.vague if vague.document not in gone),
        measures=measures,
        basis=tuple(basis for basis in reading.basis if basis.measure in kept),
        references=tuple(reference for reference in reading.references if reference.document not in gone),
        duties=tuple(duty for duty in reading.duties if duty.document not in gone),
    )
