"""Errors that a person can act on.

TracerError            anything that ends a command with exit status 2
├─ InputError          a file or line that cannot be read: says what, where, what to do
│  └─ SecretError      a file that is marked as secret or internal: nothing of it is kept
├─ StoreError          a store that cannot be opened or used
│  ├─ NoStoreError     there is none at the address yet
│  ├─ NotAStoreError   the file is something else
│  ├─ NewerStoreError  made by a newer version of the program
│  └─ DamagedError     one record is not as it was written; the others can still be used
├─ RegistryError       a registry row that does not hold together
├─ PolicyError         a policy that does not hold together
└─ NotFoundError       no such measure or document in the store
"""

from __future__ import annotations

import errno

from graph_schema.messages import Message

_REFUSALS = {
    errno.ENOENT: "refusal.missing",
    errno.EACCES: "refusal.no_right",
    errno.EPERM: "refusal.not_permitted",
    errno.EISDIR: "refusal.is_folder",
    errno.ENOTDIR: "refusal.no_folder",
    errno.ENOSPC: "refusal.disk_full",
    errno.EDQUOT: "refusal.quota",
    errno.EFBIG: "refusal.file_too_big",
    errno.EBADF: "refusal.closed",
    errno.EROFS: "refusal.read_only",
    errno.ENAMETOOLONG: "refusal.name_too_long",
    errno.ENODEV: "refusal.no_regular_file",
    errno.EADDRNOTAVAIL: "refusal.no_address",
}


def why(error: OSError) -> Message | str:
    """Returns why the system refused; in its own words where it is a rare reason."""
    code = _REFUSALS.get(error.errno or 0)
    return Message(code) if code else error.strerror or str(error)


class TracerError(Exception):
    """Root of all errors that are reported to the person at the keyboard: `said` is what he is told."""

    def __init__(self, what: str | Message, /, **values: object) -> None:
        """Takes a message, or its code and values."""
        self.said = what if isinstance(what, Message) else Message.of(what, **values)
        super().__init__(self.said)

    def __reduce__(self) -> tuple[type[TracerError], tuple[Message]]:
        """Tells how the error travels from one process to another."""
        return type(self), (self.said,)

    def __str__(self) -> str:
        return self.message

    @property
    def message(self) -> str:
        """Returns the sentence in Chinese."""
        return self.said.said_in("zh")

    @property
    def english(self) -> str:
        """Returns the sentence in English."""
        return self.said.said_in("en")

    def in_language(self, lang: str) -> str:
        """Returns the sentence in the language asked for."""
        return self.said.said_in(lang)


class InputError(TracerError):
    """A file, line or argument that cannot be read."""


class SecretError(InputError):
    """A file with a document that is marked as secret or internal: it must not be here, and nothing of it is kept."""


class StoreError(TracerError):
    """A store that cannot be opened or used."""


class NoStoreError(StoreError):
    """There is no store at the address yet."""


class NotAStoreError(StoreError):
    """The file named as store is something else."""


class NewerStoreError(StoreError):
    """The store was made by a newer version of the program."""


class DamagedError(StoreError):
    """One record of a store is not as it was written; the others can still be used."""


class RegistryError(TracerError):
    """A registry row that does not hold together."""


class PolicyError(TracerError):
    """A policy that does not hold together."""


class NotFoundError(TracerError):
    """No such measure or document in the store."""
