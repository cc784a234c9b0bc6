"""The register as a list: filters with their counts, search, export, saved views, bulk changes."""
