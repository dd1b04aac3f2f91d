#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace likely {

// One value of a configuration document, whatever it was written in.
struct Node {
  enum class Kind { kTable, kArray, kText, kBool, kWhole, kOther };
  Kind kind = Kind::kOther;
  int line = 0;  // where it stands; 0: not known
  std::string text;
  bool flag = false;
  int64_t whole = 0;                                  // a whole number
  std::vector<std::pair<std::string, Node>> members;  // of a table, in the order written
  std::vector<Node> elements;                         // of an array

  // The member of that name, or nullptr.
  const Node* get(std::string_view name) const;
};

// Errors (kUsage) name the document and the line.
Result<Node> read_toml(std::string_view text, std::string_view name);
Result<Node> read_json(std::string_view text, std::string_view name);

}  // namespace likely
