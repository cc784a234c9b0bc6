"""What of the portal lies on a phone: static files, a page of our own words, and what was typed and not sent yet."""
