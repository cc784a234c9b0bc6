"""The Excel template of the quarterly report: made, read back, and handed back with what is wrong marked."""
