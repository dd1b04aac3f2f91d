#include <CLI/CLI.hpp>
#include <memory>

#include "base/format.h"
#include "cli/app.h"
#include "cli/json_out.h"
#include "domain/time.h"
#include "services/numbers.h"
#include "services/services.h"

namespace likely::cli {

namespace {

void print_document(const Context& context, const GenerateResult& made) {
  print_json(context, {{"events_file", made.events_path},
                       {"items_file", made.items_path},
                       {"events", made.events},
                       {"repeated", made.repeated},
                       {"spoilt", made.spoilt},
                       {"items", made.items},
                       {"announced", made.announced},
                       {"from", format_time(made.from)},
                       {"until", format_time(made.until)}});
}

void print_words(const Context& context, const GenerateResult& made) {
  context.out(format("{}: {} events, {} to {} ({})\n", made.events_path, count_text(made.events),
                     format_date(made.from), format_date(made.until - 1),
                     bytes_text(made.events_bytes)));
  context.out(format("  and, as in life, {} sent twice and {} that cannot be read\n",
                     count_text(made.repeated), count_text(made.spoilt)));
  context.out(format("{}: {} items, {} of them announced and not yet in any event\n",
                     made.items_path, count_text(made.items), count_text(made.announced)));
  context.out(format("Next: likely import {}\n", made.events_path));
}

Result<void> run_generate(const Context& context, const Services& services,
                          const GenerateOptions& options) {
  ASSIGN(const auto made, services.generate.generate(options, *context.progress));
  if (context.json) {
    print_document(context, made);
  } else {
    print_words(context, made);
  }
  return {};
}

}  // namespace

void add_generate_command(CLI::App& app, Context& context, Services& services) {
  auto options = std::make_shared<GenerateOptions>();
  auto& command = add_command(
      app, context, "generate", "Make up a business with events and an item feed, to try things on",
      "likely generate --customers 1000 --out shop\n"
      "likely generate --customers 5000 --kind articles --seed 7 --out news",
      [&context, &services, options] { return run_generate(context, services, *options); });
  command.add_option("--customers", options->customers, "How many people (20,000)")->type_name("N");
  command.add_option("--kind", options->kind, "store (of stationery) or articles (a content site)")
      ->type_name("KIND");
  command.add_option("--seed", options->seed, "Another seed, another business (1)")->type_name("S");
  command.add_option("--items", options->items, "Products (1,200) or articles (4,000)")
      ->type_name("N");
  command.add_option("--days", options->days, "Days of history (546; articles: 180)")
      ->type_name("N");
  command.add_flag("--zst", options->compress, "Compress the events: events.ndjson.zst");
  command.add_option("--out", options->folder, "The folder to write to")
      ->type_name("DIR")
      ->required();
}

}  // namespace likely::cli
