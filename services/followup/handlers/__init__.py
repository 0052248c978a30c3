"""What each event, request and tick does: load, ask the domain, save, emit."""
