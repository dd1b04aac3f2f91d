#include "catalog/path.h"

#include <charconv>

#include "base/format.h"

namespace likely {

namespace {

constexpr std::string_view kEach = "$";

struct Name {
  std::string text;
  bool quoted = false;
};

std::unexpected<Error> bad(std::string_view text, std::string_view why) {
  return fail(ErrorCode::kUsage, format("path `{}`: {}", text, why));
}

// Reads the quoted name at text[at] (its opening quote); `at` ends behind the closing one.
std::optional<std::string> quoted_name(std::string_view text, size_t& at) {
  std::string name;
  for (++at; at < text.size(); ++at) {
    if (text[at] == '"') {
      ++at;
      return name;
    }
    if (text[at] == '\\' && at + 1 < text.size()) ++at;
    name += text[at];
  }
  return std::nullopt;
}

Result<std::vector<Name>> split(std::string_view text) {
  std::vector<Name> names;
  size_t at = 0;
  while (true) {
    Name name;
    if (at < text.size() && text[at] == '"') {
      auto inner = quoted_name(text, at);
      if (!inner) return bad(text, "a quote is not closed");
      name = {std::move(*inner), true};
      if (at < text.size() && text[at] != '.')
        return bad(text, "a point must follow a quoted name");
    } else {
      const size_t end = std::min(text.find('.', at), text.size());
      name.text = text.substr(at, end - at);
      at = end;
    }
    if (name.text.empty()) return bad(text, "a name is empty; write names joined by single points");
    names.push_back(std::move(name));
    if (at == text.size()) return names;
    ++at;
  }
}

std::optional<JsonView> element_at(JsonView array, std::string_view number) {
  size_t wanted = 0;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), wanted);
  if (read.ec != std::errc() || read.ptr != number.data() + number.size()) return std::nullopt;
  std::optional<JsonView> found;
  size_t at = 0;
  array.each_element([&](JsonView element) {
    if (at++ < wanted) return true;
    found = element;
    return false;
  });
  return found;
}

}  // namespace

Result<Path> Path::parse(std::string_view text) {
  ASSIGN(const auto names, split(text));
  const std::string& root = names[0].text;
  if (root != "properties" && root != "context" && root != "traits") {
    return bad(text, "begins with properties., context. or traits., as in properties.product_id");
  }
  if (names.size() == 1) return bad(text, "names no property; write for example properties.brand");
  Path path;
  path.segments_.emplace_back();
  for (const Name& name : names) {
    if (name.text != kEach || name.quoted) {
      path.segments_.back().push_back(name.text);
    } else if (path.segments_.back().size() < (path.depth() == 0 ? 2u : 1u)) {
      return bad(text, "`$` follows the name of an array, as in properties.products.$.product_id");
    } else {
      path.segments_.emplace_back();
    }
  }
  return path;
}

std::string_view Path::leaf() const {
  return segments_.back().empty() ? std::string_view() : std::string_view(segments_.back().back());
}

bool Path::arrays_begin(const Path& other) const {
  if (depth() > other.depth()) return false;
  for (size_t i = 0; i < depth(); ++i) {
    if (segments_[i] != other.segments_[i]) return false;
  }
  return true;
}

std::optional<JsonView> walk(JsonView from, std::span<const std::string> names) {
  std::optional<JsonView> at = from;
  for (const std::string& name : names) {
    const JsonView here = *at;
    at = here.get(name);
    if (!at && here.is_array()) at = element_at(here, name);
    if (!at) return std::nullopt;
  }
  return at;
}

std::string join_path(std::span<const std::string> names) {
  std::string out;
  for (const std::string& name : names) {
    if (!out.empty()) out += '.';
    if (name.find('.') == std::string::npos && !name.starts_with('"')) {
      out += name;
      continue;
    }
    out += '"';
    for (const char c : name) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }
  return out;
}

}  // namespace likely
