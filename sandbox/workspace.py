"""The workspace: people, channels and what is said in them. Every change is announced to listeners."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from sandbox.clock import Clock
from sandbox.errors import SlackError
from sandbox.model import STATUS, Bot, Change, Channel, Json, Team, User


class Workspace:
    """Holds the state and the only ways to alter it."""

    def __init__(self, clock: Clock, team: Team, bot: Bot) -> None:
        self.clock = clock
        self.team = team
        self.bot = bot
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, Json] = {}
        self.usergroups: dict[str, Json] = {}
        self.posts: list[Json] = []
        self.listeners: list[Callable[[Change], None]] = []
        self._posts_by_key: dict[tuple[str, str], Json] = {}
        self._direct: dict[frozenset[str], Channel] = {}
        self.last_number = 0

    def announce(self, change: Change) -> None:
        """Tell every listener of a change."""
        for listener in self.listeners:
            listener(change)

    def new_id(self, prefix: str) -> str:
        """Return an id that nothing has yet; the same in every run that does the same things."""
        while True:
            self.last_number += 1
            made = f"{prefix}0SB{self.last_number:05d}"
            if made not in self.users and made not in self.channels and made not in self.files:
                return made

    def restore(self, channels: list[Channel], files: dict[str, Json], posts: list[Json], last_number: int) -> None:
        """Put saved conversations back in place of the seed's."""
        self.channels.clear()
        self._direct.clear()
        for saved in channels:
            self.add_channel(saved)
        self.files, self.last_number = files, last_number
        for post in posts:
            channel, ts = self.channels.get(post["channel"]), post["message"]
            shown = channel.messages.get(ts) if channel else None
            if channel and shown is None:
                shown = next((m for m in channel.ephemerals if m["ts"] == ts), None)
            if shown is not None:
                self._log_post(self.channels[post["channel"]], shown, to=post.get("ephemeral_to", ""))

    # People

    def user(self, user_id: str) -> User:
        """Return a person or refuse with `user_not_found`."""
        if user_id not in self.users:
            raise SlackError("user_not_found")
        return self.users[user_id]

    def add_user(self, user: User) -> User:
        """Let a new person into the workspace."""
        self.users[user.id] = replace(user, updated=int(self.clock.now()))
        self.announce(Change("team_join", user=user.id))
        return self.users[user.id]

    def change_user(self, user_id: str, **fields: str | bool | int) -> User:
        """Alter a person's profile."""
        before = self.user(user_id)
        changed = replace(before, updated=int(self.clock.now()), **fields)  # type: ignore[arg-type]
        self.users[user_id] = changed
        self.announce(Change("user_change", user=user_id))
        if any(getattr(before, name) != getattr(changed, name) for name in STATUS):
            self.announce(Change("user_status_changed", user=user_id))
        return changed

    # Channels

    def channel(self, reference: str) -> Channel:
        """Return a conversation by id, `#name` or name, or refuse with `channel_not_found`."""
        if reference in self.channels:
            return self.channels[reference]
        name = reference.removeprefix("#")
        for channel in self.channels.values():
            if channel.name == name and channel.kind == "channel":
                return channel
        raise SlackError("channel_not_found")

    def add_channel(self, channel: Channel) -> Channel:
        """Put a conversation in place."""
        self.channels[channel.id] = channel
        if channel.kind != "channel":
            self._direct[frozenset(channel.members)] = channel
        return channel

    def create_channel(self, name: str, creator: str, *, is_private: bool = False) -> Channel:
        """Open a new channel with its creator as the only member."""
        if any(c.name == name for c in self.channels.values()):
            raise SlackError("name_taken")
        now = int(self.clock.now())
        made = Channel(
            self.new_id("C"),
            name,
            is_private=is_private,
            created=now,
            creator=creator,
            members={creator: now},
        )
        self.add_channel(made)
        self.announce(Change("channel_created", made, creator))
        return made

    def open_direct(self, people: Iterable[str]) -> Channel:
        """Return the one conversation of exactly these people, made when there is none."""
        who = frozenset(people)
        if who not in self._direct:
            now = int(self.clock.now())
            members = dict.fromkeys(sorted(who), now)
            kind = "im" if len(who) <= 2 else "mpim"
            prefix = "D" if kind == "im" else "G"
            names = "--".join(self.users[u].name for u in members) if kind == "mpim" else ""
            made = Channel(self.new_id(prefix), names, kind=kind, created=now, members=members)  # type: ignore[arg-type]
            self.add_channel(made)
            self.announce(Change("sidebar", made))
        return self._direct[who]

    def counted_as(self, reference: str) -> str:
        """Return one name for a destination, whether it is given as a person or as the conversation with them."""
        channel = self.channels.get(reference)
        if channel is None or channel.kind != "im":
            return reference.removeprefix("#")
        return next((m for m in channel.members if m != self.bot.id), reference)

    def join(self, channel: Channel, user: str, inviter: str = "") -> bool:
        """Make the person a member; tell whether that was new."""
        if user in channel.members:
            return False
        channel.members[user] = int(self.clock.now())
        channel.read.setdefault(user, self.clock.ts())
        invited = {"inviter": inviter} if inviter else {}
        self.announce(Change("member_joined_channel", channel, user, data=invited))
        text = f"<@{user}> has joined the channel"
        self.post(channel, {"user": user, "subtype": "channel_join", "text": text, **invited})
        return True

    def leave(self, channel: Channel, user: str) -> None:
        """Take the person out of the channel."""
        if channel.members.pop(user, None) is None:
            return
        self.announce(Change("member_left_channel", channel, user))
        text = f"<@{user}> has left the channel"
        self.post(channel, {"user": user, "subtype": "channel_leave", "text": text})

    def alter_channel(self, channel: Channel, kind: str, actor: str, name: str = "") -> None:
        """Archive, unarchive, rename or delete a channel."""
        previous = {"name": channel.name}
        if kind == "rename":
            channel.name = name
        elif kind == "deleted":
            del self.channels[channel.id]
        else:
            channel.is_archived = kind == "archive"
        self.announce(Change(f"channel_{kind}", channel, actor, previous=previous))

    # Messages

    def post(self, channel: Channel, message: Json) -> Json:
        """Put a message into a channel; gives it its `ts` and keeps the thread's counters."""
        said = {"type": "message", "ts": self.clock.ts(), "team": self.team.id, **message}
        channel.messages[said["ts"]] = said
        channel.read[said["user"]] = said["ts"]
        parent = channel.messages.get(said.get("thread_ts", ""))
        if parent is not None and parent is not said:
            said["parent_user_id"] = parent["user"]
            self._count_replies(channel, parent)
        self._log_post(channel, said)
        self.announce(Change("message", channel, said["user"], said))
        return said

    def _count_replies(self, channel: Channel, parent: Json) -> None:
        replies = channel.replies(parent["ts"])
        if not replies:
            for key in ("thread_ts", "reply_count", "reply_users_count", "latest_reply", "reply_users"):
                parent.pop(key, None)
            return
        users = list(dict.fromkeys(m["user"] for m in replies))
        parent.update(
            thread_ts=parent["ts"],
            reply_count=len(replies),
            reply_users_count=len(users),
            latest_reply=replies[-1]["ts"],
            reply_users=users[:5],
        )

    def _log_post(self, channel: Channel, message: Json, *, to: str = "") -> None:
        if message.get("bot_id") != self.bot.bot_id:
            return
        entry = {"n": len(self.posts) + 1, "channel": channel.id, "message": message, "deleted": False}
        if to:
            entry["ephemeral_to"] = to
        self.posts.append(entry)
        self._posts_by_key[channel.id, message["ts"]] = entry

    def post_ephemeral(self, channel: Channel, user: str, message: Json) -> Json:
        """Show a message to one person only."""
        said = {
            "type": "message", "ts": self.clock.ts(), "team": self.team.id, "is_ephemeral": True,
            "ephemeral_to": user, **message,
        }  # fmt: skip
        channel.ephemerals.append(said)
        self._log_post(channel, said, to=user)
        self.announce(Change("ephemeral", channel, user, said))
        return said

    def note_read(self, channel: Channel, user: str) -> None:
        """Announce that a person has read a conversation."""
        self.announce(Change("read", channel, user))

    def hide_ephemeral(self, channel: Channel, message: Json) -> None:
        """Take a message that one person sees away."""
        channel.ephemerals.remove(message)
        self.announce(Change("ephemeral_deleted", channel, message["ephemeral_to"], message))

    def replace_ephemeral(self, channel: Channel, message: Json, changes: Json) -> None:
        """Put other words into a message that one person sees."""
        message.update(changes)
        for key in [key for key, value in changes.items() if value is None]:
            del message[key]
        self.announce(Change("ephemeral", channel, message["ephemeral_to"], message))

    def message(self, channel: Channel, ts: str) -> Json:
        """Return a message or refuse with `message_not_found`."""
        if ts not in channel.messages:
            raise SlackError("message_not_found")
        return channel.messages[ts]

    def update(self, channel: Channel, ts: str, changes: Json, *, edited_by: str = "") -> Json:
        """Replace parts of a message; a value of None takes the part away."""
        message = self.message(channel, ts)
        previous = dict(message)
        message.update(changes)
        for key in [key for key, value in changes.items() if value is None]:
            del message[key]
        if edited_by:
            message["edited"] = {"user": edited_by, "ts": self.clock.ts()}
        self.announce(Change("message_changed", channel, message["user"], message, previous))
        return message

    def delete(self, channel: Channel, ts: str) -> Json:
        """Take a message away."""
        message = self.message(channel, ts)
        del channel.messages[ts]
        if entry := self._posts_by_key.get((channel.id, ts)):
            entry["deleted"] = True
        parent = channel.messages.get(message.get("thread_ts", ""))
        if parent is not None:
            self._count_replies(channel, parent)
        self.announce(Change("message_deleted", channel, message["user"], message, message))
        return message

    def react(self, channel: Channel, ts: str, user: str, name: str, *, remove: bool = False) -> None:
        """Add a person's reaction to a message or take it off."""
        message = self.message(channel, ts)
        reactions = {r["name"]: list(r["users"]) for r in message.get("reactions", [])}
        users = reactions.setdefault(name, [])
        if remove and user not in users:
            raise SlackError("no_reaction")
        if not remove and user in users:
            raise SlackError("already_reacted")
        reactions[name] = [u for u in users if u != user] if remove else [*users, user]
        message["reactions"] = [{"name": n, "users": u, "count": len(u)} for n, u in reactions.items() if u]
        if not message["reactions"]:
            del message["reactions"]
        data = {"name": name, "added": not remove}
        self.announce(Change("reaction", channel, user, message, data=data))
