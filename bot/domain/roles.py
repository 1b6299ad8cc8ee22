"""What a person is to an item or a group."""

from enum import StrEnum


class Role(StrEnum):
    """A person may hold several; services decide by them, never a hidden button."""

    REQUESTER = "requester"
    MEMBER = "member"
    LEAD = "lead"
    COMPANION = "companion"
    DEPARTMENT = "department"  # answers for a department that was asked about the item
    OFFICE = "office"
    HELPER = "helper"  # asked to help with a consultation, or helping
    APPROVER = "approver"  # of the decision that waits, while it waits
    READER = "reader"


MEMBERSHIP_ROLES = (Role.LEAD, Role.MEMBER, Role.COMPANION)


class SelectionMode(StrEnum):
    """How a working group's members are chosen."""

    ALL_DEPARTMENTS = "all_departments"
    RELATED_DEPARTMENTS = "related_departments"
    OPEN_CALL = "open_call"
