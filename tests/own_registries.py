"""Random registries of the user's own over a few rows of the program: rows, decisions on names, article texts."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from random import Random

from written_stores import PLACES, SUBJECTS, number_of, title_of

from graph_schema.records import Instrument
from graph_schema.terms import SourceLevel
from tracer.registry.article_texts import Articles
from tracer.registry.articles import Article
from tracer.registry.load import Registry, facts_of, string_key, with_own_rows
from tracer.registry.own_rows import NameDecision
from tracer.registry.shelf import ArticleShelf, built_in_shelf

LEVELS = (SourceLevel.LOCAL_REGULATION, SourceLevel.ADMIN_REGULATION, SourceLevel.DEPARTMENT_RULE)
REGULATION = "云岭省社会信用条例"
LAW = "征信业管理条例"
SAYS = ("对失信企业，取消评优资格。", "对超载的经营者，列入失信名单。", "信用信息应当公开。")


class Own:
    """Holds what a user lays over the rows of the program; each edit changes one thing."""

    def __init__(self, chance: Random, program: Registry) -> None:
        self._chance, self._program = chance, replace(program, built_in="program")
        self._rows: dict[str, Instrument] = {}
        self._decisions: dict[tuple[str, str], NameDecision] = {}
        self._texts = Articles(":memory:")
        self._laws = [row.id for row in program.by_title(LAW)] * 2

    @property
    def registry(self) -> Registry:
        """Returns the registry with all that is laid over it."""
        if not (self._rows or self._decisions):
            return self._program
        own = {
            "rows": [json.loads(facts_of(self._rows[id])) for id in sorted(self._rows)],
            "decisions": [asdict(self._decisions[key]) for key in sorted(self._decisions)],
        }
        return with_own_rows(self._program, json.dumps(own, ensure_ascii=False, sort_keys=True), Path("own"))

    @property
    def shelf(self) -> ArticleShelf:
        """Returns the shelf with the article texts of the user."""
        return built_in_shelf([self._texts])

    def lay(self, row: Instrument) -> None:
        """Lays a row over those of the program."""
        self._rows[row.id] = row

    def import_text(self, instrument: str, *articles: str) -> None:
        """Imports the articles of an instrument."""
        self._texts.put(instrument, [Article(number, "", said) for number, said in enumerate(articles, 1)])

    def edit(self) -> None:
        """Lays a row over, takes one out, decides on a name or takes that back, or imports a text."""
        chance, ids = self._chance, [*self._program.instruments, *self._rows]
        kind = chance.random()
        if kind < 0.15 and self._rows:
            del self._rows[chance.choice(sorted(self._rows))]
        elif kind < 0.55:
            self.lay(self._row(ids))
        elif kind < 0.65 and self._decisions:
            del self._decisions[chance.choice(sorted(self._decisions))]
        elif kind < 0.85:
            self._decide(ids)
        else:
            said = [chance.choice(SAYS) for _ in range(chance.randint(1, 3))]
            self.import_text(chance.choice((chance.choice(ids), *self._laws)), *said)

    def _row(self, ids: list[str]) -> Instrument:
        chance = self._chance
        if chance.random() < 0.4:
            known = self._rows.get(id := chance.choice(ids)) or self._program.instruments[id]
            return replace(
                known, **chance.choice(({"status": "repealed", "repealed": date(2021, 1, 1)}, {"issuer": "某局"}))
            )
        place, subject = chance.choice(PLACES), chance.choice(SUBJECTS)
        title = chance.choice((title_of(place, subject), title_of(place, subject), REGULATION, LAW))
        if chance.random() < 0.3:
            title = title.replace("信用", "信甩", 1)
        return Instrument(
            id=f"own-{chance.randint(1, 4)}",
            title=title,
            short_titles=chance.choice(((), ("码头信用通知",))),
            numbers=chance.choice(((), (number_of(place, chance.randint(1, 4)),))),
            level=chance.choice(LEVELS),
            issuer=None,
            region=chance.choice(("全国", *PLACES)),
            repealed=None,
            status="in_force",
        )

    def _decide(self, ids: list[str]) -> None:
        chance, place = self._chance, self._chance.choice(PLACES)
        words = chance.choice((title_of(place, chance.choice(SUBJECTS)), number_of(place, chance.randint(1, 4)), LAW))
        string, within = string_key(words), chance.choice(("", "", string_key(number_of(place, 1))))
        self.decide(string, within, chance.choice([*ids, "own-1"]), chance.choice(("查证", "来函")))

    def decide(self, string: str, within: str, instrument: str, why: str) -> None:
        """Decides what a name means."""
        self._decisions[string, within] = NameDecision(
            id=0,
            string=string,
            document=within,
            instrument=instrument,
            person="张三",
            why=why,
            decided="2024-01-01",
        )
