"""The demo: a city of cooperatives and people that do not exist, with two years of history."""
