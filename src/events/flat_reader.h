#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "events/reading.h"

namespace likely {

// What the user says about the columns of a flat file (CSV, Parquet).
struct FlatOptions {
  std::optional<std::string> user_id, anonymous_id, email;  // column names
  std::optional<std::string> event;                         // column of the event's name
  std::optional<std::string> event_name;                    // or the same name for every row
  std::optional<std::string> time;                          // column
  std::string time_format;                                  // strptime; empty: ISO 8601 or epoch
};

// Which column plays which part; all others become properties.
struct FlatRoles {
  static constexpr size_t kNone = static_cast<size_t>(-1);
  size_t user_id = kNone, anonymous_id = kNone, email = kNone, event = kNone, time = kNone;
  std::string event_name;
  std::string time_format;
  std::vector<std::string> guessed;  // for people: "--user-id CustomerID"
};

// Finds the columns that the options name, and the usual names for parts that are not given (ids
// only when no id is given). Errors: kUsage, with the columns that there are.
Result<FlatRoles> find_roles(const std::vector<std::string>& columns, const FlatOptions& options);

// One cell of a flat row. kText: text byte for byte. kRaw: JSON as it stands (numbers, booleans,
// nested values). kTime: a time, whose text is how it reads.
struct Cell {
  enum class Kind : uint8_t { kNull, kText, kRaw, kTime };
  Kind kind = Kind::kNull;
  std::string_view text;
  TimeUs at = 0;
};

// Makes events of flat rows: the columns without a part become properties, null ones are left out.
// An event's id is made of all that it holds. Owned by one thread.
class FlatReader {
 public:
  FlatReader(const std::vector<std::string>& columns, FlatRoles roles, TimeUs received_at);

  // Appends the row's event, or its discard, to `out`. cells has one entry a column.
  void read(std::span<const Cell> cells, uint64_t line, Reading& out);

 private:
  Result<TimeUs> time_of(const Cell& cell);
  void build_body(std::span<const Cell> cells, std::string& body) const;

  FlatRoles roles_;
  TimeUs received_at_;
  std::vector<std::pair<size_t, std::string>> properties_;  // column, `"name":`
  std::string last_time_text_;                              // neighbours often share their time
  std::optional<TimeUs> last_time_;
  std::string scratch_;
};

}  // namespace likely
