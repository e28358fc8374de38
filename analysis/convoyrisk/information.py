"""What it is worth to know something before choosing, from draws of what is not known; needs scikit-learn (Debian:
python3-sklearn). The method and what its bounds hold: docs/methods/value-of-information.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy
import scipy.stats

from convoyrisk.errors import ResultError
from convoyrisk.statistics import Array

LEAST_DRAWS = 50
FOLDS = 5
SPLITS = 2  # times that the draws are split anew: less luck of one split
FEW_VALUES = 5  # of a parameter; so few are told one by one, without a curve
KNOTS = 3  # of the cubic curve in the rank of a parameter
DRAWS_A_COLUMN = 5  # at least, of a regression that is not drawn to 0
PENALTIES = numpy.logspace(-2, 4, 7)
COPIES = 60  # of each draw, with more luck added

Fold = numpy.typing.NDArray[numpy.signedinteger[Any]]  # by draw, the number of its part


@dataclass(frozen=True)
class Worth:
    """Of one set of parameters: two estimates, one too low on average and one too high, and limits, in units of the losses."""

    lower: float
    upper: float
    low: float
    high: float


def worth_of_knowing(
    losses: Array, errors: Array, parameters: Array, sets: Sequence[Array],
    inside: Sequence[Sequence[int]] | None = None, *, confidence: float = 0.95, seed: int = 1
) -> tuple[Worth, list[Worth]]:
    """Expected fall of the loss if the option is chosen knowing everything, and knowing each set alone.

    :param losses: (draws, options), of each option the mean over the replications of a draw; less is better.
    :param errors: (draws, options, options), covariances of the errors of these means.
    :param parameters: (draws, parameters), all that is not known.
    :param sets: of each set what would be seen, (draws, columns): parameters, or the outcomes of a study.
    :param inside: of each set the places of those that are part of it, which are never worth more.
    :param confidence: of `low` and `high`, for one set by itself.
    :raises ResultError: with fewer than 50 draws, or without scikit-learn.
    """
    draws, options = losses.shape
    if draws < LEAST_DRAWS:
        raise ResultError(f"{draws} draws are too few for the value of information: run with --draws {LEAST_DRAWS} or more")
    learn = _scikit_learn()
    if options < 2:
        return Worth(0, 0, 0, 0), [Worth(0, 0, 0, 0)] * len(sets)
    random = numpy.random.default_rng(seed)
    folds = [_fold_of_draws(draws, random) for _ in range(SPLITS)]
    paired = losses - losses[:, [int(numpy.argmin(losses.mean(axis=0)))]]
    everything = _worth_of_all(learn, paired, errors, parameters, folds, confidence, random)
    found = [_worth_of_set(learn, paired, each, folds, confidence) for each in sets]
    return _in_order(everything, found, inside or [()] * len(sets))


def _scikit_learn() -> ModuleType:
    try:
        import sklearn.linear_model
        import sklearn.preprocessing
    except ImportError as error:
        raise ResultError("the value of information needs scikit-learn, which is not installed: apt-get install "
                          "python3-sklearn") from error
    return sklearn  # type: ignore[no-any-return]


def _fold_of_draws(draws: int, random: numpy.random.Generator) -> Fold:
    return random.permutation(numpy.arange(draws) % FOLDS)


def _in_order(everything: Worth, sets: list[Worth], inside: Sequence[Sequence[int]]) -> tuple[Worth, list[Worth]]:
    """Nobody who knows a set is worse off than who knows a part of it: what is shown of the part holds for the whole at least,
    and the limit of the whole for the part at most."""
    found = [_at_least(own, [sets[part] for part in parts]) for own, parts in zip(sets, inside)]
    whole = _at_least(everything, found)
    for place, parts in enumerate(inside):
        found[place] = _at_most(found[place], whole)
        for part in parts:
            found[part] = _at_most(found[part], found[place])
    return whole, found


def _at_least(own: Worth, parts: Sequence[Worth]) -> Worth:
    lower, upper, low = (max(getattr(each, name) for each in (own, *parts)) for name in ("lower", "upper", "low"))
    return Worth(lower, max(lower, upper), min(low, own.high), own.high)


def _at_most(own: Worth, whole: Worth) -> Worth:
    return Worth(*(min(getattr(own, name), getattr(whole, name)) for name in ("lower", "upper", "low", "high")))


def _worth_of_set(learn: ModuleType, paired: Array, seen: Array, folds: list[Fold], confidence: float) -> Worth:
    columns = _curves(learn, seen)
    lower, low = _held_out(learn, paired, columns, folds, confidence)
    if columns.shape[1] > len(paired) / DRAWS_A_COLUMN:  # a curve through all luck: the limit is that of knowing everything
        return Worth(lower, numpy.inf, low, numpy.inf)
    fitted = learn.linear_model.LinearRegression().fit(columns, paired).predict(columns)
    chosen = paired[numpy.arange(len(paired)), fitted.argmin(axis=1)]
    today = _chosen_without(paired, folds)
    upper = float(numpy.mean(today) - fitted.min(axis=1).mean())
    high = upper + _reach_up(today - chosen, _of_contenders(paired, confidence))
    rare = _of_rare(paired, fitted.var(axis=0, ddof=1), confidence)
    return Worth(lower, max(upper, lower, 0.0), low, max(high, low, rare))


def _worth_of_all(learn: ModuleType, paired: Array, errors: Array, parameters: Array, folds: list[Fold], confidence: float,
                  random: numpy.random.Generator) -> Worth:
    lower, low = _held_out(learn, paired, _curves(learn, parameters), folds, confidence)
    today = _chosen_without(paired, folds)
    naive = today - paired.min(axis=1)
    less = _less_luck(paired, errors, random)
    upper = float(numpy.mean(naive - less))
    high = upper + _reach_up(naive - less, _of_contenders(paired, confidence))
    reference = int(paired.std(axis=0).argmin())  # its column is 0
    own = numpy.diagonal(errors, axis1=1, axis2=2)
    luck = (own + own[:, [reference]] - 2 * errors[:, :, reference]).mean(axis=0)
    rare = _of_rare(paired, paired.var(axis=0, ddof=1) - luck, confidence)
    return Worth(lower, max(upper, lower, 0.0), low, max(high, low, rare))


def _of_contenders(paired: Array, confidence: float) -> float:
    """Confidence of each limit where several options may be the best on average: one of them was chosen by the same draws."""
    error = paired.std(axis=0, ddof=1) / len(paired)**0.5
    return 1 - (1 - confidence) / int((paired.mean(axis=0) <= 2 * error).sum())


def _of_rare(paired: Array, variances: Array, confidence: float) -> float:
    """Value that draws may not show, as none or few of them would change the choice: that of a normal difference from the best
    on average, s (phi(r) - r Phi(-r)) with r = m/s, at a lower limit of its mean m and an upper one of its variance s^2, which
    is estimated by `variances`; the greatest of all options."""
    draws = len(paired)
    reach = float(scipy.stats.norm.isf((1 - confidence) / 2)) / 2**0.5  # of each of two independent estimates
    whole = paired.var(axis=0, ddof=1)
    own = numpy.maximum(variances, 0.0)
    spread = numpy.sqrt(own + reach * numpy.sqrt((2 * own**2 + 4 * own * numpy.maximum(whole - own, 0.0)) / draws))
    told = spread > 0
    if not told.any():
        return 0.0
    least = numpy.maximum(paired.mean(axis=0) - reach * numpy.sqrt(whole / draws), 0.0)[told] / spread[told]
    return float((spread[told] * (scipy.stats.norm.pdf(least) - least * scipy.stats.norm.sf(least))).max())


def _less_luck(paired: Array, errors: Array, random: numpy.random.Generator) -> Array:
    """By draw, how much of what seems the best of noisy means is luck: what luck added of the same law, half as much
    variance each time, adds; nothing where more luck adds more and more, as there a line back would go too far."""
    draws, options = paired.shape
    values, vectors = numpy.linalg.eigh(errors)
    roots = vectors * numpy.sqrt(numpy.maximum(values, 0.0))[:, None, :]
    luck = numpy.einsum("kij,ckj->cki", roots, random.standard_normal((COPIES, draws, options)))
    luck = numpy.concatenate([luck, -luck])
    first, second = ((paired + scale * luck).min(axis=2).mean(axis=0) for scale in (0.5**0.5, 1.0))
    once, again = paired.min(axis=1) - first, first - second
    return numpy.asarray(2 * once if 0 < again.mean() <= once.mean() else numpy.zeros(draws))


def _curves(learn: ModuleType, seen: Array) -> Array:
    """Columns of a regression on what is seen: of each its curve, by rank; of few together their products, too."""
    parts, ranks = [], []
    for column in seen.T:
        told = numpy.unique(column)
        if len(told) <= FEW_VALUES:
            parts.append((column[:, None] == told[None, 1:]).astype(float))
            continue
        rank = (scipy.stats.rankdata(column) - 0.5) / len(column)
        ranks.append(rank - 0.5)
        curve = learn.preprocessing.SplineTransformer(n_knots=KNOTS, degree=3, include_bias=False)
        parts.append(curve.fit_transform(rank[:, None]))
    if 1 < len(ranks) <= 4:
        parts += [(one * other)[:, None] for place, one in enumerate(ranks) for other in ranks[:place]]
    return numpy.column_stack(parts) if parts else numpy.zeros((len(seen), 1))


def _held_out(learn: ModuleType, paired: Array, columns: Array, folds: list[Fold], confidence: float) -> tuple[float, float]:
    """What choosing by a regression saves on draws that it has not seen, against any one option; and the lower limit."""
    gained = numpy.zeros(paired.shape)
    for fold in folds:
        chosen = numpy.empty(len(paired))
        for number in range(FOLDS):
            own = fold == number
            model = learn.linear_model.RidgeCV(alphas=PENALTIES, alpha_per_target=True)
            model.fit(columns[~own], paired[~own])
            best = model.predict(columns[own]).argmin(axis=1)
            chosen[own] = paired[own, best]
        gained += (paired - chosen[:, None]) / len(folds)
    error = gained.std(axis=0, ddof=1) / numpy.sqrt(len(paired))
    least = gained.mean(axis=0) - scipy.stats.t.isf((1 - confidence) / 2, len(paired) - 1) * error
    return max(float(gained.mean(axis=0).min()), 0.0), max(float(least.min()), 0.0)


def _chosen_without(paired: Array, folds: list[Fold]) -> Array:
    """By draw, the loss of the option that is best on average over the other draws."""
    total = numpy.zeros(len(paired))
    for fold in folds:
        for number in range(FOLDS):
            own = fold == number
            total[own] += paired[own, int(paired[~own].mean(axis=0).argmin())]
    return total / len(folds)


def _reach_up(values: Array, confidence: float) -> float:
    """From the mean of the values to its upper limit: Student's, Hall's (1992) for their skewness where that is further."""
    draws = len(values)
    error = float(values.std(ddof=1)) / draws**0.5
    if error == 0:
        return 0.0
    quantile = float(scipy.stats.t.isf((1 - confidence) / 2, draws - 1))
    skewness = float(scipy.stats.skew(values, bias=False))
    slope = skewness / (3 * draws**0.5)
    if slope < 1e-9:
        return float(quantile * error)
    bent = (numpy.cbrt(1 + 3 * slope * (-quantile - slope / 2)) - 1) / slope
    return float(max(quantile, -bent) * error)
