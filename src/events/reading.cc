#include "events/reading.h"

#include <utility>

#include "base/utf8.h"
#include "events/write_keys.h"

namespace likely {

namespace {

constexpr size_t kMaxIdBytes = 1000;

}  // namespace

bool is_blocked_id(std::string_view value) {
  return value.find_first_not_of("0-") == std::string_view::npos || value == "-1" ||
         value == "null" || value == "anonymous" || value.size() > kMaxIdBytes;
}

Hash128 content_id(std::string_view content) { return hash128(content, 1); }
Hash128 message_id_of(std::string_view message_id) { return hash128(message_id, 2); }

Discard refuse(DiscardReason reason, std::string detail, std::string_view text, uint64_t line) {
  std::string excerpt(text.substr(0, 2 * kExcerptBytes));
  mask_write_keys(excerpt);
  mask_write_keys(detail);
  return {.id = hash128(text, 3),
          .line = line,
          .reason = reason,
          .detail = std::move(detail),
          .excerpt = utf8_prefix(excerpt, kExcerptBytes)};
}

}  // namespace likely
