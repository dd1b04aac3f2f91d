#include "intake/chunk_cells.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <string_view>

#include "domain/time.h"

namespace likely {

namespace {

// The shortest exact decimal text of a number; nothing for what JSON has no number for.
template <typename T>
std::string_view number_text(T value, std::string& buffer) {
  if constexpr (std::is_floating_point_v<T>) {
    if (!std::isfinite(value)) return {};
  }
  buffer.resize(40);
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr;
  return {buffer.data(), static_cast<size_t>(end - buffer.data())};
}

std::string_view number_cell(const DuckChunk& chunk, DuckType type, size_t column, size_t row,
                             std::string& buffer) {
  switch (type) {
    case DuckType::kInt8:
      return number_text<int>(chunk.cells<int8_t>(column)[row], buffer);
    case DuckType::kInt16:
      return number_text(chunk.cells<int16_t>(column)[row], buffer);
    case DuckType::kInt32:
      return number_text(chunk.cells<int32_t>(column)[row], buffer);
    case DuckType::kInt64:
      return number_text(chunk.cells<int64_t>(column)[row], buffer);
    case DuckType::kUint8:
      return number_text<int>(chunk.cells<uint8_t>(column)[row], buffer);
    case DuckType::kUint16:
      return number_text(chunk.cells<uint16_t>(column)[row], buffer);
    case DuckType::kUint32:
      return number_text(chunk.cells<uint32_t>(column)[row], buffer);
    case DuckType::kUint64:
      return number_text(chunk.cells<uint64_t>(column)[row], buffer);
    case DuckType::kFloat:
      return number_text(chunk.cells<float>(column)[row], buffer);
    case DuckType::kDouble:
      return number_text(chunk.cells<double>(column)[row], buffer);
    default:
      return {};
  }
}

}  // namespace

ChunkCells::ChunkCells(const std::vector<FlatCells>& kinds, const std::vector<DuckType>& types)
    : cells_(kinds.size()) {
  for (size_t i = 0; i < kinds.size(); ++i) columns_.push_back({kinds[i], types[i], {}, 0});
}

std::span<const Cell> ChunkCells::row(const DuckChunk& chunk, size_t row) {
  for (size_t column = 0; column < cells_.size(); ++column) fill(chunk, column, row);
  return cells_;
}

void ChunkCells::fill(const DuckChunk& chunk, size_t column, size_t row) {
  Cell& cell = cells_[column];
  cell = {};
  if (chunk.is_null(column, row)) return;
  auto& [kind, type, text, last] = columns_[column];
  switch (kind) {
    case FlatCells::kText:
      cell = {Cell::Kind::kText, chunk.text(column, row)};
      return;
    case FlatCells::kJson:
      cell = {Cell::Kind::kRaw, chunk.text(column, row)};
      return;
    case FlatCells::kBool:
      cell = {Cell::Kind::kRaw, chunk.cells<bool>(column)[row] ? "true" : "false"};
      return;
    case FlatCells::kNumber: {
      const std::string_view number = number_cell(chunk, type, column, row, text);
      if (!number.empty()) cell = {Cell::Kind::kRaw, number};
      return;
    }
    case FlatCells::kTimestamp:
    case FlatCells::kDate: {
      const TimeUs at = chunk.cells<int64_t>(column)[row];
      constexpr TimeUs kMost = std::numeric_limits<TimeUs>::max();
      if (at == kMost || at == -kMost) return;  // infinity
      if (text.empty() || at != last) {
        text = kind == FlatCells::kDate ? format_date(at) : format_time(at);
        last = at;
      }
      cell = {Cell::Kind::kTime, text, at};
      return;
    }
  }
}

}  // namespace likely
