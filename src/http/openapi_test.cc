// Holds the routes to api/openapi.yaml: every operation has a handler with the scope that x-scope
// says, and no route is without an operation.

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>

#include "http/manage.h"
#include "http/patterns.h"
#include "http/profile_api.h"

namespace likely::http {
namespace {

// "GET /v1/…" → scope, from the file's own layout: a path at two blanks, a method at four, its
// x-scope at six.
std::map<std::string, std::string> documented() {
  std::map<std::string, std::string> operations;
  std::ifstream file(std::string(LIKELY_SOURCE_DIR) + "/api/openapi.yaml");
  std::string line, path, method;
  while (std::getline(file, line)) {
    if (line.starts_with("components:")) break;
    if (line.starts_with("  /")) path = line.substr(2, line.size() - 3);
    if (line.starts_with("    ") && line[4] != ' ' && line.ends_with(':')) {
      method = line.substr(4, line.size() - 5);
      for (char& c : method) c = static_cast<char>(c - 'a' + 'A');
    }
    if (line.starts_with("      x-scope: ")) operations[method + " " + path] = line.substr(15);
  }
  return operations;
}

std::string document() {
  std::ifstream file(std::string(LIKELY_SOURCE_DIR) + "/api/openapi.yaml");
  return {std::istreambuf_iterator<char>(file), {}};
}

std::map<std::string, std::string> routed() {
  Services services;
  auto routes = manage_routes({.services = &services});
  for (Route& route : profile_routes({})) routes.push_back(std::move(route));
  std::map<std::string, std::string> operations;
  for (const Route& route : routes) {
    operations[route.method.value + " " + route.pattern.value] = name_of(route.scope);
  }
  EXPECT_TRUE(Router::make(std::move(routes)));
  return operations;
}

TEST(OpenApi, HasEveryRouteWithItsScopeAndNoOther) {
  const auto documents = documented(), routes = routed();
  EXPECT_GT(documents.size(), 50u);
  EXPECT_EQ(documents, routes);
}

TEST(OpenApi, HasTheFormsThatHandlersHoldTextsTo) {
  for (const char* pattern : {kRefreshPattern, kSharePattern}) {
    EXPECT_NE(document().find(std::string("pattern: '^") + pattern + "$'"), std::string::npos)
        << pattern;
  }
}

}  // namespace
}  // namespace likely::http
