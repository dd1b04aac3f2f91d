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
#include "services/services.h"

namespace likely::cli {

namespace {

void add_query_options(CLI::App& command, AudienceQuery& query) {
  command.add_option("--column", query.column, "The column: Product, Brand, Category …")
      ->type_name("C")
      ->required();
  command.add_option("--value", query.value, "Its value, exact; one never seen is answered, too")
      ->type_name("V")
      ->required();
  command.add_option("--top", query.size.top, "At most this share of the eligible (20%)")
      ->type_name("SHARE");
  command.add_option("--size", query.size.size, "At most so many people")->type_name("N");
  command
      .add_option("--min-probability", query.size.min_probability,
                  "Nobody less likely; else nobody below the average")
      ->type_name("P");
  command.add_flag("--known-only", query.known_only, "Only people with a user_id are eligible");
  add_model_options(command, query.model);
}

void add_preview(CLI::App& group, Context& context, Services& services) {
  auto query = std::make_shared<AudienceQuery>();
  auto& command =
      add_command(group, context, "preview", "Who would be in, and what to expect; stores nothing",
                  "likely audience preview --column Category --value Binders --top 20%",
                  [&context, &services, query]() -> Result<void> {
                    ASSIGN(const auto answer, services.audience.preview(*query));
                    if (context.json) {
                      Json document = answer_json(answer);
                      if (query->members) document["members"] = members_json(answer.members);
                      print_json(context, document);
                    } else {
                      print_answer(context, answer);
                      if (query->members) print_members(context, answer.members);
                    }
                    return {};
                  });
  add_query_options(command, *query);
  command.add_flag("--members", query->members, "The members, too");
  command.add_flag("--reasons", query->reasons, "With --members: why each of them");
}

void print_created(const Context& context, const CreatedAudience& created, const char* what) {
  if (context.json) {
    Json document = record_json(created.record);
    const Json answer = answer_json(created.answer);
    for (const auto& [name, value] : answer.items()) {
      if (!document.contains(name)) document[name] = value;
    }
    print_json(context, document);
    return;
  }
  context.out(format("{} {} ({}){}\n\n", printable(created.record.name), what, created.record.key,
                     created.record.size == 0 ? ", but nobody is in it" : ""));
  print_answer(context, created.answer);
  print_refresh(context, created.record.refresh);
  if (created.record.size == 0) return;
  context.out(format("Next: likely audience export {} --out {}.csv\n", created.record.key,
                     created.record.key));
}

void add_create(CLI::App& group, Context& context, Services& services) {
  auto name = std::make_shared<std::string>();
  auto query = std::make_shared<AudienceQuery>();
  auto& command = add_command(
      group, context, "create", "Compute an audience and keep it",
      "likely audience create \"Back to School\" --column Category --value Binders --top 20%",
      [&context, &services, name, query]() -> Result<void> {
        ASSIGN(const auto created, services.audience.create(*name, *query, *context.progress));
        print_created(context, created, "is live");
        return {};
      });
  command.add_option("NAME", *name, "Its name; the key is its snake_case")->required();
  add_query_options(command, *query);
  add_refresh_option(command, query->refresh);
}

void add_list(CLI::App& group, Context& context, Services& services) {
  add_command(
      group, context, "list", "All audiences", "likely audience list --json",
      [&context, &services]() -> Result<void> {
        ASSIGN(const auto records, services.audience.list());
        if (context.json) {
          Json list = Json::array();
          for (const auto& record : records) list.push_back(record_json(record));
          print_json(context, {{"audiences", list}});
          return {};
        }
        if (records.empty()) {
          context.out(
              "There are no audiences yet. Make one: likely audience create NAME "
              "--column C --value V\n");
          return {};
        }
        Table table({{"key"},
                     {"target"},
                     {"people", Align::kRight},
                     {"expected", Align::kRight},
                     {"evidence"},
                     {"status"},
                     {"refresh"},
                     {"refreshed"}});
        for (const auto& record : records) {
          table.add({record.key, record.column + " = " + record.value, count_text(record.size),
                     decimal_text(record.expected, 0), record.evidence, record.status,
                     refresh_words(record.refresh), format_date(record.refreshed)});
        }
        context.out(table.text(context.width()));
        return {};
      });
}

// show and refresh: a name in, an audience out.
void add_by_name(CLI::App& group, Context& context, const char* verb, const char* what,
                 const char* words,
                 std::function<Result<CreatedAudience>(const std::string&)> run) {
  auto name = std::make_shared<std::string>();
  auto& command =
      add_command(group, context, verb, what, format("likely audience {} back_to_school", verb),
                  [&context, name, words, run = std::move(run)]() -> Result<void> {
                    ASSIGN(const auto created, run(*name));
                    print_created(context, created, words);
                    return {};
                  });
  command.add_option("NAME", *name, "Its name or key")->required();
}

void add_members(CLI::App& group, Context& context, Services& services) {
  struct Options {
    std::string name;
    uint64_t limit = 20;
    bool reasons = false;
  };
  auto options = std::make_shared<Options>();
  auto& command = add_command(
      group, context, "members", "Who is in, best first",
      "likely audience members back_to_school --limit 50 --reasons",
      [&context, &services, options]() -> Result<void> {
        ASSIGN(const auto found,
               services.audience.members(options->name,
                                         {.limit = options->limit, .reasons = options->reasons}));
        if (context.json) {
          print_json(context, {{"key", found.record.key},
                               {"size", found.record.size},
                               {"members", members_json(found.members)}});
        } else {
          print_members(context, found.members);
          if (found.members.size() < found.record.size) {
            context.out(format(
                "{} of {} members; --limit shows more, `likely audience export {}` "
                "writes them all\n",
                count_text(found.members.size()), count_text(found.record.size), found.record.key));
          }
        }
        return {};
      });
  command.add_option("NAME", options->name, "Its name or key")->required();
  command.add_option("--limit", options->limit, "At most so many (20)")->type_name("N");
  command.add_flag("--reasons", options->reasons, "Why each of them");
}

void add_export(CLI::App& group, Context& context, Services& services) {
  auto options = std::make_shared<ExportOptions>();
  auto& command = add_command(
      group, context, "export", "Write the members into a file",
      "likely audience export back_to_school --out members.csv",
      [&context, &services, options]() -> Result<void> {
        ASSIGN(const auto report, services.audience.export_to(*options, *context.progress));
        if (context.json) {
          print_json(context, {{"key", report.key}, {"out", report.out}, {"rows", report.rows}});
        } else {
          context.out(format("{}: {}, best first\n", report.out, counted(report.rows, "member")));
        }
        return {};
      });
  command.add_option("NAME", options->name, "Its name or key")->required();
  command.add_option("--out", options->out, "The file: .csv, .ndjson or .parquet")
      ->type_name("FILE")
      ->required();
  command.add_flag("--reasons", options->reasons, "A further column: why each of them");
}

void add_delete(CLI::App& group, Context& context, Services& services) {
  auto name = std::make_shared<std::string>();
  auto& command = add_command(group, context, "delete", "Remove an audience; its key stays taken",
                              "likely audience delete back_to_school",
                              [&context, &services, name]() -> Result<void> {
                                ASSIGN(const auto record, services.audience.remove(*name));
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

void add_audience_commands(CLI::App& app, Context& context, Services& services) {
  auto& group = add_group(app, "audience", "The people most likely to want a thing");
  add_preview(group, context, services);
  add_create(group, context, services);
  add_list(group, context, services);
  add_by_name(group, context, "show", "An audience, its curve and its reasons", "is kept",
              [&services](const std::string& name) { return services.audience.show(name); });
  add_members(group, context, services);
  add_by_name(group, context, "refresh", "Compute it anew by the latest model", "is refreshed",
              [&context, &services](const std::string& name) {
                return services.audience.refresh(name, *context.progress);
              });
  add_export(group, context, services);
  add_delete(group, context, services);
}

}  // namespace likely::cli
