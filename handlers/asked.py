"""Which action somebody pressed or was asked about, and how far its modal is filled in."""

from bot.domain.errors import NotFoundError
from bot.domain.statuses import TriageAction
from handlers.pressed import kept_in, number, value_of
from handlers.services import Body
from templates import deciding
from templates.cards import MORE_ID
from templates.deciding import Asked


def action_of(body: Body) -> TriageAction:
    """The action of a button, or the one that was chosen in the card's menu."""
    pressed = body["actions"][0]
    name = value_of(body).partition(":")[2] if pressed["action_id"] == MORE_ID else pressed["action_id"]
    return _known(name.removeprefix("triage_"))


def asked_in(view: Body) -> Asked:
    """The modal as it stands: what it was opened for and what is typed."""
    kept = kept_in(view)
    fields = {name.split(":")[0]: values for name, values in view["state"]["values"].items()}
    typed = fields.get(deciding.WORDS_BLOCK, {}).get(deciding.WORDS_BLOCK, {}).get("value") or ""
    until = fields.get(deciding.UNTIL_BLOCK, {}).get(deciding.UNTIL_BLOCK, {}).get("selected_date")
    action = _known(kept.get("action"))
    version = number(kept.get("version", 0), "request_unknown")
    item = number(kept.get("item"), "request_unknown")
    return Asked(action, item, bool(kept.get("in_home")), version, typed, until)


def _known(name: object) -> TriageAction:
    if name not in set(TriageAction):
        raise NotFoundError("request_unknown")
    return TriageAction(str(name))
