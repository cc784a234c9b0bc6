"""What the office and a cooperative have said to each other: calls, visits, circulars, notes."""
