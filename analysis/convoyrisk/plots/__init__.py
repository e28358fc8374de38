"""Plots of results, with matplotlib.

Each function takes a Result (those of plans a Plans), draws into `axes` (of its own making if None) and returns them; of a
sweep it draws one `point`, and sweep_curve all of them. Colours are those of Okabe and Ito (2008), which people with the
common kinds of colour blindness tell apart; where colours come round again, markers and dashes differ. The baseline alone
is black.
"""

from convoyrisk.errors import missing_package

try:
    from convoyrisk.plots.comparison import policy_comparison
    from convoyrisk.plots.convergence import convergence
    from convoyrisk.plots.corridor import corridor_map
    from convoyrisk.plots.cost import cost_effectiveness
    from convoyrisk.plots.days import days
    from convoyrisk.plots.fatalities import fn_curve
    from convoyrisk.plots.individual import individual_risk
    from convoyrisk.plots.information import value_of_information
    from convoyrisk.plots.matrix import risk_matrix
    from convoyrisk.plots.plans import plan_anatomy, plan_front, plan_parts
    from convoyrisk.plots.sweep import sweep_curve
    from convoyrisk.plots.uncertainty import parameter_effects, sobol_indices, uncertainty_tornado
except ModuleNotFoundError as error:
    raise missing_package(error, "convoyrisk.plots") from None

__all__ = [
    "convergence", "corridor_map", "cost_effectiveness", "days", "fn_curve", "individual_risk", "parameter_effects",
    "plan_anatomy", "plan_front", "plan_parts", "policy_comparison", "risk_matrix", "sobol_indices", "sweep_curve",
    "uncertainty_tornado", "value_of_information",
]
