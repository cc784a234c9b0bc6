import os

# openpyxl writes and reads by lxml where that is installed, as the reader of signatures needs it. By the standard
# library a full disk is an OSError, and a hostile workbook meets the guards that were proved with it.
os.environ.setdefault("OPENPYXL_LXML", "False")
