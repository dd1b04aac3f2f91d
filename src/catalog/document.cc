#include "catalog/document.h"

#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
// Its assertions also guard what input can bring about ("[[#"); behind them stands a proper error.
#define TOML_ASSERT(expr) static_assert(true)
#include <toml++/toml.h>

#include <algorithm>
#include <tuple>

#include "base/format.h"
#include "base/json_view.h"

namespace likely {

namespace {

constexpr size_t kMostPoints = 64;  // of a line

Node from_toml(const toml::node& from);

// The library keeps tables sorted by name; columns come in the order they were written.
Node table_from_toml(const toml::table& table) {
  struct Member {
    const toml::key* key;
    const toml::node* value;
  };
  std::vector<Member> members;
  for (const auto& [key, value] : table) members.push_back({&key, &value});
  const auto place = [](const Member& member) {
    const auto& at = member.key->source().begin;
    return std::tuple(at.line, at.column);
  };
  std::stable_sort(members.begin(), members.end(),
                   [&](const Member& a, const Member& b) { return place(a) < place(b); });
  Node node{.kind = Node::Kind::kTable};
  for (const Member& member : members) {
    node.members.emplace_back(std::string(member.key->str()), from_toml(*member.value));
    node.members.back().second.line = static_cast<int>(member.key->source().begin.line);
  }
  return node;
}

Node from_toml(const toml::node& from) {
  Node node;
  if (const auto* table = from.as_table()) {
    node = table_from_toml(*table);
  } else if (const auto* array = from.as_array()) {
    node.kind = Node::Kind::kArray;
    for (const toml::node& element : *array) node.elements.push_back(from_toml(element));
  } else if (const auto* text = from.as_string()) {
    node.kind = Node::Kind::kText;
    node.text = text->get();
  } else if (const auto* flag = from.as_boolean()) {
    node.kind = Node::Kind::kBool;
    node.flag = flag->get();
  } else if (const auto* whole = from.as_integer()) {
    node.kind = Node::Kind::kWhole;
    node.whole = whole->get();
  }
  node.line = static_cast<int>(from.source().begin.line);
  return node;
}

Result<Node> from_json(JsonView from) {
  Node node;
  std::string twice;
  switch (from.type()) {
    case JsonView::Type::kObject:
      node.kind = Node::Kind::kTable;
      from.each_member([&](std::string_view name, JsonView value) {
        auto member = from_json(value);
        if (!member) {
          twice = member.error().message;
        } else if (node.get(name) != nullptr) {
          twice = format("`{}` is given twice", name);
        } else {
          node.members.emplace_back(name, std::move(*member));
        }
        return twice.empty();
      });
      break;
    case JsonView::Type::kArray:
      node.kind = Node::Kind::kArray;
      from.each_element([&](JsonView value) {
        auto element = from_json(value);
        if (!element) {
          twice = element.error().message;
        } else {
          node.elements.push_back(std::move(*element));
        }
        return twice.empty();
      });
      break;
    case JsonView::Type::kString:
      node.kind = Node::Kind::kText;
      node.text = from.text();
      break;
    case JsonView::Type::kBool:
      node.kind = Node::Kind::kBool;
      node.flag = from.boolean();
      break;
    default:
      break;
  }
  if (!twice.empty()) return fail(ErrorCode::kUsage, twice);
  return node;
}

// The points of a line outside quotes and comments: how deep a dotted key of it may nest.
size_t points_of(std::string_view line) {
  char quote = 0;
  size_t points = 0;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      i += quote == '"' && c == '\\';
      if (c == quote) quote = 0;
    } else if (c == '#') {
      break;
    } else if (c == '"' || c == '\'') {
      quote = c;
    }
    points += quote == 0 && c == '.';
  }
  return points;
}

// The library follows dotted keys to any depth, until the stack ends.
Result<void> check_depth(std::string_view text, std::string_view name) {
  size_t number = 1;
  for (size_t begin = 0; begin < text.size(); ++number) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    if (points_of(text.substr(begin, end - begin)) > kMostPoints) {
      return fail(ErrorCode::kUsage,
                  format("{} line {}: a key of more than {} parts", name, number, kMostPoints));
    }
    begin = end + 1;
  }
  return {};
}

}  // namespace

const Node* Node::get(std::string_view name) const {
  for (const auto& [key, value] : members) {
    if (key == name) return &value;
  }
  return nullptr;
}

Result<Node> read_toml(std::string_view text, std::string_view name) {
  TRY(check_depth(text, name));
  const toml::parse_result parsed = toml::parse(text, name);
  if (!parsed) {
    return fail(ErrorCode::kUsage,
                format("{} line {}: not TOML: {}", name, parsed.error().source().begin.line,
                       parsed.error().description()));
  }
  return from_toml(parsed.table());
}

Result<Node> read_json(std::string_view text, std::string_view name) {
  JsonParser parser;
  const auto parsed = parser.parse(text);
  if (!parsed) return fail(ErrorCode::kUsage, format("{}: {}", name, parsed.error().message));
  auto node = from_json(*parsed);
  if (!node) return fail(ErrorCode::kUsage, format("{}: {}", name, node.error().message));
  return node;
}

}  // namespace likely
