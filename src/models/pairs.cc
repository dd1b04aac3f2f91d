#include "models/pairs.h"

#include <algorithm>
#include <memory>

#include "base/hash.h"
#include "base/threads.h"

namespace likely {

namespace {

constexpr size_t kProfileBlock = 64;
constexpr size_t kHighScored = 40;           // pairs a profile that neighbours rate highest
constexpr double kMaskedShare = 0.3;         // of young values, shown as unseen
constexpr size_t kEnoughNewPositives = 200;  // then nothing needs to be masked

// A number in [0, 1) fixed by what it is for.
double draw(uint64_t seed, uint64_t a, uint64_t b) {
  return static_cast<double>(mix64(mix64(seed, a), b) >> 11) * 0x1.0p-53;
}

struct Rates {
  double profiles = 1;  // share of profiles that teach at all
  double own = 1, high = 1;
  double rest = 0;  // pairs a profile
};

struct Universe {
  std::vector<uint32_t> values;  // touched before the cut or converted after it
  std::vector<bool> masked;
};

// Values that converted without having been touched before teach what strangers are worth. Where
// these are few, some of the youngest values are shown as strangers too.
Universe make_universe(const ColumnState& column, const Outcomes& outcomes, double young_days,
                       uint64_t seed) {
  Universe universe;
  universe.masked.assign(column.values.size(), false);
  std::vector<bool> converted(column.values.size(), false);
  size_t new_positives = 0;
  for (const uint32_t value : outcomes.values) {
    converted[value] = true;
    new_positives += column.values[value].touched == 0;
  }
  for (uint32_t v = 0; v < column.values.size(); ++v) {
    if (column.values[v].touched == 0 && !converted[v]) continue;
    universe.values.push_back(v);
    const bool young = column.values[v].first_days <= young_days;
    universe.masked[v] =
        column.values[v].touched == 0 ||
        (young && new_positives < kEnoughNewPositives && draw(seed, v, 1) < kMaskedShare);
  }
  return universe;
}

Rates choose_rates(const State& state, const ColumnState& column, const Outcomes& outcomes,
                   const Universe& universe, size_t most) {
  const auto budget = static_cast<double>(most);
  const double positives = std::max<double>(1, static_cast<double>(outcomes.values.size()));
  Rates rates;
  rates.profiles = std::min(1.0, 0.5 * budget / positives);
  const double teachers = std::max(1.0, state.eligible * rates.profiles);
  const double own = static_cast<double>(column.histories.cells.size()) * rates.profiles;
  rates.own = std::min(1.0, 0.35 * budget / std::max(own, 1.0));
  rates.high = std::min(1.0, 0.2 * budget / (teachers * kHighScored));
  rates.rest =
      std::clamp(0.25 * budget / teachers, 1.0, static_cast<double>(universe.values.size()));
  return rates;
}

// Picks the pairs of one profile after another.
class Picker {
 public:
  Picker(const State& state, size_t column, const Outcomes& outcomes, const Universe& universe,
         const Rates& rates, uint64_t seed)
      : state_(state),
        number_(column),
        column_(state.columns[column]),
        outcomes_(outcomes),
        universe_(universe),
        rates_(rates),
        seed_(seed),
        sums_(column_.values.size()),
        taken_(column_.values.size(), false) {}

  void pick(uint32_t profile, PairTable& out) {
    if (draw(seed_, profile, 2) >= rates_.profiles) return;
    profile_ = profile;
    out_ = &out.pairs;
    first_ = out_->size();
    sums_.load(column_, profile);
    for (const uint32_t value : outcomes_.of(profile)) add(value, 1, 1.0);
    for (const Cell& cell : column_.histories.of(profile)) {
      if (universe_.masked[cell.value]) continue;  // such values are seen as strangers below
      consider(cell.value, rates_.own);
    }
    pick_high_scored();
    pick_rest();
    for (size_t k = first_; k < out_->size(); ++k) taken_[(*out_)[k].value] = false;
    for (const uint32_t value : skipped_) taken_[value] = false;
    skipped_.clear();
    std::sort(out_->begin() + static_cast<ptrdiff_t>(first_), out_->end(),
              [](const Pair& a, const Pair& b) { return a.value < b.value; });
    add_features(out);
  }

 private:
  void add(uint32_t value, uint8_t label, double weight) {
    taken_[value] = true;
    out_->push_back({profile_, value, static_cast<float>(weight), label,
                     static_cast<uint8_t>(universe_.masked[value])});
  }

  // A negative of a stratum sampled at `rate`; skipped ones belong to no other stratum.
  void consider(uint32_t value, double rate) {
    if (taken_[value]) return;
    if (draw(mix64(seed_, profile_), value, 3) < rate) {
      add(value, 0, 1 / rate);
    } else {
      taken_[value] = true;
      skipped_.push_back(value);
    }
  }

  void add_features(PairTable& out) const {
    out.features.resize(out.pairs.size() * kFeatures);
    for (size_t k = first_; k < out.pairs.size(); ++k) {
      const Pair& pair = out.pairs[k];
      pair_features(state_, number_,
                    {.profile = pair.profile,
                     .value = pair.value,
                     .own = find_cell(column_.histories, pair.profile, pair.value),
                     .sums = sums_.of(pair.value),
                     .masked = pair.masked != 0},
                    out.features.data() + k * kFeatures);
    }
  }

  void pick_high_scored() {
    ranked_.clear();
    for (const uint32_t value : sums_.touched()) {
      if (!taken_[value] && !universe_.masked[value] && sums_.of(value).ridge > 0) {
        ranked_.push_back(value);
      }
    }
    const size_t kept = std::min(kHighScored, ranked_.size());
    std::partial_sort(ranked_.begin(), ranked_.begin() + static_cast<ptrdiff_t>(kept),
                      ranked_.end(), [&](uint32_t a, uint32_t b) {
                        const float left = sums_.of(a).ridge, right = sums_.of(b).ridge;
                        return left != right ? left > right : a < b;
                      });
    for (size_t k = 0; k < kept; ++k) consider(ranked_[k], rates_.high);
  }

  // Uniform draws with replacement among the values not taken; each stands for its share of them.
  void pick_rest() {
    const size_t all = universe_.values.size();
    const size_t rest = all - (out_->size() - first_) - skipped_.size();
    if (rest == 0) return;
    const double wanted = std::min(rates_.rest, static_cast<double>(rest));
    drawn_.clear();
    const auto tries =
        static_cast<size_t>(wanted * static_cast<double>(all) / static_cast<double>(rest)) + 1;
    for (size_t k = 0; k < tries; ++k) {
      const uint32_t value = universe_.values[static_cast<size_t>(
          draw(mix64(seed_, profile_), k, 4) * static_cast<double>(all))];
      if (!taken_[value]) drawn_.push_back(value);
    }
    std::sort(drawn_.begin(), drawn_.end());
    drawn_.erase(std::unique(drawn_.begin(), drawn_.end()), drawn_.end());
    for (const uint32_t value : drawn_) {
      add(value, 0, static_cast<double>(rest) / static_cast<double>(drawn_.size()));
    }
  }

  const State& state_;
  size_t number_;
  const ColumnState& column_;
  const Outcomes& outcomes_;
  const Universe& universe_;
  const Rates& rates_;
  uint64_t seed_;
  CollaborativeSums sums_;
  std::vector<bool> taken_;
  std::vector<uint32_t> skipped_, ranked_, drawn_;
  uint32_t profile_ = 0;
  size_t first_ = 0;
  std::vector<Pair>* out_ = nullptr;
};

}  // namespace

Outcomes build_outcomes(const Interactions& data, const ColumnRows& column, const State& state,
                        TimeUs from, TimeUs to) {
  Outcomes outcomes;
  outcomes.begin.push_back(0);
  for (size_t p = 0; p < data.profiles.size(); ++p) {
    if (state.activity[p].eligible()) {
      uint32_t last = kNoValue;
      for (uint64_t k = column.begin[p]; k < column.begin[p + 1]; ++k) {
        const uint32_t row = column.order[k];
        if (data.at[row] < from || data.at[row] >= to || data.effect[row] < 0 ||
            !data.rules[data.rule[row]].goal || column.code[row] == last) {
          continue;
        }
        last = column.code[row];
        outcomes.values.push_back(last);
      }
    }
    outcomes.begin.push_back(outcomes.values.size());
  }
  return outcomes;
}

PairTable sample_pairs(const State& state, size_t column, const Outcomes& outcomes, size_t most,
                       double young_days, uint64_t seed, int threads) {
  const ColumnState& s = state.columns[column];
  const Universe universe = make_universe(s, outcomes, young_days, seed);
  if (universe.values.empty()) return {};
  const Rates rates = choose_rates(state, s, outcomes, universe, most);
  const size_t profiles = state.activity.size();
  std::vector<PairTable> parts((profiles + kProfileBlock - 1) / kProfileBlock);
  const auto workers = static_cast<size_t>(std::max(threads, 1));
  std::vector<std::unique_ptr<Picker>> pickers(workers);
  parallel_for(threads, profiles, kProfileBlock, [&](size_t from, size_t to, int worker) {
    auto& picker = pickers[static_cast<size_t>(worker)];
    if (!picker) picker = std::make_unique<Picker>(state, column, outcomes, universe, rates, seed);
    for (size_t p = from; p < to; ++p) {
      if (state.activity[p].eligible()) {
        picker->pick(static_cast<uint32_t>(p), parts[from / kProfileBlock]);
      }
    }
  });
  PairTable table;
  for (const PairTable& part : parts) table.append(part);
  return table;
}

void PairTable::append(const PairTable& more) {
  pairs.insert(pairs.end(), more.pairs.begin(), more.pairs.end());
  features.insert(features.end(), more.features.begin(), more.features.end());
}

}  // namespace likely
