#include "store/row_cache.h"

#include <algorithm>

#include "base/format.h"
#include "store/sql_list.h"

namespace likely {

namespace {
constexpr const char* kHash = "(hash(t) >> 1)::BIGINT";  // of a row of the table t
}

Result<std::vector<DuckChunk>> RowCache::rows_of(DuckConnection& connection, const Table& table,
                                                 std::span<const ProfileNumber> numbers) {
  if (table.generation != generation_) kept_.clear();
  generation_ = table.generation;
  const auto at =
      kept_.try_emplace(std::pair(table.name, table.columns), Kept(table, keeps_)).first;
  auto rows = at->second.rows_of(connection, numbers);
  if (!rows) kept_.erase(at);
  return rows;
}

void RowCache::drop_unused() {
  for (auto one = kept_.begin(); one != kept_.end();) {
    one = std::exchange(one->second.is_used, false) ? std::next(one) : kept_.erase(one);
  }
}

RowCache::Kept::Kept(const Table& table, Keeps keeps)
    : name_(table.name), columns_(table.columns), keeps_(keeps) {}

void RowCache::Kept::forget(Keeps keeps) {
  keeps_ = keeps;
  next_row_ = -1;
  last_row_.reset();
  rows_.reset();
  last_ = {};
  before_ = {};
}

uint32_t& RowCache::Kept::last_of(ProfileNumber number) {
  if (number >= last_.size()) {
    last_.resize(size_t{number} + 1, keeps_ == Keeps::kEveryone ? kNoRow : kNotAsked);
  }
  return last_[number];
}

Result<std::vector<DuckChunk>> RowCache::Kept::rows_of(DuckConnection& connection,
                                                       std::span<const ProfileNumber> numbers) {
  is_used = true;
  const size_t most = keeps_ == Keeps::kEveryone ? kMostRows : kMostAskedRows;
  if (before_.size() > most) forget(Keeps::kAsked);
  if (next_row_ < 0) TRY(begin(connection));
  ASSIGN(const bool goes_on, take_new(connection));
  if (!goes_on) {
    forget(keeps_);
    TRY(begin(connection));
    TRY(take_new(connection));
  }
  TRY(take_missing(connection, numbers));
  return chunks_of(numbers);
}

Result<bool> RowCache::Kept::take_new(DuckConnection& connection) {
  if (last_row_) return take(connection, format("rowid >= {}", next_row_ - 1), true);
  // All rows: hashes of them would cost as much as reading them.
  TRY(take(connection, format("rowid >= {}", next_row_), false));
  if (next_row_ == 0) return true;
  ASSIGN(last_row_, connection.number(format("SELECT {} FROM {} AS t WHERE rowid = {}", kHash,
                                             name_, next_row_ - 1)));
  return true;
}

Result<void> RowCache::Kept::begin(DuckConnection& connection) {
  ASSIGN(const int64_t rows,
         connection.number(format("SELECT coalesce(max(rowid) + 1, 0) FROM {}", name_)));
  if (static_cast<uint64_t>(rows) > kMostRows) keeps_ = Keeps::kAsked;
  if (keeps_ == Keeps::kEveryone) before_.reserve(static_cast<size_t>(rows + rows / 8));
  next_row_ = keeps_ == Keeps::kEveryone ? 0 : rows;
  return {};
}

Result<void> RowCache::Kept::take_missing(DuckConnection& connection,
                                          std::span<const ProfileNumber> numbers) {
  std::vector<ProfileNumber> missing;
  for (const ProfileNumber number : numbers) {
    uint32_t& last = last_of(number);
    if (last != kNotAsked) continue;
    last = kNoRow;
    missing.push_back(number);
  }
  if (missing.empty()) return {};
  std::ranges::sort(missing);
  TRY(take(connection, format("profile IN ({})", sql_list(missing)), false));
  return {};
}

Result<bool> RowCache::Kept::take(DuckConnection& connection, const std::string& where,
                                  bool checks) {
  ASSIGN(auto result, connection.stream(format("SELECT {}, rowid, {} FROM {} AS t WHERE {}",
                                               columns_, checks ? kHash : "0", name_, where)));
  const size_t width = result.column_count() - 2;
  if (!rows_) {
    std::vector<DuckType> types;
    for (size_t i = 0; i < width; ++i) types.push_back(result.column_type(i));
    rows_.emplace(std::move(types));
  }
  bool is_next = !checks;  // what comes was not taken yet
  DuckChunk chunk;
  std::vector<uint32_t> taken;
  while (true) {
    ASSIGN(const bool more, result.next(chunk));
    if (!more) return is_next;
    const auto* profiles = chunk.cells<ProfileNumber>(0);
    const auto* rowids = chunk.cells<int64_t>(width);
    taken.clear();
    for (uint32_t row = 0; row < chunk.size(); ++row) {
      if (!is_next) {
        is_next = rowids[row] == next_row_ - 1 && chunk.cells<int64_t>(width + 1)[row] == last_row_;
        if (!is_next) return false;
        continue;
      }
      next_row_ = std::max(next_row_, rowids[row] + 1);
      if (checks) last_row_ = chunk.cells<int64_t>(width + 1)[row];
      uint32_t& last = last_of(profiles[row]);
      if (last == kNotAsked) continue;
      before_.push_back(std::exchange(last, static_cast<uint32_t>(before_.size())));
      taken.push_back(row);
    }
    rows_->append(chunk, taken);
  }
}

std::vector<DuckChunk> RowCache::Kept::chunks_of(std::span<const ProfileNumber> numbers) {
  std::vector<DuckChunk> chunks;
  size_t at = DuckChunk::kCapacity;
  const auto put = [&](uint32_t row) {
    if (at == DuckChunk::kCapacity) {
      if (!chunks.empty()) chunks.back().resize(at);
      chunks.emplace_back(rows_->types());
      at = 0;
    }
    rows_->put(row, chunks.back(), at++);
  };
  std::vector<uint32_t> of_number;
  for (const ProfileNumber number : numbers) {
    of_number.clear();
    for (uint32_t row = last_of(number); row != kNoRow; row = before_[row]) {
      of_number.push_back(row);
    }
    for (auto row = of_number.rbegin(); row != of_number.rend(); ++row) put(*row);
  }
  if (!chunks.empty()) chunks.back().resize(at);
  return chunks;
}

}  // namespace likely
