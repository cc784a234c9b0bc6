"""What waits for a signature or a yes, and whom it was passed on to (disposisi)."""
