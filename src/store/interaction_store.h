#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "domain/derived.h"
#include "domain/mapping.h"
#include "store/duck.h"

namespace likely {

// The names of the tables of a mapping version. interactions_<v> holds codes: t<i> of the i-th text
// column, n<i> of the i-th number column; values_<v> says which text a code stands for.
std::string interactions_table(int64_t version);
std::string values_table(int64_t version);

// In values_<v>: the column that numbers the words of searches.
inline constexpr uint8_t kQueryColumn = 255;

// How many columns of each type a mapping has.
struct InteractionLayout {
  size_t texts = 0;
  size_t numbers = 0;
  static InteractionLayout of(const Mapping& mapping);
};

// Appends derived interactions to the tables of one mapping version. One thread; the connection
// must outlive it. Everything happens inside the caller's transaction: when that rolls back, the
// writer knows values that the tables do not, and must be destroyed with it.
class InteractionWriter {
 public:
  // Makes the tables of a new version.
  static Result<InteractionWriter> create(DuckConnection& connection, int64_t version,
                                          InteractionLayout layout);
  // Goes on with tables that exist.
  static Result<InteractionWriter> open(DuckConnection& connection, int64_t version,
                                        InteractionLayout layout);

  Result<void> append(const DerivedBatch& batch);
  // Puts what was appended into the tables; before the transaction commits.
  Result<void> flush();

  // The values of the i-th text column (Product is 0), by code.
  const Dictionary& values(size_t text) const { return values_[text]; }
  const std::vector<uint64_t>& uses(size_t text) const { return uses_[text]; }

 private:
  InteractionWriter(InteractionLayout layout, DuckAppender rows, DuckAppender values);
  Result<std::vector<uint32_t>> number(uint8_t column, Dictionary& known,
                                       const DerivedBatch::Text& text);
  Result<void> add_value(uint8_t column, uint32_t code, std::string_view value);
  Result<void> write_values();

  InteractionLayout layout_;
  DuckAppender rows_;
  DuckAppender new_values_;
  DuckChunk row_chunk_;
  DuckChunk value_chunk_;
  size_t value_count_ = 0;
  std::vector<Dictionary> values_;  // per text column
  std::vector<std::vector<uint64_t>>
      uses_;  // per text column and code: rows appended by this writer
  Dictionary queries_;
};

// Makes the two tables of a version, empty.
Result<void> create_interactions(DuckConnection& connection, int64_t version,
                                 InteractionLayout layout);

// Drops the tables of all versions but `keep` (0: all): what failed or was replaced leaves.
Result<void> drop_interactions(DuckConnection& connection, int64_t keep);

// Reads values_<v> into dictionaries: the text columns, then the queries.
Result<std::vector<Dictionary>> read_values(DuckConnection& connection, int64_t version,
                                            size_t texts);

}  // namespace likely
