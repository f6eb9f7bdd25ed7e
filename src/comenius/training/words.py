"""A tokenizer of one's own: byte-level BPE learned from captions, in the format of CLIP's."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

BEGIN, END = "<|startoftext|>", "<|endoftext|>"


def learn(captions: Iterable[str], *, window: int, size: int = 6000) -> Any:
    """A CLIPTokenizer in which every word of the captions is one token; other words fall into pieces.

    `window` is the number of tokens of a caption with its two marks; `size` bounds the vocabulary.
    """
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers
    from transformers import CLIPTokenizer

    start = CLIPTokenizer(vocab={BEGIN: 0, END: 1}, merges=[])
    tokenizer = Tokenizer(models.BPE(unk_token=END, end_of_word_suffix="</w>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = start.backend_tokenizer.pre_tokenizer
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(
        vocab_size=size, min_frequency=1, special_tokens=[BEGIN, END], end_of_word_suffix="</w>",
        initial_alphabet=alphabet, show_progress=False,
    )  # fmt: skip
    tokenizer.train_from_iterator(captions, trainer)
    model = json.loads(tokenizer.to_str())["model"]
    vocabulary: dict[str, int] = model["vocab"]
    for piece in (p + end for p in alphabet for end in ("", "</w>")):
        vocabulary.setdefault(piece, len(vocabulary))
    return CLIPTokenizer(
        vocab=vocabulary, merges=[tuple(pair) for pair in model["merges"]], model_max_length=window
    )


def kept(folder: Path, learned: Callable[[], Any]) -> Any:
    """The tokenizer in a folder; when there is none yet, the one that is `learned`, which is kept there.

    Whoever goes on with a training needs the very same: learned again, letters get other numbers.
    """
    from transformers import CLIPTokenizer

    if (folder / "tokenizer.json").is_file():
        return CLIPTokenizer.from_pretrained(folder, local_files_only=True)  # nosec B615 - a folder
    tokenizer = learned()
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder.parent) as place:
        tokenizer.save_pretrained(place)
        Path(place).rename(folder)
        Path(place).mkdir()  # for its owner to remove
    return tokenizer


def ids(tokenizer: Any, captions: list[str]) -> Any:
    """Token ids `b n` of captions, padded to the tokenizer's window."""
    rows = tokenizer(captions, padding="max_length", truncation=True, return_tensors="pt")
    return rows.input_ids


def special(tokenizer: Any) -> tuple[int, int, int]:
    """The ids that begin a caption, end it, and fill it up."""
    return tokenizer.bos_token_id, tokenizer.eos_token_id, tokenizer.pad_token_id
