#include "events/flat_reader.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "base/format.h"
#include "base/json_view.h"
#include "base/utf8.h"
#include "domain/time.h"

namespace likely {

namespace {

// The usual names of a part, without case, spaces, dashes and underscores, the likeliest first.
using Names = std::span<const std::string_view>;
constexpr std::string_view kUserNames[] = {"userid",   "customerid", "personid", "clientid",
                                           "memberid", "user",       "customer"};
constexpr std::string_view kAnonymousNames[] = {"anonymousid", "visitorid", "deviceid"};
constexpr std::string_view kEmailNames[] = {"email", "emailaddress"};
constexpr std::string_view kEventNames[] = {"event", "eventname", "eventtype"};
constexpr std::string_view kTimeNames[] = {"timestamp", "eventtime",  "time",      "at",
                                           "ts",        "eventdate",  "datetime",  "date",
                                           "createdat", "occurredat", "receivedat"};

std::string plain(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c != ' ' && c != '_' && c != '-') {
      out += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
  }
  return out;
}

std::string list_of(const std::vector<std::string>& columns) {
  std::string out;
  for (size_t i = 0; i < columns.size() && i < 60; ++i) {
    if (i > 0) out += ", ";
    out += utf8_prefix(columns[i], 60);
  }
  if (columns.size() > 60) out += format(", and {} more", columns.size() - 60);
  return out;
}

struct RoleFinder {
  const std::vector<std::string>& columns;
  FlatRoles& roles;

  Result<size_t> named(const char* role, const std::string& name) const {
    const auto found = std::find(columns.begin(), columns.end(), name);
    if (found != columns.end()) return static_cast<size_t>(found - columns.begin());
    return fail_field(
        ErrorCode::kUnknown, role,
        format("{}: there is no such column; the columns are: {}", name, list_of(columns)));
  }

  size_t guess(const char* role, Names names) const {
    for (const std::string_view name : names) {
      for (size_t i = 0; i < columns.size(); ++i) {
        if (plain(columns[i]) != name) continue;
        roles.guessed.push_back(format("{} is column {}", role, columns[i]));
        return i;
      }
    }
    return FlatRoles::kNone;
  }

  Result<size_t> find(const char* role, const std::optional<std::string>& name, Names names,
                      bool guess_it) const {
    if (name) return named(role, *name);
    return guess_it ? guess(role, names) : FlatRoles::kNone;
  }

  std::unexpected<Error> lacking(const char* role, std::string_view what) const {
    return fail_field(ErrorCode::kUsage, role,
                      format("{}; the columns are: {}", what, list_of(columns)));
  }
};

}  // namespace

Result<FlatRoles> find_roles(const std::vector<std::string>& columns, const FlatOptions& options) {
  FlatRoles roles;
  const RoleFinder finder{columns, roles};
  const bool guess_ids = !options.user_id && !options.anonymous_id && !options.email;
  ASSIGN(roles.user_id, finder.find("user_id", options.user_id, kUserNames, guess_ids));
  ASSIGN(roles.anonymous_id,
         finder.find("anonymous_id", options.anonymous_id, kAnonymousNames, guess_ids));
  ASSIGN(roles.email, finder.find("email", options.email, kEmailNames, guess_ids));
  if (options.event && options.event_name) {
    return fail_field(ErrorCode::kUsage, "event_name",
                      "a column of event names is given too (event); give one of the two");
  }
  if (options.event_name) {
    roles.event_name = *options.event_name;
  } else {
    ASSIGN(roles.event, finder.find("event", options.event, kEventNames, true));
  }
  ASSIGN(roles.time, finder.find("time", options.time, kTimeNames, true));
  roles.time_format = options.time_format;
  if (roles.user_id == FlatRoles::kNone && roles.anonymous_id == FlatRoles::kNone &&
      roles.email == FlatRoles::kNone) {
    return finder.lacking("user_id", "say which column holds the person");
  }
  if (roles.event == FlatRoles::kNone && roles.event_name.empty()) {
    return finder.lacking(
        "event",
        "say which column tells what happened, or the event's name if all rows are the same");
  }
  if (roles.time == FlatRoles::kNone) {
    return finder.lacking("time", "say which column tells when it happened");
  }
  return roles;
}

FlatReader::FlatReader(const std::vector<std::string>& columns, FlatRoles roles, TimeUs received_at)
    : roles_(std::move(roles)), received_at_(received_at) {
  for (size_t i = 0; i < columns.size(); ++i) {
    if (i == roles_.user_id || i == roles_.anonymous_id || i == roles_.email || i == roles_.event ||
        i == roles_.time) {
      continue;
    }
    std::string name;
    append_json_string(name, columns[i]);
    properties_.emplace_back(i, name + ':');
  }
}

Result<TimeUs> FlatReader::time_of(const Cell& cell) {
  std::optional<TimeUs> at;
  if (cell.kind == Cell::Kind::kTime) {
    at = cell.at;
  } else if (cell.kind != Cell::Kind::kNull) {
    if (!last_time_ || cell.text != last_time_text_) {
      last_time_text_ = cell.text;
      last_time_ = roles_.time_format.empty() ? parse_time(cell.text)
                                              : parse_time(cell.text, roles_.time_format);
    }
    at = last_time_;
  }
  if (cell.kind == Cell::Kind::kNull) return fail(ErrorCode::kUnusable, "the time is empty");
  if (!at) {
    const auto text = utf8_prefix(cell.text, 60);
    return fail(
        ErrorCode::kUnusable,
        roles_.time_format.empty()
            ? format("\"{}\" is no time; other forms: give the time format, as in '%d/%m/%Y %H:%M'",
                     text)
            : format("\"{}\" is no time of the form '{}'", text, roles_.time_format));
  }
  if (*at > received_at_ + kMaxAheadUs) {
    return fail(ErrorCode::kUnusable,
                format("{} lies more than a day in the future", format_time(*at)));
  }
  if (*at < 0) return fail(ErrorCode::kUnusable, format("{} lies before 1970", format_time(*at)));
  return *at;
}

void FlatReader::build_body(std::span<const Cell> cells, std::string& body) const {
  body += "{\"properties\":{";
  bool first = true;
  for (const auto& [column, name] : properties_) {
    const Cell& cell = cells[column];
    if (cell.kind == Cell::Kind::kNull) continue;
    if (!first) body += ',';
    first = false;
    body += name;
    if (cell.kind == Cell::Kind::kRaw) {
      body += cell.text;
    } else {
      append_json_string(body, cell.text);
    }
  }
  body += "}}";
}

void FlatReader::read(std::span<const Cell> cells, uint64_t line, Reading& out) {
  const auto refuse_row = [&](DiscardReason reason, std::string detail) {
    std::string text;
    for (const Cell& cell : cells) {
      if (&cell != &cells.front()) text += ',';
      text += cell.text;
    }
    out.discards.push_back(refuse(reason, std::move(detail), text, line));
  };
  ReadEvent read;
  read.line = line;
  Event& event = read.event;
  event.kind = EventKind::kTrack;
  bool blocked = false;
  const auto add_id = [&](std::string_view type, size_t column) {
    if (column == FlatRoles::kNone || cells[column].text.empty()) return;
    if (is_blocked_id(cells[column].text)) {
      blocked = true;
    } else {
      event.ids.push_back({std::string(type), std::string(cells[column].text)});
    }
  };
  add_id("user_id", roles_.user_id);
  add_id("anonymous_id", roles_.anonymous_id);
  add_id("email", roles_.email);
  if (event.ids.empty() && blocked) {
    return refuse_row(DiscardReason::kBlockedId,
                      "its id stands for nobody (0, -1, null, anonymous)");
  }
  if (event.ids.empty()) return refuse_row(DiscardReason::kNoUserAnonId, "the id is empty");
  event.name = roles_.event == FlatRoles::kNone ? std::string_view(roles_.event_name)
                                                : cells[roles_.event].text;
  if (event.name.empty()) {
    return refuse_row(DiscardReason::kEventNotDefined, "the event's name is empty");
  }
  const auto at = time_of(cells[roles_.time]);
  if (!at) return refuse_row(DiscardReason::kBadTimestamp, at.error().message);
  event.at = *at;
  build_body(cells, event.body);
  if (event.body.size() > kMaxEventBytes) {
    return refuse_row(DiscardReason::kEventTooLarge,
                      format("{} bytes; an event may have {}", event.body.size(), kMaxEventBytes));
  }
  // Lengths go in too, so that no two different rows read the same.
  scratch_.assign(event.body);
  for (const ExternalId& id : event.ids) {
    scratch_ += format("\x1f{}\x1f{}\x1f{}", id.type, id.value.size(), id.value);
  }
  scratch_ += format("\x1f{}\x1f{}", event.at, event.name);
  event.id = content_id(scratch_);
  out.events.push_back(std::move(read));
}

}  // namespace likely
