"""Amounts are read as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comenius.guides.quantities import number, parse, quantity, unit_name

AMOUNTS = {
    "1/2 lb": (0.5, 0.5, "pound"),
    "1 1/2": (1.5, 1.5, ""),
    "1-1/2 cups": (1.5, 1.5, "cup"),
    "½": (0.5, 0.5, ""),
    "2½ tsp": (2.5, 2.5, "teaspoon"),
    "3-4": (3, 4, ""),
    "4–6": (4, 6, ""),
    "1 to 2 cups": (1, 2, "cup"),
    "A cup": (1, 1, "cup"),
    "800g": (800, 800, "g"),
    "2 Tbsp": (2, 2, "tablespoon"),
    "1 T": (1, 1, "tablespoon"),
    "1 t": (1, 1, "teaspoon"),
    "about 300 grams": (300, 300, "g"),
    "1,000 g": (1000, 1000, "g"),
    "0,5 l": (0.5, 0.5, "l"),
    "2 fl oz": (2, 2, "fluid ounce"),
    "two": (2, 2, ""),
    "a dozen": (12, 12, ""),
    "~1.5lb": (1.5, 1.5, "pound"),
}

# line: name, (low, high, unit), note
LINES = {
    "Crab meat (300 grams)": ("Crab meat", (300, 300, "g"), ""),
    "pasta: 800g | 1 1/2 lb": ("pasta", (800, 800, "g"), "1 1/2 lb"),
    "Onions 2 medium-sized, minced": ("Onions", (2, 2, ""), "medium-sized, minced"),
    "Boneless Chicken 1/2lb, cubed": ("Boneless Chicken", (0.5, 0.5, "pound"), "cubed"),
    "salt to taste": ("salt", None, "to taste"),
    "Salt": ("Salt", None, ""),
    "A cup of sugar": ("sugar", (1, 1, "cup"), ""),
    "2 medium tomatoes, chopped": ("tomatoes", (2, 2, ""), "medium, chopped"),
    "1 large potato peeled and diced": ("potato", (1, 1, ""), "large, peeled and diced"),
    "8 bone-in, skin-on chicken thighs": ("bone-in, skin-on chicken thighs", (8, 8, ""), ""),
    "1 (14-ounce) can diced tomatoes": ("diced tomatoes", (1, 1, "can"), "14-ounce"),
    "2 x 400g cans beans": ("beans", (2, 2, "can"), "400g"),
    "600g or 5 cups bread flour": ("bread flour", (600, 600, "g"), "or 5 cups"),
    "12 very thin slices of ham": ("ham", (12, 12, "slice"), "very thin"),
    "1 pinch cloves": ("cloves", (1, 1, "pinch"), ""),
    "3 cloves garlic": ("garlic", (3, 3, "clove"), ""),
    "2 cloves": ("cloves", (2, 2, ""), ""),
    "2% milk": ("2% milk", None, ""),
    "1 cup 2% milk": ("2% milk", (1, 1, "cup"), ""),
    "Flour type 550": ("Flour type 550", None, ""),
    "Flour - 500 g": ("Flour", (500, 500, "g"), ""),
    "Juice of 1 lemon": ("lemon", (1, 1, ""), "Juice of"),
    "A few cloves of garlic": ("garlic", None, "A few cloves"),
    "(Optional) icing sugar": ("icing sugar", None, "Optional"),
    "Optional: cream": ("cream", None, "optional"),
    "half an onion": ("onion", (0.5, 0.5, ""), ""),
    "Around 120g of beef per person.": ("beef", (120, 120, "g"), "per person"),
    "beef stock ~1 pint": ("beef stock", (1, 1, "pint"), ""),
    "3-inch piece ginger": ("ginger", (1, 1, "piece"), "3-inch"),
    "heaped tablespoon sugar": ("sugar", (1, 1, "tablespoon"), "heaped"),
    "250g pasta. Penne is best.": ("pasta", (250, 250, "g"), "Penne is best"),
}


@pytest.mark.parametrize("written", AMOUNTS)
def test_an_amount_is_read(written: str) -> None:
    found = quantity(written)
    assert found is not None
    assert (found.low, found.high, found.unit) == AMOUNTS[written]


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_taken_apart(line: str) -> None:
    name, amount, note = LINES[line]
    found = parse(line)
    assert (found.name, found.note, found.text) == (name, note, line)
    assert (found.quantity and (found.quantity.low, found.quantity.high, found.quantity.unit)) == amount


@pytest.mark.parametrize("written", ["", "none", "1/0", "0", "1/2/3", "2 eggs", "%", "99999999999999999999"])
def test_what_is_no_amount_gives_none(written: str) -> None:
    assert quantity(written) is None


def test_units_have_one_singular_name() -> None:
    assert [unit_name(unit) for unit in ("Tbsp.", "EL", "grams", "cups", "lbs", "glug")] == [
        "tablespoon",
        "tablespoon",
        "g",
        "cup",
        "pound",
        "glug",
    ]


@given(st.text(max_size=400))
def test_any_line_gives_an_ingredient_with_sane_amounts(line: str) -> None:
    found = parse(line)
    assert found.text == " ".join(line.split())
    assert found.name or not found.text
    if found.quantity:
        assert 0 < found.quantity.low <= found.quantity.high < 1e9


@given(st.integers(1, 99), st.integers(1, 9), st.integers(2, 9))
def test_mixed_numbers_add_up(whole: int, above: int, below: int) -> None:
    assert number(f"{whole} {above}/{below}") == pytest.approx(whole + above / below)
