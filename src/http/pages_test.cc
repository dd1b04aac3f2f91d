#include "http/pages.h"

#include <gtest/gtest.h>

#include "base/gzip_for_test.h"
#include "http/server_for_test.h"

namespace likely::http {
namespace {

class Pages : public ::testing::Test {
 protected:
  const std::string index_ =
      gzip_for_test("<meta nonce=\"__NONCE__\"><script src=\"assets/a.js\"></script>");
  const std::string script_ = gzip_for_test("start()");
  const std::vector<PageFile> files_ = {
      {.path = "index.html", .content_type = "text/html", .gzip = index_},
      {.path = "assets/a.js", .content_type = "text/javascript", .gzip = script_}};
  TestServer server_{page_routes(files_)};

  Client::Answer get(const std::string& path, const std::string& headers = "") {
    return server_.ask("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + headers + "\r\n");
  }
};

std::string nonce_of(const std::string& text, const std::string& before) {
  const size_t at = text.find(before);
  if (at == std::string::npos) return "none";
  return text.substr(at + before.size(), 22);
}

TEST_F(Pages, AnyPathBelowAppIsAStateOfThePages) {
  for (const char* path : {"/app", "/app/", "/app/audiences/new?column=Category"}) {
    const auto answer = get(path);
    EXPECT_EQ(answer.status, 200) << path;
    EXPECT_NE(answer.body.find("assets/a.js"), std::string::npos) << path;
    EXPECT_NE(answer.head.find("Cache-Control: no-store"), std::string::npos) << path;
  }
  EXPECT_NE(get("/").head.find("Location: /app\r\n"), std::string::npos);
}

TEST_F(Pages, EveryIndexHasANonceOfItsOwnAndNothingUnsafe) {
  const auto first = get("/app"), second = get("/app");
  const std::string nonce = nonce_of(first.body, "nonce=\"");
  EXPECT_EQ(nonce, nonce_of(first.head, "'nonce-"));
  EXPECT_NE(nonce, nonce_of(second.body, "nonce=\""));
  EXPECT_EQ(first.body.find("__NONCE__"), std::string::npos);
  EXPECT_EQ(first.head.find("unsafe"), std::string::npos);
  EXPECT_NE(first.head.find("script-src 'self';"), std::string::npos);
}

TEST_F(Pages, FilesAreKeptByBrowsersAndGzippedForWhoeverTakesIt) {
  const auto plain = get("/app/assets/a.js");
  EXPECT_EQ(plain.body, "start()");
  EXPECT_NE(plain.head.find("immutable"), std::string::npos);
  EXPECT_NE(plain.head.find("text/javascript"), std::string::npos);
  const auto packed = get("/app/assets/a.js", "Accept-Encoding: br, gzip\r\n");
  EXPECT_EQ(packed.body, script_);
  EXPECT_NE(packed.head.find("Content-Encoding: gzip"), std::string::npos);
}

TEST_F(Pages, AFileOfAnotherBuildIsMissing) {
  EXPECT_EQ(get("/app/assets/old.js").status, 404);
  EXPECT_EQ(get("/apple").status, 404);
}

}  // namespace
}  // namespace likely::http
