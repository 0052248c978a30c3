"""What a practitioner could argue about: when to ask, how to read, what a change means."""
