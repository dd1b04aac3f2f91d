#include "catalog/mapping_file.h"

#include <algorithm>
#include <span>

#include "base/format.h"
#include "catalog/derive.h"
#include "catalog/document.h"

namespace likely {

namespace {

constexpr std::string_view kInteractionFields[] = {"event", "key",      "goal",  "columns",
                                                   "types", "quantity", "query", "effect"};
constexpr std::string_view kTopFields[] = {"interaction", "types"};
// What `catalog suggest --json` and `show --json` say besides; not read.
constexpr std::string_view kReported[] = {"version",  "created_at", "events",  "interactions",
                                          "searches", "rules",      "columns", "warnings",
                                          "toml",     "left_out",   "mapped"};

std::string list(std::span<const std::string_view> names) {
  std::string out;
  for (const auto name : names) out += out.empty() ? std::string(name) : format(", {}", name);
  return out;
}

// Reads one document; its methods fail with the place of what they were reading.
class Reader {
 public:
  explicit Reader(std::string_view name) : name_(name) {}

  Result<Mapping> read(const Node& top) {
    Node written{.kind = top.kind, .line = top.line};
    for (const auto& member : top.members) {
      if (std::ranges::find(kReported, member.first) == std::end(kReported)) {
        written.members.push_back(member);
      }
    }
    TRY(check_fields(written, kTopFields, "the file"));
    if (const Node* types = top.get("types")) TRY(read_types(*types));
    const Node* interactions = top.get("interaction");
    if (interactions == nullptr || interactions->kind != Node::Kind::kArray ||
        interactions->elements.empty()) {
      return bad(top, "",
                 "no interactions; begin with [[interaction]] and its event and key, or take the "
                 "proposal (catalog suggestion)");
    }
    for (const Node& node : interactions->elements) TRY(read_interaction(node));
    if (mapping_.rules.size() > kMaxInteractions) {
      return bad(top, "",
                 format("{} interactions; at most {} are possible (3 to 7 recommended): leave out "
                        "the least telling ones",
                        mapping_.rules.size(), kMaxInteractions));
    }
    TRY(finish());
    return std::move(mapping_);
  }

 private:
  std::unexpected<Error> bad(const Node& node, std::string_view field, std::string_view why) const {
    std::string where(name_);
    if (node.line > 0 && !(field.empty() && interaction_.empty())) {
      where += format(" line {}", node.line);
    }
    if (!interaction_.empty()) where += ": " + interaction_;
    if (!field.empty()) where += format(": `{}`", field);
    return fail(ErrorCode::kUsage, format("{}: {}", where, why));
  }

  Result<void> check_fields(const Node& table, std::span<const std::string_view> known,
                            std::string_view of) const {
    if (table.kind != Node::Kind::kTable) return bad(table, "", format("{} is no table", of));
    for (const auto& [name, value] : table.members) {
      if (std::ranges::find(known, name) == known.end()) {
        return bad(value, name, format("not known; {} may hold {}", of, list(known)));
      }
    }
    return {};
  }

  // Text of a field; empty when it is absent.
  Result<std::string> text(const Node& table, std::string_view field) const {
    const Node* node = table.get(field);
    if (node == nullptr) return std::string();
    if (node->kind != Node::Kind::kText) return bad(*node, field, "must be a text in quotes");
    if (node->text.empty()) return bad(*node, field, "is empty; fill it in or leave it out");
    return node->text;
  }

  Result<void> read_types(const Node& node) {
    if (node.kind != Node::Kind::kTable) {
      return bad(node, "types", "must be written as types.\"Weight\" = \"number\"");
    }
    for (const auto& [column, type] : node.members) {
      const std::string field = format("types.\"{}\"", column);
      if (type.kind != Node::Kind::kText || (type.text != "number" && type.text != "text")) {
        return bad(type, field, "must be \"number\" or \"text\"");
      }
      if (column == kProductColumn && type.text == "number") {
        return bad(type, field, "the primary key is always text");
      }
      const auto kind = type.text == "number" ? ColumnType::kNumber : ColumnType::kText;
      for (const auto& known : types_) {
        if (known.name == column && known.type != kind) {
          return bad(type, field, "was given another type before; a column has one type");
        }
      }
      types_.push_back({column, kind});
      type_lines_.push_back(type.line);
    }
    return {};
  }

  Result<void> read_interaction(const Node& node) {
    interaction_ = format("interaction {}", mapping_.rules.size() + 1);
    TRY(check_fields(node, kInteractionFields, "an interaction"));
    InteractionRule rule;
    ASSIGN(rule.event, text(node, "event"));
    if (rule.event.empty()) return bad(node, "event", "is missing; name the event, exactly");
    interaction_ += format(" (\"{}\")", rule.event);
    ASSIGN(rule.key, text(node, "key"));
    ASSIGN(rule.quantity, text(node, "quantity"));
    ASSIGN(rule.query, text(node, "query"));
    if (const Node* goal = node.get("goal")) {
      if (goal->kind != Node::Kind::kBool) return bad(*goal, "goal", "must be true or false");
      rule.goal = goal->flag;
    }
    ASSIGN(const std::string effect, text(node, "effect"));
    if (!effect.empty() && effect != "adds" && effect != "removes") {
      return bad(*node.get("effect"), "effect", "must be \"adds\" or \"removes\"");
    }
    if (effect == "removes") rule.effect = Effect::kRemoves;
    if (const Node* columns = node.get("columns")) TRY(read_columns(*columns, rule));
    if (const Node* types = node.get("types")) TRY(read_types(*types));
    TRY(check_rule(node, rule));
    mapping_.rules.push_back(std::move(rule));
    interaction_.clear();
    return {};
  }

  Result<void> read_columns(const Node& node, InteractionRule& rule) {
    if (node.kind != Node::Kind::kTable) {
      return bad(node, "columns", "must be written as columns.\"Brand\" = \"properties.brand\"");
    }
    for (const auto& [column, path] : node.members) {
      const std::string field = format("columns.\"{}\"", column);
      if (column.empty()) return bad(path, field, "a column needs a name");
      if (path.kind != Node::Kind::kText || path.text.empty()) {
        return bad(path, field, "must be a path in quotes, as in \"properties.brand\"");
      }
      if (column == kProductColumn) {
        return bad(path, field,
                   "this column is the primary key itself; leave it out, or name it otherwise");
      }
      TRY(check_path(path, field, path.text));
      rule.columns.push_back({column, path.text});
    }
    return {};
  }

  Result<void> check_path(const Node& node, std::string_view field, std::string_view path) const {
    if (const auto parsed = Path::parse(path); !parsed) {
      return bad(node, field, parsed.error().message);
    }
    return {};
  }

  Result<void> check_rule(const Node& node, const InteractionRule& rule) const {
    if (rule.key.empty() == rule.query.empty()) {
      return bad(
          node, "key",
          rule.key.empty()
              ? "is missing; give the path of the primary key, as in "
                "\"properties.product_id\" (or a `query` when it is a search)"
              : "stands beside `query`; an interaction has a key or it is a search, not both");
    }
    if (!rule.query.empty() && (!rule.columns.empty() || !rule.quantity.empty())) {
      return bad(node, "query", "a search has no columns and no quantity; its words are matched");
    }
    for (const auto& field : {"key", "quantity", "query"}) {
      const Node* path = node.get(field);
      if (path != nullptr) TRY(check_path(*path, field, path->text));
    }
    for (size_t i = 0; i < mapping_.rules.size(); ++i) {
      if (mapping_.rules[i].event == rule.event) {
        return bad(node, "event",
                   format("is mapped already, by interaction {}; once is all", i + 1));
      }
    }
    return {};
  }

  Result<void> finish() {
    interaction_.clear();
    mapping_.columns = columns_of(mapping_.rules, types_);
    for (size_t i = 0; i < types_.size(); ++i) {
      const auto known = [&](const auto& column) { return column.name == types_[i].name; };
      if (std::ranges::none_of(mapping_.columns, known)) {
        return bad(Node{.line = type_lines_[i]}, format("types.\"{}\"", types_[i].name),
                   "no interaction maps this column");
      }
    }
    if (const auto deriver = Deriver::create(mapping_); !deriver) {
      return fail(ErrorCode::kUsage, format("{}: {}", name_, deriver.error().message));
    }
    return {};
  }

  std::string_view name_;
  std::string interaction_;  // the one being read, for errors
  Mapping mapping_;
  std::vector<ColumnDefinition> types_;
  std::vector<int> type_lines_;
};

}  // namespace

std::vector<ColumnDefinition> columns_of(const std::vector<InteractionRule>& rules,
                                         const std::vector<ColumnDefinition>& types) {
  std::vector<ColumnDefinition> columns{{kProductColumn, ColumnType::kText}};
  for (const InteractionRule& rule : rules) {
    for (const ColumnPath& mapped : rule.columns) {
      const auto same = [&](const auto& column) { return column.name == mapped.column; };
      if (std::ranges::any_of(columns, same)) continue;
      const auto given = std::ranges::find_if(types, same);
      const auto usual = mapped.column == "Price" ? ColumnType::kNumber : ColumnType::kText;
      columns.push_back({mapped.column, given == types.end() ? usual : given->type});
    }
  }
  return columns;
}

Result<Mapping> read_mapping(std::string_view text, std::string_view name) {
  const size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) {
    return fail(
        ErrorCode::kUsage,
        format("{}: is empty; write a mapping, or take the proposal (catalog suggestion)", name));
  }
  auto document = text[first] == '{' ? read_json(text, name) : read_toml(text, name);
  if (!document) return std::unexpected(std::move(document).error());
  return Reader(name).read(*document);
}

}  // namespace likely
