"""The tables, one file per part of the domain; every row names its workspace."""

from storage.tables.adoptions import Adoption, AdoptionStep, Campaign, CampaignAsk, RolloutPlan
from storage.tables.audit import AuditHead, AuditRow
from storage.tables.calls import Applicant, Nomination, NominationRound, OpenCall
from storage.tables.delivery import InboundReceipt, OutboxDecision, OutboxLane, OutboxMessage
from storage.tables.digests import DigestIssue, DueDigest
from storage.tables.helping import Consultation, FollowUp, HelpOffer
from storage.tables.homes import HomeView
from storage.tables.organisation import Department, Membership, Person, Setting, WorkingGroup, Workspace
from storage.tables.practices import Practice, PracticeTag
from storage.tables.reminders import Absence, Handover, Reminder, ReminderRound, Snooze
from storage.tables.reorganisations import Reorganisation
from storage.tables.requests import Draft, NumberSeries, PrivateCard, Request, RequestEvent, RequestPerson
from storage.tables.reviews import Opinion, ReviewNote, Score, Scoring
from storage.tables.skills import Helper, Skill, SkillConsent
from storage.tables.transfers import Transfer

__all__ = [
    "Absence",
    "Adoption",
    "AdoptionStep",
    "Applicant",
    "AuditHead",
    "AuditRow",
    "Campaign",
    "CampaignAsk",
    "Consultation",
    "Department",
    "DigestIssue",
    "Draft",
    "DueDigest",
    "FollowUp",
    "Handover",
    "HelpOffer",
    "Helper",
    "HomeView",
    "InboundReceipt",
    "Membership",
    "Nomination",
    "NominationRound",
    "NumberSeries",
    "OpenCall",
    "Opinion",
    "OutboxDecision",
    "OutboxLane",
    "OutboxMessage",
    "Person",
    "Practice",
    "PracticeTag",
    "PrivateCard",
    "Reminder",
    "ReminderRound",
    "Reorganisation",
    "Request",
    "RequestEvent",
    "RequestPerson",
    "ReviewNote",
    "RolloutPlan",
    "Score",
    "Scoring",
    "Setting",
    "Skill",
    "SkillConsent",
    "Snooze",
    "Transfer",
    "WorkingGroup",
    "Workspace",
]
