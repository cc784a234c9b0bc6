"""What anybody may read of the register without signing in: no personal data (domain paper 3.1, 8.4)."""
