"""Words, records and identifiers that every other package shares. Standard library only."""
