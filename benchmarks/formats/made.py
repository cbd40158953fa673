"""Files made from texts, one maker a format, kept in a folder by what they were made of."""

from __future__ import annotations

import hashlib
import pickle
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from benchmarks.formats import make_ofd
from benchmarks.formats.blocks import blocks_of, signed_by, title_of
from benchmarks.formats.make_docx import docx_of
from benchmarks.formats.make_html import page_of
from benchmarks.formats.make_ofd import ofd_of
from benchmarks.formats.make_pdf import Print, Style, printing
from benchmarks.formats.make_scan import Quality, scan_of
from graph_schema.records import SourceFile
from ingest.formats.files import FileBytes, source_file

FORMATS = ("pdf", "print", "word", "docx", "doc", "ofd", "html", "scan", "fax")
"""PDF as offices set it, a browser's print, the PDF and the DOC that LibreOffice makes of the DOCX, and so on."""

_HERE = Path(__file__).resolve().parent
_Result = TypeVar("_Result")
_CONVERTED = {"word": "pdf", "doc": "doc"}
_SUFFIX = {"print": "pdf", "word": "pdf", "scan": "pdf", "fax": "pdf"}


class Maker:
    """Makes and reads files; what took long (prints, recognised pages) is kept in a folder. To be closed: it may hold a browser."""

    def __init__(self, folder: Path) -> None:
        """Takes the folder, and makes it."""
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._open = ExitStack()
        self._print: Print | None = None

    def __enter__(self) -> Self:
        """Returns itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Ends the browser."""
        self._open.close()

    def made(self, name: str, text: str) -> bytes:
        """Returns the file of a text in a format of FORMATS. Every second text has a running head, chosen by its hash."""
        digest = hashlib.sha256(text.encode()).digest()
        blocks = blocks_of(text)
        title = title_of(blocks)
        head = title[:30] if digest[0] % 2 else ""
        seed = digest[1]
        if name == "docx":
            return docx_of(text, head)
        if name == "html":
            return page_of(text)
        if name == "ofd":
            return ofd_of(text, style=tuple(make_ofd.Style)[seed % len(make_ofd.Style)], running_head=head, seed=seed)
        if name in tuple(Style):
            style, words = Style(name), head if name == Style.OFFICE else title
            return self._kept(
                name, ("make_pdf.py", "blocks.py"), (text, words), lambda: self._printed(text, style, words)
            )
        if name in _CONVERTED:
            code = ("make_docx.py", "blocks.py")
            return self._kept(name, code, (text, head), lambda: _converted(docx_of(text, head), _CONVERTED[name]))
        return self._kept(
            name,
            ("make_pdf.py", "blocks.py", "make_scan.py"),
            (text, head),
            lambda: scan_of(self.made(Style.OFFICE, text), Quality(name), signed_by=signed_by(blocks), seed=seed),
        )

    def _printed(self, text: str, style: Style, head: str) -> bytes:
        if self._print is None:
            self._print = self._open.enter_context(printing())
        return self._print(text, style, head)

    def read(self, name: str, text: str, path: str) -> SourceFile:
        """Returns the file of a text, read as a file of that name is; InputError where it is refused."""
        data = self.made(name, text)
        file = FileBytes(f"{path}.{_SUFFIX.get(name, name)}", hashlib.sha256(data).hexdigest(), data)
        found = file.read()
        pages = {page: self._recognised(file, page) for page in found.unread_pages}
        return source_file(file.path, file.sha256, found, pages)

    def _recognised(self, file: FileBytes, page: int) -> Any:
        code = sorted((_HERE.parent.parent / "ingest/formats").glob("scan*.py"))
        return self._kept("page", code, (file.sha256, page), lambda: file.recognise(page))

    def _kept(self, kind: str, code: Iterable[str | Path], made_of: object, make: Callable[[], _Result]) -> _Result:
        """Returns what was made of the same by the same code, else makes it."""
        digest = hashlib.sha256(repr(made_of).encode())
        for file in code:
            digest.update((_HERE / file).read_bytes())
        path = self._folder / f"{digest.hexdigest()}.{kind}"
        if path.is_file():
            kept: _Result = pickle.loads(path.read_bytes())  # written below
            return kept
        found = make()
        beside = path.with_suffix(".part")
        beside.write_bytes(pickle.dumps(found))
        beside.replace(path)
        return found


def _converted(docx: bytes, suffix: str) -> bytes:
    """Returns what LibreOffice makes of a Word file. FileNotFoundError where it is not installed."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "a.docx")
        source.write_bytes(docx)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", suffix, "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        return source.with_suffix(f".{suffix}").read_bytes()


def lacks(name: str) -> str:
    """Returns the program that a format needs and that is not installed; "" where nothing lacks."""
    needed = "soffice" if name in _CONVERTED else "chromium" if name in ("pdf", "print", "scan", "fax") else ""
    return needed if needed and shutil.which(needed) is None else ""
