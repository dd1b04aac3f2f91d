#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "services/serve.h"

namespace likely {

// One setting of `likely serve`: the flag --NAME, the key NAME of the settings file and a variable
// (variable_of). docs/settings.md is made of the table of these (tools/settings.py).
struct Setting {
  std::string_view name;
  std::string_view form;    // of its value, for people; empty: yes or no
  std::string_view preset;  // when nobody says
  std::string_view words;
  std::variant<bool ServeOptions::*, int ServeOptions::*, std::string ServeOptions::*,
               std::vector<std::string> ServeOptions::*>
      field;
  int least = 0, most = 0;        // of a number
  std::string_view choices = {};  // of a text, by commas; empty: any text
  Result<void> (*check)(const std::string& text) = nullptr;  // of a text; says what is wrong
};

std::span<const Setting> settings();
// "LIKELY_LOG_LEVEL" of "log-level".
std::string variable_of(const Setting& setting);

// What was said. A flag goes before the environment, that before the file, that before the default.
struct SaidSettings {
  std::map<std::string_view, std::string> flags;  // by name
  // Gives a variable, or null; one that is empty says nothing.
  std::function<const char*(const char* name)> variable;
  std::string file;  // TOML; empty: none
};
// Errors (kUsage) name the flag, the variable, or the file with line and key.
Result<ServeOptions> read_settings(const SaidSettings& said);

}  // namespace likely
