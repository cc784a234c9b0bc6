"""The web form of a report: which lines it shows, what it asks, and what it reads from what was sent."""
