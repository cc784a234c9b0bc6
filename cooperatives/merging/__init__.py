"""Two records of one cooperative: found, made one, and taken apart again."""
