"""36 Bayesian and 36 sequential comparisons by GrowthBook's gbstats, timed here without start and imports.

Reads the pairs as JSON from the first line, answers with its versions; then every further line is a round, answered
with the median milliseconds of its repeats and what the Bayesian comparisons said.
"""
import json
import platform
import statistics
import sys
from importlib.metadata import version
from time import perf_counter

from gbstats.bayesian.tests import EffectBayesianABTest, EffectBayesianConfig
from gbstats.frequentist.tests import SequentialConfig, SequentialTwoSidedTTest
from gbstats.models.statistics import ProportionStatistic

REPEATS = 7


def arm(count):
    return ProportionStatistic(n=count["trials"], sum=count["successes"])


pairs = [(arm(pair["control"]), arm(pair["treatment"])) for pair in json.loads(sys.stdin.readline())]
bayesian, sequential = EffectBayesianConfig(), SequentialConfig()


def compare():
    said = [EffectBayesianABTest(a, b, bayesian).compute_result() for a, b in pairs]
    for a, b in pairs:
        SequentialTwoSidedTTest(a, b, sequential).compute_result()
    return [result.chance_to_win for result in said]


def answer(value):
    print(json.dumps(value), flush=True)


answer({"python": platform.python_version(), **{name: version(name) for name in ("gbstats", "numpy", "scipy")}})
compare()
for _ in sys.stdin:
    taken = []
    for _ in range(REPEATS):
        started = perf_counter()
        chances = compare()
        taken.append((perf_counter() - started) * 1000)
    answer({"milliseconds": statistics.median(taken), "chances": chances})
