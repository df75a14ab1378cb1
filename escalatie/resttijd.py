"""The time that a term leaves, under the name by which this layer knows it."""

from calamiteiten.resttijd import ALLEEN_DE_DAG, BIJNA, Resttijd, resttijd

__all__ = ["ALLEEN_DE_DAG", "BIJNA", "Resttijd", "resttijd"]
