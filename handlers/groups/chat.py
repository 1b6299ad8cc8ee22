"""What is said to who did something in the chat, after it was done."""

from handlers.services import Actor, Services
from storage import outbox
from templates.blocks import Message


async def tell(services: Services, actor: Actor, message: Message) -> None:
    """Send who acted a message."""
    now, workspace_id = services.city.clock.now(), actor.workspace.id or 0
    await services.write(lambda s: outbox.post(s, workspace_id, actor.chat_id, message.text, message.blocks, now))
