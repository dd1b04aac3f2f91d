#include "serving/person_words.h"

#include <algorithm>

#include "base/words.h"

namespace likely {

namespace {

constexpr size_t kTellingBytes = 6;
constexpr size_t kCutFrom = 190;  // bytes: longer texts may have been cut
constexpr size_t kCutPart = 6;    // bytes of an id at the end of a cut text that give it away

bool is_word_byte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
         (byte >= 'A' && byte <= 'Z') || byte == '_';
}

bool is_cell_edge(char c) {
  return std::string_view("\"',;\t|\r\n{}[] ()=").find(c) != std::string_view::npos;
}

// Whether text[from, to) stands by itself.
bool is_whole(std::string_view text, size_t from, size_t to, bool telling) {
  if (telling) {
    return (from == 0 || !is_word_byte(text[from - 1])) &&
           (to >= text.size() || !is_word_byte(text[to]));
  }
  const bool begins = from == 0 || is_cell_edge(text[from - 1]) ||
                      (from > 1 && text[from - 1] == ':' && text[from - 2] == '"');
  return begins && (to >= text.size() || is_cell_edge(text[to]));
}

bool holds_word(std::string_view text, std::string_view word, bool telling) {
  for (size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    if (is_whole(text, at, at + word.size(), telling)) return true;
  }
  return false;
}

// Whether the text breaks off inside the word.
bool ends_inside(std::string_view text, std::string_view word) {
  for (size_t part = word.size() - 1; part >= std::max(kCutPart, word.size() * 3 / 4); --part) {
    const size_t from = text.size() - std::min(text.size(), part);
    if (text.ends_with(word.substr(0, part)) && (from == 0 || !is_word_byte(text[from - 1]))) {
      return true;
    }
  }
  return false;
}

void append_utf8(std::string& out, uint32_t point) {
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xc0 | (point >> 6));
    out += static_cast<char>(0x80 | (point & 63));
  } else if (point < 0x10000) {
    out += static_cast<char>(0xe0 | (point >> 12));
    out += static_cast<char>(0x80 | ((point >> 6) & 63));
    out += static_cast<char>(0x80 | (point & 63));
  } else {
    out += static_cast<char>(0xf0 | (point >> 18));
    out += static_cast<char>(0x80 | ((point >> 12) & 63));
    out += static_cast<char>(0x80 | ((point >> 6) & 63));
    out += static_cast<char>(0x80 | (point & 63));
  }
}

// Four hex digits at `at`, or nothing.
std::optional<uint32_t> hex4(std::string_view text, size_t at) {
  if (at + 4 > text.size()) return {};
  uint32_t value = 0;
  for (size_t i = at; i < at + 4; ++i) {
    const char c = text[i];
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return {};
    value = value * 16 + static_cast<uint32_t>(digit);
  }
  return value;
}

// The text with its JSON escapes undone, wherever they stand.
std::string unescaped(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    const char c = text[++i];
    auto point = c == 'u' ? hex4(text, i + 1) : std::nullopt;
    if (!point) {
      const size_t control = std::string_view("bfnrt").find(c);
      out += control == std::string_view::npos ? c : "\b\f\n\r\t"[control];
      continue;
    }
    i += 4;
    const bool high = *point >= 0xd800 && *point < 0xdc00;
    if (high && i + 2 < text.size() && text[i + 1] == '\\' && text[i + 2] == 'u') {
      if (const auto low = hex4(text, i + 3)) {
        *point = 0x10000 + ((*point - 0xd800) << 10) + (*low - 0xdc00);
        i += 6;
      }
    }
    append_utf8(out, *point);
  }
  return out;
}

// Doubled quotes, as CSV writes them, made single.
std::string unquoted(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if (text[i] == '"' && i + 1 < text.size() && text[i + 1] == '"') ++i;
  }
  return out;
}

// Names that ids have in calls and tables.
bool names_an_id(std::string_view name, std::string_view type) {
  const std::string plain = squash(name);
  for (const char* known : {"id", "userid", "anonymousid", "previousid", "customerid", "email"}) {
    if (plain == known) return true;
  }
  return plain == squash(type);
}

}  // namespace

PersonWords::PersonWords(std::vector<ExternalId> ids, std::vector<std::string> profile_ids) {
  for (std::string& id : profile_ids) ids.push_back({"profile_id", std::move(id)});
  for (ExternalId& id : ids) {
    const bool digits = id.value.find_first_not_of("0123456789") == std::string::npos;
    const bool telling = id.value.size() >= kTellingBytes && !digits;
    words_.push_back({std::move(id), telling});
  }
}

bool PersonWords::in_plain(std::string_view text, bool cut) const {
  return std::any_of(words_.begin(), words_.end(), [&](const Word& word) {
    return holds_word(text, word.id.value, word.telling) ||
           (cut && word.telling && ends_inside(text, word.id.value));
  });
}

bool PersonWords::in_text(std::string_view text) const {
  const bool cut = text.size() >= kCutFrom;
  if (in_plain(text, cut)) return true;
  const std::string single = unquoted(text);
  if (single != text && in_plain(single, cut)) return true;
  std::string plain(text);
  for (int depth = 0; depth < 2 && plain.find('\\') != std::string::npos; ++depth) {
    plain = unescaped(plain);
    if (in_plain(plain, cut)) return true;
  }
  return false;
}

bool PersonWords::in_json(JsonView value) const { return in_json("", value); }

bool PersonWords::in_json(std::string_view name, JsonView value) const {
  bool found = false;
  if (value.is_object()) {
    value.each_member([&](std::string_view member, JsonView one) {
      found = in_json(member, one);
      return !found;
    });
    return found;
  }
  if (value.is_array()) {
    value.each_element([&](JsonView one) {
      found = in_json(name, one);
      return !found;
    });
    return found;
  }
  const auto cell = value.to_cell();
  return cell && std::any_of(words_.begin(), words_.end(), [&](const Word& word) {
           return word.telling ? holds_word(*cell, word.id.value, true)
                               : *cell == word.id.value && names_an_id(name, word.id.type);
         });
}

bool PersonWords::is(std::string_view type, JsonView object, const char* name) const {
  const auto value = object.get(name);
  const auto cell = value ? value->to_cell() : std::nullopt;
  return cell && std::any_of(words_.begin(), words_.end(), [&](const Word& word) {
           return word.id.type == type && word.id.value == *cell;
         });
}

bool PersonWords::is_call(JsonView call) const {
  if (!call.is_object()) return false;
  if (is("user_id", call, "userId")) return true;
  // Somebody else's user id: theirs, whatever else is shared.
  if (const auto user = call.get("userId"); user && !user->is_null()) {
    return is("user_id", call, "previousId");
  }
  if (is("anonymous_id", call, "anonymousId")) return true;
  const auto traits = call.get("traits");
  if (traits && is("email", *traits, "email")) return true;
  const auto context = call.get("context");
  if (!context) return false;
  const auto inner = context->get("traits");
  if (inner && is("email", *inner, "email")) return true;
  const auto list = context->get("externalIds");
  bool found = false;
  if (list && list->is_array()) {
    list->each_element([&](JsonView one) {
      const auto type = one.get("type");
      found = type && type->is_string() && is(type->text(), one, "id");
      return !found;
    });
  }
  return found;
}

std::vector<std::string> PersonWords::telling() const {
  std::vector<std::string> words;
  for (const Word& word : words_) {
    if (!word.telling) continue;
    words.push_back(word.id.value);
    std::string json;
    append_json_string(json, word.id.value);
    json = json.substr(1, json.size() - 2);
    if (json != word.id.value) words.push_back(json);
  }
  return words;
}

}  // namespace likely
