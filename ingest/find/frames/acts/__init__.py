"""Holds what the predicates of clauses do: one module for each family of verbs (docs/frames.md#frames)."""
