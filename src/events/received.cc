#include "events/received.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/format.h"
#include "events/call_reader.h"
#include "events/write_keys.h"

namespace likely {

namespace {

// Before the reason in the kind of a refused request; no type begins so.
constexpr char kRefused = '!';

std::optional<DiscardReason> reason_named(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(DiscardReason::kBlockedId); ++i) {
    if (name_of(static_cast<DiscardReason>(i)) == name) return static_cast<DiscardReason>(i);
  }
  return std::nullopt;
}

std::optional<Refusal> refusal_in(std::string_view kind) {
  if (!kind.starts_with(kRefused)) return std::nullopt;
  kind.remove_prefix(1);
  const std::string_view name = kind.substr(0, kind.find(' '));
  const auto reason = reason_named(name).value_or(DiscardReason::kNotJson);
  return Refusal{reason, std::string(kind.substr(std::min(kind.size(), name.size() + 1)))};
}

}  // namespace

Received taken(std::string_view kind, std::string body) {
  mask_write_keys(body);
  return {.kind = std::string(kind), .body = std::move(body)};
}

Received refused_whole(const Refusal& refusal, std::string_view body) {
  return taken(format("{}{} {}", kRefused, name_of(refusal.reason), refusal.detail),
               std::string(body.substr(0, 2 * kExcerptBytes)));
}

void read_received(std::string_view kind, std::string_view body, TimeUs received_at, Reading& out) {
  if (auto refusal = refusal_in(kind)) {
    out.discards.push_back(refuse(refusal->reason, std::move(refusal->detail), body, 0));
    return;
  }
  CallReader reader({.received_at = received_at, .history = false, .type = kind});
  reader.read(body, 0, out);
}

}  // namespace likely
