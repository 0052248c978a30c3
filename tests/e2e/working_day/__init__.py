"""A whole working day: two of the staff at their browsers, three patients at their phones."""
