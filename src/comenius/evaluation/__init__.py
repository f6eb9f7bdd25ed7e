"""How good pictures are: rulers, and what they say of the models that draw."""
