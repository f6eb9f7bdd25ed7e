"""Where models compute: the GPU if there is one, or what the user names."""

from typing import TYPE_CHECKING

from comenius.errors import SettingError

if TYPE_CHECKING:
    import torch

AUTO = "auto"


def device(name: str = AUTO) -> "torch.device":
    """The device of a name (cpu, cuda, cuda:1, mps); by default a GPU if there is one, else the processor.

    `SettingError` when this machine does not have it.
    """
    import torch

    if name == AUTO:
        if torch.cuda.is_available():
            return torch.device("cuda")
        return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
    try:
        torch.empty(1, device=name).tolist()  # a device without values is none to compute on
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        raise SettingError(
            f"--device is {name!r}, which this machine does not have or torch cannot use; try cpu."
        ) from error
    return torch.device(name)
