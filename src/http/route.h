#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "http/access.h"
#include "http/limits.h"
#include "http/message.h"

namespace likely::http {

// A value that cannot be left out of a designated initialiser.
template <typename T>
struct Required {
  Required(T given) : value(std::move(given)) {}
  operator const T&() const { return value; }
  T value;
};

// Where a handler runs.
enum class Where : uint8_t {
  kInline,  // on the I/O thread: microseconds of work, or asynchronous; never waits
  kWorker,  // on a small pool: anything that reads a disk or computes
};

// Which pages of other origins may call a route. One for any origin is let in by a key alone: its
// scope is none that a session's cookie could bring.
enum class Cors : uint8_t { kNone, kAnyOrigin };

// How a handler answers: call it once, from any thread. Dropped without an answer, the client gets
// a 500; a second call does nothing. `send` is called once, and gone once it was: a Reply that is
// kept after its answer holds nothing.
class Reply {
 public:
  explicit Reply(std::function<void(Response)> send);
  void operator()(Response response) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

using Handler = std::function<void(Request, Reply)>;
// For handlers that have their answer when they return.
Handler sync(std::function<Response(const Request&)> answer);

// One row of the route table. A row without method, pattern, api, scope or where does not compile.
//   {.method = "GET", .pattern = "/v1/spaces/{space}/audiences", .api = Api::kManagement,
//    .scope = Scope::kManage, .where = Where::kWorker, .handler = sync(list_audiences)}
// A pattern's {name} takes one path segment; a last segment "*" takes the rest of the path as "*".
struct Route {
  Required<std::string> method;
  Required<std::string> pattern;
  Required<Api> api;
  Required<Scope> scope;
  Required<Where> where;
  size_t max_body = kBodyBytes;  // inflated
  Cors cors = Cors::kNone;
  // Where a secret may stand beside the Authorization header and the cookie (write keys in a body
  // or a path); asked with the body read, when there are no others or nobody knows them. Empty:
  // nowhere.
  std::function<std::string(const Request&)> find_key = {};
  Required<Handler> handler;
};

// GET of what everybody may see, quickly answered; errors in the words of the Management API.
Route open_page(std::string pattern, std::function<Response(const Request&)> answer);

// The route table. Immutable: any number of threads.
class Router {
 public:
  // Errors: kConflict when two rows have the same method and pattern, kUsage for a bad pattern and
  // for a row that lets any origin in with a cookie.
  static Result<Router> make(std::vector<Route> routes);

  struct Found {
    const Route* route;
    size_t index;  // in routes()
    std::vector<Pair> parameters;
  };
  struct NotFound {
    Api api;                 // of the routes that begin most like the path
    std::string unreadable;  // the parameter that is empty or no text in an otherwise right path
  };
  struct WrongMethod {
    std::string allow;           // "GET, POST"
    const Route* any = nullptr;  // one route of that path
  };
  // `path` as sent, percent-encoded, without the query. The most literal pattern that
  // takes the path decides, whatever the method. HEAD finds GET. Paths of the Tracking API may end
  // in a slash: some clients put one there.
  std::variant<Found, NotFound, WrongMethod> find(std::string_view method,
                                                  std::string_view path) const;
  // Whose words an answer about that path takes: those of the routes that share most of its first
  // segments; the Management API's when several do, or none.
  Api api_of(std::string_view path) const;
  const std::vector<Route>& routes() const { return routes_; }

 private:
  struct Pattern {
    std::vector<std::string> segments;  // "{name}" for a parameter
    size_t index = 0;
    bool may_end_in_slash = false;
  };
  std::vector<Route> routes_;
  std::vector<Pattern> patterns_;  // most literal first
};

}  // namespace likely::http
