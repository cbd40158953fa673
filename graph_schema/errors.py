"""Errors that a person can act on.

TracerError            anything that ends a command with exit status 2
├─ InputError          a file or line that cannot be read: says what, where, what to do
├─ StoreError          a store that cannot be opened or used
│  ├─ NotAStoreError   the file is something else
│  └─ NewerStoreError  made by a newer version of the program
├─ RegistryError       a registry row that does not hold together
├─ PolicyError         a policy that does not hold together
└─ NotFoundError       no such measure or document in the store
"""

from __future__ import annotations


class TracerError(Exception):
    """Root of all errors that are reported to the person at the keyboard.

    `message` is in Chinese, `english` the same sentence in English.
    """

    def __init__(self, message: str, english: str) -> None:
        super().__init__(message)
        self.message = message
        self.english = english

    def __reduce__(self) -> tuple[type[TracerError], tuple[str, str]]:
        """How the error travels from one process to another."""
        return type(self), (self.message, self.english)

    def in_language(self, lang: str) -> str:
        """The sentence in the language asked for ("zh" or "en")."""
        return self.english if lang == "en" else self.message


class InputError(TracerError):
    """A file, line or argument that cannot be read."""


class StoreError(TracerError):
    """A store that cannot be opened or used."""


class NotAStoreError(StoreError):
    """The file named as store is something else."""


class NewerStoreError(StoreError):
    """The store was made by a newer version of the program."""


class RegistryError(TracerError):
    """A registry row that does not hold together."""


class PolicyError(TracerError):
    """A policy that does not hold together."""


class NotFoundError(TracerError):
    """No such measure or document in the store."""
