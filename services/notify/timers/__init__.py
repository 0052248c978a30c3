"""What notify does by itself: send what is due, look up what is unclear, understand replies."""
