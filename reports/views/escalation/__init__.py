"""Who is late, and what goes out to them: the ladder, letters and their book, proposals."""
