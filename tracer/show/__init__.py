"""Findings as rows, words and JSON.

In come findings and the library that they were judged in; out come rows, names, drawings, the label JSON and the JSON of docs/json.md
that people and programs read.
Command line, screens and other programs read through it; it decides nothing."""
