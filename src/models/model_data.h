#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "models/calibration.h"
#include "models/model.h"

namespace likely {

// One column's share of a model file.
struct ColumnData {
  std::string name;
  bool numeric = false;
  std::vector<double> bounds;  // numeric: value k is [bounds[k], bounds[k + 1])
  Array<char> text;            // all values' bytes, one after another, in order of code
  Array<uint64_t> text_begin;  // values + 1
  std::vector<Borders> borders;
  ObliviousTrees trees;
  Calibration calibration;
  Array<float> shifts;  // per value, added to the calibrated log-odds
  Quality quality;
  Spread spread;
  // Per cell of the histories, per rule: days since that rule's last touch, or kNever.
  Array<float> last_by_rule;

  size_t values() const { return text_begin.size() - 1; }
  std::string_view value(uint32_t code) const {
    return {text.data() + text_begin[code], text_begin[code + 1] - text_begin[code]};
  }
};

// All that a model file holds: the state as of now and what was learned, per column.
struct ModelData {
  int horizon_days = 30;
  double window_share = 1;  // learned windows' length ÷ horizon (or history, if shorter)
  std::vector<Interactions::Rule> rules;
  std::vector<std::string> notes;
  Array<ProfileNumber> profiles;
  State state;
  std::vector<ColumnData> columns;  // as many as state.columns
};

// The bytes of a model file: magic, format version, length, checksum, then the fields in order.
// The same data gives the same bytes. Arrays are aligned to 8 bytes so that they can be mapped.
std::string write_model(ModelData& data);

// Arrays are views into `bytes`, which must outlive the result and be aligned to 8 bytes.
// Errors: kUnusable for another magic or version, a wrong length or checksum.
Result<ModelData> read_model(std::string_view bytes);

}  // namespace likely
