"""Files as offices have them: made from texts, read back, scored and timed (docs/limits.md)."""
