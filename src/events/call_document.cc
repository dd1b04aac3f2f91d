#include "events/call_document.h"

#include <utility>

namespace likely {

namespace {
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
}  // namespace

Result<JsonView> CallDocument::open(std::string_view text) {
  split_.reset();
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  auto strict = parser_.parse(text);
  if (strict) return strict;
  const Error error = strict.error();
  mended_ = mend_json(text);
  if (mended_ != text) {
    if (auto mended = parser_.parse(mended_)) return mended;
  }
  split_ = split_array(mended_, "batch");
  if (split_) {
    if (auto rest = parser_.parse(split_->rest)) return rest;
  }
  split_.reset();
  return std::unexpected(error);
}

Result<JsonView> CallDocument::open_piece(std::string_view piece) {
  if (!piece_parser_) piece_parser_.emplace();
  return piece_parser_->parse(piece);
}

size_t count_elements(const JsonView& array) {
  size_t count = 0;
  array.each_element([&](JsonView) { return ++count > 0; });
  return count;
}

}  // namespace likely
