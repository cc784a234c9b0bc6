"""Visits: a day is planned, driven and recorded, also where there is no connection (DOMAIN.md 7.2, step 3)."""
