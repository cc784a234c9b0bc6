"""Accepted reports added up: the joint statement, the provincial recap, ratios, peers, charts."""
