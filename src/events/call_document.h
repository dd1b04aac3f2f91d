#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_mend.h"
#include "base/json_view.h"

namespace likely {

// One JSON text of tracking calls, a call or a batch, opened so that as much of it is read as can
// be: what is nearly JSON is mended (mend_json), and a batch in which some calls are no JSON is
// taken apart, so that these alone are lost. Text that is plain JSON costs one parse. Keeps its
// memory from text to text. One thread at a time.
class CallDocument {
 public:
  // The call, or the batch with its calls; when is_split(), the batch without them. Valid until the
  // next open(), as `text` must be. Errors (kUnusable): it cannot be read.
  Result<JsonView> open(std::string_view text);

  bool is_split() const { return split_.has_value(); }
  // The calls of the batch that was taken apart, as texts. REQUIRES: is_split().
  const std::vector<std::string_view>& pieces() const { return split_->elements; }
  // One of them, valid until the next. Errors (kUnusable): it is no JSON.
  Result<JsonView> open_piece(std::string_view piece);

 private:
  JsonParser parser_;
  std::optional<JsonParser> piece_parser_;
  std::string mended_;
  std::optional<SplitArray> split_;
};

// How many elements an array has.
size_t count_elements(const JsonView& array);

}  // namespace likely
