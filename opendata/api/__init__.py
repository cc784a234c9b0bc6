"""The interface for programs: what is public, read only, without a key (docs/adr/0036)."""
