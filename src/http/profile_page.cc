#include "http/profile_page.h"

#include <algorithm>
#include <charconv>

#include "base/format.h"
#include "base/json_view.h"
#include "base/utf8.h"
#include "http/target.h"

namespace likely::http {

namespace {

constexpr size_t kMostLimit = 200;

std::string address_of(const Request& request, const std::optional<std::string>& next) {
  std::string address = request.path;
  const auto add = [&](std::string_view name, std::string_view value) {
    address += address.size() == request.path.size() ? '?' : '&';
    address += percent_encode(name) + '=' + percent_encode(value);
  };
  for (const auto& [name, value] : request.query) {
    if (name != "next") add(name, value);
  }
  if (next) add("next", *next);
  return address;
}

}  // namespace

Result<Page> page_of(const Request& request) {
  Page page{.next = std::string(request.query_value("next").value_or(""))};
  const auto text = request.query_value("limit");
  if (!text) return page;
  const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), page.limit);
  if (error == std::errc() && end == text->data() + text->size() && page.limit >= 1 &&
      page.limit <= kMostLimit) {
    return page;
  }
  return fail_field(ErrorCode::kUsage, "limit", format("give a number from 1 to {}", kMostLimit));
}

std::string cursor_json(const Request& request, const Page& page,
                        const std::optional<std::string>& next) {
  return format(R"("cursor":{{"url":{},"has_more":{},"next":{},"limit":{}}})",
                quoted(address_of(request, next)), next.has_value(), quoted(next.value_or("")),
                page.limit);
}

std::vector<std::string> list_of(const Request& request, std::string_view name) {
  std::vector<std::string> list;
  std::string_view words = request.query_value(name).value_or("");
  while (!words.empty()) {
    const size_t comma = std::min(words.find(','), words.size());
    if (comma > 0) list.emplace_back(words.substr(0, comma));
    words.remove_prefix(std::min(comma + 1, words.size()));
  }
  return list;
}

bool lists(const std::vector<std::string>& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, is_valid_utf8(text) ? text : "(not UTF-8)");
  return out;
}

}  // namespace likely::http
