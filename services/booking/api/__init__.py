"""The JSON edge: public under /api/v1, staff under /staff/v1."""
