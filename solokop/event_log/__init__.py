"""The log of all events, for administrators."""
