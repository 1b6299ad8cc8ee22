"""The tables, one file per part of the domain; every row names its workspace."""

from storage.tables.delivery import InboundReceipt, OutboxDecision, OutboxLane, OutboxMessage
from storage.tables.digests import DigestIssue, DueDigest
from storage.tables.organisation import Department, Membership, Person, Setting, WorkingGroup, Workspace
from storage.tables.requests import Draft, NumberSeries, Request, RequestEvent, RequestPerson

__all__ = [
    "Department",
    "DigestIssue",
    "Draft",
    "DueDigest",
    "InboundReceipt",
    "Membership",
    "NumberSeries",
    "OutboxDecision",
    "OutboxLane",
    "OutboxMessage",
    "Person",
    "Request",
    "RequestEvent",
    "RequestPerson",
    "Setting",
    "WorkingGroup",
    "Workspace",
]
