"""Where the table of a list is: its sheets, headings and lines."""
