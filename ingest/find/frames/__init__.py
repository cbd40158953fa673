"""Measures by the structure of the clause: words, clauses, frames, links (docs/frames.md)."""
