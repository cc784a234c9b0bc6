"""One record of the register: made, edited, held and written, with what follows from it."""
