"""Workflow functions: run by a person's workflow, completed by the bot."""

import uuid
from dataclasses import dataclass, field

from sandbox.errors import ControlError, SlackError
from sandbox.events import EventRouter
from sandbox.manifest import Manifest
from sandbox.model import Json
from sandbox.workspace import Workspace


@dataclass
class Execution:
    """One run of a function."""

    id: str
    callback_id: str
    state: str = "running"
    outputs: Json = field(default_factory=dict)
    error: str = ""


class Functions:
    """Starts functions of the manifest and takes their results."""

    def __init__(self, workspace: Workspace, manifest: Manifest, events: EventRouter, token: str) -> None:
        self._workspace = workspace
        self._manifest = manifest
        self._events = events
        self._token = token
        self._executions: dict[str, Execution] = {}

    def run(self, callback_id: str, inputs: Json) -> Execution:
        """Send function_executed; raises ControlError when the manifest has no such function."""
        definition = self._manifest.functions.get(callback_id)
        if definition is None:
            known = ", ".join(self._manifest.functions) or "none"
            raise ControlError("no_such_function", f"The manifest has no function {callback_id}; it has: {known}.")
        wanted = definition.get("input_parameters", {})
        missing = [n for n, p in wanted.items() if p.get("is_required") and n not in inputs]
        if missing:
            raise ControlError("missing_inputs", f"{callback_id} needs {', '.join(missing)}.")
        execution = Execution(f"Fx{uuid.uuid4().hex[:9].upper()}", callback_id)
        self._executions[execution.id] = execution
        self._events.emit(self._event(execution, definition, inputs))
        return execution

    def _event(self, execution: Execution, definition: Json, inputs: Json) -> Json:
        return {
            "type": "function_executed",
            "function": {
                "id": f"Fn{execution.callback_id}",
                "callback_id": execution.callback_id,
                "title": definition.get("title", ""),
                "description": definition.get("description", ""),
                "type": "app",
                "input_parameters": _parameters(definition.get("input_parameters", {})),
                "output_parameters": _parameters(definition.get("output_parameters", {})),
                "app_id": self._workspace.bot.app_id,
                "date_created": 0,
                "date_updated": 0,
                "date_deleted": 0,
            },
            "inputs": inputs,
            "function_execution_id": execution.id,
            "workflow_execution_id": f"Wx{uuid.uuid4().hex[:9].upper()}",
            "bot_access_token": self._token,
        }

    def get(self, execution_id: str) -> Execution:
        """Return a run; raises ControlError when there is none."""
        if execution_id not in self._executions:
            raise ControlError("no_such_execution", f"Nothing ran as {execution_id}.")
        return self._executions[execution_id]

    def complete(self, execution_id: str, outputs: Json) -> None:
        """Take the outputs of a run that went well."""
        execution = self._running(execution_id)
        wanted = self._manifest.functions[execution.callback_id].get("output_parameters", {})
        wrong = [
            f"missing required output: {n}" for n, p in wanted.items() if p.get("is_required") and n not in outputs
        ]
        wrong += [f"unknown output: {name}" for name in outputs if name not in wanted]
        if wrong:
            raise SlackError("parameter_validation_failed", response_metadata={"messages": wrong})
        execution.state, execution.outputs = "completed", outputs

    def fail(self, execution_id: str, error: str) -> None:
        """Take the sentence of a run that failed."""
        execution = self._running(execution_id)
        execution.state, execution.error = "failed", error

    def _running(self, execution_id: str) -> Execution:
        execution = self._executions.get(execution_id)
        if execution is None:
            raise SlackError("function_execution_not_found")
        if execution.state != "running":
            raise SlackError("execution_not_in_running_state")
        return execution


def _parameters(declared: Json) -> list[Json]:
    return [{"name": name, **parameter} for name, parameter in declared.items()]
