#include "http/credentials.h"

#include <algorithm>

#include "http/target.h"

namespace likely::http {

namespace {

bool starts_with_word(std::string_view text, std::string_view word) {
  const auto is_same = [](char a, char b) { return (a | 0x20) == b; };
  return text.size() > word.size() && text[word.size()] == ' ' &&
         std::ranges::equal(text.substr(0, word.size()), word, is_same);
}

std::string_view after_word(std::string_view text, std::string_view word) {
  text.remove_prefix(word.size());
  while (text.starts_with(' ')) text.remove_prefix(1);
  return text;
}

std::optional<std::string_view> find_cookie(std::string_view cookies, std::string_view name) {
  while (!cookies.empty()) {
    std::string_view one = cookies.substr(0, cookies.find(';'));
    cookies.remove_prefix(std::min(cookies.size(), one.size() + 1));
    while (one.starts_with(' ')) one.remove_prefix(1);
    if (one.starts_with(name) && one.substr(name.size()).starts_with('=')) {
      return one.substr(name.size() + 1);
    }
  }
  return {};
}

}  // namespace

bool takes_cookie(Scope needed) { return allows(Scope::kAdmin, needed); }

std::optional<Credentials> find_credentials(const Headers& headers, Scope needed) {
  if (const auto given = headers.find("authorization")) {
    if (starts_with_word(*given, "bearer")) {
      return Credentials{Credentials::Kind::kBearer, std::string(after_word(*given, "bearer"))};
    }
    if (!starts_with_word(*given, "basic")) return {};
    const auto pair = base64_decode(after_word(*given, "basic"));
    if (!pair) return {};
    return Credentials{Credentials::Kind::kBasic, pair->substr(0, pair->find(':'))};
  }
  if (!takes_cookie(needed)) return {};
  for (const std::string_view name : {kSessionCookie, kPlainSessionCookie}) {
    if (const auto cookie = find_cookie(headers.find("cookie").value_or(""), name)) {
      return Credentials{Credentials::Kind::kCookie, std::string(*cookie)};
    }
  }
  return {};
}

bool is_same_origin(const Headers& headers) {
  const auto origin = headers.find("origin");
  const auto host = headers.find("host");
  if (!origin || !host) return false;
  const size_t scheme_end = origin->find("://");
  return scheme_end != std::string_view::npos && origin->substr(scheme_end + 3) == *host;
}

}  // namespace likely::http
