#pragma once

// One call of the Management API: its body as typed fields, its answer as JSON. Heavy: for the
// .cc files of these routes only.

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/format.h"
#include "base/json.h"
#include "http/manage.h"
#include "http/route.h"
#include "pipeline/run_queue.h"
#include "services/result_json.h"

namespace likely::http {

// How many rows of a list that nobody asked to be paged are shown.
inline constexpr size_t kWholeList = 1'000;

// What a text must be. pattern: as in api/openapi.yaml, of the whole text (http/patterns.h).
struct TextRule {
  size_t least = 0, most = 10'000;  // characters
  const char* pattern = nullptr;
  const char* wanted = nullptr;  // in words
};

// The members of a JSON body. A member of the wrong type (null too), a missing required one, or one
// that nobody asked for is an error that names it; check() gives them all at once. One thread.
class Fields {
 public:
  explicit Fields(const std::string& body);

  std::string text(const char* name, const TextRule& rule = {});  // required
  std::optional<std::string> maybe_text(const char* name, const TextRule& rule = {});
  std::optional<int64_t> maybe_integer(const char* name, int64_t low, int64_t high);
  std::optional<double> maybe_number(const char* name, double low, double high);
  bool flag(const char* name);  // required
  bool flag(const char* name, bool otherwise);
  std::optional<bool> maybe_flag(const char* name);
  std::vector<std::string> texts(const char* name);  // absent: none
  // A member that is an object with fields of its own: "definition". Absent: without members. Once
  // for each name.
  Fields& object(const char* name);

  // The request may come without a body, and then has no members.
  Fields& or_none() {
    may_miss_ = true;
    return *this;
  }

  bool ok();
  std::vector<FieldError> errors();
  // Where the member of that name stands that was asked for: "definition.target.column".
  std::optional<std::string> path_of(std::string_view name) const;

 private:
  Fields(Json value, std::string path) : value_(std::move(value)), path_(std::move(path)) {}
  Json* find(const char* name);
  void wrong(const char* name, const std::string& what);
  bool fits(const char* name, const std::string& text, const TextRule& rule);

  Json value_;
  bool is_missing_ = false, may_miss_ = false;
  std::string unreadable_;  // why the body is none; then nothing else is said of it
  std::string path_;        // "definition."
  std::set<std::string, std::less<>> asked_;
  std::vector<std::unique_ptr<Fields>> inner_;
  std::vector<FieldError> errors_;
};

// An answer that is JSON, or a file. status 204: no body.
struct Answer {
  int status = 200;
  Json body;
  std::vector<Pair> headers = {};
  std::string file = {}, content_type = {};  // instead of `body` when the type is given
};

struct Call {
  const Request& request;
  Fields fields;
  // kUsage when the body has errors; call it after the last field was asked for.
  Result<void> check() { return fields.ok() ? Result<void>() : fail(ErrorCode::kUsage, ""); }
  // Of the path; kNotFound when it is no positive number.
  Result<int64_t> number(std::string_view parameter) const;
  // ?name=…, empty without it; kUsage when it is no UTF-8.
  Result<std::string> text(std::string_view name) const;
  // ?limit=…, 1 to 1000.
  Result<size_t> limit(size_t otherwise = 50) const;
  // ?name=true or false; false without it.
  Result<bool> flag(std::string_view name) const;
  // ?name=…; one of `known`, empty without it.
  Result<std::string> choice(std::string_view name,
                             std::initializer_list<std::string_view> known) const;
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
// The same for a body that is a file: at most kUploadBytes, in call.request.body.
Route uploaded(const char* method, const std::string& pattern, Scope scope, Endpoint endpoint);

// ?format=… of an export, and its answer. `what`: how the file is called, "back_to_school".
Result<std::string> export_ending(const Call& call);
Answer file_answer(const std::string& what, const std::string& ending, std::string bytes);

std::string json_text(const Json& json);  // bytes that are no UTF-8 are replaced
Json page_json(Json items, std::optional<int64_t> next);
// A page that began after `skip` entries.
Json page_json(Json items, int64_t skip, bool more);
inline constexpr std::optional<int64_t> kNoMore;  // the `next` of a whole list
// The page of a list that is at hand, sorted by id_of, a member or function that gives a positive
// number: what ?cursor= and ?limit= ask for.
enum class Sorted { kRising, kFalling };
template <typename Record, typename IdOf, typename JsonOf>
Result<Answer> page_of(const Call& call, const std::vector<Record>& records, IdOf id_of,
                       JsonOf json_of, Sorted sorted = Sorted::kRising) {
  ASSIGN(const size_t limit, call.limit(kWholeList));
  ASSIGN(const int64_t cursor, call.cursor());
  const auto id = [&](size_t i) { return std::invoke(id_of, records[i]); };
  Json list = Json::array();
  for (size_t i = 0; i < records.size(); ++i) {
    const bool is_behind = sorted == Sorted::kFalling ? id(i) < cursor : id(i) > cursor;
    if (cursor > 0 && !is_behind) continue;
    if (list.size() == limit) return Answer{.body = page_json(std::move(list), id(i - 1))};
    list.push_back(json_of(records[i]));
  }
  return Answer{.body = page_json(std::move(list), kNoMore)};
}
// The one of that id; kNotFound names `what`.
template <typename Record, typename IdOf>
Result<Record> one_of(std::vector<Record> records, IdOf id_of, int64_t id, std::string_view what) {
  for (Record& record : records) {
    if (std::invoke(id_of, record) == id) return std::move(record);
  }
  return fail(ErrorCode::kNotFound, format("there is no such {}", what));
}
// The run that does it, and its line in the audit log: action, subject. Empty: what changes
// nothing.
struct RunRequest {
  const char* kind;
  std::string action = {}, subject = {};
};
Result<Answer> queue_run(const ManageApi& api, const Call& call, const RunRequest& request,
                         const Json& arguments);
Json run_json(const RunRecord& run);
// The newest runs first, by ?limit= and ?cursor=.
Result<Answer> runs_page(RunQueue& runs, const Call& call, RunQuery query);

}  // namespace likely::http
