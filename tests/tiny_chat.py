"""Tiny chat models of random or chosen weights, saved as transformers saves real ones."""

from pathlib import Path
from typing import Any

TURN, END = "<|turn|>", "<|end|>"
TEMPLATE = (
    "{% for m in messages %}<|turn|>{{ m['role'] }}\n{{ m['content'] }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|turn|>assistant\n{% endif %}"
)
WITHOUT_SYSTEM = (
    "{% if messages[0]['role'] == 'system' %}{{ raise_exception('no system turns') }}{% endif %}" + TEMPLATE
)

SHAPE = {"intermediate_size": 64, "num_key_value_heads": 2, "head_dim": 8}


def tokenizer(template: str | None = TEMPLATE, words: tuple[str, ...] = ()) -> Any:
    """A tokenizer of single bytes, the marks of a turn, and whole texts that count as one token."""
    from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    inner = Tokenizer(models.BPE(vocab={letter: i for i, letter in enumerate(letters)}, merges=[]))
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    inner.decoder = decoders.ByteLevel()
    inner.add_special_tokens([AddedToken(mark, special=True) for mark in (TURN, END)])
    inner.add_tokens([AddedToken(word, special=False) for word in words])
    made = PreTrainedTokenizerFast(tokenizer_object=inner, eos_token=END)
    made.chat_template = template
    return made


def build(
    path: Path,
    *,
    template: str | None = TEMPLATE,
    says: str = "",
    window: int = 16384,
    kind: str = "LlamaConfig",
) -> Path:
    """A model in a directory: of random weights, or one that always `says` the same text and ends."""
    import torch
    import transformers

    words = tokenizer(template, (says,) if says else ())
    size = len(words)
    width = 32 * -(-size // 32) if says else 32
    torch.manual_seed(3)
    config = getattr(transformers, kind)(
        vocab_size=size, hidden_size=width, num_hidden_layers=1 if says else 2, num_attention_heads=4,
        max_position_embeddings=window, initializer_range=0.4, tie_word_embeddings=False, bos_token_id=None,
        eos_token_id=words.eos_token_id, pad_token_id=None, **({} if kind == "GPT2Config" else SHAPE),
    )  # fmt: skip
    model = transformers.AutoModelForCausalLM.from_config(config)
    if says:
        # Each token is its own direction, nothing looks back: what comes next follows from the last token alone.
        follows = {words.convert_tokens_to_ids(says): words.eos_token_id}
        start = words("\n", add_special_tokens=False).input_ids[0]  # the template's last sign
        with torch.no_grad():
            for layer in model.model.layers:
                layer.self_attn.o_proj.weight.zero_()
                layer.mlp.down_proj.weight.zero_()
            model.model.embed_tokens.weight.copy_(torch.eye(size, width))
            model.lm_head.weight.zero_()
            for before, after in (follows | {start: words.convert_tokens_to_ids(says)}).items():
                model.lm_head.weight[after, before] = 9.0
    model.save_pretrained(path)
    words.save_pretrained(path)
    return path
