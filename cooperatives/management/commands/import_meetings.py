from cooperatives.record_lists.command import ListCommand
from cooperatives.record_lists.meetings import MEETINGS


class Command(ListCommand):
    help = "Take in the office's list of RAT by year (.xlsx or .csv); exits with 1 when rows are refused."
    kind = MEETINGS
