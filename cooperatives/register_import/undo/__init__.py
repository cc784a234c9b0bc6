"""Taking an applied import back: what it would do, and doing it."""
