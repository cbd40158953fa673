"""Brings the catalogue of messages into its one form and compiles it: graph_schema/locale.

Edit locale/en/LC_MESSAGES/tracer.po (msgctxt is the code, msgid the Chinese, msgstr the English), then run
`python scripts/messages.py`. It sorts the entries by code, writes tracer.pot for further languages, and compiles
tracer.mo, which the program reads. With --check it writes nothing and ends with 1 where a file would change.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

LOCALE = Path(__file__).resolve().parent.parent / "graph_schema" / "locale"
POT = LOCALE / "tracer.pot"
WIDTH = 110

_ABOUT = """\
# What the program tells its readers. msgctxt is the code, msgid the Chinese source.
# Edit it with any .po editor or by hand, then run: python scripts/messages.py
"""


class _Catalogue(Catalog):
    """A catalogue whose header names no date and no version of a tool, so that only its words change it."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:  # type: ignore[override]
        return [
            ("Project-Id-Version", "policy-basis-tracer"),
            ("Language", str(self.locale or "")),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", self.plural_forms if self.locale else "nplurals=INTEGER; plural=EXPRESSION;"),
        ]


def catalogue(po: Path) -> Catalog:
    """Reads a .po file, its entries in the order of their codes. ValueError for a code that stands twice.

    Babel keeps the last of two entries of one code and source; of one code and two sources it keeps both.
    """
    text = po.read_text(encoding="utf-8")
    stated = re.findall(r'^msgctxt "(.*)"$', text, re.MULTILINE)
    twice = sorted({code for code in stated if stated.count(code) > 1})
    if twice:
        raise ValueError(f"{po}: stands twice: {', '.join(twice)}")
    return read_po(BytesIO(text.encode("utf-8")), locale=po.parent.parent.name, abort_invalid=True)


def entries(found: Catalog) -> Iterator[Message]:
    """Yields the entries by code, without the header."""
    yield from sorted((m for m in found if m.id), key=lambda m: str(m.context))


def _sorted(found: Catalog, *, translated: bool) -> Catalog:
    """Returns the same entries by code, under the fixed header; without their translations for the template."""
    kept = _Catalogue(locale=found.locale if translated else None, header_comment="", fuzzy=False)
    for m in entries(found):
        none: str | tuple[str, ...] = ("", "") if isinstance(m.id, tuple) else ""
        string = m.string if translated else none
        kept.add(m.id, string, context=m.context, auto_comments=m.auto_comments, user_comments=m.user_comments)
    return kept


def _text(kept: Catalog) -> bytes:
    """Returns the .po file of a catalogue."""
    header = "".join(f'"{name}: {value}\\n"\n' for name, value in kept.mime_headers)
    out = BytesIO()
    write_po(out, kept, width=WIDTH, omit_header=True)
    return f'{_ABOUT}msgid ""\nmsgstr ""\n{header}\n'.encode() + out.getvalue()


def compiled(kept: Catalog) -> bytes:
    """Returns the .mo file of a catalogue."""
    out = BytesIO()
    write_mo(out, kept)
    return out.getvalue()


def wanted() -> Iterator[tuple[Path, bytes]]:
    """Yields every file of the catalogue with what it should hold."""
    for po in sorted(LOCALE.glob("*/LC_MESSAGES/tracer.po")):
        kept = _sorted(catalogue(po), translated=True)
        yield po, _text(kept)
        yield po.with_suffix(".mo"), compiled(kept)
    yield POT, _text(_sorted(catalogue(LOCALE / "en/LC_MESSAGES/tracer.po"), translated=False))


def main(arguments: list[str]) -> int:
    """Writes the files that are not as they should be, or only names them; 1 where --check found one."""
    changed = [(path, data) for path, data in wanted() if not path.exists() or path.read_bytes() != data]
    for path, data in changed:
        print(path.relative_to(LOCALE.parent.parent))
        if "--check" not in arguments:
            path.write_bytes(data)
    return 1 if changed and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
