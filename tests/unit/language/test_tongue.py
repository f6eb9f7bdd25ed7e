"""Which language a guide is in; English whenever it may be."""

import pytest

from comenius.errors import SourceError
from comenius.guides.model import Guide, Ingredient, Step
from comenius.illustration.plan import plan
from comenius.language.tongue import tongue

FOREIGN = {
    "German": "Die Kartoffeln schälen und würfeln. Mit den Zwiebeln in Butter anbraten. Salzen und servieren.",
    "French": "Épluchez les carottes et coupez-les en rondelles. Faites cuire dix minutes dans l'eau salée.",
    "Spanish": "Picar la cebolla y freírla en aceite hasta que esté dorada. Añadir el arroz y remover.",
    "Italian": "Tagliate le zucchine e fatele saltare in padella con un filo d'olio. Aggiungete il sale.",
    "Portuguese": "Corte os tomates e refogue na panela com o alho. Deixe cozinhar por dez minutos.",
    "Dutch": "Snijd de prei in ringen en bak die in de boter. Voeg de room toe en laat het even koken.",
    "Polish": "Ziemniaki obrać i pokroić w kostkę. Gotować w osolonej wodzie przez 20 minut.",
    "Romanian": "Taie ardeii și călește-i în ulei. Adaugă roșiile și lasă la foc mic până scade sosul.",
    "Swedish": "Skala morötterna och skär dem i bitar. Koka dem mjuka i vattnet och häll av.",
    "Danish": "Skræl gulerødderne og skær dem i tern. Kog dem i vandet og hæld det fra.",
    "Norwegian": "Skrell gulrøttene og kutt dem i biter. Kok dem i vannet til de er møre, og hell av vannet.",
    "Czech": "Cibuli nakrájíme a osmažíme na másle. Přidáme rýži, zalijeme vodou a vaříme 15 minut.",
    "Hungarian": "A hagymát aprítsuk fel, és pirítsuk meg olajon. Adjuk hozzá a paprikát, majd a húst.",
    "Finnish": "Kuori perunat ja pilko ne kuutioiksi. Keitä kattilassa suolalla maustetussa vedessä.",
    "Turkish": "Soğanları doğrayın ve tereyağı ile tavada kavurun. Pirinci ekleyip karıştırın.",
    "Greek": "Κόψτε τις ντομάτες και το κρεμμύδι. Προσθέστε λάδι και ρίγανη.",
    "Japanese": "玉ねぎをみじん切りにして、バターで炒めます。",
    "a language in Cyrillic letters": "Нарежьте лук и обжарьте его на масле. Добавьте грибы.",
}
ENGLISH = (
    "Boil.",
    "2 eggs, 1 onion, 200 g flour",
    "Salsa verde: tomatillos, cilantro, jalapeño, salt",
    "Add crème fraîche, pâté de campagne and foie gras à la carte",
    "Serve the piñata de la casa with jalapeño, crema and queso fresco.",
    "Stir-fry pak choi, kecap manis, sambal oelek",
    "Mince die onion and der garlic.",
    "Sow the Süßkartoffel slips in rows.",
    "Unscrew the knob, slide off the lid",
    "Attach elastic string.",
    "Läckerli dough: roll out, cut, bake",
)


def of(*steps: str, title: str = "") -> Guide:
    return Guide(title=title, steps=tuple(Step(text=text) for text in steps))


@pytest.mark.parametrize("language", FOREIGN)
def test_a_language_is_told_by_its_words(language: str) -> None:
    assert tongue(of(FOREIGN[language])) == language
    first = FOREIGN[language].split(". ")[0]
    assert tongue(of(first)) != "English"


@pytest.mark.parametrize("text", ENGLISH)
def test_short_english_with_foreign_words_stays_english(text: str) -> None:
    assert tongue(of(text)) == "English"


def test_names_of_dishes_and_ingredients_do_not_make_a_guide_foreign() -> None:
    guide = Guide(
        title="Pasta e fagioli alla casa della nonna con il pane",
        ingredients=tuple(
            Ingredient(text=text, name=text)
            for text in ("farina di semola", "olio di oliva", "pane con le olive")
        ),
        steps=(Step(text="Boil the pasta."), Step(text="Add the beans and the oil.")),
    )
    assert tongue(guide) == "English"


def test_a_language_no_table_knows_is_another_one() -> None:
    welsh = (
        "Torrwch y nionod yn fân ac ychwanegwch y moron wedi eu sleisio i mewn gyda phinsiad bach o halen."
    )
    assert tongue(of(welsh)) == "another language"


def test_nothing_to_go_by_is_english() -> None:
    assert tongue(of("")) == "English"
    assert tongue(of("1. 2. 3!")) == "English"


def test_what_is_not_english_is_refused_by_the_rules() -> None:
    with pytest.raises(SourceError, match=r"'Suppe' is in German.*--llm"):
        plan(of(FOREIGN["German"], title="Suppe"))
