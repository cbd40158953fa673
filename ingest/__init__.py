"""Reading: text files in, documents with their provisions, citations and measures out."""
