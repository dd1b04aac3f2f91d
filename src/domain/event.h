#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/hash.h"

namespace likely {

enum class EventKind : uint8_t { kTrack, kIdentify, kPage, kScreen, kGroup, kAlias };
std::string_view name_of(EventKind kind);  // "track" …
std::optional<EventKind> event_kind(std::string_view name);

// An external id of a person: ("user_id", "42"). Byte for byte.
struct ExternalId {
  std::string type;
  std::string value;
  auto operator<=>(const ExternalId&) const = default;
};

// One tracking call as received and validated, before its profile is known.
struct Event {
  Hash128 id;  // from messageId, or from the content and its ordinal
  EventKind kind = EventKind::kTrack;
  std::string name;             // the event's name; pages and screens: their name; else empty
  TimeUs at = 0;                // corrected time
  std::vector<ExternalId> ids;  // user_id first, then anonymous_id, email, custom ones
  std::string previous_id;      // alias only
  bool in_profiles = true;      // false: integrations.Personas = false
  std::string body;             // JSON object: properties, context, traits as received
};

// Why a row or call was refused (closed set, names are part of the API).
enum class DiscardReason : uint8_t {
  kNoUserAnonId,
  kEventNotDefined,
  kEventNotString,
  kPropertiesNotObject,
  kTraitsNotObject,
  kIdNotString,
  kEventTooLarge,
  kEmptyBatch,
  kUnknownType,
  kMessageIdTooLong,
  kBadTimestamp,
  kNotJson,
  kNotObject,
  kInvalidUtf8,
  kBadRow,
  kBlockedId,
};
std::string_view name_of(DiscardReason reason);  // "no_user_anon_id" …

// A refused row: where it stood and why.
struct Discard {
  Hash128 id;          // content and ordinal, so that the same file twice lists it once
  std::string source;  // file name as given, or "-"
  uint64_t line = 0;   // 1-based line or row
  DiscardReason reason = DiscardReason::kBadRow;
  std::string detail;   // what exactly was wrong
  std::string excerpt;  // the beginning of the row, at most 200 bytes, valid UTF-8
  TimeUs received_at = 0;
  // Of a tracking call, as far as it says so; not stored.
  std::optional<EventKind> kind;
  std::string name;
};

}  // namespace likely
