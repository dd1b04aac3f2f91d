#pragma once

// The command line: one CLI11 app, one file of commands for each group.
//
// How to add a group of commands, say "catalog":
//
//  1. services/catalog.h: what the commands need from floor 3, as functions.
//
//       struct CatalogService {
//         std::function<Result<SuggestResult>(const SuggestOptions&, Progress&)> suggest;
//       };
//
//     The option and result structs stand beside the floor 3 function. Add the struct as a member
//     of Services (services/services.h): `CatalogService catalog;`.
//
//  2. cli/catalog_commands.cc: the commands. version_command.cc is the smallest example.
//
//       void add_catalog_commands(CLI::App& app, Context& context, Services& services) {
//         auto& group = add_group(app, "catalog", "The mapping of events to interactions");
//         auto options = std::make_shared<SuggestOptions>();
//         auto& suggest = add_command(
//             group, context, "suggest", "Propose a mapping from the events",
//             "likely catalog suggest > catalog.toml", [&context, &services, options]() ->
//             Result<void> {
//               ASSIGN(auto result, services.catalog.suggest(*options, *context.progress));
//               if (context.json) print_json(context, …);
//               else context.out(…);
//               return {};
//             });
//         suggest.add_option("--events", options->events, "At most so many events are looked at");
//       }
//
//     Declare it below and call it in app.cc. Rules of the room: words go out through Context only;
//     with --json stdout is one document (print_json of cli/json_out.h); tables by cli/table.h,
//     curves by cli/plot.h, numbers by cli/numbers.h. A wrong use that CLI11 cannot see is
//     fail(ErrorCode::kUsage, …): exit 2. Options that take many values should say
//     ->allow_extra_args(false): CLI11 otherwise takes a value "[a]" apart.
//     Not named here, since every command has them: --data, --json, --threads, --help.
//
//  3. main/wire_catalog.cc: fills services.catalog by opening the Space of context.data (known only
//     when the function is called) and calling floor 3; declared and called in main/wiring.
//
// Tests: app_test.cc runs commands with made-up services.

#include <functional>
#include <string>

#include "base/result.h"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace likely {
struct Services;
}

namespace likely::cli {

struct Context;

// A command of `parent`; `example` is a line to type, shown by --help (several: one a line).
// `run` is called after the whole line was parsed.
CLI::App& add_command(CLI::App& parent, Context& context, const std::string& name,
                      const std::string& what, const std::string& example,
                      std::function<Result<void>()> run);

// The option names files to read: "-" among them is standard input.
CLI::Option* reads_files(CLI::Option* option, const Context& context);

// A command that only holds commands: "catalog" of "catalog suggest".
CLI::App& add_group(CLI::App& parent, const std::string& name, const std::string& what);

// Parses the line, runs its command, says what went wrong. Returns the exit code: 0 ok, 1 failed,
// 2 used wrongly.
int run(int argc, const char* const* argv, Context& context, Services& services);

void add_version_command(CLI::App& app, Context& context);
void add_catalog_commands(CLI::App& app, Context& context, Services& services);
void add_generate_command(CLI::App& app, Context& context, Services& services);
void add_intake_commands(CLI::App& app, Context& context, Services& services);
void add_train_command(CLI::App& app, Context& context, Services& services);
void add_audience_commands(CLI::App& app, Context& context, Services& services);
void add_trait_commands(CLI::App& app, Context& context, Services& services);
void add_score_command(CLI::App& app, Context& context, Services& services);
void add_backtest_command(CLI::App& app, Context& context, Services& services);
void add_serve_command(CLI::App& app, Context& context, Services& services);
void add_care_commands(CLI::App& app, Context& context, Services& services);
void add_backup_commands(CLI::App& app, Context& context, Services& services);
void add_access_commands(CLI::App& app, Context& context, Services& services);
void add_profile_commands(CLI::App& app, Context& context, Services& services);
// Runs a whole command line and gives its exit code; how the demo types.
using RunLine = std::function<int(int argc, const char* const* argv)>;
void add_demo_command(CLI::App& app, Context& context, Services& services, RunLine run_line);

}  // namespace likely::cli
