"""Pictures of the pages of a file in the store, drawn when somebody asks, with places marked on them.

A page is drawn from the file itself, at its place and with the bytes that were read, in a process with limits. Pictures are
kept in a folder of the user's that is never larger than MOST_KEPT; where personal data is not to be seen it is painted over.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from graph_schema.errors import InputError
from graph_schema.files import OWN_FILE, owned_folder
from graph_schema.page_map import Box, PageMap, Place, Unit
from graph_schema.personal import find_personal
from graph_schema.records import SourceFile, Span
from ingest.formats.marked_page import marked_page
from ingest.formats.table import page_picture
from ingest.parallel import Work, do_one, started
from tracer.jobs.loading import file_at
from tracer.jobs.opening import guarded, opened
from tracer.store import GraphStore, data_folder

DOTS = 110
"""The dots an inch of a picture: a page of A4 is some 900 pixels wide."""

MOST_KEPT = 200 * 1024 * 1024
"""The bytes of all pictures that are kept."""

_PNG = b"\x89PNG"


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePicture:
    """Holds the picture of a page (PNG), its number, and how many pages the file has."""

    png: bytes
    number: int
    pages: int


def page_of(
    store: GraphStore | str, sha256: str, span: Span, *, number: int | None = None, personal: bool = False
) -> PagePicture:
    """Returns the page on which text[span] of the file with these bytes begins, or another one by its number, the span marked on it.

    Personal data is painted over without `personal`. InputError where the file is no longer there as it was read, or has no
    pages; NotFoundError where the store does not have it.
    """
    with opened(store) as target:
        path = next(iter(target.paths_of(sha256)), "")
        source = target.get_reading(path).source
    places = PageMap.of_bytes(source.origin.page_map) if source.origin is not None else PageMap()
    marked = [place for place in places.places(span.start, span.end) if place.unit is Unit.PAGE]
    there = [page.number for page in places.pages]
    if not there:
        raise InputError("file.no_pages", name=path)
    shown = number or next((place.number for place in marked), there[0])
    hidden: list[Box] = []
    if not personal:
        for stretch in find_personal(source.text):
            hidden += _boxes(places.places(stretch.start, stretch.end), shown)
    turned, skew = _turned(source, shown)
    png = marked_page(_picture(source, shown), DOTS, _boxes(marked, shown), hidden, turned, skew)
    return PagePicture(png=png, number=shown, pages=max(there))


def _boxes(places: Iterable[Place], number: int) -> list[Box]:
    return [
        place.box for place in places if place.number == number and place.unit is Unit.PAGE and place.box is not None
    ]


def _turned(source: SourceFile, number: int) -> tuple[int, float]:
    """Returns by how many degrees a page was turned when it was recognised, and set straight."""
    said = dict(source.origin.metadata).get(f"turned.{number}", "") if source.origin is not None else ""
    turned, _, skew = said.partition(" ")
    return int(turned or 0), float(skew or 0)


def _picture(source: SourceFile, number: int) -> bytes:
    """Returns the picture of a page as it is in the file: the one that is kept, or one drawn now."""
    folder = data_folder() / "pages"
    kept = folder / f"{source.sha256}-{number}-{DOTS}.png"
    with suppress(OSError):
        data = kept.read_bytes()
        if data.startswith(_PNG):
            os.utime(kept)
            return data
    file = file_at(Path(source.path))
    if file.sha256 != source.sha256:
        raise InputError("file.not_as_read", name=source.path)
    work: Work[int, bytes] = Work(
        do=partial(_draw, file.data, source.path),
        size_of=lambda _: len(file.data),
        pages_of=lambda _: 1,
        name_of=lambda _: source.path,
    )
    with started(1) as process:
        data = do_one(work, number, process)
    with suppress(OSError):  # a disk that is full costs the next visitor a second
        owned_folder(folder)
        _write(kept, data)
        _forget_oldest(folder)
    return data


def _draw(data: bytes, name: str, number: int) -> bytes:
    return guarded(name, lambda: page_picture(data, name, number, DOTS))


def _write(place: Path, data: bytes) -> None:
    """Puts a picture into the folder whole, for nobody else to read."""
    part = place.with_suffix(f".{os.getpid()}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWN_FILE), "wb") as out:
        out.write(data)
    part.replace(place)


def _forget_oldest(folder: Path) -> None:
    """Takes away the pictures that nobody has looked at for longest, until the others fit."""
    found = sorted(((file.stat().st_mtime, file.stat().st_size, file) for file in folder.iterdir()), reverse=True)
    size = 0
    for _, bytes_of_file, file in found:
        size += bytes_of_file
        if size > MOST_KEPT:
            file.unlink(missing_ok=True)
