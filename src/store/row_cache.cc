#include "store/row_cache.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "base/format.h"
#include "store/sql_list.h"

namespace likely {

namespace {

size_t bytes_of(DuckType type) {
  switch (type) {
    case DuckType::kBool:
    case DuckType::kInt8:
    case DuckType::kUint8:
      return 1;
    case DuckType::kInt16:
    case DuckType::kUint16:
      return 2;
    case DuckType::kInt32:
    case DuckType::kUint32:
    case DuckType::kFloat:
      return 4;
    case DuckType::kInt64:
    case DuckType::kUint64:
    case DuckType::kDouble:
    case DuckType::kTimestamp:
      return 8;
    case DuckType::kText:
    case DuckType::kOther:
      break;
  }
  CHECK(false);  // interactions hold numbers only
  return 0;
}

}  // namespace

Result<std::vector<DuckChunk>> RowCache::rows_of(DuckConnection& connection, const Table& table,
                                                 std::span<const ProfileNumber> numbers) {
  if (!(table == table_) || size_ > kMostRows) forget(table);
  auto taken = take_appended(connection);
  if (taken) taken = take_missing(connection, numbers);
  if (!taken) {
    forget({});
    return std::unexpected(taken.error());
  }
  return chunks_of(numbers);
}

void RowCache::forget(const Table& table) {
  table_ = table;
  next_row_ = -1;
  size_ = 0;
  columns_.clear();
  rows_.clear();
}

Result<void> RowCache::take_appended(DuckConnection& connection) {
  if (next_row_ >= 0) return take(connection, format("rowid >= {}", next_row_));
  const std::string next = format("SELECT coalesce(max(rowid) + 1, 0) FROM {}", table_.name);
  ASSIGN(next_row_, connection.number(next));
  return {};
}

Result<void> RowCache::take_missing(DuckConnection& connection,
                                    std::span<const ProfileNumber> numbers) {
  std::vector<ProfileNumber> missing;
  for (const ProfileNumber number : numbers) {
    if (rows_.try_emplace(number).second) missing.push_back(number);
  }
  if (missing.empty()) return {};
  std::ranges::sort(missing);
  return take(connection, format("profile IN ({})", sql_list(missing)));
}

Result<void> RowCache::take(DuckConnection& connection, const std::string& where) {
  ASSIGN(auto result, connection.stream(format("SELECT {}, rowid FROM {} WHERE {}", table_.columns,
                                               table_.name, where)));
  if (columns_.empty()) {
    columns_.resize(result.column_count() - 1);
    for (size_t i = 0; i < columns_.size(); ++i) columns_[i].type = result.column_type(i);
  }
  DuckChunk chunk;
  while (true) {
    ASSIGN(const bool more, result.next(chunk));
    if (!more) return {};
    const auto* profiles = chunk.cells<ProfileNumber>(0);
    const auto* rowids = chunk.cells<int64_t>(columns_.size());
    for (size_t row = 0; row < chunk.size(); ++row) {
      next_row_ = std::max(next_row_, rowids[row] + 1);
      const auto known = rows_.find(profiles[row]);
      if (known != rows_.end()) keep(chunk, row, known->second);
    }
  }
}

void RowCache::keep(const DuckChunk& chunk, size_t row, std::vector<uint32_t>& rows) {
  for (size_t i = 0; i < columns_.size(); ++i) {
    Column& column = columns_[i];
    const size_t bytes = bytes_of(column.type);
    uint64_t cell = 0;
    const bool is_null = chunk.is_null(i, row);
    if (!is_null) std::memcpy(&cell, chunk.cells<std::byte>(i) + row * bytes, bytes);
    column.cells.push_back(cell);
    column.is_null.push_back(is_null);
  }
  rows.push_back(static_cast<uint32_t>(size_++));
}

std::vector<DuckChunk> RowCache::chunks_of(std::span<const ProfileNumber> numbers) const {
  std::vector<DuckType> types;
  for (const Column& column : columns_) types.push_back(column.type);
  std::vector<DuckChunk> chunks;
  size_t at = DuckChunk::kCapacity;
  const auto put = [&](uint32_t row) {
    if (at == DuckChunk::kCapacity) {
      if (!chunks.empty()) chunks.back().resize(at);
      chunks.emplace_back(types);
      at = 0;
    }
    for (size_t i = 0; i < columns_.size(); ++i) {
      const Column& column = columns_[i];
      if (column.is_null[row]) {
        chunks.back().set_null(i, at);
      } else {
        chunks.back().set_bytes(i, at, &column.cells[row], bytes_of(column.type));
      }
    }
    ++at;
  };
  for (const ProfileNumber number : numbers) {
    for (const uint32_t row : rows_.at(number)) put(row);
  }
  if (!chunks.empty()) chunks.back().resize(at);
  return chunks;
}

}  // namespace likely
