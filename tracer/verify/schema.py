"""Prints the JSON Schema of proofs, from the records that the checker reads them into.

python -m tracer.verify.schema > docs/proof.schema.json
"""

from __future__ import annotations

import json
import types
import typing
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from tracer.verify.shape import FORMAT, ProofShape

_PLAIN = {str: "string", int: "integer", float: "number", bool: "boolean"}


def schema_of(hint: Any) -> dict[str, Any]:
    """Returns the schema of one kind of value."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is types.UnionType:
        return {"anyOf": [schema_of(arguments[0]), {"type": "null"}]}
    if origin is tuple and arguments[-1] is ...:
        return {"type": "array", "items": schema_of(arguments[0])}
    if origin is tuple:
        return {
            "type": "array",
            "prefixItems": [schema_of(a) for a in arguments],
            "minItems": len(arguments),
            "maxItems": len(arguments),
        }
    if is_dataclass(hint):
        return {"$ref": f"#/$defs/{_name(hint)}"}
    if hint is date:
        return {"type": "string", "format": "date"}
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return {"enum": [term.value for term in hint]}
    return {"type": _PLAIN[hint]}


def _name(cls: Any) -> str:
    return str(cls.__name__).removesuffix("Shape").lower()


def _object(cls: Any) -> dict[str, Any]:
    hints = typing.get_type_hints(cls)
    return {
        "description": (cls.__doc__ or "").split(". `")[0].strip(),
        "type": "object",
        "properties": {f.name: schema_of(hints[f.name]) for f in fields(cls)},
        "required": [f.name for f in fields(cls)],
        "additionalProperties": False,
    }


def _classes(cls: Any, found: dict[str, Any]) -> None:
    for hint in typing.get_type_hints(cls).values():
        for part in (hint, *typing.get_args(hint)):
            if is_dataclass(part) and _name(part) not in found:
                found[_name(part)] = part
                _classes(part, found)


def proof_schema() -> dict[str, Any]:
    """Returns the whole schema."""
    parts: dict[str, Any] = {}
    _classes(ProofShape, parts)
    whole = _object(ProofShape)
    whole["properties"]["format"] = {"const": FORMAT}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Proof of a finding",
        **whole,
        "$defs": {name: _object(cls) for name, cls in sorted(parts.items())},
    }


if __name__ == "__main__":
    print(json.dumps(proof_schema(), ensure_ascii=False, indent=2))
