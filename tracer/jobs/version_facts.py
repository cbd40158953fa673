"""`python -m tracer.jobs.version_facts TABLES LIBRARY`: writes what the texts of a law library tell of versions into the program.

TABLES is the folder of fact tables, LIBRARY a folder of law files; the package of laws counts too where it is installed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from graph_schema.errors import InputError, TracerError
from graph_schema.files import files_below
from ingest.formats.files import load_file
from ingest.formats.table import LAW_SUFFIXES
from tracer.jobs.importing import law_file
from tracer.registry.importing import find_law
from tracer.registry.law_text import FoundLaw
from tracer.registry.laws_package import find_package, found_laws, read_package
from tracer.registry.version_facts import write


def found_in(library: Path) -> Iterator[FoundLaw]:
    """Yields the laws of a folder and of the package, and passes over files that hold none."""
    for path in sorted(files_below(library, LAW_SUFFIXES)):
        try:
            yield find_law(law_file(load_file(path)))
        except TracerError as error:
            print(error, file=sys.stderr)
    try:
        package = find_package()
    except InputError as error:
        print(error, file=sys.stderr)
        return
    yield from found_laws(package, read_package(package))


def main(arguments: Sequence[str]) -> int:
    """Runs it; returns exit status 0, or 2 with the reason on standard error."""
    if len(arguments) != 2:
        print("用法：python -m tracer.jobs.version_facts 事实表文件夹 法规库文件夹", file=sys.stderr)
        return 2
    try:
        versions, moves = write(Path(arguments[0]), found_in(Path(arguments[1])))
    except TracerError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"text_versions.csv · {versions}；text_moves.csv · {moves}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
