"""What is remembered and may be missed: in Redis, in files, in the process."""
