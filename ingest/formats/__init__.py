"""Files as people keep them, each format behind one reader.

In come paths and bytes; out comes a Source: the text with its line ends kept, its path and its digest.
The jobs and `ingest.reading` call it; it knows nothing of what a text says."""
