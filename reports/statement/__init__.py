"""The quarterly statement: its lines, declared once in `lines.csv`, and what follows from them."""
