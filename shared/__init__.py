"""Technical ground that all four services stand on; no clinic rule lives here."""
