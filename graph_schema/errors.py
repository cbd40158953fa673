"""Errors that a person can act on.

TracerError            anything that ends a command with exit status 2
├─ InputError          a file or line that cannot be read: says what, where, what to do
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

_WHY = {
    errno.ENOENT: "没有这个文件或者文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "这是文件夹，不是文件",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "所在磁盘只能读",
    errno.ENAMETOOLONG: "文件名过长",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}


def why_zh(error: OSError) -> str:
    """Why the system refused, in Chinese; in its own words where it is a rare reason."""
    return _WHY.get(error.errno or 0) or error.strerror or str(error)


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
