"""The key figures of a cooperative and of the city, each with its date and source."""
