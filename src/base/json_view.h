#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace likely {

// One value of a parsed JSON document: a handle of two words, valid until the parser that made it
// parses again or is destroyed.
class JsonView {
 public:
  enum class Type { kObject, kArray, kString, kInteger, kDouble, kBool, kNull };

  Type type() const;
  bool is_object() const { return type() == Type::kObject; }
  bool is_array() const { return type() == Type::kArray; }
  bool is_string() const { return type() == Type::kString; }
  bool is_null() const { return type() == Type::kNull; }
  bool is_number() const { return type() == Type::kInteger || type() == Type::kDouble; }

  // The member of that name; nothing when absent or when this is no object. Of duplicate names
  // the first counts.
  std::optional<JsonView> get(std::string_view name) const;
  // The unescaped text; REQUIRES: is_string(). Valid as long as the view.
  std::string_view text() const;
  // A number as double (integers too); REQUIRES: is_number().
  double number() const;
  // An integer; nothing unless type() is kInteger and it fits.
  std::optional<int64_t> integer() const;
  // REQUIRES: type() is kBool.
  bool boolean() const;
  // Members of an object in their order; REQUIRES: is_object(). `visit` returns false to stop.
  void each_member(const std::function<bool(std::string_view, JsonView)>& visit) const;
  // Elements of an array in their order; REQUIRES: is_array().
  void each_element(const std::function<bool(JsonView)>& visit) const;
  // Compact JSON text of this value.
  std::string to_json() const;
  void append_json(std::string& out) const;
  // The value as people would write it in a cell: strings as they are, numbers in their shortest
  // exact form (integers without a point), true/false; nothing for null, objects and arrays.
  std::optional<std::string> to_cell() const;

 private:
  friend class JsonParser;
  JsonView(const void* document, size_t index) : document_(document), index_(index) {}
  const void* document_;
  size_t index_;
};

// Parses JSON texts one after another, reusing its memory (simdjson). One thread at a time.
// Invalid UTF-8, numbers that do not fit a double (1e400), and nesting deeper than max_depth are
// errors.
class JsonParser {
 public:
  explicit JsonParser(size_t max_depth = 64);
  ~JsonParser();
  JsonParser(JsonParser&&) noexcept;
  JsonParser& operator=(JsonParser&&) noexcept;

  // Copies `text` into its own padded buffer and parses it; the view lives until the next parse.
  Result<JsonView> parse(std::string_view text);

 private:
  struct Inner;
  std::unique_ptr<Inner> inner_;
};

// Appends `text` as a quoted JSON string (escapes as needed; the text must be valid UTF-8).
void append_json_string(std::string& out, std::string_view text);

}  // namespace likely
