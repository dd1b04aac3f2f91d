#include "catalog/belonging.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

#include "catalog/derive.h"

namespace likely {

namespace {

struct Row {
  uint32_t product;
  uint32_t profile;
  uint32_t value;
};

double pairs_of(uint64_t count) {
  return static_cast<double>(count) * (static_cast<double>(count) - 1) / 2;
}

// Pairs of rows that agree, of the rows [begin, end) sorted by value.
double agreeing(std::vector<Row>::const_iterator begin, std::vector<Row>::const_iterator end) {
  double agree = 0;
  while (begin != end) {
    const auto next =
        std::find_if(begin, end, [&](const Row& row) { return row.value != begin->value; });
    agree += pairs_of(static_cast<uint64_t>(next - begin));
    begin = next;
  }
  return agree;
}

// REQUIRES: each person at most once a product.
void measure(std::vector<Row>& rows, Belonging& out) {
  const auto order = [](const Row& row) { return std::tuple(row.product, row.value); };
  std::ranges::sort(rows, {}, order);
  std::unordered_map<uint32_t, uint64_t> uses;
  for (const Row& row : rows) ++uses[row.value];
  double chance = 0;
  for (const auto& [value, count] : uses) chance += pairs_of(count);
  chance /= std::max(1.0, pairs_of(rows.size()));
  double agree = 0, pairs = 0;
  for (auto begin = rows.cbegin(); begin != rows.cend();) {
    const auto end = std::find_if(begin, rows.cend(),
                                  [&](const Row& row) { return row.product != begin->product; });
    agree += agreeing(begin, end);
    pairs += pairs_of(static_cast<uint64_t>(end - begin));
    begin = end;
  }
  out.pairs = static_cast<uint64_t>(pairs);
  if (pairs > 0 && chance < 1) out.strength = (agree / pairs - chance) / (1 - chance);
}

}  // namespace

Result<std::vector<Belonging>> measure_belonging(const Mapping& mapping,
                                                 std::span<const SampledEvents> events) {
  Mapping as_text = mapping;
  for (auto& column : as_text.columns) column.type = ColumnType::kText;
  ASSIGN(const Deriver deriver, Deriver::create(as_text));
  const size_t columns = as_text.columns.size();
  std::vector<Belonging> out(columns);
  std::vector<Dictionary> values(columns);
  std::vector<std::vector<Row>> rows(columns);
  for (const auto& sampled : events) {
    std::vector<StoredEvent> stored;
    for (const auto& sample : sampled.samples) {
      stored.push_back({.profile = sample.profile, .name = sampled.name, .body = sample.body});
    }
    for (const DerivedBatch& batch : deriver.derive(stored, 1)) {
      for (size_t row = 0; row < batch.size(); ++row) {
        if (batch.texts[0].code[row] == kNoValue) continue;
        const auto code = [&](size_t column) {
          const auto& text = batch.texts[column];
          return values[column].add(text.values.text(text.code[row]));
        };
        const uint32_t product = code(0);
        for (size_t column = 1; column < columns; ++column) {
          ++out[column].rows;
          if (batch.texts[column].code[row] == kNoValue) continue;
          ++out[column].filled;
          rows[column].push_back({product, batch.profile[row], code(column)});
        }
      }
    }
  }
  for (size_t column = 1; column < columns; ++column) {
    const auto person = [](const Row& row) { return std::pair(row.product, row.profile); };
    std::ranges::stable_sort(rows[column], {}, person);
    const auto rest = std::ranges::unique(rows[column], {}, person);
    rows[column].erase(rest.begin(), rest.end());
    measure(rows[column], out[column]);
  }
  return out;
}

}  // namespace likely
