"""The home page of the office: its panels and its charts."""
