"""Files as people keep them, each format behind one reader in one table.

In come paths and bytes; out comes a SourceFile (the text with its line ends kept, its path and its digest), or the
paragraphs of a law's text where a format is read for laws only.
The jobs and `ingest.reading` call it; it knows nothing of what a text says."""
