#pragma once

#include <optional>
#include <string>
#include <vector>

namespace likely {

enum class Effect { kAdds, kRemoves };
enum class ColumnType { kText, kNumber };

// One property that feeds a column, for one interaction event.
struct ColumnPath {
  std::string column;  // "Brand"
  std::string path;    // "properties.products.$.brand"; `$`: one interaction an element
};

// One interaction event of the catalog.
struct InteractionRule {
  std::string event;         // the event's name, exact
  std::string key;           // path of the primary key; empty when `query` is given
  std::optional<bool> goal;  // counts as engagement; none: the default rule of goals decides
  std::vector<ColumnPath> columns;
  std::string quantity;  // path, or empty
  std::string query;     // path of a search text, or empty
  Effect effect = Effect::kAdds;
};

struct ColumnDefinition {
  std::string name;
  ColumnType type = ColumnType::kText;
};

// The name of the column that is the primary key itself; always columns[0] of a mapping.
inline constexpr const char* kProductColumn = "Product";

// The catalog: which events are interactions, and which property feeds which column.
struct Mapping {
  std::vector<InteractionRule> rules;
  std::vector<ColumnDefinition> columns;  // Product first, then in order of first mention
};

}  // namespace likely
