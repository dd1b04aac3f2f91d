#pragma once

// One call of the Management API: its body as typed fields, its answer as JSON. Heavy: for the
// .cc files of these routes only.

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/json.h"
#include "http/route.h"
#include "pipeline/run_queue.h"

namespace likely::http {

// The members of a JSON body. A member of the wrong type, a missing required one, or one that
// nobody asked for is an error that names it; check() gives them all at once. One thread.
class Fields {
 public:
  explicit Fields(const std::string& body);

  std::string text(const char* name);  // required
  std::optional<std::string> maybe_text(const char* name);
  std::optional<int64_t> maybe_integer(const char* name, int64_t low, int64_t high);
  std::optional<double> maybe_number(const char* name);
  bool flag(const char* name);  // required
  bool flag(const char* name, bool otherwise);
  std::optional<bool> maybe_flag(const char* name);
  std::vector<std::string> texts(const char* name);  // absent: none
  // A member that is an object with fields of its own: "definition". Absent: without members.
  Fields& object(const char* name);

  bool ok();
  std::vector<FieldError> errors();
  bool was_asked(std::string_view name) const { return asked_.contains(name); }

 private:
  Fields(Json value, std::string path) : value_(std::move(value)), path_(std::move(path)) {}
  const Json* find(const char* name);
  void wrong(const char* name, const std::string& what);

  Json value_;
  std::string path_;  // "definition."
  std::set<std::string, std::less<>> asked_;
  std::vector<std::unique_ptr<Fields>> inner_;
  std::vector<FieldError> errors_;
};

// An answer that is JSON. status 204: no body.
struct Answer {
  int status = 200;
  Json body;
  std::vector<Pair> headers = {};
};

struct Call {
  const Request& request;
  Fields fields;
  // kUsage when the body has errors; call it after the last field was asked for.
  Result<void> check() { return fields.ok() ? Result<void>() : fail(ErrorCode::kUsage, ""); }
  // Of the path; kNotFound when it is no positive number.
  Result<int64_t> number(std::string_view parameter) const;
  // ?limit=…, 1 to 1000.
  Result<size_t> limit(size_t otherwise = 50) const;
  // ?cursor=… of an earlier answer: a number; 0 without one.
  Result<int64_t> cursor() const;
  // The session cookie's secret; empty without one.
  std::string session() const;
  const std::string& actor() const { return request.caller.name; }
};

using Endpoint = std::function<Result<Answer>(Call&)>;

// A route of the Management API. Paths with {space} know the space `main` only. A change asked for
// with the session cookie needs the header X-CSRF-Token.
Route managed(const char* method, const std::string& pattern, Scope scope, Endpoint endpoint);

std::string json_text(const Json& json);  // bytes that are no UTF-8 are replaced
Json page_json(Json items, std::optional<int64_t> next);
Json time_json(const std::optional<TimeUs>& at);
Json run_json(const RunRecord& run);

}  // namespace likely::http
