"""An open store, whatever of it one uses."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self


class Opened(Protocol):
    """A store that is open until it is closed."""

    @property
    def url(self) -> str:
        """Returns the address that opens this store again."""
        ...

    def close(self) -> None:
        """Lets go of the store; closing twice is fine."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
