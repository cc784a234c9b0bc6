"""Who asks, with what, how often, and what every answer needs."""
