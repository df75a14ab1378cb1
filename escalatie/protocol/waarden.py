"""The values of one version in words, for sentences that have a place for them: a value is written once, in the file.

The key is what stands between the braces: `{lengte:fase_1}` gives "48 uur", `{rol:regiomanager}` "regiomanager RSJ".
"""

from basis.taal import aantal
from communicatie.regels import PerstermijnRegel

from .lezen import haal_communicatieregels, haal_protocol
from .rijen import lengte


def waarden(versie: str) -> dict[str, str]:
    """Every place that a sentence about a zaak of this version can have, with its words."""
    protocol, regels = haal_protocol(versie), haal_communicatieregels(versie)
    return {
        **{f"lengte:{termijn.code}": lengte(termijn) for termijn in protocol.termijnen},
        **{f"termijn:{termijn.code}": termijn.naam for termijn in protocol.termijnen},
        **{f"rol:{code}": naam for code, naam in protocol.rolnamen.items()},
        **{f"status:{status.code}": status.naam for status in protocol.statussen},
        **{f"scenario:{scenario.code}": scenario.naam for scenario in protocol.scenarios},
        **{f"partij:{partij.code}": partij.naam for partij in protocol.partijen},
        **{f"perslengte:{termijn.code}": perslengte(termijn) for termijn in regels.termijnen},
        **{f"persstatus:{status.code}": status.naam for status in regels.statussen},
    }


def perslengte(termijn: PerstermijnRegel) -> str:
    """How long the term of a press question is, in words: "1 werkdag"."""
    return aantal(termijn.werkdagen, "werkdag", "werkdagen")
