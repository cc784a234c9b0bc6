"""Who acts for a cooperative: its board, its managers with an account, and what they let the public see."""
