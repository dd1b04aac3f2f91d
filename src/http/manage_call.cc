#include "http/manage_call.h"

#include <algorithm>
#include <charconv>

#include "base/format.h"
#include "base/utf8.h"
#include "domain/time.h"
#include "http/credentials.h"
#include "http/limits.h"
#include "serving/access.h"

namespace likely::http {

namespace {

constexpr std::string_view kSpace = "main";

std::optional<int64_t> whole(std::string_view text) {
  int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return {};
  return number;
}

// Names the field by where it stands in the body: "definition.target.column".
Response refused(Error wrong, const Request& request, const Fields& fields) {
  const auto in_path = std::ranges::find(request.parameters, wrong.field, &Pair::first);
  if (in_path != request.parameters.end()) {  // what cannot be a name is that of nothing
    wrong = {ErrorCode::kNotFound, std::move(wrong.message)};
  }
  if (auto path = fields.path_of(wrong.field)) wrong.field = std::move(*path);
  return error(Api::kManagement, wrong);
}

// What the body is for a route.
enum class Takes { kNothing, kFields, kFile };

Response answer_of(const Request& request, const Endpoint& endpoint, Takes takes, Scope scope) {
  const bool changes = takes != Takes::kNothing;
  for (const auto& [name, value] : request.parameters) {
    if (!is_valid_utf8(value) || (name == "space" && value != kSpace)) {
      return error(Api::kManagement, 404, format("there is no such {}", name));
    }
  }
  Call call{request, Fields(takes == Takes::kFields ? request.body : "")};
  const std::string session = call.session();
  const bool by_cookie = !request.headers.find("authorization") && !session.empty();
  if (changes && by_cookie && scope != Scope::kPublic &&
      request.headers.find("x-csrf-token").value_or("") != AccessBook::csrf_of(session)) {
    return error(Api::kManagement, 403, "X-CSRF-Token: is not that of this session");
  }
  auto answer = endpoint(call);
  // What ended it before the body was looked at says more than members that nobody asked for yet.
  const bool by_check = !answer && answer.error().message.empty();
  if (!answer && !by_check) return refused(answer.error(), request, call.fields);
  if (!call.fields.ok()) return errors(400, call.fields.errors());
  Response response;
  response.status = answer->status;
  response.headers = std::move(answer->headers);
  if (!answer->content_type.empty()) {
    response.content_type = std::move(answer->content_type);
    response.body = std::move(answer->file);
  } else if (answer->status != 204) {
    response.body = json_text(answer->body);
  }
  return response;
}

}  // namespace

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
  return fail_field(ErrorCode::kUsage, "limit", format("give a whole number from 1 to {}", kMost));
}

Result<std::string> Call::text(std::string_view name) const {
  const std::string given(request.query_value(name).value_or(""));
  if (is_valid_utf8(given)) return given;
  return fail_field(ErrorCode::kUsage, std::string(name), "give a text in UTF-8");
}

Result<bool> Call::flag(std::string_view name) const {
  TRY(choice(name, {"true", "false"}));
  return request.query_value(name) == "true";
}

Result<std::string> Call::choice(std::string_view name,
                                 std::initializer_list<std::string_view> known) const {
  const auto given = request.query_value(name);
  if (!given) return std::string();
  std::string list;
  for (const std::string_view one : known) {
    if (one == *given) return std::string(one);
    list += format("{}{}", list.empty() ? "" : ", ", one);
  }
  return fail_field(ErrorCode::kUsage, std::string(name), "give one of: " + list);
}

Result<int64_t> Call::cursor() const {
  const auto text = request.query_value("cursor");
  if (!text) return 0;
  constexpr size_t kMostDigits = 18;
  const auto number = whole(*text);
  if (number && *number > 0 && text->size() <= kMostDigits && text->front() != '0') return *number;
  return fail_field(ErrorCode::kUsage, "cursor", "this is no cursor of an earlier answer");
}

std::string Call::session() const {
  const auto credentials = find_credentials(request.headers, Scope::kView);
  const bool is_cookie = credentials && credentials->kind == Credentials::Kind::kCookie;
  return is_cookie ? credentials->secret : "";
}

namespace {

Route route_of(const char* method, const std::string& pattern, Scope scope, Endpoint endpoint,
               Takes takes) {
  return {.method = std::string(method),
          .pattern = pattern,
          .api = Api::kManagement,
          .scope = scope,
          .where = Where::kWorker,
          .max_body = takes == Takes::kFile ? kUploadBytes : kBodyBytes,
          .handler = sync([endpoint = std::move(endpoint), takes, scope](const Request& request) {
            return answer_of(request, endpoint, takes, scope);
          })};
}

}  // namespace

Route managed(const char* method, const std::string& pattern, Scope scope, Endpoint endpoint) {
  const bool reads = std::string_view(method) == "GET";
  return route_of(method, pattern, scope, std::move(endpoint),
                  reads ? Takes::kNothing : Takes::kFields);
}

Route uploaded(const char* method, const std::string& pattern, Scope scope, Endpoint endpoint) {
  return route_of(method, pattern, scope, std::move(endpoint), Takes::kFile);
}

Result<std::string> export_ending(const Call& call) {
  ASSIGN(std::string ending, call.choice("format", {"csv", "ndjson", "parquet"}));
  return ending.empty() ? "csv" : ending;
}

Answer file_answer(const std::string& what, const std::string& ending, std::string bytes) {
  std::string name;
  for (const char c : what) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    name += plain ? c : '-';
  }
  return {
      .headers = {{"Content-Disposition", format("attachment; filename=\"{}.{}\"", name, ending)}},
      .file = std::move(bytes),
      .content_type = ending == "csv"      ? "text/csv"
                      : ending == "ndjson" ? "application/x-ndjson"
                                           : "application/vnd.apache.parquet"};
}

Result<Answer> queue_run(const ManageApi& api, const Call& call, const RunRequest& request,
                         const Json& arguments) {
  if (!request.action.empty()) {
    TRY(api.services->access.book->record(call.actor(), request.action, request.subject, "{}"));
  }
  ASSIGN(const auto run, api.runs->add(request.kind, json_text(arguments), call.actor()));
  return Answer{202, run_json(run)};
}

std::string json_text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Json page_json(Json items, int64_t skip, bool more) {
  const auto next = skip + static_cast<int64_t>(items.size());
  return page_json(std::move(items), more ? std::optional(next) : std::nullopt);
}

Json page_json(Json items, std::optional<int64_t> next) {
  return {{"data", std::move(items)},
          {"cursor",
           {{"has_more", next.has_value()},
            {"next", next ? Json(std::to_string(*next)) : Json(nullptr)}}}};
}

}  // namespace likely::http
