"""notify's HTTP side: the carrier's webhooks."""
