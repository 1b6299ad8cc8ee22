"""What the app must be allowed to do; `manifest.json` asks for exactly this."""

NEEDED_SCOPES: dict[str, str] = {
    "app_mentions:read": "mentions",
    "channels:history": "ideas",
    "channels:join": "join",
    "channels:read": "channels",
    "chat:write": "post",
    "commands": "commands",
    "files:read": "files",
    "groups:history": "ideas",
    "groups:read": "channels",
    "im:history": "direct",
    "im:write": "direct",
    "metadata.message:read": "deliveries",
    "mpim:history": "deliveries",
    "mpim:write": "together",
    "reactions:read": "ideas",
    "users:read": "people",
    "users:read.email": "people",
}

# Without these the bot works, and says what a person has to do instead.
OPTIONAL_SCOPES: dict[str, str] = {"channels:manage": "groups"}
