#include "catalog/mapping_text.h"

#include "base/format.h"
#include "base/json_view.h"

namespace likely {

namespace {

bool differs_from_default(const ColumnDefinition& column) {
  return (column.type == ColumnType::kNumber) != (column.name == "Price");
}

std::string json_text(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string rule_json(const InteractionRule& rule) {
  std::string out = "{\"event\":" + json_text(rule.event);
  const auto add = [&](const char* field, const std::string& value) {
    if (!value.empty()) out += format(",\"{}\":{}", field, json_text(value));
  };
  add("key", rule.key);
  if (rule.goal) out += format(",\"goal\":{}", *rule.goal);
  if (!rule.columns.empty()) {
    out += ",\"columns\":{";
    for (const ColumnPath& column : rule.columns) {
      if (out.back() != '{') out += ',';
      out += json_text(column.column) + ':' + json_text(column.path);
    }
    out += '}';
  }
  add("quantity", rule.quantity);
  add("query", rule.query);
  if (rule.effect == Effect::kRemoves) add("effect", "removes");
  return out + '}';
}

}  // namespace

std::string toml_text(std::string_view text) {
  std::string out = json_text(text);  // the escapes of JSON are escapes of TOML
  for (size_t at = 0; (at = out.find('\x7f', at)) != std::string::npos;) {
    out.replace(at, 1, "\\u007f");
  }
  return out;
}

std::string write_mapping_toml(const Mapping& mapping) {
  std::string out;
  for (const ColumnDefinition& column : mapping.columns) {
    if (column.name != kProductColumn && differs_from_default(column)) {
      out += format("types.{} = \"{}\"\n", toml_text(column.name),
                    column.type == ColumnType::kNumber ? "number" : "text");
    }
  }
  for (const InteractionRule& rule : mapping.rules) {
    const auto add = [&](const std::string& field, const std::string& value) {
      if (!value.empty()) out += format("{} = {}\n", field, toml_text(value));
    };
    out += out.empty() ? "[[interaction]]\n" : "\n[[interaction]]\n";
    add("event", rule.event);
    add("key", rule.key);
    if (rule.goal) out += format("goal = {}\n", *rule.goal);
    for (const ColumnPath& column : rule.columns) {
      add("columns." + toml_text(column.column), column.path);
    }
    add("quantity", rule.quantity);
    add("query", rule.query);
    if (rule.effect == Effect::kRemoves) add("effect", "removes");
  }
  return out;
}

std::string write_mapping_json(const Mapping& mapping) {
  std::string out = "{\"interaction\":[";
  for (const InteractionRule& rule : mapping.rules) {
    if (out.back() != '[') out += ',';
    out += rule_json(rule);
  }
  out += "],\"types\":{";
  for (const ColumnDefinition& column : mapping.columns) {
    if (column.name == kProductColumn || !differs_from_default(column)) continue;
    if (out.back() != '{') out += ',';
    out += format("{}:\"{}\"", json_text(column.name),
                  column.type == ColumnType::kNumber ? "number" : "text");
  }
  return out + "}}";
}

}  // namespace likely
