"""The version of the program, which stores and findings name, and a name of what judges in it."""

from functools import cache
from pathlib import Path
from zlib import crc32

__version__ = "0.1.0"

_JUDGING = ("graph_schema", "tracer/links", "tracer/policy", "tracer/registry", "tracer/verdict")


@cache
def program() -> str:
    """Names the program as it judges: its version, and a digest of the code and tables that say how, which may change under one version."""
    root, digest = Path(__file__).parents[1], 0
    for room in _JUDGING:
        for file in sorted(one for end in ("*.py", "*.toml") for one in (root / room).glob(end)):
            digest = crc32(file.read_bytes(), digest)
    return f"{__version__}.{digest:08x}"
