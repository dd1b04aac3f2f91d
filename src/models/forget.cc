#include "models/forget.h"

#include <algorithm>

#include "models/model_data.h"

namespace likely {

namespace {

template <typename T>
Array<T> picked(const Array<T>& all, const std::vector<bool>& stays, size_t width = 1) {
  std::vector<T> kept;
  kept.reserve(all.size());
  for (size_t i = 0; i < all.size(); ++i) {
    if (stays[i / width]) kept.push_back(all[i]);
  }
  return Array(std::move(kept));
}

// The new code of every value, kNoValue for those that go.
std::vector<uint32_t> new_codes(const std::vector<bool>& stays) {
  std::vector<uint32_t> codes(stays.size(), kNoValue);
  uint32_t next = 0;
  for (size_t v = 0; v < stays.size(); ++v) {
    if (stays[v]) codes[v] = next++;
  }
  return codes;
}

Csr without(const Csr& matrix, const std::vector<uint32_t>& codes) {
  if (matrix.rows() == 0) return {};
  std::vector<uint64_t> begin{0};
  std::vector<uint32_t> index;
  std::vector<float> weight;
  for (size_t row = 0; row < matrix.rows(); ++row) {
    if (codes[row] == kNoValue) continue;
    for (uint64_t k = matrix.begin[row]; k < matrix.begin[row + 1]; ++k) {
      if (codes[matrix.index[k]] == kNoValue) continue;
      index.push_back(codes[matrix.index[k]]);
      weight.push_back(matrix.weight[k]);
    }
    begin.push_back(index.size());
  }
  return {Array(std::move(begin)), Array(std::move(index)), Array(std::move(weight))};
}

// Takes profiles out of one column: their cells and all that stands beside the cells.
void drop_profiles(ColumnState& state, ColumnData& column, const std::vector<bool>& stays,
                   size_t rules) {
  std::vector<bool> cell_stays(state.histories.cells.size());
  std::vector<uint64_t> begin{0};
  for (size_t p = 0; p < stays.size(); ++p) {
    if (!stays[p]) continue;
    const uint64_t from = state.histories.begin[p], to = state.histories.begin[p + 1];
    for (uint64_t k = from; k < to; ++k) cell_stays[k] = true;
    begin.push_back(begin.back() + (to - from));
  }
  state.histories.begin = Array(std::move(begin));
  state.histories.cells = picked(state.histories.cells, cell_stays);
  state.inputs = picked(state.inputs, cell_stays);
  state.profiles = picked(state.profiles, stays);
  column.last_by_rule = picked(column.last_by_rule, cell_stays, rules);
}

// Takes values out of one column; those of other columns that belong to them stay, orphaned.
void drop_values(ModelData& data, size_t number, const std::vector<bool>& stays) {
  const std::vector<uint32_t> codes = new_codes(stays);
  ColumnData& column = data.columns[number];
  ColumnState& state = data.state.columns[number];
  std::vector<char> text;
  std::vector<uint64_t> text_begin{0};
  for (uint32_t v = 0; v < stays.size(); ++v) {
    if (!stays[v]) continue;
    const std::string_view value = column.value(v);
    text.insert(text.end(), value.begin(), value.end());
    text_begin.push_back(text.size());
  }
  column.text = Array(std::move(text));
  column.text_begin = Array(std::move(text_begin));
  column.shifts = picked(column.shifts, stays);
  std::vector<Cell> cells(state.histories.cells.all().begin(), state.histories.cells.all().end());
  for (Cell& cell : cells) cell.value = codes[cell.value];
  state.histories.cells = Array(std::move(cells));
  state.values = picked(state.values, stays);
  for (Csr* matrix : {&state.neighbours.ridge.by_target, &state.neighbours.ridge.by_source,
                      &state.neighbours.cosine.by_target, &state.neighbours.cosine.by_source}) {
    *matrix = without(*matrix, codes);
  }
  for (auto& parent : state.parents) parent.of_value = picked(parent.of_value, stays);
  for (ColumnState& other : data.state.columns) {
    for (auto& parent : other.parents) {
      if (parent.column != number) continue;
      std::vector<uint32_t> of_value(parent.of_value.all().begin(), parent.of_value.all().end());
      for (uint32_t& code : of_value) code = code == kNoValue ? kNoValue : codes[code];
      parent.of_value = Array(std::move(of_value));
    }
  }
}

// Values that the forgotten touched and nobody else; called before the profiles go.
Result<std::vector<bool>> staying_values(const ColumnData& column, const Histories& histories,
                                         const std::vector<bool>& profile_stays,
                                         const KeepValue& keep) {
  std::vector<bool> theirs(column.values()), others(column.values()), stays(column.values(), true);
  for (size_t p = 0; p < profile_stays.size(); ++p) {
    for (const Cell& cell : histories.of(p))
      (profile_stays[p] ? others : theirs)[cell.value] = true;
  }
  for (uint32_t v = 0; !column.numeric && v < stays.size(); ++v) {
    if (!theirs[v] || others[v]) continue;
    ASSIGN(const bool kept, keep(column.name, column.value(v)));
    stays[v] = kept;
  }
  return stays;
}

}  // namespace

Result<Forgotten> forget_profiles(std::string_view bytes, std::span<const ProfileNumber> who,
                                  const KeepValue& keep) {
  ASSIGN(ModelData data, read_model(bytes));
  Forgotten forgotten;
  std::vector<bool> stays(data.profiles.size(), true);
  for (size_t p = 0; p < stays.size(); ++p) {
    if (std::find(who.begin(), who.end(), data.profiles[p]) == who.end()) continue;
    stays[p] = false;
    ++forgotten.profiles;
  }
  if (forgotten.profiles == 0) return forgotten;
  std::vector<std::vector<bool>> value_stays;
  for (size_t c = 0; c < data.columns.size(); ++c) {
    ASSIGN(auto column,
           staying_values(data.columns[c], data.state.columns[c].histories, stays, keep));
    value_stays.push_back(std::move(column));
  }
  data.profiles = picked(data.profiles, stays);
  data.state.activity = picked(data.state.activity, stays);
  for (size_t c = 0; c < data.columns.size(); ++c) {
    drop_profiles(data.state.columns[c], data.columns[c], stays, data.rules.size());
  }
  for (size_t c = 0; c < data.columns.size(); ++c) {
    const auto gone = std::count(value_stays[c].begin(), value_stays[c].end(), false);
    if (gone == 0) continue;
    forgotten.values += static_cast<size_t>(gone);
    drop_values(data, c, value_stays[c]);
  }
  forgotten.bytes = write_model(data);
  return forgotten;
}

}  // namespace likely
