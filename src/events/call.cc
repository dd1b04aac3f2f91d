#include "events/call.h"

#include <algorithm>
#include <utility>

#include "base/format.h"
#include "base/utf8.h"
#include "domain/time.h"

namespace likely {

namespace {

std::unexpected<Refusal> refused(DiscardReason reason, std::string detail) {
  return std::unexpected(Refusal{reason, std::move(detail)});
}

#define CHECKED(declaration, expression) \
  CHECKED_INNER(LIKELY_JOIN(checked_, __LINE__), declaration, expression)
#define CHECKED_INNER(name, declaration, expression)          \
  auto name = (expression);                                   \
  if (!name) return std::unexpected(std::move(name).error()); \
  declaration = std::move(*name)

// The beginning of a value, for messages.
std::string shown(const JsonView& value) { return utf8_prefix(value.to_json(), 60); }

Checked<std::string> id_text(const Call& call, std::string_view name) {
  const auto value = call.get(name);
  if (!value) return std::string();
  if (!value->is_string()) {
    return refused(DiscardReason::kIdNotString,
                   format("{} is {}, not a string", name, shown(*value)));
  }
  return std::string(value->text());
}

Checked<std::optional<TimeUs>> time_of(const std::optional<JsonView>& value,
                                       std::string_view name) {
  if (!value) return std::nullopt;
  std::optional<TimeUs> at;
  const auto text = value->to_cell();
  if (text && text->size() < 64) at = parse_time(*text);
  if (at) return at;
  return refused(DiscardReason::kBadTimestamp,
                 format("{} is {}, which is no time", name, shown(*value)));
}

std::optional<EventKind> kind_named(std::string_view name) {
  for (const auto kind : {EventKind::kTrack, EventKind::kIdentify, EventKind::kPage,
                          EventKind::kScreen, EventKind::kGroup, EventKind::kAlias}) {
    if (name == name_of(kind)) return kind;
  }
  return std::nullopt;
}

Checked<EventKind> kind_of(const Call& call, std::string_view otherwise) {
  const auto type = call.get("type");
  if (const auto kind = kind_named(otherwise); kind && !type) return *kind;
  if (!type) return refused(DiscardReason::kUnknownType, "the call has no type");
  if (type->is_string()) {
    if (const auto kind = kind_named(type->text())) return *kind;
  }
  return refused(DiscardReason::kUnknownType, format("type is {}", shown(*type)));
}

Checked<std::string> name_of_call(const Call& call, EventKind kind) {
  if (kind == EventKind::kPage || kind == EventKind::kScreen) {
    const auto name = call.get("name");
    return name && name->is_string() ? std::string(name->text()) : std::string();
  }
  if (kind != EventKind::kTrack) return std::string();
  const auto event = call.get("event");
  if (!event) return refused(DiscardReason::kEventNotDefined, "a track call without event");
  if (!event->is_string()) {
    return refused(DiscardReason::kEventNotString, format("event is {}", shown(*event)));
  }
  if (event->text().empty()) return refused(DiscardReason::kEventNotDefined, "event is empty");
  return std::string(event->text());
}

// at = receivedAt − (sentAt − timestamp), so that a wrong clock of the sender does not count.
Checked<TimeUs> corrected_time(const Call& call, const CallReaderOptions& options) {
  CHECKED(const auto stamp, time_of(call.get("timestamp"), "timestamp"));
  CHECKED(const auto original, time_of(call.get("originalTimestamp"), "originalTimestamp"));
  CHECKED(const auto sent, time_of(call.get("sentAt", call.batch.sent_at), "sentAt"));
  // Only history knows better than the server when a call was received.
  CHECKED(const auto received,
          time_of(options.history ? call.get("receivedAt", call.batch.received_at) : std::nullopt,
                  "receivedAt"));
  const TimeUs receipt = received.value_or(options.received_at);
  const bool receipt_known =
      received || !options.history || (sent && *sent >= options.received_at - kDayUs);
  const std::optional<TimeUs> uncorrected = original ? original : stamp;
  TimeUs at = receipt;
  if (uncorrected && sent && receipt_known) {
    at = receipt - (*sent - *uncorrected);
  } else if (stamp || original) {
    at = stamp ? *stamp : *original;
  }
  if (at > options.received_at + kMaxAheadUs) {
    return refused(DiscardReason::kBadTimestamp,
                   format("{} lies more than a day after its receipt", format_time(at)));
  }
  return at;
}

void add_email(const std::optional<JsonView>& traits, std::vector<ExternalId>& ids) {
  if (!traits || !traits->is_object()) return;
  const auto email = member(*traits, "email");
  if (!email || !email->is_string()) return;
  ids.push_back({"email", std::string(email->text())});
}

void add_custom_ids(const std::optional<JsonView>& list, std::vector<ExternalId>& ids) {
  if (!list || !list->is_array()) return;
  list->each_element([&](JsonView entry) {
    const auto id = member(entry, "id"), type = member(entry, "type");
    const auto collection = member(entry, "collection");
    const bool of_users = !collection || (collection->is_string() && collection->text() == "users");
    if (id && type && of_users && id->is_string() && type->is_string() && !type->text().empty()) {
      ids.push_back({std::string(type->text()), std::string(id->text())});
    }
    return true;
  });
}

// Removes blocked values and repetitions; the order stays.
void clean(std::vector<ExternalId>& ids) {
  std::vector<ExternalId> kept;
  for (ExternalId& id : ids) {
    if (is_blocked_id(id.value)) continue;
    if (std::find(kept.begin(), kept.end(), id) == kept.end()) kept.push_back(std::move(id));
  }
  ids = std::move(kept);
}

Checked<void> collect_ids(const Call& call, Event& event) {
  CHECKED(std::string user_id, id_text(call, "userId"));
  CHECKED(std::string anonymous_id, id_text(call, "anonymousId"));
  if (event.kind == EventKind::kAlias) {
    CHECKED(event.previous_id, id_text(call, "previousId"));
    if (event.previous_id.empty() || user_id.empty()) {
      return refused(DiscardReason::kNoUserAnonId, "an alias call needs userId and previousId");
    }
    if (is_blocked_id(event.previous_id) || is_blocked_id(user_id)) {
      return refused(DiscardReason::kBlockedId, "an alias of a value that stands for nobody");
    }
  }
  if (user_id.empty() && anonymous_id.empty()) {
    return refused(DiscardReason::kNoUserAnonId, "neither userId nor anonymousId");
  }
  event.ids = {{"user_id", std::move(user_id)}, {"anonymous_id", std::move(anonymous_id)}};
  if (event.kind != EventKind::kGroup) add_email(call.get("traits"), event.ids);
  add_email(call.context("traits"), event.ids);
  add_custom_ids(call.context("externalIds"), event.ids);
  clean(event.ids);
  if (event.ids.empty()) {
    return refused(DiscardReason::kBlockedId, "its ids stand for nobody (0, -1, null, anonymous)");
  }
  return {};
}

// `own` with the members of `defaults` that it lacks.
void append_merged(std::string& out, const JsonView& own, const JsonView& defaults) {
  out += '{';
  const auto append = [&](std::string_view name, const JsonView& value) {
    if (out.back() != '{') out += ',';
    append_json_string(out, name);
    out += ':';
    out += value.to_json();
  };
  own.each_member([&](std::string_view name, JsonView value) {
    append(name, value);
    return true;
  });
  defaults.each_member([&](std::string_view name, JsonView value) {
    if (!own.get(name)) append(name, value);
    return true;
  });
  out += '}';
}

std::string body_of(const Call& call, EventKind kind) {
  std::string body = "{";
  const auto open = [&](std::string_view name) {
    if (body.size() > 1) body += ',';
    append_json_string(body, name);
    body += ':';
  };
  const auto copy = [&](std::string_view name, const std::optional<JsonView>& value) {
    if (!value) return;
    open(name);
    body += value->to_json();
  };
  copy("properties", call.get("properties"));
  const auto own = call.get("context");
  const auto& defaults = call.batch.context;
  if (own && own->is_object() && defaults && defaults->is_object()) {
    open("context");
    append_merged(body, *own, *defaults);
  } else {
    copy("context", own ? own : defaults);
  }
  copy("traits", call.get("traits"));
  if (kind == EventKind::kGroup) copy("groupId", call.get("groupId"));
  if (kind == EventKind::kPage) copy("category", call.get("category"));
  return body + '}';
}

bool is_in_profiles(const Call& call) {
  for (const auto& integrations : {call.get("integrations"), call.batch.integrations}) {
    if (!integrations) continue;
    const auto personas = integrations->get("Personas");
    if (personas) return personas->type() != JsonView::Type::kBool || personas->boolean();
  }
  return true;
}

Checked<void> check_objects(const Call& call) {
  const auto properties = call.get("properties"), traits = call.get("traits");
  if (properties && !properties->is_object()) {
    return refused(DiscardReason::kPropertiesNotObject,
                   format("properties is {}", shown(*properties)));
  }
  if (traits && !traits->is_object()) {
    return refused(DiscardReason::kTraitsNotObject, format("traits is {}", shown(*traits)));
  }
  return {};
}

}  // namespace

std::optional<JsonView> member(const JsonView& object, std::string_view name) {
  auto found = object.get(name);
  if (found && found->is_null()) return std::nullopt;
  return found;
}

Checked<ReadEvent> read_call(const Call& call, const CallText& text,
                             const CallReaderOptions& options) {
  if (!call.json.is_object()) return refused(DiscardReason::kNotObject, "not a JSON object");
  if (text.is_longer_than(kMaxEventBytes)) {
    return refused(DiscardReason::kEventTooLarge,
                   format("{} bytes; an event may have {}", text.get().size(), kMaxEventBytes));
  }
  ReadEvent read;
  Event& event = read.event;
  CHECKED(event.kind, kind_of(call, options.type));
  CHECKED(const std::string message_id, id_text(call, "messageId"));
  if (count_code_points(message_id) > kMaxMessageIdLength) {
    return refused(DiscardReason::kMessageIdTooLong,
                   format("messageId has {} characters; {} are allowed",
                          count_code_points(message_id), kMaxMessageIdLength));
  }
  CHECKED(event.name, name_of_call(call, event.kind));
  if (auto checked = check_objects(call); !checked) return std::unexpected(checked.error());
  if (auto checked = collect_ids(call, event); !checked) return std::unexpected(checked.error());
  CHECKED(event.at, corrected_time(call, options));
  event.in_profiles = is_in_profiles(call);
  event.body = body_of(call, event.kind);
  read.has_message_id = !message_id.empty();
  event.id = read.has_message_id ? message_id_of(message_id) : content_id(text.get());
  return read;
}

}  // namespace likely
