#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "http/route.h"

namespace likely::http {

// One file of the web pages, as it lies in the program.
struct PageFile {
  std::string_view path;  // "index.html", "assets/start-1b2c.js"
  std::string_view content_type;
  std::string_view gzip;  // its bytes, gzipped
};

// `/app` and everything below it. Files are served under their own path; any other path is a state
// of the pages, and answered with index.html. That one is not kept by browsers, and its
// Content-Security-Policy allows this server's own scripts and styles and the style elements that
// carry the answer's one-time nonce, which stands in index.html for "__NONCE__". `/` leads to
// `/app`. `files` lives as long as the routes; without an index.html there are no pages.
std::vector<Route> page_routes(std::span<const PageFile> files);

}  // namespace likely::http
