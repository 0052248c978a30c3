"""Load, ask the domain, save, tell the others. Nothing here commits."""
