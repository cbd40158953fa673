"""Damage repair with a way back to the source.

In comes the text of a SourceFile; out comes the text to read, the repairs that were made, and a map of its offsets.
`ingest.reading` calls it first, and every later stage reads what it gives."""
