"""The pages on which the practice itself is changed."""
