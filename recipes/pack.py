"""Gather what a training has finished in OUT/models, small enough to be carried: `python recipes/pack.py OUT`.

Weights are in half precision and in files below 16 MiB, laid out as `from_pretrained` reads them; beside each model
stand the hashes of its files. The last report of each part is printed as a table.
"""

import json
import shutil
import sys
from pathlib import Path

import torch
from huggingface_hub import split_torch_state_dict_into_shards
from safetensors.torch import load_file, save_file

from comenius.weights import CHECKPOINT, HASHES, sign

MODELS = ("text-to-image", "edit", "recogniser", "clip", "segmenter", "captioner")
LARGEST = 15 * 2**20  # bytes of weights in a file; its header comes on top


def pack(source: Path, target: Path) -> None:
    """Copy a model without its training: weights in half precision and in parts, their hashes anew."""
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        place = target / file.relative_to(source)
        if file.name in (CHECKPOINT, HASHES) or ".part" in file.as_posix():
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        if file.suffix == ".safetensors":
            halve(file, place)
        else:
            shutil.copyfile(file, place)
    sign(target)


def halve(file: Path, place: Path) -> None:
    """Write weights in half precision; several files with an index where one would be too large."""
    weights = {
        name: weight.half() if weight.is_floating_point() else weight
        for name, weight in load_file(file).items()
    }
    parts = split_torch_state_dict_into_shards(
        weights, filename_pattern=f"{place.stem}{{suffix}}.safetensors", max_shard_size=LARGEST
    )
    for name, members in parts.filename_to_tensors.items():
        some = {member: weights[member].contiguous() for member in members}
        save_file(some, place.with_name(name), metadata={"format": "pt"})
    if parts.is_sharded:
        index = {"metadata": parts.metadata, "weight_map": parts.tensor_to_filename}
        text = json.dumps(index, indent=2) + "\n"
        place.with_name(f"{place.name}.index.json").write_text(text, encoding="utf-8")


def table(reports: Path) -> str:
    """The last report of each part, a line each."""
    last: dict[str, dict[str, float]] = {}
    for line in reports.read_text(encoding="utf-8").splitlines() if reports.exists() else ():
        report = json.loads(line)
        last[report.pop("part")] = report
    rows = [
        f"{part:12} " + "  ".join(f"{name} {value:.4g}" for name, value in report.items())
        for part, report in last.items()
    ]
    return "\n".join(rows)


def main(run: Path) -> None:
    """Pack every model that is there, and print the table."""
    models = run / "models"
    shutil.rmtree(models, ignore_errors=True)  # of an earlier call
    for name in MODELS:
        if (run / name / "config.json").exists() or (run / name / "model_index.json").exists():
            pack(run / name, models / name)
    files = [path for path in models.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 2**20
    largest = max((path.stat().st_size for path in files), default=0) / 2**20
    lines = (
        table(run / "reports.jsonl"),
        f"{models}: {len(files)} files, {size:.1f} MiB, the largest {largest:.1f} MiB",
    )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(Path(sys.argv[1]))
