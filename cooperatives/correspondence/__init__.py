"""Official letters to cooperatives, whatever they are about: address, delivery, list and page.

Each kind of letter is a model of a floor above, with a column `contact` for its entry in the contact log.
"""
