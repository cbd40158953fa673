"""Makes the parts that the link index keeps for the bulk pass; the pass itself and its arrays are loaded by whoever asks it."""

from __future__ import annotations

from tracer.links.library import Library


class ArrayParts:
    """Makes the share of a document in the arrays."""

    edition = "1"

    def of(self, library: Library, document: str) -> bytes:
        """Returns the part of a document that stands for itself."""
        from tracer.bulk.parts import part_of

        return part_of(library, document, library.measures_in.get(document, ()))


PARTS = ArrayParts()
