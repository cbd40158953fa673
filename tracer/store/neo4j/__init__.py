"""The store in a Neo4j server.

In come records; out come the same records, pages of findings, search hits and the log.
`tracer.store.open_store` alone opens it; Cypher stays in this folder."""
