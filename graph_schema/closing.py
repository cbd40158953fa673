"""Closes what is open at the end of a `with` block, whatever happens in it."""

from __future__ import annotations

from types import TracebackType
from typing import Self


class ClosedAtEnd:
    """Something that `with` opens as it is and closes at the end of the block."""

    def close(self) -> None:
        """Lets go of what is held; each class says of what."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
