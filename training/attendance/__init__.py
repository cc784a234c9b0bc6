"""Who was there: marks of a device or a list, and the list on paper."""
