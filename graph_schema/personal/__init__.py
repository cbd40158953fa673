"""Personal data in texts, and texts with it starred out, character for character (docs/semantics.md#personal-data).

`find_personal` gives the places, `masked` the text without them (`masked_numbers` without the numbers alone), a `Masker` the same for words cut out of a text:
what is known of the whole text (its names and numbers) is starred out in every part of it. `with_words` does it to records.
Reading does not rest on any of it (ingest/edition.py leaves its patterns out).
"""

from graph_schema.personal.find import STAR, Masker, Personal, find_personal, masked, masked_numbers
from graph_schema.personal.numbers import Kind
from graph_schema.personal.strings import with_words

__all__ = ["STAR", "Kind", "Masker", "Personal", "find_personal", "masked", "masked_numbers", "with_words"]
