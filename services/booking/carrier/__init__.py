"""What booking sends to and fetches from addresses elsewhere."""
