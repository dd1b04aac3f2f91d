#include "generator/envelope.h"

#include <iterator>

#include "base/format.h"
#include "base/hash.h"
#include "base/json_view.h"
#include "domain/time.h"
#include "generator/people.h"

namespace likely {

void append_envelope(std::string& out, const Envelope& envelope) {
  const uint64_t salt = mix64(envelope.seed, envelope.person * 65536 + envelope.ordinal);
  // The number makes it unique, the salt unlike any other store's.
  format_to(std::back_inserter(out), "{{\"type\":\"{}\",\"messageId\":\"{:08x}-{:x}-{:x}\"",
            envelope.type, salt >> 32, envelope.person, envelope.ordinal);
  out += ",\"timestamp\":\"";
  out += format_time(envelope.at);
  out += "\",\"sentAt\":\"";
  out += format_time(envelope.at + static_cast<TimeUs>(100 + salt % 3000) * 1000);
  out += '"';
  if (!envelope.user_id.empty()) {
    out += ",\"userId\":\"";
    out += envelope.user_id;
    out += '"';
  }
  if (!envelope.anonymous_id.empty()) {
    out += ",\"anonymousId\":\"";
    out += envelope.anonymous_id;
    out += '"';
  }
}

void append_traits(std::string& out, uint64_t seed, uint64_t number) {
  const Person person = make_person(seed, number);
  out += ",\"traits\":{\"email\":";
  append_json_string(out, person.email);
  out += ",\"name\":";
  append_json_string(out, person.name);
  out += ",\"city\":";
  append_json_string(out, person.city);
  out += '}';
}

void append_device(std::string& out, uint8_t device) {
  static constexpr std::string_view kDevices[] = {"desktop", "phone", "tablet"};
  format_to(std::back_inserter(out), ",\"context\":{{\"device\":{{\"type\":\"{}\"}}}}",
            kDevices[device]);
}

}  // namespace likely
