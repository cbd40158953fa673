"""Laws, regulations and documents on record, and what their articles state.

In come fact tables, law texts and the user's own rows; out comes a Registry to look instruments up in, and a shelf of article texts and facts.
`tracer.links` and `tracer.verdict` ask it; only `tracer.cli.registry` and the jobs change what is in it."""
