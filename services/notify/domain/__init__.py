"""What notify decides: whether, when and what to text, and what an answer means."""
