"""The way of a register file into the portal.

layout    finds the heading and proposes what each column means
fields    the fields a column can mean, the words lists use for them, how a cell is read
lines     tells rows from repeated headings, totals and signatures
rows      turns a sheet into parsed rows, and says what was skipped and why
matching  finds the cooperative that a row speaks of
comparing a row beside its record: the changes, exactly as they would be written
planning  decides what each row would do: the preview
decisions what an officer may answer to a doubtful row; deciding stores the answers
applying  does it, in one transaction; undoing takes it back
problems  the texts of everything that can be wrong with a row
intake    keeps the upload; report takes the problem rows out as a workbook
"""
