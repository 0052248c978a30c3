"""Every component on a page of its own kind, to look at and to test."""
