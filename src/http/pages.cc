#include "http/pages.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/format.h"
#include "base/inflate.h"
#include "base/secret.h"

namespace likely::http {

namespace {

constexpr std::string_view kIndex = "index.html";
constexpr std::string_view kNonceMark = "__NONCE__";
constexpr size_t kLargestFile = 64 << 20;
constexpr size_t kNonceLength = 22;

std::string inflated(std::string_view gzip) {
  std::string out;
  BodyInflater inflater(BodyInflater::Format::kGzip);
  CHECK(inflater.feed(gzip, out, kLargestFile) == BodyInflater::Status::kMore);
  return out;
}

// Pictures of products lie wherever the item feed says. Everything else is ours.
std::string policy(std::string_view nonce) {
  return format(
      "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{}'; img-src 'self' data: "
      "https: http:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
      "frame-ancestors 'none'",
      nonce);
}

class Index {
 public:
  explicit Index(std::string_view gzip) : text_(inflated(gzip)) {}

  Response answer() const {
    const std::string nonce = new_secret("").substr(0, kNonceLength);
    std::string body = text_;
    for (size_t at = 0; (at = body.find(kNonceMark, at)) != std::string::npos;) {
      body.replace(at, kNonceMark.size(), nonce);
      at += nonce.size();
    }
    return {.body = std::move(body),
            .content_type = "text/html; charset=utf-8",
            .headers = {{"Content-Security-Policy", policy(nonce)},
                        {"Referrer-Policy", "no-referrer"},
                        {"X-Frame-Options", "DENY"}}};
  }

 private:
  const std::string text_;
};

bool takes_gzip(const Request& request) {
  const auto accepted = request.headers.find("accept-encoding");
  return accepted && accepted->find("gzip") != std::string_view::npos;
}

Response file_answer(const PageFile& file, const Request& request) {
  // Names below assets/ change with their content.
  const bool is_for_ever = file.path.starts_with("assets/");
  Response response{.content_type = std::string(file.content_type),
                    .headers = {{"Cache-Control",
                                 is_for_ever ? "public, max-age=31536000, immutable" : "no-cache"},
                                {"Vary", "Accept-Encoding"}}};
  if (takes_gzip(request)) {
    response.body = file.gzip;
    response.headers.emplace_back("Content-Encoding", "gzip");
  } else {
    response.body = inflated(file.gzip);
  }
  return response;
}

}  // namespace

std::vector<Route> page_routes(std::span<const PageFile> files) {
  std::vector<Route> routes;
  const auto first = std::ranges::find(files, kIndex, &PageFile::path);
  if (first == files.end()) return routes;
  const auto index = std::make_shared<Index>(first->gzip);
  routes.push_back(open_page("/", [](const Request&) {
    return Response{.status = 302, .content_type = "text/plain", .headers = {{"Location", "/app"}}};
  }));
  routes.push_back(open_page("/app", [index](const Request&) { return index->answer(); }));
  routes.push_back(open_page("/app/*", [index, files](const Request& request) {
    const std::string& path = request.parameter("*");
    const auto file = std::ranges::find(files, path, &PageFile::path);
    if (file != files.end() && path != kIndex) return file_answer(*file, request);
    if (path.starts_with("assets/")) {
      return error(Api::kManagement, 404, "there is no such file; load the page again");
    }
    return index->answer();
  }));
  return routes;
}

}  // namespace likely::http
