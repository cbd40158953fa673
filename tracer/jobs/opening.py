"""Says what all jobs share: the store opened for the reader of a policy, the tools of judging, and what a store holds."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial, wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from graph_schema.errors import (
    DamagedError,
    InputError,
    NotFoundError,
    PolicyError,
    SecretError,
    StoreError,
    TracerError,
)
from graph_schema.numbers import normal_number
from graph_schema.records import Document, Measure, Reading, SourceFile, Undo
from graph_schema.terms import CREDIT_KINDS
from ingest.edition import earlier_names, reader_name
from ingest.limits import NO_MEMORY_LEFT
from tracer.jobs.undone import CarriedOver, carried_over
from tracer.policy.file import CREDIT_LEXICON, load_policy
from tracer.policy.rules import Policy
from tracer.registry.editions import judged_by
from tracer.registry.load import Registry, load_registry
from tracer.registry.own_rows import registry_of, url_at_hand
from tracer.store import GraphStore, open_store
from tracer.store.base.readings import Readings

if TYPE_CHECKING:  # the reader is loaded where something is read: most questions to a store need none of it
    from ingest.find.campaign import Lexicon
    from ingest.parallel import Workers

_Given = ParamSpec("_Given")
_ResultT = TypeVar("_ResultT")


def with_its_registry(job: Callable[_Given, _ResultT]) -> Callable[_Given, _ResultT]:
    """Returns a job that runs with the registry of the store it is given, whichever store is at hand elsewhere.

    Where the job is given the name of an edition as `registry`, with that one of the store.
    """
    signature = inspect.signature(job)

    @wraps(job)
    def run(*given: _Given.args, **named: _Given.kwargs) -> _ResultT:
        arguments = signature.bind(*given, **named).arguments
        store, edition = arguments.get("store"), arguments.get("registry")
        if store is None and edition is None:
            return job(*given, **named)
        url = url_at_hand() if store is None else store if isinstance(store, str) else store.url
        with registry_of(url), judged_by(url, edition):
            return job(*given, **named)

    return run


@contextmanager
def opened(store: GraphStore | str, *, create: bool = False, policy: str | None = None) -> Iterator[GraphStore]:
    """Yields the store, opened for the reader of a policy and closed again where only its address is given."""
    if isinstance(store, str):
        with (
            registry_of(store),
            open_store(store, create=create, reader=reader_version(policy), same_as=earlier_readers(policy)) as mine,
        ):
            yield mine
    else:
        yield store


def reader_version(policy: str | None = None) -> str:
    """Returns the name of this reader: what it says (ingest.edition), with the names of laws that the registry gives it.

    A file is read again when either changed, so that no finding rests on an old reading. A policy with
    a lexicon of its own has a reader of its own: a store is read for one campaign.
    """
    return reader_name(load_registry().law_names(), lexicon_of(load_policy(policy)))


def earlier_readers(policy: str | None = None) -> frozenset[str]:
    """Returns the names of earlier readers that said the same: what they read need not be read again."""
    registry = load_registry()
    return earlier_names(registry.law_names(), registry.edition, lexicon_of(load_policy(policy)))


def lexicon_of(policy: Policy) -> Lexicon | None:
    """Returns the word list of the policy's campaign; None for credit, which has a reader of its own.

    PolicyError where it finds measures that the policy does not ask for, or none of those it asks for.
    """
    if policy.lexicon == CREDIT_LEXICON:
        return None
    from ingest.find.campaign import load_lexicon

    lexicon = load_lexicon(policy.lexicon)
    if lexicon.kinds != policy.kinds:
        found, asked = " ".join(sorted(lexicon.kinds)), " ".join(sorted(policy.kinds))
        raise PolicyError(
            "policy.other_kinds",
            lexicon=policy.lexicon,
            found=found,
            policy=policy.id,
            asked=asked,
        )
    return lexicon


@dataclass(frozen=True, slots=True)
class Tools:
    """Holds what judging needs beside the text; `name` is that of the policy, as it was asked for."""

    registry: Registry
    policy: Policy
    lexicon: Lexicon | None
    name: str | None = None

    @classmethod
    def load(cls, policy: str | None) -> Tools:
        rules = load_policy(policy)
        return cls(load_registry(), rules, lexicon_of(rules), policy)

    def read(self, source: SourceFile, undone: Sequence[Undo] = ()) -> Reading:
        """Returns what a text says, with the measures that the policy asks for, without the repairs that are undone."""
        from ingest.reading import read

        return read(source, self.registry.law_names(), lexicon=self.lexicon, undone=undone)

    def read_file(self, source: SourceFile, undone: Sequence[Undo] = ()) -> Reading:
        """Returns the same; what the program stumbles over becomes an error that names the file."""
        return guarded(source.path, lambda: self.read(source, undone))


class FileReader:
    """Reads files in a process of its own, each within its limits of time and memory."""

    def __init__(self, policy: str | None, process: Workers) -> None:
        from ingest.parallel import Work

        self._process = process
        self._work = Work(
            do=partial(_read_one, policy),
            size_of=lambda asked: len(asked[0].text.encode("utf-8")),
            name_of=lambda asked: asked[0].path,
        )

    def read(self, source: SourceFile, undone: Sequence[Undo] = ()) -> Reading:
        """Returns what a text says, as Tools.read_file() does. InputError where it takes more than it may."""
        from ingest.parallel import do_one

        return do_one(self._work, (source, tuple(undone)), self._process)


@contextmanager
def file_reader(policy: str | None) -> Iterator[FileReader]:
    """Yields a reader whose process ends with the block."""
    import ingest.reading  # noqa: F401
    from ingest.parallel import started

    Tools.load(policy)  # once, for this process and the one that starts here
    with started(1) as process:
        yield FileReader(policy, process)


def _read_one(policy: str | None, asked: tuple[SourceFile, tuple[Undo, ...]]) -> Reading:
    source, undone = asked
    return Tools.load(policy).read_file(source, undone)


T = TypeVar("T")


def guarded(name: str, work: Callable[[], T]) -> T:
    """Returns what the work gives; what the program stumbles over becomes an error that names the file.

    Want of memory is left to the process, which ends and is named with its limit (ingest.limits).
    """
    try:
        return work()
    except (TracerError, *NO_MEMORY_LEFT):
        raise
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        raise InputError(
            "file.program_failed",
            name=name,
            what=what,
        ) from error


def with_held(error: SecretError, path: str, store: Readings) -> SecretError:
    """Returns the error, saying too that the store holds an earlier text of the file where it does."""
    try:
        store.get_reading(path)
    except NotFoundError:
        return error
    except DamagedError:
        pass
    return SecretError("file.secret_held", what=error.said)


def require_campaign(store: Readings, tools: Tools) -> None:
    """Raises StoreError where the store was read for another campaign, which shows by measures that this one's reader never finds.

    Who read a file is no sign: a store may have been read by an earlier edition of the same reader.
    """
    own = tools.lexicon.kinds if tools.lexicon else frozenset(CREDIT_KINDS)
    found = _some_measures(store)
    if found and own.isdisjoint(measure.kind for measure in found):
        raise StoreError(
            "store.other_campaign",
            policy=tools.policy.id,
            url=store.url,
        )


def _some_measures(store: Readings) -> tuple[Measure, ...]:
    """Returns the measures of the first file that has any; what is damaged is passed over."""
    for entry in store.entries():
        with suppress(DamagedError, NotFoundError):
            if measures := store.get_reading(entry.path).measures:
                return measures
    return ()


@dataclass(frozen=True, slots=True)
class Remembered:
    """Holds the repairs that somebody undid in a file, and the text that they were undone in; None where it is this very one."""

    undone: tuple[Undo, ...] = ()
    text: str | None = None

    def within(self, text: str) -> CarriedOver:
        """Returns where these repairs stand in the text of the file as it is now."""
        return CarriedOver(self.undone, ()) if self.text is None else carried_over(self.undone, self.text, text)


def remembered(path: str, sha256: str, store: Readings) -> Remembered:
    """Returns the repairs that somebody undid in a file of these bytes, wherever it lies, or in an earlier text of this file."""
    for same in store.paths_of(sha256):
        with suppress(DamagedError):  # what was undone is lost with the reading
            return Remembered(store.get_reading(same).undone)
    with suppress(DamagedError, NotFoundError):
        earlier = store.get_reading(path)
        return Remembered(earlier.undone, earlier.source.text)
    return Remembered()


def is_document(document: Document, wanted: str) -> bool:
    """Tells whether `wanted` is the document's id or number, or words of its title."""
    number = normal_number(wanted)
    return (
        document.id == wanted
        or (number is not None and document.number == number)
        or (bool(wanted.strip()) and wanted in (document.title or ""))
    )
