"""The statements that provisions make.

In come the provisions with their sentences; out come citations, references, measures, duties and the ties between them.
`ingest.reading` calls it, and pipelines of other people call its spaCy components (`ingest.language`)."""
