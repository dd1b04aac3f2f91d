#include <CLI/CLI.hpp>
#include <memory>

#include "base/format.h"
#include "cli/app.h"
#include "cli/audience_words.h"
#include "cli/json_out.h"
#include "cli/model_words.h"
#include "cli/table.h"
#include "domain/time.h"
#include "services/numbers.h"
#include "services/result_json.h"
#include "services/services.h"

namespace likely::cli {

namespace {

Json record_json(const TraitRecord& record) {
  return {{"name", record.name},
          {"key", record.key},
          {"status", record.status},
          {"column", record.column},
          {"count", record.count},
          {"exclude", record.exclude},
          {"exclude_where", record.exclude_where},
          {"known_only", record.known_only},
          {"profiles", record.profiles},
          {"goals", record.goals},
          {"horizon_days", record.horizon_days},
          {"model", record.model},
          {"as_of", format_time(record.as_of)},
          {"created", format_time(record.created)},
          {"refreshed", format_time(record.refreshed)},
          {"refresh", refresh_json(record.refresh)}};
}

void print_created(const Context& context, const CreatedTrait& created, const char* what) {
  const TraitRecord& record = created.record;
  if (context.json) {
    Json document = record_json(record);
    document["excluded_values"] = created.excluded_values;
    document["notes"] = created.model.notes;
    print_json(context, document);
    return;
  }
  context.out(format("{} {} ({}): the {} likeliest values of {} for each of {} people, by {} {}.\n",
                     printable(record.name), what, record.key, record.count,
                     printable(record.column), count_text(record.profiles),
                     goals_words(record.goals), horizon_words(record.horizon_days, record.as_of)));
  if (!record.exclude_where.empty()) {
    context.out(
        format("{} values are left out by --exclude-where\n", count_text(created.excluded_values)));
  }
  print_refresh(context, record.refresh);
  print_notes(context, created.model.notes);
  context.out(format("Next: likely trait export {0} --out {0}.csv\n", record.key));
}

void add_create(CLI::App& group, Context& context, Services& services) {
  auto name = std::make_shared<std::string>();
  auto query = std::make_shared<TraitQuery>();
  auto& command = add_command(
      group, context, "create", "Recommend values of a column to every profile with history",
      "likely trait create \"Next Products\" --column Product --count 10 --exclude purchased:90\n"
      "likely trait create \"Cheap Finds\" --column Product --exclude-where 'Price > 20'",
      [&context, &services, name, query]() -> Result<void> {
        ASSIGN(const auto created, services.trait.create(*name, *query, *context.progress));
        print_created(context, created, "is live");
        return {};
      });
  command.add_option("NAME", *name, "Its name; the key is its snake_case")->required();
  command.add_option("--column", query->column, "The column of the values")
      ->type_name("C")
      ->required();
  command.add_option("--count", query->count, "How many values a profile, 1 to 50 (10)")
      ->type_name("N");
  command
      .add_option("--exclude", query->exclude,
                  "Not what the person did this with: purchased or a mapped event, within DAYS; "
                  "repeatable")
      ->type_name("EVENT[:DAYS]")
      ->allow_extra_args(false);
  command
      .add_option("--exclude-where", query->exclude_where,
                  "Not values for which all of these hold, joined by AND; repeatable")
      ->type_name("'COLUMN OP VALUE'")
      ->allow_extra_args(false);
  command.add_flag("--known-only", query->known_only, "Only people with a user_id");
  add_refresh_option(command, query->refresh);
  add_model_options(command, query->model);
}

void add_list(CLI::App& group, Context& context, Services& services) {
  add_command(group, context, "list", "All traits", "likely trait list --json",
              [&context, &services]() -> Result<void> {
                ASSIGN(const auto records, services.trait.list());
                if (context.json) {
                  Json list = Json::array();
                  for (const auto& record : records) list.push_back(record_json(record));
                  print_json(context, {{"traits", list}});
                  return {};
                }
                if (records.empty()) {
                  context.out(
                      "There are no traits yet. Make one: likely trait create NAME "
                      "--column C\n");
                  return {};
                }
                Table table({{"key"},
                             {"column"},
                             {"values each", Align::kRight},
                             {"people", Align::kRight},
                             {"status"},
                             {"refresh"},
                             {"refreshed"}});
                for (const auto& record : records) {
                  table.add({record.key, record.column, format("{}", record.count),
                             count_text(record.profiles), record.status,
                             refresh_words(record.refresh), format_date(record.refreshed)});
                }
                context.out(table.text(context.width()));
                return {};
              });
}

void print_profile(const Context& context, const ShownTrait& shown) {
  if (shown.list.empty()) {
    context.out(format("{} has no list: no history before {}, or everything is left out\n",
                       printable(person_words(shown.names)), format_date(shown.record.as_of)));
    return;
  }
  context.out(
      format("{} for {}\n", printable(shown.record.name), printable(person_words(shown.names))));
  Table table({{"", Align::kRight}, {"value"}, {"probability", Align::kRight}, {"why"}});
  for (size_t i = 0; i < shown.list.size(); ++i) {
    const Recommended& one = shown.list[i];
    table.add({format("{}", i + 1), one.value, percent_text(static_cast<double>(one.probability)),
               one.reasons.empty() ? "" : one.reasons.front()});
  }
  context.out(table.text(context.width()));
}

void print_frequent(const Context& context, const ShownTrait& shown) {
  const TraitRecord& record = shown.record;
  context.out(format("{} ({}): the {} likeliest values of {} for each of {} people, {}\n\n",
                     printable(record.name), record.key, record.count, printable(record.column),
                     count_text(record.profiles),
                     horizon_words(record.horizon_days, record.as_of)));
  print_refresh(context, record.refresh);
  Table table({{"most recommended"}, {"people", Align::kRight}, {"share", Align::kRight}});
  for (const FrequentValue& one : shown.frequent) {
    table.add(
        {one.value, count_text(one.profiles),
         percent_text(static_cast<double>(one.profiles) / static_cast<double>(record.profiles))});
  }
  context.out(table.text(context.width()));
  context.out(format("One person's list: likely trait show {} --profile user_id:42\n", record.key));
}

void add_show(CLI::App& group, Context& context, Services& services) {
  struct Options {
    std::string name, profile;
  };
  auto options = std::make_shared<Options>();
  auto& command = add_command(
      group, context, "show", "A trait, or one profile's list with its reasons",
      "likely trait show next_products --profile user_id:42",
      [&context, &services, options]() -> Result<void> {
        ASSIGN(const auto shown, services.trait.show(options->name, options->profile));
        if (!context.json) {
          options->profile.empty() ? print_frequent(context, shown) : print_profile(context, shown);
          return {};
        }
        Json document = record_json(shown.record);
        if (options->profile.empty()) {
          document["frequent"] = Json::array();
          for (const FrequentValue& one : shown.frequent) {
            document["frequent"].push_back({{"value", one.value}, {"profiles", one.profiles}});
          }
        } else {
          document["profile"] = names_json(shown.names);
          document["list"] = Json::array();
          for (const Recommended& one : shown.list) {
            document["list"].push_back(
                {{"value", one.value}, {"probability", one.probability}, {"reasons", one.reasons}});
          }
        }
        print_json(context, document);
        return {};
      });
  command.add_option("NAME", options->name, "Its name or key")->required();
  command.add_option("--profile", options->profile, "One person: user_id:42, email:a@b.c …")
      ->type_name("TYPE:ID");
}

void add_refresh(CLI::App& group, Context& context, Services& services) {
  auto name = std::make_shared<std::string>();
  auto& command = add_command(
      group, context, "refresh", "Compute it anew by the latest model",
      "likely trait refresh next_products", [&context, &services, name]() -> Result<void> {
        ASSIGN(const auto created, services.trait.refresh(*name, *context.progress));
        print_created(context, created, "is refreshed");
        return {};
      });
  command.add_option("NAME", *name, "Its name or key")->required();
}

void add_export(CLI::App& group, Context& context, Services& services) {
  auto options = std::make_shared<ExportOptions>();
  auto& command = add_command(
      group, context, "export", "Write every profile's list into a file",
      "likely trait export next_products --out next_products.ndjson",
      [&context, &services, options]() -> Result<void> {
        ASSIGN(const auto report, services.trait.export_to(*options, *context.progress));
        if (context.json) {
          print_json(context, {{"key", report.key}, {"out", report.out}, {"rows", report.rows}});
        } else {
          context.out(format("{}: the lists of {}\n", report.out, people_words(report.rows)));
        }
        return {};
      });
  command.add_option("NAME", options->name, "Its name or key")->required();
  command.add_option("--out", options->out, "The file: .csv, .ndjson or .parquet")
      ->type_name("FILE")
      ->required();
}

void add_delete(CLI::App& group, Context& context, Services& services) {
  auto name = std::make_shared<std::string>();
  auto& command = add_command(group, context, "delete", "Remove a trait; its key stays taken",
                              "likely trait delete next_products",
                              [&context, &services, name]() -> Result<void> {
                                ASSIGN(const auto record, services.trait.remove(*name));
                                if (context.json) {
                                  print_json(context, {{"key", record.key}, {"deleted", true}});
                                } else {
                                  context.out(format("{} is deleted\n", record.key));
                                }
                                return {};
                              });
  command.add_option("NAME", *name, "Its name or key")->required();
}

}  // namespace

void add_trait_commands(CLI::App& app, Context& context, Services& services) {
  auto& group = add_group(app, "trait", "The values each person is most likely to want");
  add_create(group, context, services);
  add_list(group, context, services);
  add_show(group, context, services);
  add_refresh(group, context, services);
  add_export(group, context, services);
  add_delete(group, context, services);
}

}  // namespace likely::cli
