"""Certificates: given to those who have earned them, withdrawn, printed."""
