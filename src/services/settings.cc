#include "services/settings.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/format.h"
#include "base/words.h"
#include "catalog/document.h"
#include "domain/schedule.h"
#include "services/listen_address.h"
#include "store/atomic_file.h"

namespace likely {

namespace {

Result<void> check_listen(const std::string& text) {
  TRY(ListenAddress::parse(text));
  return {};
}

Result<void> check_retrain(const std::string& text) {
  if (text == "never") return {};
  const auto schedule = Schedule::parse(text);
  if (schedule) return {};
  return fail(ErrorCode::kUsage, schedule.error().message + ", or \"never\"");
}

constexpr Setting kSettings[] = {
    {.name = "listen",
     .form = "ADDRESS:PORT",
     .preset = "127.0.0.1:8080",
     .words = "Address and port; port 0: any free one",
     .field = &ServeOptions::listen,
     .check = check_listen},
    {.name = "tls-certificate",
     .form = "FILE",
     .preset = "",
     .words = "The certificate chain, a PEM file",
     .field = &ServeOptions::tls_certificate},
    {.name = "tls-key",
     .form = "FILE",
     .preset = "",
     .words = "Its private key, a PEM file that only its owner can read",
     .field = &ServeOptions::tls_key},
    {.name = "insecure",
     .form = "",
     .preset = "false",
     .words = "Serve other machines without TLS (behind a proxy that has it)",
     .field = &ServeOptions::insecure},
    {.name = "retrain",
     .form = "SCHEDULE",
     .preset = "0 3 * * *",
     .words = "When models are trained anew: \"daily\", \"every 12h\", cron in UTC, or \"never\"",
     .field = &ServeOptions::retrain,
     .check = check_retrain},
    {.name = "retention-days",
     .form = "DAYS",
     .preset = "0",
     .words = "Days after which events go, looked at once a day; 0: never",
     .field = &ServeOptions::retention_days,
     .least = 0,
     .most = 36'500},
    {.name = "trusted-proxy",
     .form = "ADDRESS[/BITS]",
     .preset = "",
     .words = "Proxies whose X-Forwarded-For says who asks: addresses and networks, by commas",
     .field = &ServeOptions::trusted_proxies},
    {.name = "write-rate",
     .form = "REQUESTS",
     .preset = "0",
     .words = "Requests a second that one write key may make; 0: as many as fit",
     .field = &ServeOptions::write_rate,
     .least = 0,
     .most = 10'000'000},
    {.name = "read-rate",
     .form = "REQUESTS",
     .preset = "20000",
     .words = "Requests a second that one token may read profiles with; 0: as many as fit",
     .field = &ServeOptions::read_rate,
     .least = 0,
     .most = 10'000'000},
    {.name = "browser-rate",
     .form = "REQUESTS",
     .preset = "10",
     .words = "Requests a second that one address may make with one write key for what pages show "
              "their visitors; 0: as many as fit",
     .field = &ServeOptions::browser_rate,
     .least = 0,
     .most = 1'000'000},
    {.name = "io-threads",
     .form = "THREADS",
     .preset = "2",
     .words = "Threads that talk to clients",
     .field = &ServeOptions::io_threads,
     .least = 1,
     .most = 256},
    {.name = "worker-threads",
     .form = "THREADS",
     .preset = "2",
     .words = "Threads that answer slow requests",
     .field = &ServeOptions::worker_threads,
     .least = 1,
     .most = 256},
    {.name = "drain-s",
     .form = "SECONDS",
     .preset = "10",
     .words = "Seconds that a stop waits for requests at work",
     .field = &ServeOptions::drain_s,
     .least = 0,
     .most = 3'600},
    {.name = "log-level",
     .form = "LEVEL",
     .preset = "info",
     .words = "How much the log says",
     .field = &ServeOptions::log_level,
     .choices = "error, warning, info, debug"},
};

std::vector<std::string> parts_of(std::string_view text) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const size_t comma = std::min(text.find(','), text.size());
    std::string_view part = text.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) parts.emplace_back(part);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

std::unexpected<Error> wrong(const std::string& why) { return fail(ErrorCode::kUsage, why); }

// One setting from its text; its errors say what it must be, callers say where it stands.
class Taker {
 public:
  Taker(const Setting& setting, std::string_view text, ServeOptions& options)
      : setting_(setting), text_(text), options_(options) {}

  Result<void> operator()(bool ServeOptions::*field) const {
    constexpr std::string_view kYes[] = {"true", "yes", "on", "1"};
    constexpr std::string_view kNo[] = {"false", "no", "off", "0"};
    const bool is_yes = std::ranges::find(kYes, text_) != std::end(kYes);
    if (!is_yes && std::ranges::find(kNo, text_) == std::end(kNo)) {
      return wrong("must be true or false");
    }
    options_.*field = is_yes;
    return {};
  }

  Result<void> operator()(int ServeOptions::*field) const {
    int number = 0;
    const char* end = text_.data() + text_.size();
    const auto read = std::from_chars(text_.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end || number < setting_.least ||
        number > setting_.most) {
      return wrong(format("must be a whole number from {} to {}", setting_.least, setting_.most));
    }
    options_.*field = number;
    return {};
  }

  Result<void> operator()(std::string ServeOptions::*field) const {
    const auto choices = parts_of(setting_.choices);
    if (!choices.empty() && std::ranges::find(choices, text_) == choices.end()) {
      return wrong(format("must be one of {}", setting_.choices));
    }
    options_.*field = text_;
    return setting_.check == nullptr ? Result<void>() : setting_.check(options_.*field);
  }

  Result<void> operator()(std::vector<std::string> ServeOptions::*field) const {
    options_.*field = parts_of(text_);
    return {};
  }

 private:
  const Setting& setting_;
  std::string_view text_;
  ServeOptions& options_;
};

Result<void> take(const Setting& setting, std::string_view text, const std::string& where,
                  ServeOptions& options) {
  const auto taken = std::visit(Taker(setting, text, options), setting.field);
  if (taken) return {};
  return wrong(format("{} {}: {}", where, text, taken.error().message));
}

// The text that a flag would give for a value of the file.
Result<std::string> text_of(const Setting& setting, const Node& node) {
  const bool is_list =
      std::holds_alternative<std::vector<std::string> ServeOptions::*>(setting.field);
  if (std::holds_alternative<bool ServeOptions::*>(setting.field)) {
    if (node.kind != Node::Kind::kBool) return wrong("must be true or false, without quotes");
    return std::string(node.flag ? "true" : "false");
  }
  if (std::holds_alternative<int ServeOptions::*>(setting.field)) {
    if (node.kind == Node::Kind::kWhole) return format("{}", node.whole);
    return wrong(format("must be a whole number from {} to {}, without quotes", setting.least,
                        setting.most));
  }
  if (is_list && node.kind == Node::Kind::kArray) {
    std::string text;
    for (const Node& element : node.elements) {
      if (element.kind != Node::Kind::kText) return wrong("must be a list of texts in quotes");
      text += (text.empty() ? "" : ",") + element.text;
    }
    return text;
  }
  if (node.kind == Node::Kind::kText) return node.text;
  return wrong(is_list ? "must be a list of texts in quotes" : "must be a text in quotes");
}

Result<void> take_file(const std::string& file, ServeOptions& options) {
  const auto text = read_file(file);
  if (!text) return wrong("--config " + text.error().message);
  ASSIGN(const Node top, read_toml(*text, file));
  for (const auto& [key, node] : top.members) {
    const std::string where = format("{} line {}: `{}`", file, node.line, key);
    const auto setting = std::ranges::find(kSettings, key, &Setting::name);
    if (setting == std::end(kSettings)) {
      std::vector<std::string> names;
      for (const Setting& known : kSettings) names.emplace_back(known.name);
      const auto near = nearest_names(key, names, 1);
      return wrong(
          where + ": there is no such setting" +
          (near.empty() ? "; see `likely serve --help`" : format("; did you mean `{}`?", near[0])));
    }
    const auto value = text_of(*setting, node);
    if (!value) return wrong(format("{}: {}", where, value.error().message));
    TRY(take(*setting, *value, where, options));
  }
  return {};
}

}  // namespace

std::span<const Setting> settings() { return kSettings; }

std::string variable_of(const Setting& setting) {
  std::string variable = "LIKELY_";
  for (const char c : setting.name) {
    variable += c == '-' ? '_' : static_cast<char>(c - 'a' + 'A');
  }
  return variable;
}

Result<ServeOptions> read_settings(const SaidSettings& said) {
  ServeOptions options;
  for (const Setting& setting : kSettings) {
    if (!setting.preset.empty()) TRY(take(setting, setting.preset, "the default", options));
  }
  if (!said.file.empty()) TRY(take_file(said.file, options));
  for (const Setting& setting : kSettings) {
    const std::string variable = variable_of(setting);
    const char* text = said.variable ? said.variable(variable.c_str()) : nullptr;
    if (text != nullptr && *text != '\0') TRY(take(setting, text, variable, options));
  }
  for (const Setting& setting : kSettings) {
    const auto flag = said.flags.find(setting.name);
    if (flag == said.flags.end()) continue;
    TRY(take(setting, flag->second, format("--{}", setting.name), options));
  }
  return options;
}

}  // namespace likely
