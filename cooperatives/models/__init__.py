from cooperatives.models.complaints import Complaint
from cooperatives.models.contacts import Contact
from cooperatives.models.cooperative import Cooperative
from cooperatives.models.figures import KeyFigures
from cooperatives.models.imports import HeadingMemory, ImportRow, RegisterImport
from cooperatives.models.lists import ListImport
from cooperatives.models.meetings import AnnualMeeting
from cooperatives.models.merges import Merge, NotDouble
from cooperatives.models.notes import Note, SavedView
from cooperatives.models.people import BoardMember, InvitedCooperative, Membership
from cooperatives.models.places import District, Village
from cooperatives.models.removals import PublicRemoval
from cooperatives.models.status import StatusChange

__all__ = [
    "AnnualMeeting",
    "BoardMember",
    "Complaint",
    "Contact",
    "Cooperative",
    "District",
    "HeadingMemory",
    "ImportRow",
    "InvitedCooperative",
    "KeyFigures",
    "ListImport",
    "Membership",
    "Merge",
    "NotDouble",
    "Note",
    "PublicRemoval",
    "RegisterImport",
    "SavedView",
    "StatusChange",
    "Village",
]
