#include "store/packed_rows.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/check.h"
#include "base/hash.h"

namespace likely {

namespace {

constexpr size_t kMostWords = 256;  // of a column of reals, in a block

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
  CHECK(false);  // rows hold numbers only
  return 0;
}

bool is_real(DuckType type) { return type == DuckType::kFloat || type == DuckType::kDouble; }

template <typename Visit>
void as_wide(size_t bytes, const Visit& visit) {
  switch (bytes) {
    case 1:
      return visit(uint8_t{});
    case 2:
      return visit(uint16_t{});
    case 4:
      return visit(uint32_t{});
    default:
      return visit(uint64_t{});
  }
}

uint64_t mask_of(size_t bytes) { return bytes == 0 ? 0 : ~uint64_t{0} >> (64 - 8 * bytes); }

// The different cells of a column in the order of their first appearance, and each cell's place
// among them.
class Words {
 public:
  // False when there are too many.
  bool take(const std::vector<uint64_t>& cells) {
    codes_.reserve(cells.size());
    for (const uint64_t cell : cells) {
      size_t slot = mix64(cell) % kSlots;
      while (slots_[slot] != 0 && words_[slots_[slot] - 1] != cell) slot = (slot + 1) % kSlots;
      if (slots_[slot] == 0) {
        if (words_.size() == kMostWords) return false;
        words_.push_back(cell);
        slots_[slot] = static_cast<uint16_t>(words_.size());
      }
      codes_.push_back(slots_[slot] - 1u);
    }
    return true;
  }
  std::vector<uint64_t>& words() { return words_; }
  std::vector<uint64_t>& codes() { return codes_; }

 private:
  static constexpr size_t kSlots = 4 * kMostWords;
  std::vector<uint64_t> words_, codes_;
  uint16_t slots_[kSlots] = {};  // one more than the word's place; 0: free
};

}  // namespace

PackedRows::PackedRows(std::vector<DuckType> types)
    : types_(std::move(types)), open_(types_.size()) {
  for (const DuckType type : types_) (void)bytes_of(type);
}

void PackedRows::append(const DuckChunk& chunk, std::span<const uint32_t> rows) {
  while (!rows.empty()) {
    const auto some = rows.first(std::min(rows.size(), kBlock - open_rows_));
    for (size_t i = 0; i < types_.size(); ++i) {
      Column& column = open_[i];
      as_wide(bytes_of(types_[i]), [&](auto wide) {
        const auto* cells = chunk.cells<decltype(wide)>(i);
        for (const uint32_t row : some) column.cells.push_back(cells[row]);
      });
      if (!chunk.may_have_nulls(i)) continue;
      for (size_t k = 0; k < some.size(); ++k) {
        if (!chunk.is_null(i, some[k])) continue;
        column.cells[open_rows_ + k] = 0;
        column.is_null.resize(open_rows_ + k);
        column.is_null.push_back(true);
      }
    }
    open_rows_ += some.size();
    if (open_rows_ == kBlock) pack();
    rows = rows.subspan(some.size());
  }
}

// What is kept of the column; its cells become that.
PackedRows::PackedColumn PackedRows::plan(Column& column, bool is_real, uint32_t& stride) {
  PackedColumn packed{.offset = stride};
  if (!column.is_null.empty()) {
    column.is_null.resize(kBlock);
    packed.is_null = std::move(column.is_null);
  }
  if (Words words; is_real && words.take(column.cells)) {
    packed.words = std::move(words.words());
    column.cells = std::move(words.codes());
  }
  const auto [least, most] = std::ranges::minmax(column.cells);
  packed.least = least;
  for (uint64_t& cell : column.cells) cell -= least;
  const auto bytes = static_cast<uint32_t>((std::bit_width(most - least) + 7) / 8);
  packed.mask = mask_of(bytes);
  stride += bytes;
  return packed;
}

void PackedRows::pack() {
  Block& block = packed_.emplace_back();
  uint32_t stride = 0;
  for (size_t i = 0; i < types_.size(); ++i) {
    block.columns.push_back(plan(open_[i], is_real(types_[i]), stride));
  }
  block.stride = stride;
  // Cells are written and read eight bytes at a time.
  block.cells = std::make_unique<std::byte[]>(stride * kBlock + 8);
  for (size_t i = 0; i < types_.size(); ++i) {
    const PackedColumn& column = block.columns[i];
    std::byte* at = block.cells.get() + column.offset;
    for (size_t row = 0; column.mask != 0 && row < kBlock; ++row, at += stride) {
      uint64_t there = 0;
      std::memcpy(&there, at, sizeof(there));
      there = (there & ~column.mask) | open_[i].cells[row];
      std::memcpy(at, &there, sizeof(there));
    }
    open_[i].cells.clear();
    open_[i].is_null.clear();
  }
  open_rows_ = 0;
}

void PackedRows::put(size_t row, DuckChunk& chunk, size_t to) const {
  const size_t number = row / kBlock, at = row % kBlock;
  const auto set = [&](size_t column, bool is_null, uint64_t cell) {
    if (is_null) return chunk.set_null(column, to);
    as_wide(bytes_of(types_[column]), [&](auto wide) {
      chunk.set<decltype(wide)>(column, to, static_cast<decltype(wide)>(cell));
    });
  };
  if (number == packed_.size()) {
    for (size_t i = 0; i < types_.size(); ++i) {
      set(i, at < open_[i].is_null.size() && open_[i].is_null[at], open_[i].cells[at]);
    }
    return;
  }
  const Block& block = packed_[number];
  const std::byte* cells = block.cells.get() + at * block.stride;
  for (size_t i = 0; i < types_.size(); ++i) {
    const PackedColumn& column = block.columns[i];
    uint64_t code = 0;
    std::memcpy(&code, cells + column.offset, sizeof(code));
    code &= column.mask;
    code += column.least;
    set(i, !column.is_null.empty() && column.is_null[at],
        column.words.empty() ? code : column.words[code]);
  }
}

}  // namespace likely
