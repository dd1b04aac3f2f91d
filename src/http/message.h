#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "http/access.h"

namespace likely::http {

using Pair = std::pair<std::string, std::string>;

// Without regard to case, as names of headers and of codings compare.
bool is_same_word(std::string_view a, std::string_view b);

// Headers in their order; names compare without regard to case.
class Headers {
 public:
  void add(std::string name, std::string value);
  // The first of that name.
  std::optional<std::string_view> find(std::string_view name) const;
  size_t count(std::string_view name) const;
  const std::vector<Pair>& all() const { return pairs_; }

 private:
  std::vector<Pair> pairs_;
};

// One request, whole: matched, let in, and its body inflated.
struct Request {
  std::string method;       // "GET" …; a HEAD request arrives as GET
  std::string path;         // as sent, still percent-encoded, without the query
  std::vector<Pair> query;  // decoded, in their order; '+' is a space
  Headers headers;
  std::string body;              // inflated
  std::vector<Pair> parameters;  // of the route's pattern, decoded; "%2F" is a '/', '+' is a '+'
  std::string remote_address;    // "127.0.0.1"
  std::string request_id;        // 16 hex digits; also in the answer's Request-Id
  bool secure = false;           // came over TLS
  bool is_forwarded = false;     // by a trusted proxy: what it says of the client holds
  TimeUs received_at = 0;
  Caller caller;  // who it is, as the route's scope demanded

  // REQUIRES: the route's pattern has {name}.
  const std::string& parameter(std::string_view name) const;
  // The first value of ?name=…
  std::optional<std::string_view> query_value(std::string_view name) const;
};

// The answer. The server adds Date, Request-Id, security headers, and Cache-Control: no-store
// unless the handler set its own Cache-Control.
struct Response {
  int status = 200;
  std::string body;
  std::string content_type = "application/json";
  std::vector<Pair> headers;
};

Response json(int status, std::string text);

// One member of a management error list; `field` empty: the request as a whole.
struct FieldError {
  std::string type;
  std::string message;
  std::string field;
};

// What the Profile API says of a part of the path that cannot be what it should.
inline constexpr std::string_view kValidationError = "validation_error";

// An error in the words of the API family: tracking {"code","message"}, profile
// {"error":{"code","message"}}, management {"errors":[{"type","message","field"?}]}.
// `code` empty: the usual one of that status in that family.
Response error(Api api, int status, std::string_view message, std::string_view code = {});
Response errors(int status, const std::vector<FieldError>& errors);
// The one map from neutral error codes to statuses.
int status_of(ErrorCode code);
// Of the Management API it names the field, in others the message begins with it.
Response error(Api api, const Error& error);

}  // namespace likely::http
