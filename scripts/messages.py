"""Brings the catalogue of messages into its one form and compiles it: graph_schema/locale.

Edit locale/en/LC_MESSAGES/tracer.po (msgctxt is the code, msgid the Chinese, msgstr the English), then run
`make messages`. It takes the words of terms from graph_schema.terms
and of statements from tracer/registry/data/statements.toml, sorts the entries by code, writes tracer.pot,
brings the files of other languages up to date with it, and compiles the tracer.mo that the program reads. With
--check it writes nothing and ends with 1 where a file would change.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from babel.messages.catalog import Catalog, Message  # noqa: E402
from babel.messages.mofile import write_mo  # noqa: E402
from babel.messages.pofile import read_po, write_po  # noqa: E402

from graph_schema.terms import LABELS  # noqa: E402

LOCALE = ROOT / "graph_schema" / "locale"
POT = LOCALE / "tracer.pot"
ENGLISH = LOCALE / "en/LC_MESSAGES/tracer.po"
STATEMENTS = ROOT / "tracer/registry/data/statements.toml"
WIDTH = 110

_ABOUT = """\
# What the program tells its readers. msgctxt is the code, msgid the Chinese source.
# Edit it with any .po editor or by hand, then run: make messages
# The words of terms (term.…) are taken from graph_schema/terms.py, those of statements (statement.…)
# from tracer/registry/data/statements.toml.
"""


class _Catalogue(Catalog):
    """A catalogue whose header names no date and no version of a tool, so that only its words change it."""

    @property  # type: ignore[misc]  # the one of Babel may be set too
    def mime_headers(self) -> list[tuple[str, str]]:
        return [
            ("Project-Id-Version", "policy-basis-tracer"),
            ("Language", str(self.locale or "")),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms if self.locale else "nplurals=INTEGER; plural=EXPRESSION;"),
        ]


def entries(po: Path) -> list[Message]:
    """Reads the entries of a .po file, by code. ValueError for a code that stands twice."""
    text = po.read_text(encoding="utf-8")
    stated = re.findall(r'^msgctxt "(.*)"$', text, re.MULTILINE)
    twice = sorted({code for code in stated if stated.count(code) > 1})
    if twice:
        raise ValueError(f"{po}: stands twice: {', '.join(twice)}")
    found = read_po(BytesIO(text.encode("utf-8")), locale=po.parent.parent.name, abort_invalid=True)
    return sorted((entry for entry in found if entry.id), key=lambda entry: str(entry.context))


def terms() -> Iterator[Message]:
    """Yields the entries of the terms of today."""
    for kind, labels in LABELS.items():
        for member, (source, english) in labels.items():
            yield Message(source, english, context=f"term.{kind.__name__}.{member}")


def statements() -> Iterator[Message]:
    """Yields the entries of what an article of a law or a measure can state."""
    for term in tomllib.loads(STATEMENTS.read_text(encoding="utf-8"))["term"]:
        yield Message(term["zh"], term["en"], context=f"statement.{term['id']}")


def source_entries() -> list[Message]:
    """Returns what there is to be said, with its English, by code."""
    own = (entry for entry in entries(ENGLISH) if not str(entry.context).startswith(("term.", "statement.")))
    return sorted([*own, *terms(), *statements()], key=lambda entry: str(entry.context))


def with_words_of(po: Path, sources: Iterable[Message]) -> Iterator[Message]:
    """Yields the sources with the words of another language, where it has words for just this Chinese."""
    known = {(entry.context, entry.id): entry.string for entry in entries(po) if not entry.fuzzy}
    for entry in sources:
        yield Message(entry.id, known.get((entry.context, entry.id), _none(entry)), context=entry.context)


def _none(entry: Message) -> str | tuple[str, ...]:
    return ("", "") if isinstance(entry.id, tuple) else ""


def _catalogue(language: str | None, found: Iterable[Message]) -> Catalog:
    kept = _Catalogue(locale=language, header_comment="", fuzzy=False)
    for entry in found:
        kept.add(entry.id, entry.string if language else _none(entry), context=entry.context)
    return kept


def _text(kept: Catalog) -> bytes:
    """Returns the .po file of a catalogue."""
    header = "".join(f'"{name}: {value}\\n"\n' for name, value in kept.mime_headers)
    out = BytesIO()
    write_po(out, kept, width=WIDTH, omit_header=True)
    return f'{_ABOUT}msgid ""\nmsgstr ""\n{header}\n'.encode() + out.getvalue()


def _compiled(kept: Catalog) -> bytes:
    """Returns the .mo file of a catalogue."""
    out = BytesIO()
    write_mo(out, kept)
    return out.getvalue()


def wanted() -> Iterator[tuple[Path, bytes]]:
    """Yields every file of the catalogue with what it should hold."""
    sources = source_entries()
    yield POT, _text(_catalogue(None, sources))
    for po in sorted(LOCALE.glob("*/LC_MESSAGES/tracer.po")):
        kept = _catalogue(po.parent.parent.name, sources if po == ENGLISH else with_words_of(po, sources))
        yield po, _text(kept)
        yield po.with_suffix(".mo"), _compiled(kept)


def main(arguments: list[str]) -> int:
    """Writes the files that are not as they should be, or only names them; 1 where --check found one."""
    changed = [(path, data) for path, data in wanted() if not path.exists() or path.read_bytes() != data]
    for path, data in changed:
        print(path.relative_to(ROOT))
        if "--check" not in arguments:
            path.write_bytes(data)
    return 1 if changed and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
