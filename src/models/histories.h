#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "domain/interactions.h"
#include "math/array.h"

namespace likely {

inline constexpr float kNever = 1e6f;  // days, for what did not happen

// What one profile did with one value before a cut. Ages are days before the cut; decayed sums are
// Σ quantity-free counts · 2^(-age / half-life), summed in the order (time, event id, element).
struct Cell {
  uint32_t value;
  float last_days, first_days;        // last and first touch
  float last_goal_days;               // last goal event, or kNever
  float active_days;                  // distinct days with a touch
  float goal_days;                    // distinct days with a goal event
  float goals, others, removals;      // counts of events
  float goal_3d, goal_14d, goal_60d;  // decayed goal counts
  float any_14d, any_60d;             // decayed counts of all that adds
  float units;                        // total quantity of goal events
};

// What one profile did at all before a cut.
struct ProfileActivity {
  float last_days, last_goal_days, first_days;
  float days_7, days_30, days_90, days_365, days_all;  // active days
  float goal_days_30, goal_days_90, goal_days_all;
  float events_30, events_90, events_all;
  float mean_price;  // of goal events, NaN when unknown
  bool eligible() const { return last_days < kNever; }
};

// The cells of all profiles in one column: those of profile p are cells[begin[p] .. begin[p + 1]),
// by ascending value.
struct Histories {
  Array<uint64_t> begin;  // profiles + 1
  Array<Cell> cells;

  std::span<const Cell> of(size_t profile) const {
    return cells.slice(begin[profile], begin[profile + 1]);
  }
  size_t profiles() const { return begin.size() - 1; }
};

// One column's value code of every row (a text column, or a number column cut into bands), and the
// rows in the order (profile, code, row) that cells are summed in.
struct ColumnRows {
  std::vector<uint32_t> code;
  std::vector<uint32_t> order;  // rows with a value only
  std::vector<uint64_t> begin;  // per profile, into order
  size_t values = 0;
};

// The rows of each profile: begin[p] .. begin[p + 1] of the table.
std::vector<uint64_t> profile_begins(const Interactions& data);

ColumnRows make_column_rows(const Interactions& data, std::vector<uint32_t> code, size_t values,
                            int threads);

// The state just before `cut`. Rows at or after it are not looked at.
Histories build_histories(const Interactions& data, const ColumnRows& column, TimeUs cut,
                          int threads);
std::vector<ProfileActivity> build_activity(const Interactions& data, TimeUs cut, int threads);

// Per cell and rule: days since the rule's last touch, or kNever; for exclusions by past action.
Array<float> last_touches(const Interactions& data, const ColumnRows& column,
                          const Histories& histories, TimeUs now);

// The rows before now, and the profiles that have one.
bool all_before(const Interactions& data, TimeUs now);
Interactions rows_before(const Interactions& data, TimeUs now);

}  // namespace likely
