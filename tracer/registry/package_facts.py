"""Facts on articles of the laws that a folder of texts does not hold and the package of laws does.

`python -m tracer.registry.package_facts FOLDER FILE` writes data/article_facts.tsv.gz from both (tracer.registry.article_facts):
FILE is the package's SQLite file. Of the package those laws count whose newest wording is that of the registry, with all its articles.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from graph_schema.errors import TracerError
from graph_schema.records import Instrument
from tracer.registry.article_facts import BUILT_IN, build, load_facts
from tracer.registry.articles import Article
from tracer.registry.law_text import LawText
from tracer.registry.laws_package import package_of, read_package
from tracer.registry.load import Registry, load_registry


def package_articles(file: Path, registry: Registry) -> Iterator[tuple[str, Article]]:
    """Yields the articles of the laws that stand in the registry in the wording that the package has, each with its instrument."""
    for one in read_package(package_of(file, "", "")):
        rows = registry.by_title(one.law.title)
        if len(rows) == 1 and not one.is_older and _is_newest_and_whole(one.law, rows[0]):
            yield from ((rows[0].id, article) for article in one.law.articles)


def _is_newest_and_whole(law: LawText, row: Instrument) -> bool:
    newest = row.versions[-1].day if row.versions else None
    numbers = {article.number for article in law.articles}
    is_newest = newest is None or (law.version is not None and law.version >= newest)
    return is_newest and row.articles is not None and numbers == set(range(1, row.articles + 1))


def main(arguments: Sequence[str]) -> int:
    """Runs `python -m tracer.registry.package_facts FOLDER FILE`; returns exit status 0, or 2 with the reason on standard error."""
    if len(arguments) != 2:
        print("用法：python -m tracer.registry.package_facts 条文文件夹 法律库文件", file=sys.stderr)
        return 2
    try:
        count = build(Path(arguments[0]), more=package_articles(Path(arguments[1]), load_registry()))
    except TracerError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{BUILT_IN.name} · {count} · {BUILT_IN.stat().st_size // 1024} KB · {load_facts().edition}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
