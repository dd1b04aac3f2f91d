#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "domain/event.h"

namespace likely {

// Limits of one call and of one line, on inflated bytes.
inline constexpr size_t kMaxEventBytes = 32 * 1024;
inline constexpr size_t kMaxBatchBytes = 500 * 1024;
inline constexpr size_t kMaxBatchEvents = 2500;
inline constexpr size_t kMaxMessageIdLength = 100;  // code points
inline constexpr TimeUs kMaxAheadUs = kDayUs;  // an event may be stamped that far after receipt
inline constexpr size_t kExcerptBytes = 200;

// An event as read from its source. Without a messageId its id is that of its content alone: who
// knows what came before in the same file makes it final with its ordinal.
struct ReadEvent {
  Event event;
  bool has_message_id = false;
  uint64_t line = 0;
};

// What readers append to: events and refused rows, each in the order of the source.
struct Reading {
  std::vector<ReadEvent> events;
  std::vector<Discard> discards;  // without source and time; ids of the content alone
};

// Names nobody: empty, zeros and dashes, -1, null, anonymous; over 1,000 bytes.
bool is_blocked_id(std::string_view value);

// The id of content; different kinds of content never share one.
Hash128 content_id(std::string_view content);
Hash128 message_id_of(std::string_view message_id);

// A discard of a row whose text was `text`. It holds no write keys.
Discard refuse(DiscardReason reason, std::string detail, std::string_view text, uint64_t line);

}  // namespace likely
