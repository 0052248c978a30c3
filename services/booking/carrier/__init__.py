"""What booking fetches from elsewhere."""
