"""The parts of a file and of its documents.

In come the repaired paragraphs; out come lines with their kinds, the documents of the file, their cards, provisions and tables.
`ingest.reading` calls it after cleaning and before anything is looked for in the words."""
