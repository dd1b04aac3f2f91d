#include "http/message.h"

#include <algorithm>

#include "base/check.h"
#include "base/json_view.h"
#include "base/utf8.h"
#include "http/limits.h"

namespace likely::http {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

void append_member(std::string& out, std::string_view name, std::string_view value) {
  out += '"';
  out += name;
  out += "\":";
  append_json_string(out, is_valid_utf8(value) ? value : std::string_view("(not UTF-8)"));
}

std::string_view management_type(int status) {
  switch (status) {
    case 401:
      return "unauthenticated";
    case 403:
      return "forbidden";
    case 404:
      return "not_found";
    case 405:
      return "method_not_allowed";
    case 409:
      return "conflict";
    case 413:
      return "too_large";
    case 429:
      return "rate_limit";
    case 503:
      return "unavailable";
    default:
      return status >= 500 ? "internal" : "invalid_request";
  }
}

std::string_view profile_code(int status) {
  switch (status) {
    case 401:
    case 403:
      return "authentication_error";
    case 404:
      return "not_found";
    case 429:
      return "rate_limit_error";
    default:
      return status >= 500 ? "internal_error" : "invalid_request_error";
  }
}

std::string_view usual_code(Api api, int status) {
  return api == Api::kProfile ? profile_code(status) : management_type(status);
}

}  // namespace

bool is_same_word(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

void Headers::add(std::string name, std::string value) {
  pairs_.emplace_back(std::move(name), std::move(value));
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const auto& [known, value] : pairs_) {
    if (is_same_word(known, name)) return value;
  }
  return {};
}

size_t Headers::count(std::string_view name) const {
  return static_cast<size_t>(std::ranges::count_if(
      pairs_, [&](const Pair& pair) { return is_same_word(pair.first, name); }));
}

const std::string& Request::parameter(std::string_view name) const {
  const auto found = std::ranges::find(parameters, name, &Pair::first);
  CHECK(found != parameters.end());
  return found->second;
}

std::optional<std::string_view> Request::query_value(std::string_view name) const {
  const auto found = std::ranges::find(query, name, &Pair::first);
  if (found == query.end()) return {};
  return found->second;
}

Response json(int status, std::string text) { return {.status = status, .body = std::move(text)}; }

Response error(Api api, int status, std::string_view message, std::string_view code) {
  if (code.empty()) code = usual_code(api, status);
  if (api == Api::kManagement) {
    return errors(status, {{std::string(code), std::string(message), {}}});
  }
  std::string text = "{";
  append_member(text, "code", code);
  text += ',';
  append_member(text, "message", message);
  text += '}';
  return json(status, api == Api::kProfile ? "{\"error\":" + text + "}" : text);
}

Response errors(int status, const std::vector<FieldError>& errors) {
  std::string text = "{\"errors\":[";
  for (const FieldError& one : errors) {
    text += text.back() == '[' ? "{" : ",{";
    append_member(text, "type", one.type);
    text += ',';
    append_member(text, "message", one.message);
    if (!one.field.empty()) {
      text += ',';
      append_member(text, "field", one.field);
    }
    text += '}';
  }
  return json(status, text + "]}");
}

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kUsage:
      return 400;
    case ErrorCode::kNotFound:
    case ErrorCode::kUnknown:
      return 404;
    case ErrorCode::kConflict:
    case ErrorCode::kUnusable:
    case ErrorCode::kCancelled:
      return 409;
    case ErrorCode::kTooMany:
      return 429;
    case ErrorCode::kUnavailable:
      return 503;
    case ErrorCode::kInternal:
      return 500;
  }
  return 500;
}

namespace {

std::string_view words_of(NextStep next) {
  switch (next) {
    case NextStep::kNone:
      return "";
    case NextStep::kImport:
      return "send events to the Tracking API, or a file by POST …/uploads and POST …/imports";
    case NextStep::kCatalog:
      return "look over the proposal of GET …/catalog/suggestion, then PUT …/catalog and POST "
             "…/models";
    case NextStep::kTrain:
      return "POST …/models first";
    case NextStep::kTrainForIt:
      return "train one for them first (POST …/models)";
    case NextStep::kMakeAudience:
      return "make one by POST …/audiences";
    case NextStep::kMakeTrait:
      return "make one by POST …/traits";
  }
  return "";
}

}  // namespace

Response error(Api api, const Error& error) {
  const int status = status_of(error.code);
  // What broke inside is for the log, not for the client.
  std::string message = status == 500 ? "the server failed; its log says more" : error.message;
  if (error.next != NextStep::kNone) message.append("; ").append(words_of(error.next));
  Response response;
  if (api == Api::kManagement) {
    response = errors(status, {{std::string(management_type(status)), message, error.field}});
  } else {
    response =
        http::error(api, status, error.field.empty() ? message : error.field + ": " + message);
  }
  if (status == 503 || status == 429)
    response.headers.emplace_back("Retry-After", std::to_string(kRetryAfterS));
  return response;
}

}  // namespace likely::http
