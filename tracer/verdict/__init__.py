"""From a measure upward to its verdict.

In come a Library, a Policy and a day; out come Findings with their chains, stops, checks and sentences, and proofs of them.
The jobs and `tracer.show` call it; it reads no file and no store, and never looks at the clock."""
