"""A list of the portal, declared once: search, filters, order, pages, counts, ticks, bulk actions and Excel.

`declaration.py` says what a list is, `filters.py` how rows are chosen by a value of the address, `selection.py` reads
an address, `listing.py` makes one page of it, `tabs.py` the tabs above it, `bulk.py` acts on ticked rows,
`response.py` answers a request.
An unknown value selects nothing; it never widens a selection (docs/adr/0021-one-list.md).
"""
