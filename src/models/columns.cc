#include <algorithm>
#include <cmath>
#include <map>

#include "base/format.h"
#include "models/state.h"

namespace likely {

namespace {

constexpr size_t kBands = 12;
// A parent holds this share of a value's rows, for this share of the values.
constexpr double kBelongs = 0.8;
constexpr double kMostValues = 0.8;
// Twins agree on this share of the rows, either way.
constexpr double kAgree = 0.95;

// The number with the fewest digits within a tenth of the distance to its neighbour quantiles.
double round_nicely(double x) {
  if (x == 0) return 0;
  const double magnitude = std::pow(10.0, std::floor(std::log10(std::abs(x))) - 1);
  return std::round(x / magnitude) * magnitude;
}

// Band bounds from quantiles of the rows before now; the first and last bound are open ends.
std::vector<double> band_bounds(const Interactions& data, const std::vector<float>& numbers,
                                TimeUs now) {
  std::vector<float> seen;
  for (size_t row = 0; row < numbers.size(); ++row) {
    if (data.at[row] < now && !std::isnan(numbers[row])) seen.push_back(numbers[row]);
  }
  if (seen.empty()) return {};
  std::sort(seen.begin(), seen.end());
  std::vector<double> bounds;
  const auto add = [&](double bound) {
    if (bounds.empty() || bound > bounds.back()) bounds.push_back(bound);
  };
  add(std::min(0.0, std::floor(static_cast<double>(seen.front()))));
  for (size_t band = 1; band < kBands; ++band) {
    const double bound = round_nicely(seen[seen.size() * band / kBands]);
    if (bound < seen.back()) add(bound);
  }
  add(std::nextafter(static_cast<double>(seen.back()), INFINITY));
  bounds.back() = std::max(bounds.back(), round_nicely(bounds.back() * 1.1));
  return bounds;
}

std::string band_name(double from, double to) { return format("{:g}..{:g}", from, to); }

uint32_t band_of(const std::vector<double>& bounds, float number) {
  if (std::isnan(number) || bounds.size() < 2) return kNoValue;
  const auto above = std::upper_bound(bounds.begin(), bounds.end(), static_cast<double>(number));
  const auto band = std::clamp<ptrdiff_t>(above - bounds.begin() - 1, 0,
                                          static_cast<ptrdiff_t>(bounds.size()) - 2);
  return static_cast<uint32_t>(band);
}

// Per value of `child`, the value of `parent` that holds at least kBelongs of its rows.
std::vector<uint32_t> dominant_parent(const Interactions& data, const ColumnInput& child,
                                      const ColumnInput& parent, TimeUs now) {
  std::vector<std::pair<uint32_t, uint32_t>> pairs;
  for (size_t row = 0; row < data.size(); ++row) {
    if (data.at[row] < now && child.rows.code[row] != kNoValue &&
        parent.rows.code[row] != kNoValue) {
      pairs.emplace_back(child.rows.code[row], parent.rows.code[row]);
    }
  }
  std::sort(pairs.begin(), pairs.end());
  std::vector<uint32_t> result(child.values.size(), kNoValue);
  for (size_t k = 0; k < pairs.size();) {
    const uint32_t value = pairs[k].first;
    size_t all = 0, most = 0;
    uint32_t best = kNoValue;
    while (k < pairs.size() && pairs[k].first == value) {
      const uint32_t candidate = pairs[k].second;
      size_t count = 0;
      for (; k < pairs.size() && pairs[k] == std::pair(value, candidate); ++k) ++count;
      all += count;
      if (count > most) {
        most = count;
        best = candidate;
      }
    }
    if (static_cast<double>(most) >= kBelongs * static_cast<double>(all)) result[value] = best;
  }
  return result;
}

// Products never touched take their parents from the item feed.
void fill_from_feed(const Interactions& data, size_t text_column, std::vector<uint32_t>& parents) {
  const auto& of_item = data.texts[text_column].of_item;
  for (size_t item = 0; item < of_item.size() && item < parents.size(); ++item) {
    if (parents[item] == kNoValue) parents[item] = of_item[item];
  }
}

void find_parents(const Interactions& data, std::vector<ColumnInput>& columns, TimeUs now) {
  for (size_t c = 0; c < columns.size(); ++c) {
    std::vector<size_t> coarser;
    for (size_t other = 0; other < columns.size(); ++other) {
      if (!columns[other].numeric && columns[other].values.size() > 1 &&
          columns[other].values.size() * 2 < columns[c].values.size()) {
        coarser.push_back(other);
      }
    }
    // The most specific first.
    std::stable_sort(coarser.begin(), coarser.end(), [&](size_t a, size_t b) {
      return columns[a].values.size() > columns[b].values.size();
    });
    for (const size_t other : coarser) {
      if (columns[c].parents.size() == kParentSlots) break;
      auto of_value = dominant_parent(data, columns[c], columns[other], now);
      if (c == 0) fill_from_feed(data, other, of_value);
      const auto known = std::count_if(of_value.begin(), of_value.end(),
                                       [](uint32_t parent) { return parent != kNoValue; });
      if (static_cast<double>(known) < kMostValues * static_cast<double>(of_value.size())) continue;
      columns[c].parents.push_back({static_cast<uint32_t>(other), std::move(of_value)});
    }
  }
}

// The share of the rows with a value of `a` whose value of `b` is the one that goes with it.
double agreement(const Interactions& data, const ColumnInput& a, const ColumnInput& b, TimeUs now) {
  const std::vector<uint32_t> partner = dominant_parent(data, a, b, now);
  size_t rows = 0, agreeing = 0;
  for (size_t row = 0; row < data.size(); ++row) {
    const uint32_t value = a.rows.code[row];
    if (data.at[row] >= now || value == kNoValue) continue;
    ++rows;
    agreeing += partner[value] != kNoValue && partner[value] == b.rows.code[row];
  }
  return rows == 0 ? 0 : static_cast<double>(agreeing) / static_cast<double>(rows);
}

bool same_parents(const ColumnInput& a, const ColumnInput& b) {
  return std::ranges::equal(a.parents, b.parents, {}, &ColumnInput::Parent::column,
                            &ColumnInput::Parent::column);
}

void find_twins(const Interactions& data, std::vector<ColumnInput>& columns, TimeUs now) {
  for (size_t c = 1; c < columns.size(); ++c) {
    for (size_t other = 0; other < c && !columns[c].twin; ++other) {
      const bool twins = !columns[c].numeric && !columns[other].numeric && !columns[other].twin &&
                         same_parents(columns[c], columns[other]) &&
                         agreement(data, columns[c], columns[other], now) >= kAgree &&
                         agreement(data, columns[other], columns[c], now) >= kAgree;
      if (twins) columns[c].twin = other;
    }
  }
}

}  // namespace

std::vector<uint32_t> band_codes(const std::vector<double>& bounds,
                                 const std::vector<float>& numbers) {
  std::vector<uint32_t> codes(numbers.size());
  for (size_t row = 0; row < numbers.size(); ++row) codes[row] = band_of(bounds, numbers[row]);
  return codes;
}

std::vector<ColumnInput> make_columns(const Interactions& data, TimeUs now, int threads) {
  std::vector<ColumnInput> columns;
  for (const auto& text : data.texts) {
    columns.push_back({text.name,
                       false,
                       text.values,
                       {},
                       make_column_rows(data, text.code, text.values.size(), threads),
                       {}});
  }
  for (const auto& number : data.numbers) {
    const std::vector<double> bounds = band_bounds(data, number.value, now);
    std::vector<std::string> values;
    for (size_t k = 0; k + 1 < bounds.size(); ++k) {
      values.push_back(band_name(bounds[k], bounds[k + 1]));
    }
    std::vector<uint32_t> code = band_codes(bounds, number.value);
    const size_t count = values.size();
    columns.push_back({number.name,
                       true,
                       std::move(values),
                       bounds,
                       make_column_rows(data, std::move(code), count, threads),
                       {}});
  }
  find_parents(data, columns, now);
  find_twins(data, columns, now);
  return columns;
}

}  // namespace likely
