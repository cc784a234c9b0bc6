"""Every act of the portal: each module enters its own."""

from tests.acts import (
    ACTS,
    Office,
    coaching,
    data,
    filing,
    ground,
    keys,
    leaving,
    lists,
    papers,
    seating,
    visits,
    warnings,
)

__all__ = ["ACTS", "Office"]
MODULES = (coaching, data, filing, ground, keys, leaving, lists, papers, seating, visits, warnings)
