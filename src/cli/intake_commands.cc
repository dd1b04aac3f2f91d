#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "base/format.h"
#include "cli/app.h"
#include "cli/context.h"
#include "cli/error_text.h"
#include "cli/json_out.h"
#include "cli/table.h"
#include "domain/time.h"
#include "services/numbers.h"
#include "services/result_json.h"
#include "services/services.h"

namespace likely::cli {

namespace {

Json summary_json(const ImportSummary& summary) {
  Json discards = Json::object();
  for (const auto& [reason, count] : summary.discards) discards[reason] = count;
  Json failures = Json::array();
  for (const Error& error : summary.failures) failures.push_back(error_text(error));
  return {{"files", summary.files},
          {"events", summary.events},
          {"duplicates", summary.duplicates},
          {"discards", summary.discard_count},
          {"discards_by_reason", discards},
          {"new_profiles", summary.new_profiles},
          {"profiles", summary.profiles},
          {"first", time_json(summary.first)},
          {"last", time_json(summary.last)},
          {"seconds", summary.seconds},
          {"events_per_second", summary.events / std::max(summary.seconds, 1e-6)},
          {"notes", summary.notes},
          {"failures", failures}};
}

std::string rows_were(uint64_t count) {
  return counted(count, "row") + (count == 1 ? " was" : " were");
}

std::string summary_text(const ImportSummary& summary) {
  std::string text = counted(summary.events, "event") + " imported";
  if (summary.first) {
    text += format(", from {} to {}", format_time(*summary.first), format_time(*summary.last));
  }
  text += '\n';
  if (summary.duplicates > 0) {
    text += format("{} {} known already\n", count_text(summary.duplicates),
                   summary.duplicates == 1 ? "was" : "were");
  }
  if (summary.discard_count > 0) {
    text += format("{} refused (`likely discards` lists {}):\n", rows_were(summary.discard_count),
                   summary.discard_count == 1 ? "it" : "them");
    for (const auto& [reason, count] : summary.discards) {
      text += format("  {:<24}{:>12}\n", reason, count_text(count));
    }
  }
  text += format("{}, {} new\n", counted(summary.profiles, "profile"),
                 count_text(summary.new_profiles));
  text +=
      format("{}, {} events/s\n", duration_text(summary.seconds),
             count_text(static_cast<uint64_t>(summary.events / std::max(summary.seconds, 1e-6))));
  for (const std::string& note : summary.notes) text += printable(note) + '\n';
  return text;
}

struct ImportFlags {
  ImportOptions options;
  std::string format, user_id, anonymous_id, email, event, event_name, time;
};

std::optional<std::string> given(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

Result<std::optional<FileFormat>> format_flag(const std::string& name) {
  if (name.empty()) return std::nullopt;
  const auto found = file_format_of(name);
  if (found) return found;
  return fail(ErrorCode::kUsage,
              format("--format {}: there is no such format; use ndjson, csv or parquet", name));
}

Result<void> run_import(Context& context, Services& services, const ImportFlags& flags) {
  ImportOptions options = flags.options;
  ASSIGN(options.format, format_flag(flags.format));
  options.flat.user_id = given(flags.user_id);
  options.flat.anonymous_id = given(flags.anonymous_id);
  options.flat.email = given(flags.email);
  options.flat.event = given(flags.event);
  options.flat.event_name = given(flags.event_name);
  options.flat.time = given(flags.time);
  options.threads = context.thread_count();
  ASSIGN(const ImportSummary summary, services.intake.import(options, *context.progress));
  const auto failure = summary.failure();
  if (context.json) {
    print_json(context, summary_json(summary));
  } else if (summary.events + summary.duplicates + summary.discard_count > 0) {
    context.out(summary_text(summary));
  }
  if (failure) return std::unexpected(*failure);
  return {};
}

void add_import(CLI::App& app, Context& context, Services& services) {
  auto flags = std::make_shared<ImportFlags>();
  auto& command = add_command(
      app, context, "import", "Import events: tracking calls, CSV, Parquet; files or folders",
      "likely import events.ndjson.gz\n"
      "likely import orders.csv --user-id customer --event-name \"Order Completed\" --time date",
      [&context, &services, flags] { return run_import(context, services, *flags); });
  const auto add = [&command](const char* name, std::string& value, const char* what) {
    command.add_option(name, value, what)->allow_extra_args(false);
  };
  reads_files(command.add_option("files", flags->options.files,
                                 "Files (.ndjson, .csv, .parquet, also .gz and .zst), folders, - "
                                 "for standard input"),
              context)
      ->required();
  add("--format", flags->format, "ndjson, csv or parquet; default: told from the name or content");
  add("--user-id", flags->user_id, "Flat files: the column with the user id");
  add("--anonymous-id", flags->anonymous_id, "Flat files: the column with an anonymous id");
  add("--email", flags->email, "Flat files: the column with the email address");
  add("--event", flags->event, "Flat files: the column with the event's name");
  add("--event-name", flags->event_name, "Flat files: the event's name, the same for all rows");
  add("--time", flags->time, "Flat files: the column with the time");
  add("--time-format", flags->options.flat.time_format,
      "How it is written, as in %d/%m/%Y %H:%M; default: ISO 8601, or epoch in s or ms");
  command.add_flag("--strict", flags->options.strict, "Stop at the first row that is refused");
}

struct ItemFlags {
  ItemOptions options;
  std::string format;
};

Result<void> run_items(Context& context, Services& services, const ItemFlags& flags) {
  ItemOptions options = flags.options;
  ASSIGN(options.format, format_flag(flags.format));
  ASSIGN(const ItemSummary summary, services.intake.import_items(options, *context.progress));
  if (context.json) {
    print_json(context, {{"files", summary.files},
                         {"added", summary.added},
                         {"changed", summary.changed},
                         {"unchanged", summary.unchanged},
                         {"refused", summary.refused},
                         {"refusals", summary.refusals},
                         {"items", summary.items}});
    return {};
  }
  context.out(format("{} added, {} changed, {} as before; {} in the feed\n",
                     counted(summary.added, "item"), count_text(summary.changed),
                     count_text(summary.unchanged), count_text(summary.items)));
  if (summary.refused > 0) {
    context.out(rows_were(summary.refused) + " refused:\n");
    for (const auto& line : summary.refusals) context.out("  " + printable(line) + "\n");
  }
  return {};
}

void add_items(CLI::App& app, Context& context, Services& services) {
  auto& group = add_group(app, "items", "The item feed: what is known of products");
  auto flags = std::make_shared<ItemFlags>();
  auto& command =
      add_command(group, context, "import", "Import an item feed: attributes by product key",
                  "likely items import products.csv --key product_id",
                  [&context, &services, flags] { return run_items(context, services, *flags); });
  reads_files(command.add_option("files", flags->options.files,
                                 "Files (.ndjson, .csv, .parquet) or folders"),
              context)
      ->required();
  command.add_option("--key", flags->options.key, "The column with the product's primary key")
      ->required()
      ->allow_extra_args(false);
  command.add_option("--format", flags->format, "ndjson, csv or parquet; default: by the name")
      ->allow_extra_args(false);
}

Result<void> run_discards(Context& context, Services& services, const DiscardQuery& query) {
  ASSIGN(const DiscardList list, services.intake.discards(query));
  if (context.json) {
    Json reasons = Json::object(), rows = Json::array();
    uint64_t total = 0;
    for (const auto& [reason, count] : list.reasons) {
      reasons[reason] = count;
      total += count;
    }
    for (const DiscardRow& row : list.rows) {
      rows.push_back(
          {{"received_at", row.received_at ? Json(format_time(*row.received_at)) : Json()},
           {"source", row.source},
           {"line", row.line},
           {"reason", row.reason},
           {"detail", row.detail},
           {"excerpt", row.excerpt}});
    }
    print_json(context, {{"total", total}, {"reasons", reasons}, {"discards", rows}});
    return {};
  }
  if (list.reasons.empty()) {
    context.out("nothing was refused\n");
    return {};
  }
  Table reasons({{"reason"}, {"rows", Align::kRight}});
  for (const auto& [reason, count] : list.reasons) reasons.add({reason, count_text(count)});
  context.out(reasons.text(context.width()) + "\n");
  for (const DiscardRow& row : list.rows) {
    const std::string when = row.received_at ? format_time(*row.received_at) + "  " : "";
    const std::string line = row.line > 0 ? format(":{}", row.line) : "";
    context.out(format("{}{}{}  {}: {}\n    {}\n", when, printable(row.source), line, row.reason,
                       printable(row.detail),
                       cut_to_width(printable(row.excerpt), context.width() - 4)));
  }
  return {};
}

void add_discards(CLI::App& app, Context& context, Services& services) {
  auto query = std::make_shared<DiscardQuery>();
  auto& command =
      add_command(app, context, "discards", "What was refused, and why",
                  "likely discards --reason bad_timestamp --limit 100",
                  [&context, &services, query] { return run_discards(context, services, *query); });
  command.add_option("--reason", query->reason, "Only those of this reason")
      ->allow_extra_args(false);
  command.add_option("--limit", query->limit, "At most so many rows, the newest; 0: all")
      ->allow_extra_args(false)
      ->capture_default_str();
}

Json overview_json(const Overview& overview) {
  Json models = Json::array();
  for (const ModelRecord& model : overview.models) {
    models.push_back({{"name", model.name},
                      {"goals", model.goals},
                      {"horizon_days", model.horizon_days},
                      {"as_of", format_time(model.as_of)},
                      {"bytes", model.bytes},
                      {"held_back", model.held_back.empty() ? Json() : Json(model.held_back)}});
  }
  return {{"events", overview.events},
          {"profiles", overview.profiles},
          {"discards", overview.discards},
          {"values", overview.values},
          {"items", overview.items},
          {"first", time_json(overview.first)},
          {"last", time_json(overview.last)},
          {"audiences", overview.audiences},
          {"traits", overview.traits},
          {"as_of", time_json(overview.as_of)},
          {"models", models}};
}

Result<void> run_status(Context& context, Services& services) {
  ASSIGN(const Overview overview, services.intake.overview());
  if (context.json) {
    print_json(context, overview_json(overview));
    return {};
  }
  const auto time_text = [](const std::optional<TimeUs>& at) {
    return at ? format_time(*at) : std::string("–");
  };
  Table table({{"data folder"}, {printable(context.data)}});
  table.add({"events", count_text(overview.events)});
  table.add({"from", time_text(overview.first)});
  table.add({"to", time_text(overview.last)});
  table.add({"profiles", count_text(overview.profiles)});
  table.add({"refused rows", count_text(overview.discards)});
  table.add({"values of columns", count_text(overview.values)});
  table.add({"items in the feed", count_text(overview.items)});
  table.add({"audiences", count_text(overview.audiences)});
  table.add({"traits", count_text(overview.traits)});
  table.add({"model as of", time_text(overview.as_of)});
  for (const ModelRecord& model : overview.models) {
    std::string goals;
    for (const auto& goal : model.goals) goals += (goals.empty() ? "" : ", ") + goal;
    table.add({"model " + model.name,
               format("{}{}, {}, as of {}, {}", model.held_back.empty() ? "" : "held back: ", goals,
                      counted(static_cast<uint64_t>(model.horizon_days), "day"),
                      format_time(model.as_of), bytes_text(model.bytes))});
  }
  context.out(table.text(context.width()));
  for (const ModelRecord& model : overview.models) {
    if (!model.held_back.empty()) context.out(model.name + " is " + model.held_back + "\n");
  }
  return {};
}

}  // namespace

void add_intake_commands(CLI::App& app, Context& context, Services& services) {
  add_import(app, context, services);
  add_items(app, context, services);
  add_command(app, context, "status", "What is in the data folder", "likely status --json",
              [&context, &services] { return run_status(context, services); });
  add_discards(app, context, services);
}

}  // namespace likely::cli
