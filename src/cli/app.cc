#include "cli/app.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "base/format.h"
#include "cli/context.h"
#include "cli/did_you_mean.h"
#include "cli/error_text.h"
#include "cli/terminal_progress.h"
#include "services/services.h"

namespace likely::cli {

namespace {

constexpr int kOk = 0;
constexpr int kFailed = 1;
constexpr int kUsedWrongly = 2;

constexpr const char* kWhat =
    "Likely tells who is most likely to want a thing, and what each person is most likely to want.";

std::string path_of(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return parent == nullptr ? "likely" : path_of(*parent) + " " + command.get_name();
}

// The innermost command that the arguments name, and the first word that names none.
struct Walk {
  const CLI::App* command;
  std::string unknown;
};

const CLI::Option* find_option(const CLI::App* command, const std::string& name) {
  for (; command != nullptr; command = command->get_parent()) {
    if (const CLI::Option* option = command->get_option_no_throw(name)) return option;
  }
  return nullptr;
}

Walk walk(const CLI::App& app, const std::vector<std::string>& words) {
  const CLI::App* command = &app;
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word.size() > 1 && word[0] == '-') {
      const std::string name = word.substr(0, word.find('='));
      const CLI::Option* option = find_option(command, name);
      if (option == nullptr) return {command, word};
      if (name == word && option->get_items_expected_min() > 0) ++i;
      continue;
    }
    const auto commands = command->get_subcommands([](const CLI::App*) { return true; });
    if (commands.empty()) continue;
    const auto found = std::find_if(commands.begin(), commands.end(),
                                    [&](const CLI::App* c) { return c->get_name() == word; });
    if (found == commands.end()) return {command, word};
    command = *found;
  }
  return {command, ""};
}

std::vector<std::string> option_names(const CLI::App* command) {
  std::vector<std::string> names;
  for (; command != nullptr; command = command->get_parent()) {
    for (const CLI::Option* option : command->get_options()) {
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
  }
  return names;
}

std::vector<std::string> command_names(const CLI::App* command) {
  std::vector<std::string> names;
  for (const CLI::App* c : command->get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(c->get_name());
  }
  return names;
}

// What is wrong with the line, in words; the library's own words where they are good enough.
std::string explain(const CLI::App& app, const std::vector<std::string>& words,
                    const CLI::ParseError& error) {
  const Walk end = walk(app, words);
  const std::string help = format("; see `{} --help`", path_of(*end.command));
  if (end.unknown.empty()) return error.what() + help;
  const bool flag = end.unknown[0] == '-';
  const std::string typed = flag ? end.unknown.substr(0, end.unknown.find('=')) : end.unknown;
  const auto near = nearest(typed, flag ? option_names(end.command) : command_names(end.command));
  return format("{} has no {} '{}'{}{}", path_of(*end.command), flag ? "flag" : "command", typed,
                near.empty() ? "" : format("; did you mean '{}'?", near), near.empty() ? help : "");
}

void add_shared_flags(CLI::App& app, Context& context) {
  app.add_option("--data", context.data, "The data folder (default: LIKELY_DATA, or ./likely-data)")
      ->type_name("DIR");
  app.add_flag("--json", context.json, "Print one JSON document to stdout");
  app.add_option("--threads", context.threads, "Threads to use (default: all)")
      ->type_name("N")
      ->check(CLI::Range(1, 1024));
}

// Commands that never need the server of a folder: they make folders, or know of none.
bool is_at_home(const CLI::App& app) {
  const auto parsed = app.get_subcommands();
  return std::any_of(parsed.begin(), parsed.end(), [](const CLI::App* command) {
    const std::string name = command->get_name();
    return name == "serve" || name == "demo" || name == "generate" || name == "version" ||
           name == "restore";
  });
}

Result<void> run_far(Context& context) {
  context.progress = context.far_progress;
  const auto command = std::move(context.command);
  auto result = command();
  context.progress = nullptr;
  return result;
}

int exit_code(const Result<void>& result, const Context& context) {
  if (result) return kOk;
  context.err("likely: " + error_text(result.error(), context.data) + "\n");
  return is_wrong_use(result.error().code) ? kUsedWrongly : kFailed;
}

int run_command(Context& context) {
  if (context.far_progress != nullptr) return exit_code(run_far(context), context);
  TerminalProgress progress(terminal_progress_options());
  context.progress = &progress;
  context.end_progress = [&progress] { progress.finish(); };
  // Moved out: a command that runs command lines itself (the demo) puts others in its place.
  const auto command = std::move(context.command);
  const Result<void> result = command();
  progress.finish();
  context.progress = nullptr;
  context.end_progress = nullptr;
  return exit_code(result, context);
}

}  // namespace

CLI::App& add_command(CLI::App& parent, Context& context, const std::string& name,
                      const std::string& what, const std::string& example,
                      std::function<Result<void>()> run) {
  CLI::App* command = parent.add_subcommand(name, what);
  std::string footer = "Example:\n  ";
  for (const char c : example) footer += c == '\n' ? std::string("\n  ") : std::string(1, c);
  command->footer(footer + "\n\nAlso: --data DIR, --json, --threads N");
  command->callback([&context, run = std::move(run)] { context.command = run; });
  return *command;
}

CLI::Option* reads_files(CLI::Option* option, const Context& context) {
  return option->transform(
      [&context](const std::string& word) { return word == "-" ? context.standard_input : word; });
}

CLI::App& add_group(CLI::App& parent, const std::string& name, const std::string& what) {
  CLI::App* group = parent.add_subcommand(name, what);
  group->require_subcommand(1);
  group->footer(format("Help on one of them: {} COMMAND --help", path_of(*group)));
  return *group;
}

int run(int argc, const char* const* argv, Context& context, Services& services) {
  CLI::App app(kWhat, "likely");
  app.fallthrough();  // --data, --json and --threads work after the command too
  app.require_subcommand(1);
  app.footer("First: likely demo. Help on a command: likely COMMAND --help");
  add_shared_flags(app, context);
  add_version_command(app, context);
  add_demo_command(app, context, services, [&](int words_count, const char* const* line) {
    return run(words_count, line, context, services);
  });
  add_catalog_commands(app, context, services);
  add_generate_command(app, context, services);
  add_intake_commands(app, context, services);
  add_train_command(app, context, services);
  add_audience_commands(app, context, services);
  add_trait_commands(app, context, services);
  add_score_command(app, context, services);
  add_backtest_command(app, context, services);
  add_profile_commands(app, context, services);
  add_access_commands(app, context, services);
  add_serve_command(app, context, services);
  add_care_commands(app, context, services);
  add_backup_commands(app, context, services);

  const std::vector<std::string> words(argv + 1, argv + argc);
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    context.out(app.help());
    return kOk;
  } catch (const CLI::ParseError& error) {
    const Walk end = walk(app, words);
    if (end.unknown.empty() && !command_names(end.command).empty()) {
      context.err(end.command->help());
    } else {
      context.err("likely: " + explain(app, words, error) + "\n");
    }
    return kUsedWrongly;
  }
  if (context.forward && !is_at_home(app)) {
    if (const auto code = context.forward(words)) return *code;
  }
  return run_command(context);
}

}  // namespace likely::cli
