"""Says what is learnt from hand labels, and how well the reading does on them.

In come label files; out come scores by slice, baselines, and the shares and weights that `ingest.confidence` reads.
`tracer eval` and the calibration commands of this package call it; nothing that runs for a user needs it."""
