"""The control API: what people do and see, and what rules the sandbox."""

from sandbox.control import acting, looking, ruling, talking
from sandbox.control.deed import Handler

ROUTES: list[tuple[str, str, Handler]] = [
    *looking.ROUTES,
    *talking.ROUTES,
    *acting.ROUTES,
    *ruling.ROUTES,
]
