"""The same name, however it is typed."""

import unicodedata


def fold(text: str) -> str:
    """The same text for the same word: half width, small letters, no spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
