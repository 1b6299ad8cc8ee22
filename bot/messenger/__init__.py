"""The only place that speaks to Slack's Web API on the bot's behalf, and that knows how it fails."""

from bot.messenger.answers import ChatChannel, ChatMessage, ChatPerson, Identity, Posted
from bot.messenger.caller import SLACK_API_URL
from bot.messenger.messenger import Messenger

__all__ = ["SLACK_API_URL", "ChatChannel", "ChatMessage", "ChatPerson", "Identity", "Messenger", "Posted"]
