from cooperatives.record_lists.command import ListCommand
from cooperatives.record_lists.warnings import WARNINGS


class Command(ListCommand):
    help = "Take in the office's list of earlier warning letters (.xlsx or .csv); exits with 1 when rows are refused."
    kind = WARNINGS
