"""Calibration: what an incident record says about a road network, and what it does not.

    from convoyrisk.calibrate import fit, read_incidents, read_network
    found = fit(read_incidents("incidents.csv"), read_network("network.geojson"), buffer_km=20)
"""

from convoyrisk.errors import missing_package

try:
    import jinja2  # noqa: F401 - the page needs it

    from convoyrisk.calibrate.corridor import convoy_km_by_zone, read_network
    from convoyrisk.calibrate.fitting import Fit, fit
    from convoyrisk.calibrate.fragment import background, fragment, merge
    from convoyrisk.calibrate.incidents import InputError, read_incidents
except ModuleNotFoundError as error:
    raise missing_package(error, "convoyrisk.calibrate") from None

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
