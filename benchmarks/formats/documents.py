"""The texts that files are made from for scoring: the sample corpus, the real documents and labelled texts beside the project, any folder.

Real texts are no part of the project; where they are not at hand their rows are left out.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.reading import ROOT, SHARED

Label = Mapping[str, Any]
CORPORA = ("sample", "seeds", "labelled", "unlabelled")
_SAMPLE = ROOT / "tracer/sample"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """Holds a text and its labels, where it has any.

    `together` are the documents that may rest on each other, by the name of their corpus. `aside` are texts that nobody
    looks at while readers are mended: their scores tell what a reader is worth.
    """

    name: str
    text: str
    label: Label | None = None
    together: str = ""
    aside: bool = False


def documents_of(corpus: str, most: int | None = None) -> list[Document]:
    """Returns the documents of a corpus of CORPORA, of a folder of texts or of a file of JSON lines; the first `most` by a hash of their names."""
    found = {"sample": _sample, "seeds": _seeds, "labelled": _labelled, "unlabelled": _unlabelled}
    documents = list(found[corpus]() if corpus in found else _at(Path(corpus)))
    if most is not None:
        documents = sorted(documents, key=lambda document: _hash(document.name))[:most]
    return documents


def _sample() -> Iterator[Document]:
    labels = {label["id"]: label for label in _lines(_SAMPLE / "labels.jsonl")}
    for path in sorted((_SAMPLE / "texts").rglob("*.txt")):
        text = path.read_bytes().decode("utf-8-sig")
        yield Document(name=path.stem, text=text, label=_of(labels.get(path.stem), text), together="sample")


def _seeds() -> Iterator[Document]:
    labels = {label["text"]: label for label in _lines(SHARED / "gold/seeds-dev.jsonl")}
    for path in sorted((SHARED / "seeds").glob("*.txt")):
        text = path.read_bytes().decode("utf-8-sig")
        yield Document(name=path.stem[:3], text=text, label=labels.get(text))


def _labelled() -> Iterator[Document]:
    for name in ("dev.jsonl", "local-dev.jsonl"):
        for label in _lines(SHARED / "gold" / name):
            yield Document(name=label["id"], text=label["text"], label=label, aside=_hash(label["id"]) % 2 == 0)


def _unlabelled() -> Iterator[Document]:
    path = SHARED / "corpus/local-credit.jsonl.gz"
    if not path.is_file():
        return
    for line in gzip.decompress(path.read_bytes()).decode().splitlines():
        known = json.loads(line)
        yield Document(name=known["id"], text=known["text"], aside=_hash(known["id"]) % 2 == 0)


def _at(path: Path) -> Iterator[Document]:
    if path.is_dir():
        for file in sorted(path.rglob("*.txt")):
            yield Document(name=str(file.relative_to(path)), text=file.read_bytes().decode("utf-8-sig"))
    else:
        for line in _lines(path):
            yield Document(name=line["id"], text=line["text"], label=line if "citations" in line else None)


def _of(label: Label | None, text: str) -> Label | None:
    return label if label is not None and label["text"] == text else None


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if path.is_file():
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)


def _hash(name: str) -> int:
    return zlib.crc32(name.encode())


def shortened(document: Document, most: int) -> Document:
    """Returns the document with its first paragraphs, of about `most` characters together, and the labels that lie within them."""
    if len(document.text) <= most:
        return document
    end = document.text.rfind("\n", 0, most) + 1 or most
    label = document.label
    if label is not None:
        label = {
            **{key: value for key, value in label.items() if key not in ("segments", "citations", "measures")},
            "text": document.text[:end],
            "citations": _within(label["citations"], end),
            "measures": _within(label.get("measures", []), end),
        }
    return replace(document, text=document.text[:end], label=label)


def _within(labels: Sequence[Label], end: int) -> list[Label]:
    return [label for label in labels if label["end"] <= end]
