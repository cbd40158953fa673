"""Readings joined with each other and with the registry.

In come readings, a Registry and the decisions of people; out comes a Library: what each citation means, and every lookup from one record to another; or the same as nodes and edges.
`tracer.verdict`, `tracer.bulk` and the jobs build one library a question and hand it on."""
