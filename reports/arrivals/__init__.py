"""Reports that come in on paper: kept as pictures, typed in beside them, and counted from the day they arrived."""
