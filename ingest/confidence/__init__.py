"""Says how sure each statement of a reading is.

In come statements with the way in which they were found; out come shares of being right, learnt from labels.
`ingest.reading` calls it last, and `tracer.jobs.training` learns the shares anew."""
