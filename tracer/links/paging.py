"""Finds which texts of a store go on with others, by the keys of their numbers, names and titles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from tracer.links.desk import Desk
from tracer.links.keys import asked_by_page, in_folder, spelt
from tracer.links.pages import Page, as_later_page, goes_on_with, of_one_origin
from tracer.links.sheets import BEFORE, CONTINUES, GOES_ON, LATER_PAGE, OF_PAGES, Sheet, with_keys
from tracer.links.working import WorkDesk


def settle_pages(desk: WorkDesk, changed: Iterable[str]) -> set[str]:
    """Settles which texts go on with others where these changed, were there or are gone; returns those whose card is another for it."""
    asking = _asking(desk, changed)
    moved: set[str] = set()
    claimed: set[str] = set()
    for id in sorted(asking):
        sheet = desk.sheet(id)
        if sheet is None:
            continue
        fits = fitting(desk, sheet) if sheet.leads else []
        claimed |= {*sheet.words_of(CONTINUES), *fits}
        keys = with_keys(sheet.keys, OF_PAGES, ((CONTINUES, one) for one in fits))
        if keys != sheet.keys:
            desk.put(replace(sheet, keys=keys))
    for id in sorted(asking.union(*(desk.by(CONTINUES, before) for before in claimed))):
        sheet = desk.sheet(id)
        if sheet is None:
            continue
        fits = sorted(sheet.words_of(CONTINUES)) if sheet.leads else []
        alone = [one for one in desk.sheets(desk.by(CONTINUES, fits[0])) if _fits_once(one)] if len(fits) == 1 else []
        before = fits[0] if len(alone) == 1 else None
        candidates = () if before is not None else tuple(fits)
        if (before, candidates) != (sheet.before, sheet.candidates):
            desk.put(replace(sheet, before=before, candidates=candidates))
            moved.add(id)
    return _with_first_cards(desk, moved.union(changed))


def _fits_once(sheet: Sheet) -> bool:
    return sheet.leads and len(sheet.words_of(CONTINUES)) == 1


def _asking(desk: WorkDesk, changed: Iterable[str]) -> set[str]:
    """Returns the texts without a beginning that may go on with something that changed, was there, or changed themselves."""
    asking: set[str] = set()
    for id in changed:
        sheet = desk.sheet(id)
        asking |= {*desk.by(CONTINUES, id), *([id] if sheet is not None and sheet.page and sheet.page.is_later else ())}
        asking |= (
            {id} if sheet is not None and (sheet.before or sheet.candidates or sheet.words_of(CONTINUES)) else set()
        )
        if sheet is not None and sheet.page is not None and sheet.leads:
            for number in goes_on_with(sheet.page):
                later = desk.sheets(desk.by(LATER_PAGE, spelt(number)))
                asking |= {one.id for one in later if one.page is not None and of_one_origin(sheet.page, one.page)}
    return asking


def fitting(desk: Desk, sheet: Sheet) -> list[str]:
    """Returns the texts that one without its beginning may go on from."""
    page = sheet.page
    if page is None or page.first is None or not page.is_later:
        return []
    asked = [*dict.fromkeys(asked_by_page(page))]
    desk.look_ahead(BEFORE, asked)
    ids = {*desk.by(GOES_ON, in_folder(page, page.first)), *(id for words in asked for id in desk.by(BEFORE, words))}
    return [one.id for one in desk.sheets(sorted(ids)) if one.id != sheet.id and one.leads and _goes_on(one.page, page)]


def _goes_on(before: Page | None, page: Page) -> bool:
    return before is not None and page.first in goes_on_with(before) and of_one_origin(before, page)


def _with_first_cards(desk: WorkDesk, ids: Iterable[str]) -> set[str]:
    """Gives the later pages among these, and those that go on with one of these, the card of the first; returns whose card is another for it."""
    moved: set[str] = set()
    queue, seen = sorted(ids), set[str]()
    while queue:
        id = queue.pop()
        if id in seen:
            continue
        seen.add(id)
        queue += [one.id for one in desk.sheets(desk.by(CONTINUES, id)) if one.before == id]
        sheet = desk.sheet(id)
        if sheet is not None:
            first = _first_of(desk, sheet) if sheet.before is not None and sheet.leads else None
            known = as_later_page(sheet.card, sheet.before or "", first.card) if first is not None else None
            if known != sheet.known:
                desk.put(replace(sheet, known=known))
                moved.add(id)
    return moved


def _first_of(desk: Desk, sheet: Sheet) -> Sheet:
    """Returns the first page of a document, by any of its pages."""
    seen = {sheet.id}
    while sheet.before is not None and sheet.before not in seen and (before := desk.sheet(sheet.before)) is not None:
        seen.add(sheet.before)
        sheet = before
    return sheet
