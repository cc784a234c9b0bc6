"""What is due and who is late: quarters, obligations, later days, waivers, the flag of a late report."""
