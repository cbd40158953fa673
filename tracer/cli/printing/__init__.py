"""Results as text for people, one file for what is printed.

In come reports, findings and rows; out come lines on a console, or lines to print. The text is folded to the
terminal's width there, and in whole lines where it goes into a file or a pipe. Commands call these, once they know that
JSON (`tracer.show.as_json`) is not asked for.
"""
