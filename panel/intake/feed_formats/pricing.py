"""How a tool is paid for, from the words that lists of tools use for it: known spellings, and no guesses."""

from __future__ import annotations

import re

from panel.domain.tool import PricingModel

SPELLINGS = {
    PricingModel.FREE: "free|free to use|100 free|completely free|open source|free and open source|free open source|"
    "foss|no cost|0|0 00|gratis|free forever|always free",
    PricingModel.FREEMIUM: "freemium|free plan|free tier|free and paid|free plus paid|free with paid plans|free paid|"
    "free plan available|free tier available|free with in app purchases|free options|free version available",
    PricingModel.USAGE: "usage|usage based|pay as you go|payg|pay per use|per token|metered|credits|credit based|"
    "consumption based|pay per token",
    PricingModel.SUBSCRIPTION: "subscription|subscriptions|monthly|yearly|annual|monthly subscription|per month|"
    "annual subscription|recurring|subscription based|per seat",
    PricingModel.ONE_TIME: "one time|one time purchase|one time payment|lifetime|lifetime deal|lifetime license|"
    "perpetual|perpetual license|pay once|one off",
    PricingModel.CONTACT: "contact|contact us|contact sales|contact for pricing|on request|upon request|custom|"
    "custom pricing|enterprise|quote|request a quote|get a quote|talk to sales|price on request|contact for price",
    PricingModel.UNKNOWN: "unknown|paid|premium|free trial",
}
"""Words that only say that money is asked for stay unknown: they do not say how."""

_KNOWN = {spelling: model for model, spellings in SPELLINGS.items() for spelling in spellings.split("|")}


def pricing_model(text: str) -> PricingModel | None:
    """The way of paying that the words are a spelling of, or None."""
    return _KNOWN.get(re.sub(r"[\W_]+", " ", text[:80].casefold()).strip())
