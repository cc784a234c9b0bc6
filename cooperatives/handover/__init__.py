"""The register in the columns of those who ask the office for it, with what is missing marked.

declaration  what a list to hand over is: its columns as the other side spells them
wording      codes of the register in the words of the ministry
ods          the Online Data System of the ministry (REGISTER_HEADERS H2, DOMAIN-2 F)
simkopdes    the ministry's system of the Merah Putih cooperatives (REGISTER_HEADERS H6)
lists        each of them as a list of the portal, with its workbook
"""
