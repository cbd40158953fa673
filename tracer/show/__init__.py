"""Findings as rows and words.

In come findings and the library that they were judged in; out come rows, names, drawings and the label JSON that people and programs read.
Command line, screens and other programs read through it; it decides nothing."""
