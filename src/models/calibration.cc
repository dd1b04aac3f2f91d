#include "models/calibration.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "math/exp2.h"

namespace likely {

namespace {

constexpr double kBin = 0.02;  // log-odds
constexpr double kLowest = -20, kHighest = 10;
constexpr double kPositivesOfABlock = 25;
constexpr double kFewPositives = 100;
constexpr double kShiftPrior = 10;   // conversions, for one common shift
constexpr double kValuePrior = 100;  // conversions, for a value's own shift
constexpr double kWeightUnit = 1.0 / 1024;

// Sums over pairs are integers, so any order gives the same bytes.
struct Bin {
  int64_t weight = 0, positive = 0;  // in kWeightUnit
  int64_t expected = 0;              // Σ w p · 2^30
};

struct Block {
  double weight, positive, raw;  // raw: Σ weight · raw log-odds
};

std::vector<Bin> fill_bins(const std::vector<Pair>& pairs, const std::vector<int64_t>& units) {
  std::vector<Bin> bins(static_cast<size_t>((kHighest - kLowest) / kBin) + 1);
  for (size_t k = 0; k < pairs.size(); ++k) {
    const double raw = std::clamp(log_odds(units[k]), kLowest, kHighest);
    Bin& bin = bins[static_cast<size_t>((raw - kLowest) / kBin)];
    const int64_t weight = std::llround(pairs[k].weight / kWeightUnit);
    bin.weight += weight;
    if (pairs[k].label != 0) bin.positive += weight;
    bin.expected += std::llround(sigmoid(raw) * pairs[k].weight * 0x1.0p30);
  }
  return bins;
}

double shifted(double positives, double expected) {
  return ln_exact((positives + kShiftPrior) / (expected + kShiftPrior));
}

// Blocks of at least kPositivesOfABlock conversions from the likeliest down, then pooled until
// their shares rise.
std::vector<Block> pool(const std::vector<Bin>& bins) {
  std::vector<Block> blocks;
  Block open{0, 0, 0};
  const auto rate = [](const Block& block) { return block.positive / block.weight; };
  const auto merge = [](Block& into, const Block& from) {
    into.weight += from.weight;
    into.positive += from.positive;
    into.raw += from.raw;
  };
  for (size_t b = bins.size(); b-- > 0;) {
    const double weight = static_cast<double>(bins[b].weight) * kWeightUnit;
    const double middle = kLowest + (static_cast<double>(b) + 0.5) * kBin;
    merge(open, {weight, static_cast<double>(bins[b].positive) * kWeightUnit, weight * middle});
    if (open.positive < kPositivesOfABlock) continue;
    blocks.push_back(open);
    open = {0, 0, 0};
    while (blocks.size() >= 2 && rate(blocks[blocks.size() - 2]) <= rate(blocks.back())) {
      const Block last = blocks.back();
      blocks.pop_back();
      merge(blocks.back(), last);
    }
  }
  std::reverse(blocks.begin(), blocks.end());
  return blocks;
}

}  // namespace

double Calibration::operator()(double x) const {
  if (raw.empty()) return x;
  if (x <= raw.front()) return calibrated.front() + (x - raw.front());
  if (x >= raw.back()) return calibrated.back() + (x - raw.back());
  const auto above = static_cast<size_t>(std::upper_bound(raw.begin(), raw.end(), x) - raw.begin());
  const double share = (x - raw[above - 1]) / (raw[above] - raw[above - 1]);
  return calibrated[above - 1] + share * (calibrated[above] - calibrated[above - 1]);
}

Calibration calibrate(const std::vector<Pair>& pairs, const std::vector<int64_t>& units) {
  const std::vector<Bin> bins = fill_bins(pairs, units);
  double positives = 0, expected = 0;
  for (const Bin& bin : bins) {
    positives += static_cast<double>(bin.positive) * kWeightUnit;
    expected += static_cast<double>(bin.expected) * 0x1.0p-30;
  }
  Calibration calibration;
  if (positives < kFewPositives) {
    calibration.raw = {0.0};
    calibration.calibrated = {shifted(positives, expected)};
    return calibration;
  }
  for (const Block& block : pool(bins)) {
    const double x = block.raw / block.weight;
    double p = std::clamp(block.positive / block.weight, 1e-7, 1 - 1e-4);
    double y = logit(p);
    if (!calibration.raw.empty()) {
      if (x < calibration.raw.back() + kBin) continue;
      // Keeps the order of pairs: never flat.
      y = std::max(y, calibration.calibrated.back() + 0.05 * (x - calibration.raw.back()));
    }
    calibration.raw.push_back(x);
    calibration.calibrated.push_back(y);
  }
  return calibration;
}

void align_level(Calibration& calibration, const std::vector<Pair>& pairs,
                 const std::vector<int64_t>& units) {
  const std::vector<Bin> bins = fill_bins(pairs, units);
  double positives = 0;
  for (const Bin& bin : bins) positives += static_cast<double>(bin.positive) * kWeightUnit;
  for (int step = 0; step < 5; ++step) {
    double expected = 0;
    for (size_t b = 0; b < bins.size(); ++b) {
      const double middle = kLowest + (static_cast<double>(b) + 0.5) * kBin;
      expected += static_cast<double>(bins[b].weight) * kWeightUnit * sigmoid(calibration(middle));
    }
    const double shift = shifted(positives, expected);
    for (double& y : calibration.calibrated) y += shift;
  }
}

std::vector<float> value_shifts(std::span<const ScoredPairs> parts, const Calibration& calibration,
                                size_t values) {
  std::vector<double> actual(values, 0), expected(values, 0);
  for (const ScoredPairs& part : parts) {
    std::vector<double> of_part(values, 0);
    double came = kShiftPrior, forecast = kShiftPrior;
    for (size_t k = 0; k < part.pairs.size(); ++k) {
      const Pair& pair = part.pairs[k];
      if (pair.masked != 0) continue;  // seen as strangers: they say nothing of the value
      const double p = sigmoid(calibration(log_odds(part.units[k]))) * pair.weight;
      of_part[pair.value] += p;
      forecast += p;
      actual[pair.value] += pair.label;
      came += pair.label;
    }
    for (size_t v = 0; v < values; ++v) expected[v] += of_part[v] * came / forecast;
  }
  std::vector<float> shifts(values);
  for (size_t v = 0; v < values; ++v) {
    shifts[v] =
        static_cast<float>(ln_exact((actual[v] + kValuePrior) / (expected[v] + kValuePrior)));
  }
  return shifts;
}

JudgedTarget judge_target(const std::vector<float>& p, const std::vector<float>& touched_days,
                          const std::vector<float>& active_days,
                          const std::vector<uint8_t>& converted) {
  JudgedTarget judged{};
  const size_t n = p.size();
  const size_t size_5 = (n + 19) / 20, size_20 = (n + 4) / 5;
  std::vector<uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0u);
  const auto rule_before = [&](uint32_t a, uint32_t b) {
    if (touched_days[a] != touched_days[b]) return touched_days[a] < touched_days[b];
    return active_days[a] != active_days[b] ? active_days[a] > active_days[b] : a < b;
  };
  std::partial_sort(order.begin(), order.begin() + static_cast<ptrdiff_t>(size_20), order.end(),
                    rule_before);
  double rule_5 = 0, rule_20 = 0;
  for (size_t k = 0; k < size_20; ++k) {
    rule_20 += converted[order[k]];
    rule_5 += k < size_5 ? converted[order[k]] : 0;
  }
  std::sort(order.begin(), order.end(),
            [&](uint32_t a, uint32_t b) { return p[a] != p[b] ? p[a] > p[b] : a < b; });
  double hits = 0, precision = 0, pairs_above = 0;
  for (size_t k = 0; k < n;) {
    size_t end = k;
    double tied = 0;
    for (; end < n && p[order[end]] == p[order[k]]; ++end) tied += converted[order[end]];
    // Ties count by their middle rank: half of the others tied stand above.
    const double others_before = static_cast<double>(k) - hits;
    const double others_tied = static_cast<double>(end - k) - tied;
    pairs_above += tied * (others_before + others_tied / 2);
    for (; k < end; ++k) {
      const uint32_t i = order[k];
      hits += converted[i];
      precision += converted[i] ? hits / static_cast<double>(k + 1) : 0;
      for (int slice = 0; slice < 3; ++slice) {
        if (k >= (slice == 0 ? size_5 : slice == 1 ? size_20 : n)) continue;
        judged.expected[slice] += p[i];
        judged.actual[slice] += converted[i];
      }
      if (k < size_20) judged.variance_20 += static_cast<double>(p[i]) * (1 - p[i]);
    }
  }
  judged.positives = static_cast<uint64_t>(hits);
  const double others = static_cast<double>(n) - hits;
  judged.auc = hits > 0 && others > 0 ? 1 - pairs_above / (hits * others) : 0.5;
  if (hits > 0) {
    judged.average_precision = precision / hits;
    judged.recall_5 = judged.actual[0] / hits;
    judged.recall_20 = judged.actual[1] / hits;
    judged.rule_recall_5 = rule_5 / hits;
    judged.rule_recall_20 = rule_20 / hits;
  }
  return judged;
}

Quality summarise(const std::vector<JudgedTarget>& targets) {
  Quality q;
  double expected[3] = {}, actual[3] = {};
  for (const JudgedTarget& t : targets) {
    for (int slice = 0; slice < 3; ++slice) {
      expected[slice] += t.expected[slice];
      actual[slice] += t.actual[slice];
    }
    q.positives += t.positives;
    q.auc += t.auc;
    q.average_precision += t.average_precision;
    q.recall_top5 += t.recall_5;
    q.recall_top20 += t.recall_20;
    q.rule_recall_top5 += t.rule_recall_5;
    q.rule_recall_top20 += t.rule_recall_20;
  }
  q.values = static_cast<int>(targets.size());
  if (q.values > 0) {
    for (double* mean : {&q.auc, &q.average_precision, &q.recall_top5, &q.recall_top20,
                         &q.rule_recall_top5, &q.rule_recall_top20}) {
      *mean /= q.values;
    }
  }
  const auto ratio = [&](int slice) {
    return actual[slice] > 0 ? expected[slice] / actual[slice] : 0;
  };
  q.expected_over_actual_top5 = ratio(0);
  q.expected_over_actual_top20 = ratio(1);
  q.expected_over_actual = ratio(2);
  return q;
}

Spread measure_spread(const std::vector<JudgedTarget>& targets, const std::vector<double>& levels) {
  Spread spread;
  // Excess of squared errors over chance, in units of the squared expectation.
  double excess = 0, squares = 0;
  for (const JudgedTarget& t : targets) {
    const double error = t.actual[1] - t.expected[1];
    excess += error * error - t.variance_20;
    squares += t.expected[1] * t.expected[1];
  }
  spread.per_target = squares > 0 ? std::sqrt(std::max(excess / squares, 0.0)) : 0.5;
  spread.per_target = std::clamp(spread.per_target, 0.05, 1.0);
  double changes = 0;
  size_t count = 0;
  for (size_t w = 0; w + 1 < levels.size(); ++w) {
    if (levels[w] <= 0 || levels[w + 1] <= 0) continue;
    const double change = ln_exact(levels[w + 1] / levels[w]);
    changes += change * change;
    ++count;
  }
  // One unknown change of the size of a third is assumed beside those seen.
  spread.common = std::sqrt((changes + 0.1) / static_cast<double>(count + 1));
  spread.common = std::clamp(spread.common, 0.05, 1.0);
  return spread;
}

}  // namespace likely
