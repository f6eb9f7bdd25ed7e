"""The option that says where to compute."""

from typing import Any

import typer

from comenius import devices

DEVICE: Any = typer.Option(help="Where to draw: cpu, cuda, mps; auto takes a GPU if there is one.")


def refuse_absent(device: str) -> None:
    """Raise SettingError now, before any work, unless this machine has the device."""
    if device != devices.AUTO:
        devices.device(device)
