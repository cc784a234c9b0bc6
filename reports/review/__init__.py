"""A report under review: what stands beside it, what is decided, and an acceptance taken back."""
