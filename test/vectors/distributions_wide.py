"""Makes distributions_wide.json: tails and quantiles at 50 digits (mpmath) by series of positive terms, without any
library's distribution function. Usage: python3 distributions_wide.py > distributions_wide.json"""
import json
from mpmath import mp, mpf, erfc, exp, loggamma, log, pi, sqrt

mp.dps = 50


def series(first, ratio):
    total = term = mpf(1)
    n = first
    while True:
        term *= ratio(n)
        total += term
        n += 1
        nxt = ratio(n)
        if nxt < 1 and term / (1 - nxt) < total * mpf(10) ** (-mp.dps):
            return total


def complement(f, digits=420):
    """1 - f(), with enough digits to keep 50 of them."""
    old = mp.dps
    mp.dps = digits
    try:
        return 1 - f()
    finally:
        mp.dps = old


def beta_lower(x, y, a, b):
    front = exp(a * log(x) + b * log(y) + loggamma(a + b) - loggamma(a) - loggamma(b)) / a
    return front * series(0, lambda n: (a + b + n) / (a + 1 + n) * x)


def beta(x, a, b, y=None, digits=420):
    # A y that is given is exact with its x: both keep all their digits.
    x, y = (mpf(x), 1 - mpf(x)) if y is None else (x, y)
    a, b = mpf(a), mpf(b)
    if x > mpf("0.7"):
        return beta(y, b, a, x, digits)[::-1]
    lower = lambda: beta_lower(x, y, a, b)
    return lower(), complement(lower, digits if lower() > 0.5 else 50)


def gamma(x, a, digits=420):
    x, a = mpf(x), mpf(a)
    lower = lambda: exp(a * log(x) - x - loggamma(a + 1)) * series(1, lambda n: x / (a + n))
    return lower(), complement(lower, digits if lower() > 0.5 else 50)


def student(t, df, digits=420):
    t, df = mpf(t), mpf(df)
    with mp.workdps(digits):
        w, v = df / (df + t * t), t * t / (df + t * t)
    half = beta(w, df / 2, mpf(1) / 2, v, digits)[0] / 2
    return (half, 1 - half) if t < 0 else (1 - half, half)


def normal(x):
    return erfc(-mpf(x) / sqrt(2)) / 2, erfc(mpf(x) / sqrt(2)) / 2


def quantile(tails, p, low, high):
    """By halving, towards the smaller tail; low and high on the scale given by the caller."""
    p = mpf(p)
    for _ in range(110):
        middle = (low + high) / 2
        lower, upper = tails(middle)
        if (lower < p) if p <= 0.5 else (upper > 1 - p):
            low = middle
        else:
            high = middle
    return (low + high) / 2


SOURCE = "own series of positive terms at 50 digits, mpmath 1.3 (distributions_wide.py)"
P = [1e-100, 1e-9, 0.025, 0.5, 0.995]


def case(name, params, tails, xs, quantiles):
    both = [tails(x) for x in xs]
    return {
        "id": name,
        "input": {**params, "x": xs, "p": [p for p, _ in quantiles]},
        "expected": {
            "cdf": [float(lower) for lower, _ in both],
            "sf": [float(upper) for _, upper in both],
            "quantile": [float(x) for _, x in quantiles],
        },
        "tol": {"rel": 1e-10, "abs": 1e-305},
        "source": SOURCE,
    }


cases = []
for a, b in [(0.05, 0.05), (0.5, 17), (2.5, 0.5), (1, 20000), (40.5, 961.5), (5000, 3000), (30.5, 1e6)]:
    mean, sd = a / (a + b), (a * b / (a + b) ** 2 / (a + b + 1)) ** 0.5
    xs = [x for x in (mean + k * sd for k in (-20, -5, -1, 0.1, 3, 15)) if 0 < x < 1] + [1e-12]
    logit = lambda u: (1 / (1 + exp(-u)), a, b, 1 / (1 + exp(u)), 50)
    found = [(p, quantile(lambda u: beta(*logit(u)), p, mpf(-650), mpf(40))) for p in P]
    inside = [(p, 1 / (1 + exp(-u))) for p, u in found if u > -649]
    cases.append(case(f"beta_{a}_{b}", {"dist": "beta", "a": a, "b": b}, lambda x: beta(x, a, b), xs, inside))
for a in [0.05, 0.5, 3, 100.5, 20000]:
    xs = [x for x in (a + k * a**0.5 for k in (-20, -5, -1, 0.1, 3, 15)) if x > 0] + [1e-10, a + 200]
    found = [(p, quantile(lambda u: gamma(exp(u), a, 50), p, mpf(-650), log(a + 60 * a**0.5 + 60))) for p in P]
    inside = [(p, exp(u)) for p, u in found if u > -649]
    params = {"dist": "gamma", "shape": a, "rate": 1}
    cases.append(case(f"gamma_{a}", params, lambda x: gamma(x, a), xs, inside))
for df in [0.5, 3.3, 40, 5000]:
    xs = [-1e5, -30, -8, -1, -1e-6, 0.2, 2.2, 12] if df < 5000 else [-30, -8, -1, 0.2, 2.2, 12]
    found = [(p, quantile(lambda u: student(-exp(u), df, 50)[::-1], 1 - mpf(p), mpf(-20), mpf(650))) for p in P if p < 0.5]
    inside = [(p, -exp(u)) for p, u in found if u < 649]
    cases.append(case(f"t_{df}", {"dist": "t", "df": df}, lambda x: student(x, df), xs, inside))
xs = [-37.5, -25, -12, -5.7, -3, -1, -0.66, -1e-5, 0.1, 0.7, 4, 8, 20, 37]
found = [(p, quantile(normal, p, mpf(-45), mpf(45))) for p in [1e-300, 1e-40, 1e-12, 0.07, 0.3, 0.93, 0.999999]]
cases.append(case("normal", {"dist": "normal"}, normal, xs, found))
title = "Tails and quantiles far outside distributions.json"
print(json.dumps({"title": title, "cases": cases}, indent=1))
