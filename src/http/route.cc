#include "http/route.h"

#include <algorithm>
#include <atomic>
#include <expected>
#include <span>
#include <utility>

#include "base/format.h"
#include "http/credentials.h"
#include "http/target.h"

namespace likely::http {

struct Reply::State {
  std::function<void(Response)> send;
  std::atomic<bool> answered{false};

  ~State() {
    if (!answered) send(json(500, R"({"message":"the server gave no answer"})"));
  }
};

Reply::Reply(std::function<void(Response)> send) : state_(std::make_shared<State>()) {
  state_->send = std::move(send);
}

void Reply::operator()(Response response) const {
  if (state_->answered.exchange(true)) return;
  const auto send = std::exchange(state_->send, nullptr);
  send(std::move(response));
}

Handler sync(std::function<Response(const Request&)> answer) {
  return [answer = std::move(answer)](Request request, Reply reply) { reply(answer(request)); };
}

Route open_page(std::string pattern, std::function<Response(const Request&)> answer) {
  return {.method = std::string("GET"),
          .pattern = std::move(pattern),
          .api = Api::kManagement,
          .scope = Scope::kPublic,
          .where = Where::kInline,
          .handler = sync(std::move(answer))};
}

namespace {

bool is_parameter(std::string_view segment) {
  return segment == "*" || (segment.size() > 2 && segment.front() == '{' && segment.back() == '}');
}

std::vector<std::string_view> split_path(std::string_view path) {
  std::vector<std::string_view> segments;
  if (path.starts_with('/')) path.remove_prefix(1);
  for (;;) {
    const size_t slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

std::string_view tail_from(std::string_view path, std::string_view segment) {
  return path.substr(static_cast<size_t>(segment.data() - path.data()));
}

// The parameters when the path fits; else the name of the one that cannot be read, or "" when it is
// another path altogether.
std::expected<std::vector<Pair>, std::string> fit(const std::vector<std::string>& pattern,
                                                  std::string_view path,
                                                  std::span<const std::string_view> segments) {
  const std::unexpected<std::string> other{""};
  const bool takes_rest = pattern.back() == "*";
  if (takes_rest ? segments.size() < pattern.size() : segments.size() != pattern.size()) {
    return other;
  }
  std::vector<Pair> parameters;
  std::string unreadable;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (!is_parameter(pattern[i])) {
      if (pattern[i] != segments[i]) return other;
      continue;
    }
    const bool is_rest = pattern[i] == "*";
    auto value = percent_decode(is_rest ? tail_from(path, segments[i]) : segments[i]);
    std::string name = is_rest ? "*" : pattern[i].substr(1, pattern[i].size() - 2);
    if (!value || (value->empty() && !is_rest)) {
      unreadable = std::move(name);
    } else {
      parameters.emplace_back(std::move(name), std::move(*value));
    }
  }
  if (!unreadable.empty()) return std::unexpected(std::move(unreadable));
  return parameters;
}

// How many of its first segments a path may share with a pattern.
size_t shared_segments(const std::vector<std::string>& pattern,
                       const std::vector<std::string_view>& segments) {
  size_t count = 0;
  while (count < std::min(pattern.size(), segments.size()) &&
         (is_parameter(pattern[count]) || pattern[count] == segments[count])) {
    ++count;
  }
  return count;
}

// Literals before parameters before the rest, segment by segment.
std::string order_of(const std::vector<std::string>& segments) {
  std::string order;
  for (const std::string& segment : segments) {
    order += segment == "*" ? 'c' : is_parameter(segment) ? 'b' : 'a';
  }
  return order;
}

// The pattern with all parameter names alike: what two rows may not share.
std::string shape_of(const Route& route, const std::vector<std::string>& segments) {
  std::string shape = route.method.value;
  for (const std::string& segment : segments) {
    shape += '/';
    shape += segment == "*" ? "*" : is_parameter(segment) ? "{}" : segment;
  }
  return shape;
}

// Whether two patterns take the very same paths.
bool is_alike(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  return std::ranges::equal(a, b, [](std::string_view left, std::string_view right) {
    return left == right ||
           (left != "*" && right != "*" && is_parameter(left) && is_parameter(right));
  });
}

bool is_good_pattern(std::string_view pattern) {
  return pattern.starts_with('/') &&
         (!pattern.contains('*') ||
          (pattern.ends_with("/*") && std::ranges::count(pattern, '*') == 1));
}

}  // namespace

Result<Router> Router::make(std::vector<Route> routes) {
  Router router;
  router.routes_ = std::move(routes);
  std::vector<std::string> shapes;
  for (size_t index = 0; index < router.routes_.size(); ++index) {
    const Route& route = router.routes_[index];
    if (!is_good_pattern(route.pattern.value)) {
      return fail(ErrorCode::kUsage,
                  format("route {} {}: no pattern", route.method.value, route.pattern.value));
    }
    if (route.cors == Cors::kAnyOrigin && takes_cookie(route.scope)) {
      return fail(ErrorCode::kUsage,
                  format("route {} {}: pages of any origin could use a session's cookie",
                         route.method.value, route.pattern.value));
    }
    Pattern pattern{
        .segments = {}, .index = index, .may_end_in_slash = route.api == Api::kTracking};
    for (const auto segment : split_path(route.pattern.value)) {
      pattern.segments.emplace_back(segment);
    }
    shapes.push_back(shape_of(route, pattern.segments));
    router.patterns_.push_back(std::move(pattern));
  }
  std::ranges::sort(shapes);
  if (const auto twice = std::ranges::adjacent_find(shapes); twice != shapes.end()) {
    return fail(ErrorCode::kConflict, format("route {}: is in the table twice", *twice));
  }
  std::ranges::stable_sort(router.patterns_, {},
                           [](const Pattern& pattern) { return order_of(pattern.segments); });
  return router;
}

std::variant<Router::Found, Router::NotFound, Router::WrongMethod> Router::find(
    std::string_view method, std::string_view path) const {
  if (method == "HEAD") method = "GET";
  const auto segments = split_path(path);
  const std::span<const std::string_view> all(segments);
  WrongMethod wrong;
  const Pattern* first = nullptr;
  NotFound none{};
  for (const Pattern& pattern : patterns_) {
    if (first != nullptr && !is_alike(first->segments, pattern.segments)) continue;
    const bool trim = pattern.may_end_in_slash && segments.size() > 1 && segments.back().empty();
    auto parameters = fit(pattern.segments, path, trim ? all.first(all.size() - 1) : all);
    if (!parameters) {
      if (none.unreadable.empty()) none.unreadable = std::move(parameters.error());
      continue;
    }
    if (first == nullptr) first = &pattern;
    const Route& route = routes_[pattern.index];
    if (route.method.value == method) {
      return Found{&route, pattern.index, std::move(*parameters)};
    }
    wrong.allow += wrong.allow.empty() ? route.method.value : ", " + route.method.value;
    if (wrong.any == nullptr) wrong.any = &route;
  }
  if (wrong.any != nullptr) return wrong;
  none.api = api_of(path);
  return none;
}

Api Router::api_of(std::string_view path) const {
  const auto segments = split_path(path);
  size_t most = 0;
  Api api = Api::kManagement;
  for (const Pattern& pattern : patterns_) {
    const size_t shared = shared_segments(pattern.segments, segments);
    const Api its = routes_[pattern.index].api;
    if (shared > most) api = its;
    if (shared == most && its != api) api = Api::kManagement;
    most = std::max(most, shared);
  }
  return api;
}

}  // namespace likely::http
