"""Turns of phrase that a parser of orders would misread, said so that it does not."""

import re
from functools import lru_cache

STIRRING = r"(?:stirring|whisking|tossing|shaking)"
OFTEN = r"(?:occasionally|constantly|frequently|continuously|regularly|gently|always|often)"
SOME = r"(?:an?|one|two|three|some)"
SMALL = r"(?:deep|shallow|small|large|long|short|vertical|horizontal|diagonal|little|few)"
FACING = (
    r"(?:(?:skin|cut|bone|seam|flesh|fat|fold|good|round|flat|rough|shiny|smooth|dull|stem|crumb)s?[- ]sides?"
    r"|(?:seam|bones?|skin|flesh)(?= (?:up|down)\b(?:[,.;]|$)))"
)
FEW = (
    r"(?:an?|one|two|three|four|five|six|a few|some|\d+)"
    r"(?: (?:(?:large |heaped )?(?:table|tea)?spoon(?:ful)?s?|ladle(?:ful)?s?|handfuls?|little|bit|few))?"
)
MADE = (
    r"(?:dough|batter|pastry|sauce|dressing|vinaigrette|marinade|filling|stuffing|topping|gravy|custard|syrup|glaze"
    r"|icing|frosting|salsa|slaw|crumble|crumb|pesto|b[eé]chamel|roux|rub|base|caramel|ganache|meringue)"
)
NUMBER = r"(?:\d+(?:[-–]\d+)?|two|three|five|ten|fifteen|twenty)"
REWRITES = tuple(
    (re.compile(pattern, re.IGNORECASE), said)
    for pattern, said in (
        # tips, what is left over, what waits while more of the same cooks
        (r"^\W*(?:tips?|notes?|hints?|variations?|n\.?b\.?|cook's note)\b ?[:–—-].*$", ""),
        (r"(?:^|(?<=[.!] ))(?:any )?leftovers (?:will |can |should )?(?:be |keep|store|freeze|last).*$", ""),
        (rf"(^|[.!] )(?:make|prepare|start with|begin with) (?:the|an?|your) (?:\w+ )?{MADE}(?: first)?: ", r"\1"),
        (r",? ?\bwhile you (?:cook|fry|make|do|finish|bake|grill) the (?:rest|others|remaining \w+)\b", ""),
        (r"(?:^|(?<=[.!] ))keep (?:[\w-]+ ){1,4}warm in (?:an? |the )?[\w ]*oven\b", ""),
        (r"(?<=[.!;] )(?:mix|stir|whisk|combine) (?:together )?[^.;]* for dipping\b[^.;]*", ""),
        (r",? to (?:mop|soak|scoop|wipe) up [^.;,]*|,? for (?:dipping|mopping|dunking)\b", ""),
        (r"\b(?:drown|drench) in (?=[a-z])", "drizzle with "),
        # what eggs look like, how big things get, how long they take against a packet
        (r"\s+(?:sunny[- ]side[- ]up|over[- ]easy|over-(?:medium|hard))\b", ""),
        (r",? (?:about |roughly |around )?the size of (?:an? |your )?(?:small |large )?[a-z]+(?: balls?)?\b", ""),
        (
            r" (?:\w+|\d+)(?:[-–]\d+)? minutes? (?:less|longer|more|shorter) than [^.,;]*?"
            r"(?=[.,;]|$| and | then )",
            "",
        ),
        (r" once or twice\b", ""),
        (r"(?:^|(?<=[.!] ))(?:best|delicious|great) (?:eaten|enjoyed)\b[^.!]*", ""),
        # which way things face, how many go in at once, what must not happen
        (rf",? ?\b{FACING}(?: (?:facing )?|-)(?:up|down)(?:wards?)?\b(?: first)?", ""),
        (
            rf",? (?:{FEW}(?:(?:,? or |[-–]){FEW})?) (?:at (?:a|one) time|by one|after (?:another|the other)|(?:in|to) "
            r"(?:a|one|each) (?:batch|go))\b",
            "",
        ),
        (r",? ?(?:and )?(?:taking (?:great |good )?care|being (?:very )?careful|so as) (?:not )?to [^.;]*", ""),
        (r",? like an? (?:\w+ )?(?:parcel|cigar|cigarette|envelope|book|letter|package|log|blanket|sausage)\b", ""),
        (r", like an? [\w ]{3,25}(?=[.,;]|$)", ""),
        (r"(\buntil [\w ]{3,40}), then (?=(?:the|some|your) )", r"\1, then stir in "),
        # "'em", "leave them be", "carry on", "the rub you saved", "in the meantime", "while that's in the oven"
        (r"(?<!\w)['’]em\b", "them"),
        (r"\bleave (it|them|everything) (?:be|alone|undisturbed)\b", r"leave \1"),
        (r"\b(?:carry on|keep going|go on)\b(?= until| till|,|\.| for|$)", "continue"),
        (
            r"\b(the (?:\w+ )?\w+) (?:that )?(?:you|we)(?:'ve| have| had)? (?:just |already )?"
            r"(?:saved|kept|reserved|made|prepared|set aside|held back|put aside)(?: earlier| before| back)?\b",
            r"\1",
        ),
        (r"\bin the (?:meantime|meanwhile),?", "meanwhile,"),
        (
            r"(^|[.!?] )(?:while|as) (?:that|it|this|they|those|these|everything)(?:'s|’s|'re| is| are)? "
            r"(?:in the oven|\w+ing)(?: away)?,? ",
            r"\1meanwhile, ",
        ),
        (r"(^|[.!?] )(oven|grill|barbecue|smoker) (?:to|at|on(?: to| at)?) (?=\d)", r"\1preheat the \2 to "),
        (r"\b(?:throw|chuck) (it|them|the [a-z]+) (?:away|out)\b", r"discard \1"),
        (r"\bfish (it|them|the [a-z]+) out\b", r"lift out \1"),
        (r"(^|[.,!?] )in with (?=the |your |some )", r"\1add "),
        (
            r",? and (once|when|as soon as) (?=[^.;]{3,60}[ ,](?:add|stir|pour|tip|put|turn|remove|take|drop|toss)\b)",
            r". \1 ",
        ),
        (
            r"(^|[.;!] )((?:about |at least )?(?:an?|half an|\d+|two|three|four) (?:hours?|minutes?|mins?)) in "
            r"(?:the|a)(?: \w+)? (fridge|freezer|oven)",
            r"\1put it in the \3 for \2",
        ),
        (r"\ball the while\b", "all the time"),
        (r"\beverything (?:but|except(?: for)?|apart from|bar) (?=the |your )", "all ingredients except "),
        (r"\b(?:get|set) (it|them|the [a-z]+) (boil|simmer|cook|fry|roast)ing\b", r"\2 \1"),
        (rf"(^|[.;!] )({NUMBER} (?:minutes?|mins?|hours?)) at a (?:\w+ )?simmer", r"\1simmer for \2"),
        # "enough water to bring it together", "12 minutes on low", "lid on"
        (r"(\benough [\w ]{3,30}?) to (bring|make|form|bind)\b", r"\1 and \2"),
        (
            rf", ({NUMBER} (?:minutes?|mins?|hours?)) (?:on|over|at) (?:an? )?(?=low|medium|high|gentle)",
            r", cook for \1 on ",
        ),
        (r", (?:with the |the )?lid on\b", ", cover"),
        (r",? split(?: open)? and (?:buttered|spread)\b[^.;]*", ""),
        (r"\b(on|onto) the (?:lined )?(?=paper\b)", r"\1 the baking "),
        (r",? with an? (?:\w+ )?(?:dip|well|hollow|dent|hole) in the (?:middle|centre|center)\b", ""),
        (r",? (?:skins?|stalks|stems|bones|pips) and all\b", ""),
        (
            r"\b(?:push|move|slide|scoot|scrape) (?:everything|it all|it|them|the [\w ]{3,20}) to (?:one|the) side"
            r"(?: of the \w+)?,? (?:and |then )?",
            "",
        ),
        (
            r"\b(?:walnut|hazelnut|golf[- ]ball|pea|egg|cherry|apricot|plum|marble|almond|olive|ping[- ]pong[- ]ball)"
            r"[- ]sized? ",
            "",
        ),
        (r"\bw/ ?(?=[a-z])", "with "),
        (r"\bsoak in\b(?= for|[,.;]|$)", "stand"),
        # "pot into hot jars"
        (r"(^|[.;,] |\bthen )pot (?:up )?(?=(?:in|into) )", r"\1ladle "),
        # "2 minutes on the first side until …", "down the middle of each"
        (rf"(^|[.;:] )((?:about )?{NUMBER} (?:minutes?|mins?|seconds?)) (?=(?:on|per|a|each|or)\b)", r"\1cook for \2 "),
        (r"\bdown the (?:centre|center|middle|length) of\b", "over"),
        # "for 5 minutes, occasionally stirring", "for 2 min stirring", "under constant stirring"
        (rf",? (?:while )?({OFTEN}) ({STIRRING})\b", r", \2 \1"),
        (rf",? (?:under|with) (?:constant|frequent|occasional|continuous) ({STIRRING})\b", r", \1"),
        (rf"((?:minutes?|mins?|hours?|seconds?|heat)) ({STIRRING})\b", r"\1, \2"),
        # what is cut into a surface is no food
        (rf"\b(?:cut|make|slash) {SOME} (?:{SMALL},? )*(?:cross|slit|slash|incision)(?:es|s)?\b", "score"),
        (rf"\bmake {SOME} (?:{SMALL},? )+cuts?\b", "score"),
        # "three plates: one with flour, one with egg"
        (
            r"\b(?:prepare|get|set up|set out|take|fill) (?:\w+ )*?(plates|bowls|dishes)[:,] (?:put )?one with "
            r"([^.;]*?),? (?:and )?one with ([^.;]*?)(?:,? and one with ([^.;]*?))?(?=[.;]|$)",
            r"put \2, \3, \4 on \1",
        ),
    )
)  # fmt: skip


@lru_cache(maxsize=512)
def said_plainly(text: str) -> str:
    """The same instruction without such turns.

    >>> said_plainly("Fry the eggs sunny side up.")
    'Fry the eggs.'
    """
    for pattern, said in REWRITES:
        text = pattern.sub(said, text)
    return text
