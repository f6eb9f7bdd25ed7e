from pathlib import Path

import pytest

from comenius import weights
from comenius.errors import ModelError


def test_signed_weights_are_checked_and_a_training_beside_them_is_not(tmp_path: Path) -> None:
    part = tmp_path / "unet"
    part.mkdir()
    file, training = part / "model.safetensors", tmp_path / weights.CHECKPOINT
    file.write_bytes(b"published")
    training.write_bytes(b"step 1")
    weights.sign(tmp_path)
    training.write_bytes(b"step 2")
    weights.verify(tmp_path)
    file.write_bytes(b"damaged")
    with pytest.raises(ModelError, match=r"unet/model\.safetensors is not the file that was published"):
        weights.verify(tmp_path)
