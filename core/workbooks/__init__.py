"""Workbooks of others read in a process of its own, and workbooks of the portal written row by row."""
