#include <CLI/CLI.hpp>
#include <cstdlib>
#include <map>
#include <memory>

#include "cli/app.h"
#include "cli/context.h"
#include "services/services.h"
#include "services/settings.h"

namespace likely::cli {

namespace {

struct Typed {
  std::string file;
  std::map<std::string_view, std::string> texts;  // by the name of the setting
  std::map<std::string_view, const CLI::Option*> options;
};

SaidSettings said_by(const Typed& typed) {
  SaidSettings said{.flags = {},
                    .variable = [](const char* name) { return std::getenv(name); },
                    .file = typed.file};
  for (const auto& [name, option] : typed.options) {
    if (option->count() > 0) said.flags[name] = typed.texts.at(name);
  }
  return said;
}

}  // namespace

void add_serve_command(CLI::App& app, Context& context, Services& services) {
  auto typed = std::make_shared<Typed>();
  auto& serve = add_command(
      app, context, "serve", "Serve the Tracking, Profile and Management APIs from the data folder",
      "likely serve\nlikely --data shop serve --listen 127.0.0.1:0\n"
      "LIKELY_LISTEN=127.0.0.1:9000 likely serve\nlikely serve --config likely.toml",
      [&context, &services, typed]() -> Result<void> {
        ASSIGN(const ServeOptions options, read_settings(said_by(*typed)));
        return services.serve.serve(options, [&](const std::string& line) {
          context.out(line + "\n");
          std::fflush(nullptr);
        });
      });
  serve
      .add_option(
          "--config", typed->file,
          "A TOML file with the settings below as keys, such as listen = \"127.0.0.1:9000\"; "
          "a flag goes before a variable (LIKELY_LISTEN), that before the file")
      ->type_name("FILE");
  for (const Setting& setting : settings()) {
    const std::string flag = "--" + std::string(setting.name), words(setting.words);
    std::string& text = typed->texts[setting.name];
    if (setting.form.empty()) {
      typed->options[setting.name] = serve.add_flag(flag, text, words);
      continue;
    }
    auto* option = serve.add_option(flag, text, words)->type_name(std::string(setting.form));
    if (!setting.preset.empty()) option->default_str(std::string(setting.preset));
    if (std::holds_alternative<std::vector<std::string> ServeOptions::*>(setting.field)) {
      option->delimiter(',')->multi_option_policy(CLI::MultiOptionPolicy::Join);
    }
    if (!setting.choices.empty()) {
      option->description(words + ": " + std::string(setting.choices));
    }
    typed->options[setting.name] = option;
  }
}

}  // namespace likely::cli
