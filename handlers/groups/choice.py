"""What the form about one group of a reorganisation says, with people by our ids."""

from bot.domain.groups import MOST_SLOTS
from bot.domain.reorganisations import ChoiceForm
from handlers.groups.filled import people_of
from handlers.pressed import number
from handlers.services import Actor, Body, Services
from templates import wizard_choice as form


async def choice_in(services: Services, actor: Actor, view: Body) -> ChoiceForm:
    """The form as it stands; InvalidInputError at a field that names somebody who is nobody."""
    values: Body = {
        name.split(":")[0]: next(iter(given.values()), {}) for name, given in view["state"]["values"].items()
    }
    lead = values.get(form.LEAD, {}).get("selected_user")
    people = {
        name: await people_of(services, actor, name, values.get(name, {}).get("selected_users") or ())
        for name in (form.COMPANIONS, form.MEMBERS)
    }
    slots = _option(values, form.SLOTS)
    several = values.get(form.TARGETS, {}).get("selected_options") or []
    one = _option(values, form.TARGET)
    back = values.get(form.BACK, {}).get("selected_options")
    return ChoiceForm(
        _option(values, form.DEED),
        name=_text(values, form.NAME)[: form.NAME_AT_MOST],
        mission=_text(values, form.MISSION)[: form.TEXT_AT_MOST],
        channel=_text(values, form.CHANNEL).lstrip("#＃")[: form.NAME_AT_MOST],
        lead=(await people_of(services, actor, form.LEAD, [lead]))[0] if lead else None,
        companions=people[form.COMPANIONS] if form.COMPANIONS in values else None,
        members=people[form.MEMBERS],
        slots=min(number(slots, "group_unknown"), MOST_SLOTS) if slots else None,
        targets=tuple(str(chosen["value"]) for chosen in several) or ((one,) if one else ()),
        typed=tuple(name[: form.NAME_AT_MOST] for name in _lines(_text(values, form.TYPED))),
        rule="back" if back else _option(values, form.RULE),
    )


def _text(values: Body, name: str) -> str:
    return str(values.get(name, {}).get("value") or "").strip()


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _option(values: Body, name: str) -> str:
    return str((values.get(name, {}).get("selected_option") or {}).get("value") or "")
