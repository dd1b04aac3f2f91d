// The members of a request's body.

#include <cmath>
#include <regex>

#include "base/format.h"
#include "base/parse_json.h"
#include "base/utf8.h"
#include "http/manage_call.h"

namespace likely::http {

namespace {

constexpr size_t kMostTexts = 100, kMostOfOne = 1'000;  // characters

// REQUIRES: a text of bounded length (the library's matcher recurses).
bool matches(const std::string& text, const char* pattern) {
  constexpr size_t kLongest = 1'000;
  return text.size() <= kLongest && std::regex_match(text, std::regex(pattern));
}

}  // namespace

Fields::Fields(const std::string& body) {
  if (body.empty()) {
    value_ = Json::object();
    is_missing_ = true;
    return;
  }
  value_ = Json::object();
  auto read = parse_json(body);
  if (read && read->is_object()) {
    value_ = std::move(*read);
  } else {
    unreadable_ = "the body " + (read ? "is no JSON object" : read.error().message);
  }
}

Json* Fields::find(const char* name) {
  asked_.insert(name);
  const auto found = value_.find(name);
  return found == value_.end() ? nullptr : &*found;
}

void Fields::wrong(const char* name, const std::string& what) {
  errors_.push_back({"invalid_request", what, path_ + name});
}

std::string Fields::text(const char* name, const TextRule& rule) {
  auto text = maybe_text(name, rule);
  if (!text && find(name) == nullptr) wrong(name, "is missing; give a text");
  return text.value_or("");
}

std::optional<std::string> Fields::maybe_text(const char* name, const TextRule& rule) {
  const Json* value = find(name);
  if (value == nullptr) return {};
  if (!value->is_string()) {
    wrong(name, "give a text");
    return {};
  }
  auto text = value->get<std::string>();
  if (!fits(name, text, rule)) return {};
  return text;
}

bool Fields::fits(const char* name, const std::string& text, const TextRule& rule) {
  const size_t length = count_code_points(text);  // the JSON parser takes UTF-8 only
  if (length < rule.least || length > rule.most) {
    wrong(name, format("give a text of {} to {} characters", rule.least, rule.most));
    return false;
  }
  if (rule.pattern == nullptr || matches(text, rule.pattern)) return true;
  wrong(name, format("give {}", rule.wanted));
  return false;
}

std::optional<int64_t> Fields::maybe_integer(const char* name, int64_t low, int64_t high) {
  const Json* value = find(name);
  if (value == nullptr) return {};
  if (value->is_number()) {  // 20.0 is whole, too
    const auto number = value->get<double>();
    if (number >= static_cast<double>(low) && number <= static_cast<double>(high) &&
        std::floor(number) == number) {
      return value->get<int64_t>();
    }
  }
  wrong(name, format("give a whole number from {} to {}", low, high));
  return {};
}

std::optional<double> Fields::maybe_number(const char* name, double low, double high) {
  const Json* value = find(name);
  if (value == nullptr) return {};
  if (value->is_number()) {
    const auto number = value->get<double>();
    if (number >= low && number <= high) return number;
  }
  wrong(name, format("give a number from {} to {}", low, high));
  return {};
}

std::optional<bool> Fields::maybe_flag(const char* name) {
  const Json* value = find(name);
  if (value == nullptr) return {};
  if (value->is_boolean()) return value->get<bool>();
  wrong(name, "give true or false");
  return {};
}

bool Fields::flag(const char* name) {
  const auto flag = maybe_flag(name);
  if (!flag && find(name) == nullptr) wrong(name, "is missing; give true or false");
  return flag.value_or(false);
}

bool Fields::flag(const char* name, bool otherwise) { return maybe_flag(name).value_or(otherwise); }

std::vector<std::string> Fields::texts(const char* name) {
  std::vector<std::string> texts;
  const Json* value = find(name);
  if (value == nullptr) return texts;
  bool right = value->is_array() && value->size() <= kMostTexts;
  if (right) {
    for (const Json& one : *value) {
      right = right && one.is_string() &&
              count_code_points(one.get_ref<const std::string&>()) <= kMostOfOne;
      if (right) texts.push_back(one.get<std::string>());
    }
  }
  if (!right) {
    wrong(name, format("give a list of at most {} texts of {} characters", kMostTexts, kMostOfOne));
  }
  return texts;
}

Fields& Fields::object(const char* name) {
  Json* value = find(name);
  Json inner = Json::object();
  if (value != nullptr && value->is_object()) {
    inner.swap(*value);
  } else if (value != nullptr) {
    wrong(name, "give an object");
  }
  inner_.push_back(std::unique_ptr<Fields>(new Fields(std::move(inner), path_ + name + ".")));
  return *inner_.back();
}

std::vector<FieldError> Fields::errors() {
  if (!unreadable_.empty()) return {{"invalid_request", unreadable_, ""}};
  if (is_missing_ && !asked_.empty() && !may_miss_) {
    return {{"invalid_request", "the body is missing; send a JSON object", ""}};
  }
  std::vector<FieldError> all = errors_;
  for (const auto& [name, value] : value_.items()) {
    if (asked_.contains(name)) continue;
    all.push_back({"invalid_request", "is no member of this request",
                   is_valid_utf8(name) ? path_ + name : path_ + "?"});
  }
  for (const auto& inner : inner_) {
    for (FieldError& error : inner->errors()) all.push_back(std::move(error));
  }
  return all;
}

std::optional<std::string> Fields::path_of(std::string_view name) const {
  if (name.empty()) return {};
  if (asked_.contains(name)) return path_ + std::string(name);
  for (const auto& inner : inner_) {
    if (auto path = inner->path_of(name)) return path;
  }
  return {};
}

bool Fields::ok() { return errors().empty(); }

}  // namespace likely::http
