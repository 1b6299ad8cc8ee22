"""The boss agrees to somebody's help, says no, or takes a consent back."""

from slack_bolt.async_app import AsyncAck, AsyncApp

from bot.services.skills import consenting
from handlers.chosen import text_in
from handlers.noticing import written_in
from handlers.pressed import kept_in, number, value_of
from handlers.services import Body, Services
from templates import agreeing


def register(app: AsyncApp) -> None:
    """The buttons under the question, and the form for a no."""
    app.action(agreeing.AGREE_ID)(handle_agree_press)
    app.action(agreeing.REFUSE_ID)(handle_refuse_press)
    app.action(agreeing.WITHDRAW_ID)(handle_withdraw_press)
    app.view(agreeing.REFUSE_SUBMIT_ID)(handle_refuse_submission)


async def handle_agree_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """They agree; their message and the person say so."""
    actor, consent_id = await services.actor(body), number(value_of(body), "consent_unknown")
    await services.write(lambda s: consenting.agree(s, services.city, actor.person, consent_id))
    await ack()


async def handle_withdraw_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """They no longer agree."""
    actor, consent_id = await services.actor(body), number(value_of(body), "consent_unknown")
    await services.write(lambda s: consenting.withdraw(s, services.city, actor.person, consent_id))
    await ack()


async def handle_refuse_press(ack: AsyncAck, body: Body, services: Services) -> None:
    """Ask for words, which need not be."""
    actor, consent_id = await services.actor(body), number(value_of(body), "consent_unknown")
    asked = await services.read(lambda s: consenting.consider(s, services.city, actor.person, consent_id))
    await services.show(body, agreeing.refuse_modal(actor.words, asked))
    await ack()


async def handle_refuse_submission(ack: AsyncAck, body: Body, view: Body, services: Services) -> None:
    """They say no, once who wrote words has decided about personal data in them."""
    actor, consent_id = await services.actor(body), number(kept_in(view).get("consent"), "consent_unknown")
    typed = text_in(view, agreeing.WORDS).strip()
    said = written_in(view, agreeing.WORDS, typed)
    if said.findings:
        asked = await services.read(lambda s: consenting.consider(s, services.city, actor.person, consent_id))
        await ack(response_action="update", view=agreeing.refuse_modal(actor.words, asked, typed, said.findings))
        return
    await services.write(lambda s: consenting.refuse(s, services.city, actor.person, consent_id, said.words))
    await ack()
