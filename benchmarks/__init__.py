"""Says how fast the program is, beside others: run by hand, imported by tests alone."""
