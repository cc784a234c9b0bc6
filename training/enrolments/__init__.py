"""Who takes part: seats, the waiting list, invitations, decisions of an officer, corrections."""
