"""What the setup of a case is given, and where it leaves what it learnt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Callable, Mapping, SupportsFloat

from .axis import Value
from .failure import Failure
from .metric import finite_values


def _no_progress(message: str) -> None:
    """Nobody looks."""


@dataclass
class Preparation:
    """A benchmark that has a parameter named `preparation` gets this.

    `facts` stand in every record of the case (docs/worker_protocol.md, `prepare`): the model, where its weights
    come from, what executed it.
    """

    parameters: dict[str, Value] = field(default_factory=dict)  # one for each axis
    seed: int = 1  # of all randomness in the case: the same seed, the same work
    engine: str = ""
    engine_options: dict[str, str] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)  # "model", "projector", "prompt", "images" (a folder)
    user_checkpoint: bool = False  # files["model"] is the user's own
    injected_slowdown: float = 0.0  # of self-tests; the times that Sample takes have it already
    progress: Callable[[str], None] = _no_progress  # shows one line to people
    facts: dict[str, Any] = field(default_factory=dict)
    metrics: dict[str, float] = field(default_factory=dict)

    def set(self, metric: str, value: SupportsFloat) -> None:
        """Keeps a metric that exists once a process, such as load_time."""
        values = finite_values(metric, value)
        if len(values) != 1:
            raise Failure("metric {} has {} values; a process has one".format(metric, len(values)), kind="malformed",
                          remedy="set it on a sample")
        self.metrics[metric] = values[0]


def preparation_of(command: Mapping[str, Any], parameters: dict[str, Value],
                   progress: Callable[[str], None]) -> Preparation:
    """From the fields of a `prepare` command; those that are missing have the protocol's defaults."""

    def given(name: str, default: Any) -> Any:
        value = command.get(name)
        if value is None:
            return default
        number = type(default) is float and type(value) is int
        if type(value) is not type(default) and not number:
            raise Failure("{} is {}".format(name, repr(value)[:80]), kind="invalid_argument")
        return value

    return Preparation(
        parameters=parameters, seed=given("seed", 1), engine=given("engine", "llama_cpp"),
        engine_options=given("engine_options", {}), files=given("files", {}),
        user_checkpoint=given("user_checkpoint", False), injected_slowdown=given("injected_slowdown", 0.0),
        progress=progress)
