"""Whose papers they are: the emblem at their head, and who signs them."""
