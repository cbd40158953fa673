"""Word lists and patterns as data, with what they match and refuse beside them."""
