#include "base/json_view.h"

#include <simdjson.h>

#include <charconv>
#include <cmath>
#include <cstring>
#include <vector>

#include "base/check.h"

namespace likely {

namespace dom = simdjson::dom;

namespace {

// JsonView is two words so that its header needs no simdjson; a dom::element is the same two.
dom::element element_of(const void* document, size_t index) {
  struct Words {
    const void* document;
    size_t index;
  } words{document, index};
  static_assert(sizeof(Words) == sizeof(dom::element));
  static_assert(std::is_trivially_copyable_v<dom::element>);
  dom::element element;
  std::memcpy(static_cast<void*>(&element), &words, sizeof(words));
  return element;
}

template <typename View>
View view_of(dom::element element, View (*make)(const void*, size_t)) {
  const void* document;
  size_t index;
  std::memcpy(&document, static_cast<const void*>(&element), sizeof(document));
  std::memcpy(&index, reinterpret_cast<const char*>(&element) + sizeof(document), sizeof(index));
  return make(document, index);
}

}  // namespace

#define ELEMENT element_of(document_, index_)
#define VIEW(element) \
  view_of<JsonView>(element, [](const void* d, size_t i) { return JsonView(d, i); })

JsonView::Type JsonView::type() const {
  switch (ELEMENT.type()) {
    case dom::element_type::OBJECT:
      return Type::kObject;
    case dom::element_type::ARRAY:
      return Type::kArray;
    case dom::element_type::STRING:
      return Type::kString;
    case dom::element_type::INT64:
    case dom::element_type::UINT64:
      return Type::kInteger;
    case dom::element_type::DOUBLE:
      return Type::kDouble;
    case dom::element_type::BOOL:
      return Type::kBool;
    case dom::element_type::NULL_VALUE:
      return Type::kNull;
  }
  return Type::kNull;
}

std::optional<JsonView> JsonView::get(std::string_view name) const {
  dom::object object;
  if (ELEMENT.get_object().get(object)) return std::nullopt;
  dom::element found;
  if (object.at_key(name).get(found)) return std::nullopt;
  return VIEW(found);
}

std::string_view JsonView::text() const { return ELEMENT.get_string().value_unsafe(); }

double JsonView::number() const { return ELEMENT.get_double().value_unsafe(); }

std::optional<int64_t> JsonView::integer() const {
  int64_t value;
  if (!ELEMENT.is_int64() || ELEMENT.get_int64().get(value)) return std::nullopt;
  return value;
}

bool JsonView::boolean() const { return ELEMENT.get_bool().value_unsafe(); }

void JsonView::each_member(const std::function<bool(std::string_view, JsonView)>& visit) const {
  dom::object object;
  if (ELEMENT.get_object().get(object)) return;
  for (const auto& field : object) {
    if (!visit(field.key, VIEW(field.value))) return;
  }
}

void JsonView::each_element(const std::function<bool(JsonView)>& visit) const {
  dom::array array;
  if (ELEMENT.get_array().get(array)) return;
  for (const dom::element element : array) {
    if (!visit(VIEW(element))) return;
  }
}

std::string JsonView::to_json() const {
  std::string out;
  append_json(out);
  return out;
}

void JsonView::append_json(std::string& out) const {
  thread_local simdjson::internal::string_builder<> builder;  // keeps its memory
  builder.clear();
  builder.append(ELEMENT);
  out += builder.str();
}

std::optional<std::string> JsonView::to_cell() const {
  switch (type()) {
    case Type::kString:
      return std::string(text());
    case Type::kBool:
      return boolean() ? "true" : "false";
    case Type::kInteger: {
      if (uint64_t big; !ELEMENT.is_int64() && !ELEMENT.get_uint64().get(big)) {
        return std::to_string(big);
      }
      return std::to_string(*integer());
    }
    case Type::kDouble: {
      char buffer[32];
      const auto end = std::to_chars(buffer, buffer + sizeof(buffer), number()).ptr;
      return std::string(buffer, end);
    }
    default:
      return std::nullopt;
  }
}

struct JsonParser::Inner {
  dom::parser parser;
  std::vector<char> buffer;
  size_t max_depth = 64;
};

JsonParser::JsonParser(size_t max_depth) : inner_(std::make_unique<Inner>()) {
  inner_->max_depth = max_depth;
}
JsonParser::~JsonParser() = default;
JsonParser::JsonParser(JsonParser&&) noexcept = default;
JsonParser& JsonParser::operator=(JsonParser&&) noexcept = default;

Result<JsonView> JsonParser::parse(std::string_view text) {
  Inner& in = *inner_;
  if (in.buffer.size() < text.size() + simdjson::SIMDJSON_PADDING) {
    in.buffer.resize(text.size() * 2 + simdjson::SIMDJSON_PADDING);
  }
  if (in.parser.capacity() < text.size() || in.parser.max_depth() != in.max_depth) {
    if (in.parser.allocate(std::max<size_t>(text.size() * 2, 1024), in.max_depth)) {
      return fail(ErrorCode::kUnavailable, "not enough memory to parse a JSON text");
    }
  }
  std::memcpy(in.buffer.data(), text.data(), text.size());
  std::memset(in.buffer.data() + text.size(), 0, simdjson::SIMDJSON_PADDING);
  dom::element root;
  const auto error =
      in.parser.parse(in.buffer.data(), text.size(), /*realloc_if_needed=*/false).get(root);
  if (error == simdjson::DEPTH_ERROR) {
    return fail(ErrorCode::kUnusable,
                "JSON nested deeper than " + std::to_string(in.max_depth) + " levels");
  }
  if (error) {
    return fail(ErrorCode::kUnusable, std::string("not JSON: ") + simdjson::error_message(error));
  }
  return VIEW(root);
}

void append_json_string(std::string& out, std::string_view text) {
  static constexpr char kHex[] = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte >= 0x20) {
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\r') {
      out += "\\r";
    } else {
      out += "\\u00";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    }
  }
  out += '"';
}

}  // namespace likely
