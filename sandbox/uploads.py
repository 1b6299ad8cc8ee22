"""Files that people attach; the bot downloads them with its token."""

import base64
import binascii
import uuid

from sandbox.errors import ControlError
from sandbox.model import Json
from sandbox.workspace import Workspace

MAX_BYTES = 10 * 1024 * 1024


def upload(workspace: Workspace, url: str, user: str, source: Json) -> Json:
    """Keep a file given as name, mimetype and content_base64; return Slack's file object."""
    try:
        content = base64.b64decode(source["content_base64"], validate=True)
        name = str(source["name"])
    except (KeyError, binascii.Error, ValueError) as error:
        raise ControlError("bad_file", "A file needs name, mimetype and content_base64.") from error
    if len(content) > MAX_BYTES:
        raise ControlError("file_too_large", f"{name} is larger than 10 MB.")
    file_id = f"F{uuid.uuid4().hex[:10].upper()}"
    kind = name.rpartition(".")[2].lower()
    private = f"{url}/files-pri/{workspace.team.id}-{file_id}/{name}"
    file: Json = {
        "id": file_id,
        "created": int(workspace.clock.now()),
        "timestamp": int(workspace.clock.now()),
        "name": name,
        "title": name,
        "mimetype": source.get("mimetype") or "application/octet-stream",
        "filetype": kind,
        "pretty_type": kind.upper(),
        "user": user,
        "user_team": workspace.team.id,
        "mode": "hosted",
        "size": len(content),
        "is_external": False,
        "is_public": False,
        "url_private": private,
        "url_private_download": f"{private}?download=1",
        "content": source["content_base64"],
    }
    workspace.files[file_id] = file
    return without_content(file)


def without_content(file: Json) -> Json:
    """Return the file object as it stands in messages."""
    return {key: value for key, value in file.items() if key != "content"}


def content(file: Json) -> bytes:
    """Return what is in a kept file."""
    return base64.b64decode(file["content"])
