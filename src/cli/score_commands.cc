#include <CLI/CLI.hpp>
#include <memory>

#include "base/format.h"
#include "cli/app.h"
#include "cli/json_out.h"
#include "cli/model_words.h"
#include "services/numbers.h"
#include "services/services.h"

namespace likely::cli {

namespace {

Result<void> run_score(const Context& context, const Services& services,
                       const ScoreOptions& options) {
  if (options.top && *options.top == 0) {
    return fail(ErrorCode::kUsage, "--top 0: give the number of people a value, at least 1");
  }
  ASSIGN(const auto report, services.score.score(options, *context.progress));
  if (context.json) {
    print_json(context, {{"out", report.out},
                         {"rows", report.rows},
                         {"values", report.values},
                         {"unseen", report.unseen},
                         {"profiles", report.profiles},
                         {"model", model_json(report.model)}});
    return {};
  }
  context.out(format("{}: {}, {} for {} ({} {})\n", report.out, counted(report.rows, "row"),
                     counted(report.values, "value"), people_words(report.profiles),
                     goals_words(report.model.goals),
                     horizon_words(report.model.horizon_days, report.model.as_of)));
  if (report.unseen > 0) {
    context.out(format("{} never seen, scored by what is nearest\n",
                       report.unseen == 1 ? "1 of the values was"
                                          : count_text(report.unseen) + " of the values were"));
  }
  print_notes(context, report.model.notes);
  return {};
}

}  // namespace

void add_score_command(CLI::App& app, Context& context, Services& services) {
  auto options = std::make_shared<ScoreOptions>();
  auto& command = add_command(
      app, context, "score", "Write the probability of every profile for values of a column",
      "likely score --column Brand --value Acme --out acme.csv\n"
      "likely score --column Product --top 1000 --out products.parquet",
      [&context, &services, options] { return run_score(context, services, *options); });
  command.add_option("--column", options->column, "The column of the values")
      ->type_name("C")
      ->required();
  command.add_option("--value", options->values, "A value, exact; repeatable. Without: all known")
      ->type_name("V")
      ->allow_extra_args(false);
  command.add_option("--values", options->values_file, "A file of values, one a line")
      ->type_name("FILE");
  command.add_option("--top", options->top, "Only the N likeliest people of each value")
      ->type_name("N");
  command.add_flag("--known-only", options->known_only, "Only people with a user_id");
  command.add_option("--out", options->out, "The file to write: .csv, .ndjson or .parquet")
      ->type_name("FILE")
      ->required();
  add_model_options(command, options->model);
}

}  // namespace likely::cli
