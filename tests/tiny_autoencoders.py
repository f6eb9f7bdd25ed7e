"""Recipes of autoencoders that train in a second: one that draws at full size, and one it can grow out of."""

from dataclasses import replace

from comenius.training.autoencoding import Autoencoding

TINY = Autoencoding(
    block_out_channels=(8, 8, 8, 8, 8),
    encoder_layers=(0, 0, 1, 1, 1),
    decoder_layers=(0, 0, 1, 1, 1),
    latent_channels=4,
    batch=2,
    minutes=0.02,
)

SMALL = replace(
    TINY, block_out_channels=(4, 8, 8, 8), encoder_layers=(0, 1, 1, 1), decoder_layers=(0, 1, 1, 1)
)
