#include "http/manage_call.h"

#include <algorithm>
#include <charconv>

#include "base/format.h"
#include "base/utf8.h"
#include "domain/time.h"
#include "http/credentials.h"
#include "serving/access.h"

namespace likely::http {

namespace {

constexpr std::string_view kSpace = "main";
constexpr size_t kMostText = 10'000;
constexpr size_t kMostTexts = 100;

std::optional<int64_t> whole(std::string_view text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return {};
  return number;
}

// "name: give …" is about the member of that name.
Response refused(const Error& wrong, const Fields& fields) {
  const size_t colon = wrong.message.find(": ");
  if (wrong.code == ErrorCode::kUsage && colon != std::string::npos) {
    // Floor 3 names some fields as commands do: "--refresh".
    const size_t begin = wrong.message.starts_with("--") ? 2 : 0;
    const std::string field = wrong.message.substr(begin, colon - begin);
    if (fields.was_asked(field)) {
      return errors(400, {{"invalid_request", wrong.message.substr(colon + 2), field}});
    }
  }
  return error(Api::kManagement, wrong);
}

Response answer_of(const Request& request, const Endpoint& endpoint, bool changes, Scope scope) {
  for (const auto& [name, value] : request.parameters) {
    if (!is_valid_utf8(value) || (name == "space" && value != kSpace)) {
      return error(Api::kManagement, 404, format("there is no such {}", name));
    }
  }
  Call call{request, Fields(changes ? request.body : "")};
  const std::string session = call.session();
  const bool by_cookie = !request.headers.find("authorization") && !session.empty();
  if (changes && by_cookie && scope != Scope::kPublic &&
      request.headers.find("x-csrf-token").value_or("") != AccessBook::csrf_of(session)) {
    return error(Api::kManagement, 403, "X-CSRF-Token: is not that of this session");
  }
  auto answer = endpoint(call);
  if (!call.fields.ok()) return errors(400, call.fields.errors());
  if (!answer) return refused(answer.error(), call.fields);
  Response response;
  response.status = answer->status;
  response.headers = std::move(answer->headers);
  if (answer->status != 204) {
    response.body = json_text(answer->body);
  }
  return response;
}

}  // namespace

// --- Fields

Fields::Fields(const std::string& body) {
  if (body.empty()) {
    value_ = Json::object();
    return;
  }
  value_ = Json::parse(body, nullptr, false);
  if (value_.is_object()) return;
  value_ = Json::object();
  errors_.push_back({"invalid_request", "the body is no JSON object", ""});
}

const Json* Fields::find(const char* name) {
  asked_.insert(name);
  const auto found = value_.find(name);
  return found == value_.end() || found->is_null() ? nullptr : &*found;
}

void Fields::wrong(const char* name, const std::string& what) {
  errors_.push_back({"invalid_request", what, path_ + name});
}

std::string Fields::text(const char* name) {
  auto text = maybe_text(name);
  if (!text && find(name) == nullptr) wrong(name, "is missing; give a text");
  return text.value_or("");
}

std::optional<std::string> Fields::maybe_text(const char* name) {
  const Json* value = find(name);
  if (value == nullptr) return {};
  if (value->is_string() && value->get_ref<const std::string&>().size() <= kMostText) {
    return value->get<std::string>();
  }
  wrong(name, format("give a text of at most {} bytes", kMostText));
  return {};
}

std::optional<int64_t> Fields::maybe_integer(const char* name, int64_t low, int64_t high) {
  const Json* value = find(name);
  if (value == nullptr) return {};
  if (value->is_number_integer()) {
    const bool huge = value->is_number_unsigned() && value->get<uint64_t>() > INT64_MAX;
    const int64_t number = huge ? INT64_MAX : value->get<int64_t>();
    if (!huge && number >= low && number <= high) return number;
  }
  wrong(name, format("give a whole number from {} to {}", low, high));
  return {};
}

std::optional<double> Fields::maybe_number(const char* name) {
  const Json* value = find(name);
  if (value == nullptr) return {};
  if (value->is_number()) return value->get<double>();
  wrong(name, "give a number");
  return {};
}

std::optional<bool> Fields::maybe_flag(const char* name) {
  const Json* value = find(name);
  if (value == nullptr) return {};
  if (value->is_boolean()) return value->get<bool>();
  wrong(name, "give true or false");
  return {};
}

bool Fields::flag(const char* name) {
  const auto flag = maybe_flag(name);
  if (!flag && find(name) == nullptr) wrong(name, "is missing; give true or false");
  return flag.value_or(false);
}

bool Fields::flag(const char* name, bool otherwise) { return maybe_flag(name).value_or(otherwise); }

std::vector<std::string> Fields::texts(const char* name) {
  std::vector<std::string> texts;
  const Json* value = find(name);
  if (value == nullptr) return texts;
  bool right = value->is_array() && value->size() <= kMostTexts;
  if (right) {
    for (const Json& one : *value) {
      right = right && one.is_string() && one.get_ref<const std::string&>().size() <= kMostText;
      if (right) texts.push_back(one.get<std::string>());
    }
  }
  if (!right) wrong(name, format("give a list of at most {} texts", kMostTexts));
  return texts;
}

Fields& Fields::object(const char* name) {
  const Json* value = find(name);
  Json inner = Json::object();
  if (value != nullptr && value->is_object()) {
    inner = *value;
  } else if (value != nullptr) {
    wrong(name, "give an object");
  }
  inner_.push_back(std::unique_ptr<Fields>(new Fields(std::move(inner), path_ + name + ".")));
  return *inner_.back();
}

std::vector<FieldError> Fields::errors() {
  std::vector<FieldError> all = errors_;
  for (const auto& [name, value] : value_.items()) {
    if (asked_.contains(name)) continue;
    all.push_back({"invalid_request", "is no member of this request",
                   is_valid_utf8(name) ? path_ + name : path_ + "?"});
  }
  for (const auto& inner : inner_) {
    for (FieldError& error : inner->errors()) all.push_back(std::move(error));
  }
  return all;
}

bool Fields::ok() { return errors().empty(); }

// --- Call

Result<int64_t> Call::number(std::string_view parameter) const {
  const auto number = whole(request.parameter(parameter));
  if (number && *number > 0) return *number;
  return fail(ErrorCode::kNotFound, format("there is no such {}", parameter));
}

Result<size_t> Call::limit(size_t otherwise) const {
  constexpr int64_t kMost = 1000;
  const auto text = request.query_value("limit");
  if (!text) return otherwise;
  const auto number = whole(*text);
  if (number && *number >= 1 && *number <= kMost) return static_cast<size_t>(*number);
  return fail(ErrorCode::kUsage, format("limit: give a whole number from 1 to {}", kMost));
}

Result<int64_t> Call::cursor() const {
  const auto text = request.query_value("cursor");
  if (!text || text->empty()) return 0;
  const auto number = whole(*text);
  if (number && *number > 0) return *number;
  return fail(ErrorCode::kUsage, "cursor: this is no cursor of an earlier answer");
}

std::string Call::session() const {
  const auto credentials = find_credentials(request.headers, Scope::kView);
  const bool is_cookie = credentials && credentials->kind == Credentials::Kind::kCookie;
  return is_cookie ? credentials->secret : "";
}

Route managed(const char* method, const std::string& pattern, Scope scope, Endpoint endpoint) {
  const bool changes = std::string_view(method) != "GET";
  return {.method = std::string(method),
          .pattern = pattern,
          .api = Api::kManagement,
          .scope = scope,
          .where = Where::kWorker,
          .handler = sync([endpoint = std::move(endpoint), changes, scope](const Request& request) {
            return answer_of(request, endpoint, changes, scope);
          })};
}

std::string json_text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json page_json(Json items, std::optional<int64_t> next) {
  return {{"data", std::move(items)},
          {"cursor",
           {{"has_more", next.has_value()},
            {"next", next ? Json(std::to_string(*next)) : Json(nullptr)}}}};
}

Json time_json(const std::optional<TimeUs>& at) {
  return at ? Json(format_time(*at)) : Json(nullptr);
}

}  // namespace likely::http
