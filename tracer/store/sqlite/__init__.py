"""The embedded store: one SQLite file.

In come records; out come the same records, pages of findings, search hits and the log.
`tracer.store.open_store` alone opens it; SQL stays in this folder."""
