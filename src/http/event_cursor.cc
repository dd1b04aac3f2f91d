#include "http/event_cursor.h"

#include <charconv>

#include "base/format.h"

namespace likely::http {

namespace {

constexpr size_t kHex = 16, kMostDigits = 18;

bool read_all(std::string_view text, auto& number, int base) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, base);
  return error == std::errc() && stop == end;
}

}  // namespace

Result<std::optional<EventCursor>> event_cursor(std::optional<std::string_view> text,
                                                const char* field) {
  if (!text) return std::nullopt;
  constexpr size_t kIds = 2 * (kHex + 1);
  EventCursor cursor;
  if (text->size() > kIds && text->size() <= kIds + 1 + kMostDigits) {
    const std::string_view ids = text->substr(text->size() - kIds);
    const bool right = ids[0] == '-' && ids[kHex + 1] == '-' &&
                       read_all(text->substr(0, text->size() - kIds), cursor.at, 10) &&
                       read_all(ids.substr(1, kHex), cursor.id.hi, 16) &&
                       read_all(ids.substr(kHex + 2), cursor.id.lo, 16);
    if (right) return cursor;
  }
  return fail_field(ErrorCode::kUsage, field, "this is no cursor of an earlier answer");
}

std::string cursor_text(const ShownEvent& event) {
  return format("{}-{:016x}-{:016x}", event.at, event.id.hi, event.id.lo);
}

}  // namespace likely::http
