"""What open pages are told: that something changed, never what."""
