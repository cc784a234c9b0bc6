"""The way of a register file into the portal.

tables    which sheets hold a table of cooperatives; people tells lists of people from them
layout    finds the heading and proposes what each column means
headings  the words of headings: which field they mean, and what is known and not taken over
fields    the fields a column can mean: those of register_fields that lists have words for; cells reads a cell
words     words that a column of fixed values does not know, and the officers' answers
lines     tells rows from repeated headings, totals and signatures
rows      turns a sheet into parsed rows, and says what was skipped; row_places says where a row lies
account   what was used of a file and what was not, with the reasons
matching  finds the cooperative that a row speaks of
comparing a row beside its record: the changes, exactly as they would be written
planning  decides what each row would do: the preview
overview  counts the preview by outcome, by changed field and by question
decisions what an officer may answer to a doubtful row; deciding stores the answers
applying  does it, in one transaction; undoing takes it back
problems  the texts of everything that can be wrong with a row
intake    keeps the upload; report takes the problem rows out as a workbook
"""
