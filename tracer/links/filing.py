"""The sheets of the documents of a file, made when it is put, replaced or taken out; and which capture stands for each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import replace

from graph_schema.errors import NotFoundError
from graph_schema.ids import without_copy
from graph_schema.records import Document, Reading
from tracer.links.desk import OpenFile
from tracer.links.facts import content_of
from tracer.links.keys import keys_of_card, keys_of_page, keys_of_words
from tracer.links.library import settled_as
from tracer.links.records import (
    capture_key,
    dense_length,
    grams_of,
    is_capture,
    leaders_of,
    may_be_capture,
    named_in,
    outline_of,
)
from tracer.links.sheets import (
    ABOVE,
    AFTER,
    CAPTURE,
    FILE,
    OF_CARD,
    OF_FILE,
    PLACE,
    STANDS,
    UNREAD,
    Place,
    Sheet,
    with_keys,
)
from tracer.links.working import WorkDesk
from tracer.registry.load import Registry


def file_away(desk: WorkDesk, path: str, reading: Reading | None) -> set[str]:
    """Puts the sheets of a file that is now so, or not there any more; returns the documents that are others for it."""
    file = desk.lay(reading) if reading is not None else None
    if file is None:
        desk.forget(path)
    place = (reading.source.sha256, path) if reading is not None else None
    ids = dict.fromkeys((*desk.by(FILE, path), *(file.contents if file is not None else ())))
    for id in ids:
        known = desk.sheet(id)
        places = {one for one in known.places if one[1] != path} if known is not None else set()
        if place is not None and file is not None and id in file.contents:
            places.add(place)
        sheet = _read_from(desk, id, tuple(sorted(places)), known, path)
        if sheet is None:
            desk.remove(id)
        else:
            fenced = reading is not None and bool(reading.unread) and place in places
            desk.put(replace(sheet, keys=_with_unread(sheet, known, path, fenced=fenced)))
    return set(ids)


def _with_unread(sheet: Sheet, known: Sheet | None, changed: str, *, fenced: bool) -> frozenset[tuple[str, str]]:
    """Returns the keys of a sheet with the files of it in which lines were fenced off: what the changed one is now, the others as they were."""
    files = {path for _, path in sheet.places if path != changed}
    unread = files.intersection(known.words_of(UNREAD) if known is not None else ())
    paths = (*unread, *((changed,) if fenced else ()))
    return with_keys(sheet.keys, frozenset({UNREAD}), ((UNREAD, path) for path in paths))


def _read_from(desk: WorkDesk, id: str, places: tuple[Place, ...], known: Sheet | None, changed: str) -> Sheet | None:
    """Returns the sheet of a document by the first of its files that still has it; None where none has."""
    if places and known is not None and places[0] == known.places[0] and places[0][1] != changed:
        return replace(known, places=places, keys=_with_files(known.keys, places))
    for at, (_, path) in enumerate(places):
        with suppress(NotFoundError):  # that file changed as well, and comes later
            file = desk.file(path)
            if id in file.contents:
                return sheet_in(file, id, places[at:], known)
    return None


def _with_files(keys: frozenset[tuple[str, str]], places: Iterable[Place]) -> frozenset[tuple[str, str]]:
    return with_keys(keys, frozenset({FILE}), ((FILE, path) for _, path in places))


def sheet_in(file: OpenFile, id: str, places: tuple[Place, ...], known: Sheet | None) -> Sheet:
    """Returns the sheet of a document of a file by what the file says; what it means among all is still as it was."""
    reading, contents = file.reading, file.contents[id]
    nth, card = file.cards[id]
    page = file.pages.get(id)
    keys = [(FILE, path) for _, path in places]
    keys += [(CAPTURE, capture_key(card)), *keys_of_words(contents.measures, contents.citations)]
    keys += keys_of_page(page) if page is not None else ()
    keys += [(PLACE, card.region)] if card.region else []
    sheet = Sheet(
        id=id,
        places=places,
        nth=nth,
        length=dense_length(card.span.of(reading.source.text)),
        card=card,
        page=page,
        named=named_in(contents.citations),
        measured=bool(contents.measures),
        content=content_of(card, reading.source.text, contents),
        keys=frozenset(keys),
        outline=outline_of(card.span.of(reading.source.text)) if _is_told_by_title(card) else None,
        leader=id,
    )
    if known is None:
        return sheet
    return replace(
        known,
        places=places,
        nth=nth,
        length=sheet.length,
        card=card,
        page=page,
        named=sheet.named,
        measured=sheet.measured,
        content=sheet.content,
        outline=sheet.outline,
        keys=with_keys(known.keys, OF_FILE, keys),
    )


def _is_told_by_title(card: Document) -> bool:
    """Tells whether captures of a document share a title and no number: then many different texts may share it too."""
    return card.number is None and capture_key(card) != without_copy(card.id)


def with_card(sheet: Sheet, registry: Registry) -> Sheet:
    """Returns a sheet with the keys of its card: none where another capture stands for it."""
    if not sheet.leads:
        return replace(sheet, keys=with_keys(sheet.keys, OF_CARD, ()))
    row = settled_as(sheet.card, registry).row if sheet.before is None else None
    keys = [*keys_of_card(sheet.document, row.id if row else None, measured=sheet.measured)]
    keys.append((STANDS, capture_key(sheet.card)))
    keys += [(ABOVE, sheet.card.parent)] if sheet.card.parent else []
    keys += [(AFTER, sheet.before)] if sheet.before is not None else []
    return replace(sheet, keys=with_keys(sheet.keys, OF_CARD, keys))


def settle_captures(desk: WorkDesk, key: str, changed: Collection[str]) -> set[str]:
    """Settles which captures of one number and title stand for which; returns those for whom another one stands now.

    `changed` are documents whose sheets were put or taken out since that was settled last; none where it never was.
    """
    joining = _joining(desk, key, changed) if changed else None
    if joining is None:
        members = {sheet.id: sheet for sheet in desk.sheets(desk.by(CAPTURE, key))}
        lengths = {id: sheet.length for id, sheet in members.items()}
        joining = leaders_of(lengths, lambda id: desk.own_text(members[id]), lambda id: members[id].outline)
    moved = {sheet.id for sheet in desk.sheets(joining) if sheet.leader != joining[sheet.id]}
    for sheet in desk.sheets(moved):
        desk.put(replace(sheet, leader=joining[sheet.id]))
    return moved


def _joining(desk: WorkDesk, key: str, changed: Collection[str]) -> dict[str, str] | None:
    """Returns who stands for the changed captures where nothing is another thing for the others; None where that may be.

    So a new capture is compared with those alone that stand for others: a notice that ten thousand files hold stays quick.
    """
    was = (desk.before.get(id) for id in changed)
    if any(one is not None and one.leads and (STANDS, key) in one.keys for one in was):
        return None
    leaders = sorted((one for one in desk.leading_by(STANDS, key) if one.id not in changed), key=_order)
    found: dict[str, str] = {}
    for sheet in sorted((s for s in desk.sheets(sorted(changed)) if (CAPTURE, key) in s.keys), key=_order):
        before = [one for one in leaders if _order(one) < _order(sheet)]
        own = grams_of(desk.own_text(sheet))
        longer = (one for one in before if may_be_capture(sheet.outline, one.outline))
        leader = next((one for one in longer if is_capture(own, set(grams_of(desk.own_text(one))))), None)
        if leader is None:
            standing = {one.id for one in before}
            others = (one for one in desk.sheets(desk.by(CAPTURE, key)) if one.id not in changed)
            shorter = (one for one in others if _order(sheet) < _order(one) and one.leader not in standing)
            like = (one for one in shorter if may_be_capture(one.outline, sheet.outline))
            all_of_it = set(own)
            if any(is_capture(grams_of(desk.own_text(one)), all_of_it) for one in like):
                return None
            leaders = sorted([*leaders, sheet], key=_order)
        found[sheet.id] = sheet.id if leader is None else leader.id
    return found


def _order(sheet: Sheet) -> tuple[int, str]:
    return -sheet.length, sheet.id
