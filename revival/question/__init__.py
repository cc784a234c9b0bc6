"""The question whether a cooperative wants to go on: letters, messages, answers."""
