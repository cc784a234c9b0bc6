"""`make mutation`: small breaks of the rules, one at a time, and which tests notice each (docs/mutation.md)."""
