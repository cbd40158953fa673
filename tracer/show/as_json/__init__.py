"""The stable JSON of docs/json.md: what `--json` prints and programs read.

In come records and rows of the stages below; out come plain dictionaries, their sentences in the language asked for.
Command line and API call these; nothing here opens a store.
"""
