"""Campaigns: the form, the one press 検討する, who is missing, and everything that somebody is still asked."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.domain.campaigns import CampaignForm
from bot.services.rollout import adopting, campaign_days, campaigning
from handlers.chosen import day_in, person_of, text_in
from handlers.groups.filled import seen_channel
from handlers.intake.form import handle_department_options
from handlers.noticing import written_in
from handlers.pressed import day, item_of, kept_in, number, value_of
from handlers.services import Body, Services
from templates import campaigns as screens
from templates import spread
from templates.campaigns import Begun


def register(app: AsyncApp) -> None:
    """What begins, counts and ends a campaign."""
    app.action(spread.BEGIN_ID)(handle_begin_press)
    app.options(screens.DEPARTMENTS)(handle_department_options)
    app.view(screens.SUBMIT_ID)(handle_campaign_submission)
    app.action(screens.CONSIDER_ID)(handle_consider_press)
    app.action(screens.TODO_ID)(handle_todo_press)
    app.action(spread.MISSING_ID)(handle_missing_press)
    app.action(screens.ASK_ID)(handle_asked_choice)
    app.action(screens.END_ID)(handle_end_press)


async def handle_begin_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Ask which departments and until when."""
    actor, request_id = await services.actor(body), item_of(body)
    item, channel = await services.read(
        lambda s: campaigning.consider(s, services.city, actor.workspace, actor.person, request_id)
    )
    await services.show(body, screens.campaign_modal(actor.words, item, Begun(channel)))
    await ack()


async def handle_campaign_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """Ask the departments once."""
    actor = await services.actor(body)
    request_id = number(kept_in(view).get("item"), "request_unknown")
    said = written_in(view, screens.NOTE, text_in(view, screens.NOTE))
    form = _form(view, said.words, said.decided)
    if said.findings:
        item, _ = await services.read(
            lambda s: campaigning.consider(s, services.city, actor.workspace, actor.person, request_id)
        )
        begun = Begun(form.channel or "", text_in(view, screens.NOTE), said.findings)
        await ack(response_action="update", view=screens.campaign_modal(actor.words, item, begun))
        return
    await seen_channel(services, form.channel, screens.CHANNEL)
    await services.write_once(
        actor, view, lambda s: campaigning.begin(s, services.city, actor.workspace, actor.person, request_id, form)
    )
    await ack(response_action="clear")


async def handle_consider_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """A department considers it; its card comes as a message."""
    actor, request_id = await services.actor(body), item_of(body)
    department_id = number(value_of(body).partition(":")[2], "department_unknown")
    await services.write(
        lambda s: adopting.speak_briefly(s, services.city, actor.workspace, actor.person, request_id, department_id)
    )
    await ack()
    if (body.get("view") or {}).get("type") == "modal":
        found = await services.read(lambda s: campaign_days.waiting_of(s, services.city, actor.person))
        await services.messenger.update_view(screens.todo_modal(actor.words, found), view_id=body["view"]["id"])


async def handle_todo_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Everything that somebody is still asked, from a reminder."""
    actor = await services.actor(body)
    found = await services.read(lambda s: campaign_days.waiting_of(s, services.city, actor.person))
    await services.show(body, screens.todo_modal(actor.words, found))
    await ack()


async def handle_missing_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Who has not answered, for who may ask somebody else."""
    actor, campaign_id = await services.actor(body), number(value_of(body), "campaign_unknown")
    found = await services.read(lambda s: campaigning.look(s, services.city, actor.person, campaign_id))
    await services.show(body, screens.missing_modal(actor.words, found))
    await ack()


async def handle_asked_choice(ack: AsyncAck, body: Body, services: Services) -> None:
    """Somebody else is asked for a department."""
    actor, action = await services.actor(body), body["actions"][0]
    ask_id = number(str(action.get("block_id") or "").removeprefix("campaign:"), "campaign_unknown")
    asked = await person_of(services, actor, action.get("selected_user"), screens.ASK_ID)
    found = await services.write(
        lambda s: campaigning.ask_another(s, services.city, actor.person, ask_id, asked.id or 0)
    )
    await ack()
    if view := body.get("view"):
        await services.messenger.update_view(screens.missing_modal(actor.words, found), view_id=view["id"])


async def handle_end_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """End it before its day."""
    actor, campaign_id = await services.actor(body), number(value_of(body), "campaign_unknown")
    await services.write(lambda s: campaigning.end(s, services.city, actor.workspace, actor.person, campaign_id))
    await ack()
    if view := body.get("view"):
        found = await services.read(lambda s: campaigning.look(s, services.city, actor.person, campaign_id))
        await services.messenger.update_view(screens.missing_modal(actor.words, found), view_id=view["id"])


def _form(view: Body, note: str, decided: str) -> CampaignForm:
    state: Body = view["state"]["values"]
    values: Body = {name: next(iter(given.values()), {}) for name, given in state.items()}
    chosen = values.get(screens.DEPARTMENTS, {}).get("selected_options") or []
    return CampaignForm(
        closes_on=day(day_in(view, screens.CLOSES)),
        channel=values.get(screens.CHANNEL, {}).get("selected_conversation"),
        note=note,
        departments=tuple(number(one["value"], "department_unknown") for one in chosen),
        personal_data=decided,
    )
