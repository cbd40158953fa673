"""Files that only LibreOffice reads (DOC, WPS, RTF, ODT; workbooks that calamine does not know): made DOCX or XLSX, and read as that.

LibreOffice runs without a window, under a profile of its own in a folder that is thrown away, without macros, and not longer than
it may; its processes end with it. A compound file is known by its streams, whatever it is called.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from graph_schema.errors import InputError
from graph_schema.messages import Message
from ingest import helper_programs
from ingest.formats import docx, sheets
from ingest.formats.file_text import FileText
from ingest.formats.ole import root_streams

COMMAND = "apt-get install libreoffice-writer-nogui libreoffice-calc-nogui"
_PROGRAMS = ("soffice", "libreoffice")
_SECONDS = 120.0
_MOST_MEMORY = 6 << 30  # bytes of address space, of which it uses little
_WRITER, _CALC = "docx:Office Open XML Text", "xlsx:Calc MS Excel 2007 XML"
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop>
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
<prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Inet/Settings"><prop oor:name="ooInetProxyType" oor:op="fuse"><value>2</value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop><prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop><prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop>
</item></oor:items>
"""
"""No macros, no links that are followed, and a way to other machines that leads nowhere."""


def read(data: bytes, name: str) -> FileText:
    """Returns an old document or workbook (a compound file). InputError where it is locked, neither, or cannot be read here."""
    streams = root_streams(data)
    if streams & {"EncryptedPackage", "EncryptionInfo", "DRMEncryptedTransform"}:
        raise InputError("file.locked", name=name)
    if "WordDocument" in streams:
        return _by_writer(data, name, ".doc")
    if streams & {"Workbook", "Book", "WORKBOOK", "BOOK"}:
        return _workbook(data, name)
    kind = "file_kind.presentation" if "PowerPoint Document" in streams else "file_kind.old_office"
    kind = "file_kind.message" if any(one.startswith("__properties_version") for one in streams) else kind
    raise InputError("office.other_kind", name=name, kind=Message(kind))


def read_document(data: bytes, name: str) -> FileText:
    """Returns a document in RTF or ODT. InputError as `read` has them."""
    return _by_writer(data, name, ".rtf" if data.lstrip().startswith(b"{\\rtf") else ".odt")


def _by_writer(data: bytes, name: str, suffix: str) -> FileText:
    return replace(docx.read(converted(data, name, suffix, _WRITER), name), encoding=suffix.removeprefix("."))


def _workbook(data: bytes, name: str) -> FileText:
    """Returns an old workbook by calamine, and by LibreOffice where it does not know it."""
    try:
        return sheets.read(data, name)
    except InputError as error:
        if error.said.code != "sheets.damaged" or program() is None:
            raise
    return replace(sheets.read(converted(data, name, ".xls", _CALC), name), encoding="xls")


def program() -> str | None:
    """Returns the program that reads old documents; None where it is not installed."""
    return next(filter(None, map(shutil.which, _PROGRAMS)), None)


def converted(data: bytes, name: str, suffix: str, filter_name: str) -> bytes:
    """Returns a file as LibreOffice writes it in another format. InputError where it is not installed, fails or takes too long."""
    found = program()
    if found is None:
        raise InputError("office.not_installed", name=name, command=COMMAND)
    with tempfile.TemporaryDirectory(prefix="policy-basis-") as folder:
        given = Path(folder, f"in{suffix}")
        given.write_bytes(data)
        user = Path(folder, "profile", "user")
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(_SETTINGS, encoding="utf-8")
        target = filter_name.partition(":")[0]
        command = [
            found,
            f"-env:UserInstallation={user.parent.as_uri()}",
            *("--headless", "--norestore", "--nolockcheck", "--nodefault", "--nologo"),
            *("--convert-to", filter_name, "--outdir", str(Path(folder, "out")), str(given)),
        ]
        _run(command, name, folder)
        made = Path(folder, "out", f"in.{target}")
        if not made.is_file():
            raise InputError("office.not_converted", name=name)
        return made.read_bytes()


def _run(command: list[str], name: str, folder: str) -> None:
    """Runs a program to its end. InputError where it takes too long; then it is ended with all that it started."""
    environment = {
        key: value for key, value in os.environ.items() if key in ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH")
    }
    environment |= {"HOME": folder, "SAL_USE_VCLPLUGIN": "svp", "TMPDIR": folder}
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_limit,
    )
    try:
        with helper_programs.noted(process.pid):
            process.wait(timeout=_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise InputError("office.too_slow", name=name, seconds=int(_SECONDS)) from error
    finally:
        process.wait()


def _limit() -> None:
    """Gives the program limits of its own: those of the process that reads are too narrow for it."""
    most = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY if most == resource.RLIM_INFINITY else most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (int(_SECONDS) + 1, int(_SECONDS) + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
