"""Photos and pictures: checked by their first bytes, made small; QR codes."""
