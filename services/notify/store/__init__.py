"""notify's SQL. First parameter: the connection of the transaction opened at the edge."""
