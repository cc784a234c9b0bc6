"""A report on its way in: uploads and drafts, what the check mends, signing, sending, the receipt."""
