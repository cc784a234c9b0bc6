"""What came of training: scores, evaluation, and whether the trained fare better."""
