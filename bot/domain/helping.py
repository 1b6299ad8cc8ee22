"""How a consultation finds help: whose turn it is, what they say, and where the search stands."""

from enum import StrEnum

ASKED_IN_TURN = 3  # people, before the companion is asked to find somebody


class Search(StrEnum):
    """How far the search is; every consultation that is open is in exactly one of these."""

    CHOOSING = "choosing"  # the asker has the ranking and has not chosen
    ASKING = "asking"  # somebody was asked and has not answered
    COMPANION = "companion"  # nobody of those asked could; the companion looks for somebody
    CALLING = "calling"  # an open post asks everybody
    HELPING = "helping"  # somebody said yes
    SOLVED = "solved"
    CLOSED = "closed"  # withdrawn, declined, merged or given up


class OfferState(StrEnum):
    """How one person's part in it stands."""

    WAITING = "waiting"  # in line
    ASKED = "asked"
    YES = "yes"
    NO = "no"  # said so, or their time passed (`EXPIRED`); no explanation owed
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"  # the asker found help elsewhere, or the helper paused or left
    DONE = "done"


# While an offer is in one of these, its hours count against the helper's week.
TAKES_TIME = frozenset({OfferState.ASKED, OfferState.YES})
