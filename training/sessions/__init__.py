"""Programmes and their sessions: planned, published, changed, called off."""
