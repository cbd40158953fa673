"""`tracer verify`, and how `tracer trace --proof` writes what it checks."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from graph_schema.errors import TracerError
from graph_schema.files import file_error, written_beside
from graph_schema.messages import say
from graph_schema.visible import json_text
from tracer.cli.options import (
    BAD_INPUT,
    GAPS,
    OK,
    Register,
    complain_all,
    json_option,
    lang_option,
    policy_option,
    print_json,
    require_language,
    store_option,
    store_url,
    unwritable,
)
from tracer.cli.output import tell_aside
from tracer.cli.personal import personal_option, require_disclosure

if TYPE_CHECKING:
    from tracer.verify import ProofReport


def add_proof_commands(register: Register, lang: str) -> None:
    """Puts the command under `tracer` itself."""
    _add_verify(register, lang)


def _add_verify(register: Register, lang: str) -> None:
    p_proofs = typer.Argument(..., metavar="PROOF", help=say(lang, "help.p_proofs"))

    @register("verify", "help.verify", "help.verify_epilog")
    def run(
        context: typer.Context,
        proofs: list[str] = p_proofs,
        any_registry: bool = typer.Option(False, "--any-registry", help=say(lang, "help.p_any_registry")),
        policy: str | None = policy_option(lang),
        show_personal: bool = personal_option(lang),
        as_json: bool = json_option(lang),
        store: str | None = store_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer import jobs
        from tracer.cli.consoles import console_for
        from tracer.cli.printing.proofs import print_proof_report
        from tracer.show.as_json.proofs import proof_report_json
        from tracer.verify import verify_bytes

        store_url(context, store)
        anchors = jobs.proof_anchors(policy, any_registry=any_registry)
        reports: list[tuple[str, ProofReport]] = []
        unread: list[TracerError] = []
        for name in proofs:
            try:
                reports.append((name, verify_bytes(_proof_bytes(name), name, anchors)))
            except TracerError as error:
                unread.append(error)
        complain_all(unread, lang)
        if show_personal:
            require_disclosure(context, " ".join(proofs), None)
        if as_json:
            print_json([proof_report_json(name, one, lang) for name, one in reports])
        else:
            console = console_for(sys.stdout)
            for name, one in reports:
                print_proof_report(console, name, one, lang)
        if unread:
            return BAD_INPUT
        return GAPS if any(one.faults for _, one in reports) else OK


def _proof_bytes(name: str) -> bytes:
    """Returns a proof file, not more of it than tells that it is too big."""
    from tracer.verify.shape import MAX_BYTES

    if name == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    try:
        with open(name, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise file_error(error, name) from error


def write_proof(value: object, path: str, lang: str) -> None:
    """Writes a proof into a file, and tells so on standard error."""
    try:
        with written_beside(Path(path)) as beside:
            beside.write_text(json_text(value, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise unwritable(path, error) from error
    tell_aside(say(lang, "proof.written", path=path))
