"""`tracer eval`: the reading scored against hand labels."""

from __future__ import annotations

from pathlib import Path

import typer

from graph_schema.messages import say
from tracer.cli.options import (
    GAPS,
    OK,
    Register,
    json_option,
    lang_option,
    print_json,
    require_language,
    text_option,
)
from tracer.cli.output import tell


def add_learning_commands(register: Register, lang: str) -> None:
    """Puts the command under `tracer` itself."""
    _add_eval(register, lang)


def _add_eval(register: Register, lang: str) -> None:
    p_gold = typer.Argument(..., metavar="GOLD", help=say(lang, "help.p_gold"))

    @register("eval", "help.eval", "help.eval_epilog")
    def run(
        gold: Path = p_gold,
        baseline: str | None = text_option(lang, "--baseline", "help.p_baseline", "FILE"),
        write: str | None = text_option(lang, "--write-baseline", "help.p_write_baseline", "FILE"),
        as_json: bool = json_option(lang),
        language: str | None = lang_option(lang),
    ) -> int:
        require_language(language)
        from tracer.cli.printing.evaluation import evaluation_json, evaluation_lines
        from tracer.learning.evaluation import compare
        from tracer.learning.labels import evaluate_labels, read_baseline, write_baseline

        evaluation = evaluate_labels(gold)
        kept = read_baseline(Path(baseline)) if baseline else None
        compared = compare(kept, evaluation.outcomes) if kept is not None else None
        if as_json:
            print_json(evaluation_json(evaluation, compared))
        else:
            tell(*evaluation_lines(evaluation, compared, lang))
        if write:
            write_baseline(Path(write), evaluation)
        return GAPS if compared is not None and compared.losses else OK
