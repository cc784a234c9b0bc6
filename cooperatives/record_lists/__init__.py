"""The office's own lists of what was before the portal: annual meetings by year, earlier warning letters.

reading   finds the heading and the rows of a list, and whose each row is; what cannot be read is a problem that says
          where, what was found and what to do
meetings  annual meetings, a row each or a column for each year
warnings  earlier warning letters, a row each
keeping   keeps what is new, once; takes a whole list back
command   the commands `import_meetings` and `import_warnings`
"""
