"""users.*, usergroups.*, team.info and bots.info."""

from sandbox.api.call import Call, Handler
from sandbox.arguments import page
from sandbox.errors import SlackError
from sandbox.model import Json, User
from sandbox.shapes import user_json


def _shape(call: Call, user: User) -> Json:
    return user_json(call.workspace, user, email=call.has("users:read.email"), locale=call.args.flag("include_locale"))


def _info(call: Call) -> Json:
    return {"user": _shape(call, call.workspace.user(call.args.need("user")))}


def _list(call: Call) -> Json:
    users = list(call.workspace.users.values())
    numbered = [{"id": user.id} for user in users]
    entries, cursor = page(numbered, call.args, call.args.limit(len(users), 1000))
    return {
        "members": [_shape(call, call.workspace.users[e["id"]]) for e in entries],
        "cache_ts": int(call.workspace.clock.now()),
        "response_metadata": {"next_cursor": cursor},
    }


def _lookup_by_email(call: Call) -> Json:
    wanted = call.args.need("email").lower()
    for user in call.workspace.users.values():
        if user.email.lower() == wanted and not user.deleted:
            return {"user": _shape(call, user)}
    raise SlackError("users_not_found")


def _usergroups(call: Call) -> Json:
    include = call.args.flag("include_users")
    groups = [dict(group) for group in call.workspace.usergroups.values()]
    for group in groups:
        group["user_count"] = len(group.get("users", []))
        if not include:
            group.pop("users", None)
    return {"usergroups": groups}


def _usergroup_users(call: Call) -> Json:
    group = call.workspace.usergroups.get(call.args.need("usergroup"))
    if group is None:
        raise SlackError("no_such_subteam")
    return {"users": group.get("users", [])}


def _team(call: Call) -> Json:
    team = call.workspace.team
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {}}}


def _bot(call: Call) -> Json:
    bot = call.workspace.bot
    if call.args.text("bot", bot.bot_id) != bot.bot_id:
        raise SlackError("bot_not_found")
    return {
        "bot": {
            "id": bot.bot_id,
            "deleted": False,
            "name": bot.name,
            "updated": 0,
            "app_id": bot.app_id,
            "user_id": bot.id,
            "icons": {},
        }
    }


METHODS: dict[str, Handler] = {
    "users.info": _info,
    "users.list": _list,
    "users.lookupByEmail": _lookup_by_email,
    "usergroups.list": _usergroups,
    "usergroups.users.list": _usergroup_users,
    "team.info": _team,
    "bots.info": _bot,
}
