"""Papers of the office as PDF: letters, certificates, lists.

A layout (`layouts/*.typ`) says how a paper looks and takes texts as data, never as markup. `typesetting.py` sets one in
a bounded process, `fonts.py` says in which type and which letters it has, `head.py` what stands above every paper.
"""
