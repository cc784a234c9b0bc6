"""Private files: on their way in, in their folder, and out by one door."""
