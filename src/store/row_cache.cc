#include "store/row_cache.h"

#include <algorithm>

#include "base/format.h"
#include "store/sql_list.h"

namespace likely {

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
  if (next_row_ >= 0) {
    ASSIGN(const int64_t last, last_row(connection));
    if (last != last_row_) forget(keeps_);
  }
  if (next_row_ < 0) TRY(begin(connection));
  TRY(take(connection, format("rowid >= {}", next_row_)));
  ASSIGN(last_row_, last_row(connection));
  TRY(take_missing(connection, numbers));
  return chunks_of(numbers);
}

Result<int64_t> RowCache::Kept::last_row(DuckConnection& connection) const {
  return connection.number(
      format("SELECT coalesce((SELECT (hash(t) >> 1)::BIGINT FROM {} AS t WHERE rowid = {}), -1)",
             name_, next_row_ - 1));
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
  return take(connection, format("profile IN ({})", sql_list(missing)));
}

Result<void> RowCache::Kept::take(DuckConnection& connection, const std::string& where) {
  ASSIGN(auto result,
         connection.stream(format("SELECT {}, rowid FROM {} WHERE {}", columns_, name_, where)));
  if (!rows_) {
    std::vector<DuckType> types;
    for (size_t i = 0; i + 1 < result.column_count(); ++i) types.push_back(result.column_type(i));
    rows_.emplace(std::move(types));
  }
  DuckChunk chunk;
  std::vector<uint32_t> taken;
  while (true) {
    ASSIGN(const bool more, result.next(chunk));
    if (!more) return {};
    const auto* profiles = chunk.cells<ProfileNumber>(0);
    const auto* rowids = chunk.cells<int64_t>(rows_->types().size());
    taken.clear();
    for (uint32_t row = 0; row < chunk.size(); ++row) {
      next_row_ = std::max(next_row_, rowids[row] + 1);
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
