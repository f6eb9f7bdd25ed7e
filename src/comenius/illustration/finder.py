"""What finds things in a model's pictures, for masks: networks by name, one beside the model, or its own attention."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from comenius.errors import ModelError
from comenius.vision.names import resolve
from comenius.weights import Identity, identify, joined

if TYPE_CHECKING:
    from comenius.vision.segment import Segmenter

ATTENTION = "attention"
CLIPSEG = ("clipseg",)
DETECTORS = ("grounding-dino", "mm-grounding-dino")
CUTTERS = ("sam",)


@dataclass(frozen=True, kw_only=True)
class Finder:
    """What finds things: a CLIPSeg, a GroundingDINO with a SAM, or without directories the drawing model itself."""

    directories: tuple[Path, ...] = ()
    chosen: bool = False  # by name; else what there is

    @property
    def attends(self) -> bool:
        """Whether things are where the model looks for their words while it draws."""
        return not self.directories

    def identity(self, model: Identity) -> Identity:
        """Name and hash of the weights that find things in the pictures of a model."""
        if self.attends:
            return Identity(name=ATTENTION, sha256=model.sha256)
        return joined([identify(path.name, path, ("",)) for path in self.directories])

    def load(self) -> "Segmenter":
        """The networks of the directories."""
        from comenius.vision.grounding import Grounded
        from comenius.vision.segment import Phrases

        return Phrases(*self.directories) if len(self.directories) == 1 else Grounded(*self.directories)


def finder(model: Path, given: str | None) -> Finder:
    """The one that is named, else the one in a directory `segmenter` beside the model, else its attention.

    A name is `attention`, the directory or hub id of a CLIPSeg, or those of a GroundingDINO and a SAM with + between.
    """
    if not given:
        own = model.parent / "segmenter"
        return Finder(directories=(own,) if (own / "config.json").is_file() else ())
    if given == ATTENTION:
        return Finder(chosen=True)
    first, plus, second = given.partition("+")
    if not plus or Path(given).is_dir():
        return Finder(directories=(resolve(given, CLIPSEG),), chosen=True)
    if "+" in second:
        raise ModelError(f"{given} names more than two networks; a GroundingDINO and a SAM are needed.")
    return Finder(directories=(resolve(first, DETECTORS), resolve(second, CUTTERS)), chosen=True)
