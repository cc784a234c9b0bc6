"""The version of this code; CHANGELOG.md says what is in it, docs/release.md how the next one is made."""

VERSION = "0.9.0"
