#include "domain/event.h"

namespace likely {

std::optional<EventKind> event_kind(std::string_view name) {
  for (const EventKind kind : {EventKind::kTrack, EventKind::kIdentify, EventKind::kPage,
                               EventKind::kScreen, EventKind::kGroup, EventKind::kAlias}) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

std::string_view name_of(EventKind kind) {
  switch (kind) {
    case EventKind::kTrack:
      return "track";
    case EventKind::kIdentify:
      return "identify";
    case EventKind::kPage:
      return "page";
    case EventKind::kScreen:
      return "screen";
    case EventKind::kGroup:
      return "group";
    case EventKind::kAlias:
      return "alias";
  }
  return "";
}

std::string_view name_of(DiscardReason reason) {
  switch (reason) {
    case DiscardReason::kNoUserAnonId:
      return "no_user_anon_id";
    case DiscardReason::kEventNotDefined:
      return "event_not_defined";
    case DiscardReason::kEventNotString:
      return "event_not_string";
    case DiscardReason::kPropertiesNotObject:
      return "properties_not_object";
    case DiscardReason::kTraitsNotObject:
      return "traits_not_object";
    case DiscardReason::kIdNotString:
      return "id_not_string";
    case DiscardReason::kEventTooLarge:
      return "event_too_large";
    case DiscardReason::kEmptyBatch:
      return "empty_batch";
    case DiscardReason::kUnknownType:
      return "unknown_type";
    case DiscardReason::kMessageIdTooLong:
      return "message_id_too_long";
    case DiscardReason::kBadTimestamp:
      return "bad_timestamp";
    case DiscardReason::kNotJson:
      return "not_json";
    case DiscardReason::kNotObject:
      return "not_object";
    case DiscardReason::kInvalidUtf8:
      return "invalid_utf8";
    case DiscardReason::kBadRow:
      return "bad_row";
    case DiscardReason::kBlockedId:
      return "blocked_id";
  }
  return "";
}

}  // namespace likely
