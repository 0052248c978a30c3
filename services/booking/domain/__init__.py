"""What a practitioner could argue about: when a visit may be booked, and what may become of it."""
