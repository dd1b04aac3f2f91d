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

// Names by rising length; kFirst[n] is the first of n bytes.
constexpr std::string_view kNames[] = {
    "type",       "name",       "event",       "traits",       "userId",           "sentAt",
    "context",    "groupId",    "category",    "messageId",    "timestamp",        "properties",
    "previousId", "receivedAt", "anonymousId", "integrations", "originalTimestamp"};
constexpr size_t kLongest = std::size(kNames[std::size(kNames) - 1]);
constexpr auto kFirst = [] {
  std::array<uint8_t, kLongest + 2> first{};
  for (size_t length = 0; length < first.size(); ++length) {
    while (first[length] < std::size(kNames) && kNames[first[length]].size() < length) {
      ++first[length];
    }
  }
  return first;
}();

std::optional<Part> part_named(std::string_view name) {
  if (name.size() > kLongest) return std::nullopt;
  for (size_t i = kFirst[name.size()]; i < kFirst[name.size() + 1]; ++i) {
    if (name == kNames[i]) return static_cast<Part>(i);
  }
  return std::nullopt;
}

// The beginning of a value, for messages.
std::string shown(const JsonView& value) { return utf8_prefix(value.to_json(), 60); }

Checked<std::string_view> id_text(const Call& call, Part part) {
  const auto& value = call.get(part);
  if (!value) return std::string_view();
  if (!value->is_string()) {
    return refused(DiscardReason::kIdNotString,
                   format("{} is {}, not a string", name_of(part), shown(*value)));
  }
  return value->text();
}

Checked<std::optional<TimeUs>> time_of(const std::optional<JsonView>& value,
                                       std::string_view name) {
  if (!value || (value->is_string() && value->text().empty())) return std::nullopt;
  std::string cell;
  if (!value->is_string()) cell = value->to_cell().value_or("");
  const std::string_view text = value->is_string() ? value->text() : cell;
  if (const auto at = text.size() < 64 ? parse_time(text) : std::nullopt) return at;
  return refused(DiscardReason::kBadTimestamp,
                 format("{} is {}, which is no time", name, shown(*value)));
}

// When a call was sent or received only helps to put its time right: of two, the first that is a
// time counts, and one before 1970 is none.
std::optional<TimeUs> helping_time(const std::optional<JsonView>& own,
                                   const std::optional<JsonView>& of_batch) {
  for (const auto* value : {&own, &of_batch}) {
    if (const auto at = time_of(*value, ""); at && *at && **at >= 0) return *at;
  }
  return std::nullopt;
}

std::optional<EventKind> kind_named(std::string_view name) {
  for (const auto kind : {EventKind::kTrack, EventKind::kIdentify, EventKind::kPage,
                          EventKind::kScreen, EventKind::kGroup, EventKind::kAlias}) {
    if (name == name_of(kind)) return kind;
  }
  return std::nullopt;
}

Checked<EventKind> kind_of(const Call& call, std::string_view otherwise) {
  const auto type = call.get(Part::kType);
  if (const auto kind = kind_named(otherwise); kind && !type) return *kind;
  if (!type) return refused(DiscardReason::kUnknownType, "the call has no type");
  if (type->is_string()) {
    if (const auto kind = kind_named(type->text())) return *kind;
  }
  return refused(DiscardReason::kUnknownType, format("type is {}", shown(*type)));
}

Checked<std::string> name_of_call(const Call& call, EventKind kind) {
  if (kind == EventKind::kPage || kind == EventKind::kScreen) {
    const auto name = call.get(Part::kName);
    return name && name->is_string() ? std::string(name->text()) : std::string();
  }
  if (kind != EventKind::kTrack) return std::string();
  const auto event = call.get(Part::kEvent);
  if (!event) return refused(DiscardReason::kEventNotDefined, "a track call without event");
  if (!event->is_string()) {
    return refused(DiscardReason::kEventNotString, format("event is {}", shown(*event)));
  }
  if (event->text().empty()) return refused(DiscardReason::kEventNotDefined, "event is empty");
  return std::string(event->text());
}

// at = receivedAt − (sentAt − timestamp), so that a wrong clock of the sender does not count.
Checked<TimeUs> corrected_time(const Call& call, const CallReaderOptions& options) {
  CHECKED(const auto stamp, time_of(call.get(Part::kTimestamp), "timestamp"));
  CHECKED(const auto original, time_of(call.get(Part::kOriginalTimestamp), "originalTimestamp"));
  const auto sent = helping_time(call.get(Part::kSentAt), call.batch().sent_at);
  // Only history knows better than the server when a call was received.
  const auto received = options.history
                            ? helping_time(call.get(Part::kReceivedAt), call.batch().received_at)
                            : std::nullopt;
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
  if (at < 0) {
    return refused(DiscardReason::kBadTimestamp, format("{} lies before 1970", format_time(at)));
  }
  return at;
}

// Unless its value stands for nobody, or it is there.
void add_id(std::string_view type, std::string_view value, std::vector<ExternalId>& ids) {
  if (is_blocked_id(value)) return;
  const auto is_same = [&](const ExternalId& id) { return id.type == type && id.value == value; };
  if (std::ranges::any_of(ids, is_same)) return;
  ids.push_back({std::string(type), std::string(value)});
}

void add_email(const std::optional<JsonView>& traits, std::vector<ExternalId>& ids) {
  if (!traits || !traits->is_object()) return;
  const auto email = member(*traits, "email");
  if (email && email->is_string()) add_id("email", email->text(), ids);
}

void add_custom_ids(const std::optional<JsonView>& list, std::vector<ExternalId>& ids) {
  if (!list || !list->is_array()) return;
  list->each_element([&](JsonView entry) {
    const auto id = member(entry, "id"), type = member(entry, "type");
    const auto collection = member(entry, "collection");
    const bool of_users = !collection || (collection->is_string() && collection->text() == "users");
    if (id && type && of_users && id->is_string() && type->is_string() && !type->text().empty()) {
      add_id(type->text(), id->text(), ids);
    }
    return true;
  });
}

Checked<void> collect_ids(const Call& call, Event& event) {
  CHECKED(const std::string_view user_id, id_text(call, Part::kUserId));
  CHECKED(const std::string_view anonymous_id, id_text(call, Part::kAnonymousId));
  if (event.kind == EventKind::kAlias) {
    CHECKED(event.previous_id, id_text(call, Part::kPreviousId));
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
  add_id("user_id", user_id, event.ids);
  add_id("anonymous_id", anonymous_id, event.ids);
  if (event.kind != EventKind::kGroup) add_email(call.get(Part::kTraits), event.ids);
  add_email(call.context("traits"), event.ids);
  add_custom_ids(call.context("externalIds"), event.ids);
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
    value.append_json(out);
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
  thread_local std::string body;  // keeps its memory: what is returned is cut to measure
  body = "{";
  const auto open = [&](std::string_view name) {
    if (body.size() > 1) body += ',';
    append_json_string(body, name);
    body += ':';
  };
  const auto copy = [&](std::string_view name, const std::optional<JsonView>& value) {
    if (!value) return;
    open(name);
    value->append_json(body);
  };
  copy("properties", call.get(Part::kProperties));
  const auto own = call.get(Part::kContext);
  const auto& defaults = call.batch().context;
  if (own && own->is_object() && defaults && defaults->is_object()) {
    open("context");
    append_merged(body, *own, *defaults);
  } else {
    copy("context", own ? own : defaults);
  }
  copy("traits", call.get(Part::kTraits));
  if (kind == EventKind::kGroup) copy("groupId", call.get(Part::kGroupId));
  if (kind == EventKind::kPage) copy("category", call.get(Part::kCategory));
  body += '}';
  return body;
}

bool is_in_profiles(const Call& call) {
  for (const auto* integrations : {&call.get(Part::kIntegrations), &call.batch().integrations}) {
    if (!*integrations) continue;
    const auto personas = (*integrations)->get("Personas");
    if (personas) return personas->type() != JsonView::Type::kBool || personas->boolean();
  }
  return true;
}

Checked<void> check_objects(const Call& call) {
  const auto properties = call.get(Part::kProperties), traits = call.get(Part::kTraits);
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

std::string_view name_of(Part part) { return kNames[static_cast<size_t>(part)]; }

Call::Call(JsonView json, const BatchDefaults& batch)
    : batch_(batch), is_object_(json.is_object()) {
  if (!is_object_) return;
  uint32_t seen = 0;  // of equal names the first counts
  json.each_member([&](std::string_view name, JsonView value) {
    const auto part = part_named(name);
    if (!part) return true;
    const uint32_t bit = uint32_t{1} << static_cast<size_t>(*part);
    if ((seen & bit) == 0 && !value.is_null()) parts_[static_cast<size_t>(*part)] = value;
    seen |= bit;
    return true;
  });
}

std::optional<JsonView> member(const JsonView& object, std::string_view name) {
  auto found = object.get(name);
  if (found && found->is_null()) return std::nullopt;
  return found;
}

void describe(const Call& call, const CallReaderOptions& options, Discard& discard) {
  if (!call.is_object()) return;
  const auto kind = kind_of(call, options.type);
  if (!kind) return;
  discard.kind = *kind;
  discard.name = name_of_call(call, *kind).value_or("");
}

Checked<ReadEvent> read_call(const Call& call, const CallText& text,
                             const CallReaderOptions& options) {
  if (!call.is_object()) return refused(DiscardReason::kNotObject, "not a JSON object");
  if (text.is_longer_than(kMaxEventBytes)) {
    return refused(DiscardReason::kEventTooLarge,
                   format("{} bytes; an event may have {}", text.get().size(), kMaxEventBytes));
  }
  ReadEvent read;
  Event& event = read.event;
  CHECKED(event.kind, kind_of(call, options.type));
  CHECKED(const std::string_view message_id, id_text(call, Part::kMessageId));
  if (message_id.size() > kMaxMessageIdLength &&
      count_code_points(message_id) > kMaxMessageIdLength) {
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
