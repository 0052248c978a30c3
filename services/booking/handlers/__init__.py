"""Load, ask the domain, save, emit."""
