#include <CLI/CLI.hpp>
#include <memory>

#include "base/format.h"
#include "cli/app.h"
#include "cli/json_out.h"
#include "cli/table.h"
#include "domain/time.h"
#include "services/catalog.h"
#include "services/numbers.h"
#include "services/services.h"

namespace likely::cli {

namespace {

constexpr int kTableWidth = 120;  // narrower, events could not be told apart

const ColumnPath* path_of(const InteractionRule& rule, const std::string& column) {
  for (const ColumnPath& mapped : rule.columns) {
    if (mapped.column == column) return &mapped;
  }
  return nullptr;
}

std::string share_text(uint64_t part, uint64_t whole) {
  return whole == 0 ? "–" : percent_text(static_cast<double>(part) / static_cast<double>(whole));
}

Json rule_document(const MappingReport& report, size_t index) {
  const InteractionRule& rule = report.mapping.rules[index];
  const RuleCounts& counts = report.counts[index];
  Json columns = Json::object();
  for (size_t i = 0; i < report.mapping.columns.size(); ++i) {
    const std::string& name = report.mapping.columns[i].name;
    const ColumnPath* mapped = path_of(rule, name);
    if (mapped == nullptr && (i > 0 || rule.key.empty())) continue;
    columns[name] = {{"path", mapped == nullptr ? rule.key : mapped->path},
                     {"filled", counts.filled[i]},
                     {"not_a_number", counts.unusable[i]}};
  }
  return {{"event", rule.event},
          {"goal", static_cast<bool>(report.goals[index])},
          {"effect", rule.effect == Effect::kRemoves ? "removes" : "adds"},
          {"search", !rule.query.empty()},
          {"events", counts.events},
          {"with_key", counts.events - counts.without_key},
          {"interactions", counts.rows},
          {"removes", counts.removes},
          {"columns", std::move(columns)}};
}

// What `catalog set` reads, and beside it what the data says.
Json document_of(const MappingReport& report) {
  Json document = Json::parse(report.json);
  document["version"] = report.version;
  document["created_at"] = format_time(report.created_at);
  document["events"] = report.events;
  document["interactions"] = report.interactions();
  document["searches"] = report.searches();
  document["rules"] = Json::array();
  for (size_t i = 0; i < report.counts.size(); ++i) {
    document["rules"].push_back(rule_document(report, i));
  }
  document["columns"] = Json::array();
  for (size_t i = 0; i < report.mapping.columns.size(); ++i) {
    const auto& column = report.mapping.columns[i];
    const bool number = column.type == ColumnType::kNumber;
    Json entry{{"name", column.name}, {"type", number ? "number" : "text"}};
    if (!number) entry["values"] = report.values[i];
    document["columns"].push_back(std::move(entry));
  }
  document["warnings"] = Json::array();
  for (const auto& warning : report.warnings) {
    document["warnings"].push_back({{"code", warning.code}, {"message", warning.message}});
  }
  return document;
}

// "4,025 interactions and 289 searches from 4,356 events"
std::string totals(const MappingReport& report) {
  std::string words = counted(report.interactions(), "interaction");
  if (report.searches() > 0) {
    words += format(" and {} search{}", count_text(report.searches()),
                    report.searches() == 1 ? "" : "es");
  }
  return words + " from " + counted(report.events, "event");
}

// Events × columns: how much of each is filled.
std::string coverage_table(const MappingReport& report, int width) {
  std::vector<Table::Column> header{
      {"event"}, {""}, {"events", Align::kRight}, {"interactions", Align::kRight}};
  for (const auto& column : report.mapping.columns) header.push_back({column.name, Align::kRight});
  Table table(header);
  for (size_t i = 0; i < report.counts.size(); ++i) {
    const InteractionRule& rule = report.mapping.rules[i];
    const RuleCounts& counts = report.counts[i];
    std::string sort = report.goals[i] ? "goal" : "";
    if (rule.effect == Effect::kRemoves) sort += sort.empty() ? "removes" : ", removes";
    if (!rule.query.empty()) sort += sort.empty() ? "search" : ", search";
    std::vector<std::string> cells{rule.event, sort, count_text(counts.events),
                                   count_text(counts.rows)};
    for (size_t column = 0; column < report.mapping.columns.size(); ++column) {
      const bool mapped = path_of(rule, report.mapping.columns[column].name) != nullptr;
      if (column == 0) {
        cells.push_back(share_text(counts.events - counts.without_key, counts.events));
      } else {
        cells.push_back(mapped ? share_text(counts.filled[column], counts.rows) : "");
      }
    }
    table.add(std::move(cells));
  }
  std::vector<std::string> last{"different values", "", "", ""};
  for (size_t i = 0; i < report.values.size(); ++i) {
    const bool number = report.mapping.columns[i].type == ColumnType::kNumber;
    last.push_back(number ? "number" : count_text(report.values[i]));
  }
  table.add(std::move(last));
  return table.text(width);
}

Result<void> run_suggest(const Context& context, const Services& services) {
  ASSIGN(const Suggestion made, services.catalog.suggest(*context.progress));
  if (context.json) {
    Json document = Json::parse(made.json);
    document["toml"] = made.toml;
    document["left_out"] = Json::array();
    for (const auto& [event, why] : made.left_out) {
      document["left_out"].push_back({{"event", event}, {"why", why}});
    }
    print_json(context, document);
  } else {
    context.out(made.toml);
  }
  return {};
}

Result<void> run_set(const Context& context, const Services& services, const std::string& file) {
  ASSIGN(const MappingReport report, services.catalog.set(file, *context.progress));
  for (const auto& warning : report.warnings)
    context.err("warning: " + printable(warning.message) + "\n");
  if (context.json) {
    Json document = document_of(report);
    document["unchanged"] = report.unchanged;
    print_json(context, document);
    return {};
  }
  context.out(coverage_table(report, std::max(context.width(), kTableWidth)));
  if (report.unchanged) {
    context.out(format("The catalog is this already: version {}, {}. Nothing was changed.\n",
                       report.version, totals(report)));
    return {};
  }
  context.out(format("Catalog version {} serves: {}. Next: {}\n", report.version, totals(report),
                     report.events == 0 ? "likely import FILE" : "likely train"));
  return {};
}

Result<void> run_show(const Context& context, const Services& services) {
  ASSIGN(const MappingReport report, services.catalog.show());
  if (context.json) {
    print_json(context, document_of(report));
    return {};
  }
  std::string comment;
  for (const char c : coverage_table(report, std::max(context.width(), kTableWidth) - 2)) {
    if (comment.empty() || comment.back() == '\n') comment += "# ";
    comment += c;
  }
  context.out(format("# Catalog version {}, set {}: {}\n#\n{}\n{}", report.version,
                     format_time(report.created_at), totals(report), comment, report.toml));
  return {};
}

}  // namespace

void add_catalog_commands(CLI::App& app, Context& context, Services& services) {
  auto& group = add_group(app, "catalog", "The mapping: which events count, what they are about");
  add_command(
      group, context, "suggest", "Propose a mapping from the events that are in here",
      "likely catalog suggest > catalog.toml\nlikely catalog suggest | likely catalog set -",
      [&context, &services] { return run_suggest(context, services); });
  auto file = std::make_shared<std::string>();
  auto& set =
      add_command(group, context, "set", "Map all events, past and future, by a TOML or JSON file",
                  "likely catalog set catalog.toml",
                  [&context, &services, file] { return run_set(context, services, *file); });
  reads_files(set.add_option("FILE", *file, "The mapping; - reads standard input"), context)
      ->required();
  add_command(group, context, "show", "Print the mapping that serves, and what it finds",
              "likely catalog show > catalog.toml",
              [&context, &services] { return run_show(context, services); });
}

}  // namespace likely::cli
