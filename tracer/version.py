"""The version of the program, which stores and findings name."""

__version__ = "0.1.0"
