from pathlib import Path

import pytest

from comenius.errors import ModelError
from comenius.vision import stock


@pytest.mark.parametrize("kind", [*stock.KINDS])
def test_a_folder_without_a_reader_is_named_in_one_line(tmp_path: Path, kind: str) -> None:
    with pytest.raises(ModelError, match=f"{tmp_path.name} holds no {kind} that can be read") as error:
        stock.load(kind, tmp_path)
    assert "\n" not in str(error.value)
