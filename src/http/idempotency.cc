#include "http/idempotency.h"

#include <algorithm>

#include "base/format.h"
#include "base/json.h"
#include "http/credentials.h"

namespace likely::http {

namespace {

constexpr std::string_view kHeader = "idempotency-key";
constexpr size_t kMostKey = 255;

bool is_good_key(std::string_view key) {
  return !key.empty() && key.size() <= kMostKey &&
         std::ranges::all_of(key, [](char c) { return c > ' ' && c <= '~'; });
}

// Each name and value with its length: no two queries give the same text.
std::string query_text(const Request& request) {
  std::string text;
  for (const auto& [name, value] : request.query) {
    text += format("?{}:{}={}:{}", name.size(), name, value.size(), value);
  }
  return text;
}

std::string text_of(const Response& response) {
  Json json = {{"status", response.status}, {"body", response.body}, {"headers", response.headers}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Response response_of(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  Response response{.status = json.value("status", 500), .body = json.value("body", "")};
  response.headers = json.value("headers", std::vector<Pair>());
  response.headers.emplace_back("Idempotency-Replayed", "true");
  return response;
}

void answer_once(const Handler& handler, const std::shared_ptr<KeptAnswers>& answers,
                 Request request, const Reply& reply) {
  const auto key = request.headers.find(kHeader);
  if (!key) return handler(std::move(request), reply);
  if (!is_good_key(*key) || request.headers.count(kHeader) != 1) {
    return reply(errors(400, {{"invalid_request",
                               format("give one key of 1 to {} visible ASCII characters", kMostKey),
                               "Idempotency-Key"}}));
  }
  const Caller& caller = request.caller;
  const auto credentials = find_credentials(request.headers, Scope::kView);
  const KeptAnswers::Request asked{
      .caller = format("{} {}", static_cast<int>(caller.kind), caller.id),
      .secret = credentials ? credentials->secret : "",
      .key = std::string(*key),
      .what =
          format("{} {}{}\n{}", request.method, request.path, query_text(request), request.body)};
  auto kept = answers->begin(asked);
  if (!kept) return reply(error(Api::kManagement, kept.error()));
  if (*kept) return reply(response_of(**kept));
  handler(std::move(request), Reply([answers, asked, reply](Response response) {
            const bool was_done = response.status >= 200 && response.status < 300;
            // What cannot be kept was done all the same; it is answered, and not kept.
            static_cast<void>(
                answers->done(asked, was_done ? std::optional(text_of(response)) : std::nullopt));
            reply(std::move(response));
          }));
}

}  // namespace

void keep_answers(std::vector<Route>& routes, std::shared_ptr<KeptAnswers> answers) {
  for (Route& route : routes) {
    if (route.method.value != "POST" || route.scope == Scope::kPublic) continue;
    route.handler.value = [handler = route.handler.value, answers](Request request, Reply reply) {
      answer_once(handler, answers, std::move(request), reply);
    };
  }
}

}  // namespace likely::http
