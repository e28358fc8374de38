"""Calibration: what an incident record says about a road network, and what it does not.

    from convoyrisk.calibrate import fit, read_incidents, read_network
    found = fit(read_incidents("incidents.csv"), read_network("network.geojson"), buffer_km=20)
"""

from .corridor import convoy_km_by_zone, read_network
from .fitting import Fit, fit
from .fragment import background, fragment, merge
from .incidents import InputError, read_incidents

__all__ = [
    "Fit",
    "InputError",
    "background",
    "convoy_km_by_zone",
    "fit",
    "fragment",
    "merge",
    "read_incidents",
    "read_network",
]
