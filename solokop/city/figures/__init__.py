"""The numbers of the city page: counted, kept for a while, and counted anew where something has happened."""
