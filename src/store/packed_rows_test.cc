#include "store/packed_rows.h"

#include <gtest/gtest.h>

#include <limits>
#include <optional>

#include "base/hash.h"

namespace likely {
namespace {

constexpr DuckType kTypes[] = {DuckType::kUint32, DuckType::kInt64, DuckType::kInt8,
                               DuckType::kDouble, DuckType::kFloat, DuckType::kUint64};

struct Row {
  uint32_t small;
  int64_t at;
  int8_t effect;
  std::optional<double> price;
  float one;
  uint64_t id;
  bool operator==(const Row&) const = default;
};

// Rows of several blocks; from `wild` on, cells are as far apart as they can be.
Row row_at(size_t i, size_t wild) {
  constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();
  Row row{.small = static_cast<uint32_t>(i % 7),
          .at = 1'700'000'000'000'000 + static_cast<int64_t>(i) * 1'000,
          .effect = static_cast<int8_t>(i % 3 == 0 ? -1 : 1),
          .price = 1.25 * static_cast<double>(i % 90),
          .one = 1,
          .id = mix64(i)};
  if (i % 5 == 0) row.price.reset();
  if (i < wild) return row;
  row.small = i % 2 == 0 ? 0xffffffff : 0;
  row.at = i % 2 == 0 ? kLeast : std::numeric_limits<int64_t>::max();
  row.price = static_cast<double>(i) * -1e300;
  row.id = i % 2 == 0 ? ~uint64_t{0} : 0;
  return row;
}

TEST(PackedRows, GivesBackWhatWasPutIn) {
  constexpr size_t kRows = 3 * PackedRows::kBlock + 100, kWild = 2 * PackedRows::kBlock;
  PackedRows rows({std::begin(kTypes), std::end(kTypes)});
  DuckChunk chunk(kTypes);
  for (size_t i = 0; i < kRows; ++i) {
    const Row row = row_at(i, kWild);
    chunk.clear();
    chunk.set<uint32_t>(0, 3, row.small);
    chunk.set<int64_t>(1, 3, row.at);
    chunk.set<int8_t>(2, 3, row.effect);
    row.price ? chunk.set<double>(3, 3, *row.price) : chunk.set_null(3, 3);
    chunk.set<float>(4, 3, row.one);
    chunk.set<uint64_t>(5, 3, row.id);
    chunk.resize(4);
    const uint32_t third[] = {3};
    rows.append(chunk, third);
  }
  ASSERT_EQ(rows.size(), kRows);
  for (size_t i = 0; i < kRows; ++i) {
    chunk.clear();
    rows.put(i, chunk, 5);
    const Row found{
        .small = chunk.cells<uint32_t>(0)[5],
        .at = chunk.cells<int64_t>(1)[5],
        .effect = chunk.cells<int8_t>(2)[5],
        .price = chunk.is_null(3, 5) ? std::nullopt : std::optional(chunk.cells<double>(3)[5]),
        .one = chunk.cells<float>(4)[5],
        .id = chunk.cells<uint64_t>(5)[5]};
    ASSERT_EQ(found, row_at(i, kWild)) << i;
  }
}

}  // namespace
}  // namespace likely
