"""The switches that make the network behave as badly as a person wants to see."""

import random
from dataclasses import asdict, dataclass, field, fields

from sandbox.errors import BadRequestError
from sandbox.model import Json


@dataclass
class Weather:
    """Every switch with its default; shares are between 0 and 1."""

    rate_limits: bool = True
    lose_response: float = 0.0
    server_error: float = 0.0
    server_error_after: float = 0.0
    latency_ms: float = 0.0
    drop_socket: float = 0.0
    duplicate_delivery: float = 0.0
    reorder_delivery: float = 0.0
    methods: list[str] | str = "all"
    seed: int = 0
    _random: random.Random = field(default_factory=lambda: random.Random(0), repr=False)  # noqa: S311

    def set(self, switches: Json) -> None:
        """Turn switches; a new seed starts the random numbers afresh."""
        known = {f.name: f for f in fields(self) if not f.name.startswith("_")}
        for name, value in switches.items():
            if name not in known:
                raise BadRequestError(f"There is no weather switch {name!r}; there are {', '.join(known)}.")
            most = None if name == "latency_ms" else 1
            if isinstance(getattr(self, name), float) and not self._is_number(value, most):
                span = "of at least 0" if most is None else f"from 0 to {most}"
                raise BadRequestError(f"The weather switch {name!r} takes a number {span}, not {value!r}.")
            setattr(self, name, value)
        if "seed" in switches:
            self._random.seed(self.seed)

    @staticmethod
    def _is_number(value: object, most: int | None) -> bool:
        if not isinstance(value, int | float) or isinstance(value, bool):
            return False
        return value >= 0 and (most is None or value <= most)

    def switches(self) -> Json:
        """Return all switches."""
        return {key: value for key, value in asdict(self).items() if not key.startswith("_")}

    def strikes(self, switch: str) -> bool:
        """Decide by the switch's share whether it happens now."""
        share: float = getattr(self, switch)
        return share > 0 and self._random.random() < share

    def strikes_call(self, switch: str, method: str) -> bool:
        """Decide the same for a Web API call."""
        return self.covers(method) and self.strikes(switch)

    def covers(self, method: str) -> bool:
        """Tell whether the switches for calls apply to the method."""
        return self.methods == "all" or method in self.methods

    def pick(self, choices: int) -> int:
        """Return a number below `choices`."""
        return self._random.randrange(choices)
