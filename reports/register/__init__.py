"""What reports give to the register: columns of its list, key figures, facts for the public."""
