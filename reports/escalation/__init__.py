"""What follows when a report does not come: the ladder of reminders, letters, proposals, the work list."""
