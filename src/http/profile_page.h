#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/message.h"

namespace likely::http {

// What is asked and answered in the same way all over the Profile API.

// A page of a list: what the caller asked for.
struct Page {
  size_t limit = 10;
  std::string next;  // cursor.next of an earlier answer; empty: from the beginning
};
// Errors: kUsage, the field "limit".
Result<Page> page_of(const Request& request);

// `"cursor":{…}`. next: where the following page begins, never empty; nothing when this is the
// last. Its url is the request's own with that `next`, so that following it goes on.
std::string cursor_json(const Request& request, const Page& page,
                        const std::optional<std::string>& next);

// The words of ?name=a,b; those that are empty are none. Without the parameter there are none.
std::vector<std::string> list_of(const Request& request, std::string_view name);
bool lists(const std::vector<std::string>& list, std::string_view word);

// A JSON string; what is not UTF-8 says so.
std::string quoted(std::string_view text);

}  // namespace likely::http
