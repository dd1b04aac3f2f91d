#include <CLI/CLI.hpp>
#include <algorithm>

#include "base/format.h"
#include "cli/app.h"
#include "cli/json_out.h"
#include "cli/table.h"
#include "services/numbers.h"
#include "services/services.h"

namespace likely::cli {

namespace {

Json checks_json(const Verification& found) {
  Json checks = Json::array();
  for (const Check& check : found.checks) {
    checks.push_back({{"name", check.name}, {"ok", check.ok}, {"detail", check.detail}});
  }
  return {{"ok", found.ok()}, {"checks", std::move(checks)}};
}

void print_checks(const Context& context, const Verification& found) {
  for (const Check& check : found.checks) {
    context.out(format("{}  {}: {}\n", check.ok ? "ok   " : "WRONG", printable(check.name),
                       printable(check.detail)));
  }
  if (found.ok()) context.out("Everything is right.\n");
}

void add_verify(CLI::App& app, Context& context, Services& services) {
  add_command(app, context, "verify",
              "Check every byte of the data folder: checksums, counts, the catalog's tables",
              "likely verify\nlikely verify --data ./likely-demo --json",
              [&context, &services]() -> Result<void> {
                ASSIGN(const Verification found, services.care.verify(*context.progress));
                if (context.json) {
                  print_json(context, checks_json(found));
                } else {
                  print_checks(context, found);
                }
                if (found.ok()) return {};
                const auto wrong = std::count_if(found.checks.begin(), found.checks.end(),
                                                 [](const Check& check) { return !check.ok; });
                return fail(ErrorCode::kUnusable,
                            format("{}: {} of {} checks found something wrong", context.data, wrong,
                                   found.checks.size()));
              });
}

// The commands of a line with the folder they are about, unless it is the default one.
std::string with_folder(std::string line, const std::string& data) {
  constexpr std::string_view kProgram = "likely ";
  if (data == "./likely-data" || line.find("--data") != std::string::npos) return line;
  const bool plain = data.find_first_of(" '\"$\\") == std::string::npos;
  const std::string option = plain ? format("--data {} ", data) : format("--data '{}' ", data);
  for (size_t at = line.find(kProgram); at != std::string::npos;
       at = line.find(kProgram, at + kProgram.size())) {
    if (at == 0 || line[at - 1] == ' ') line.insert(at + kProgram.size(), option);
  }
  return line;
}

Json diagnosis_json(const Diagnosis& diagnosis) {
  Json document = {{"ok", !diagnosis.broken()}, {"findings", Json::array()}, {"facts", Json()}};
  for (const Finding& finding : diagnosis.findings) {
    document["findings"].push_back({{"level", finding.broken ? "broken" : "advice"},
                                    {"what", finding.what},
                                    {"command", finding.command}});
  }
  for (const auto& [name, value] : diagnosis.facts) document["facts"][name] = value;
  return document;
}

void print_diagnosis(const Context& context, const Diagnosis& diagnosis) {
  for (const Finding& finding : diagnosis.findings) {
    context.out(format("{}: {}\n", finding.broken ? "BROKEN" : "advice", printable(finding.what)));
    if (!finding.command.empty()) context.out(format("    {}\n", printable(finding.command)));
  }
  if (diagnosis.findings.empty()) context.out("Nothing is wrong.\n");
  Table facts({{"here"}, {""}});
  for (const auto& [name, value] : diagnosis.facts) facts.add({name, value});
  context.out("\n" + facts.text(context.width()));
  context.out("likely verify looks at every byte.\n");
}

void add_doctor(CLI::App& app, Context& context, Services& services) {
  add_command(app, context, "doctor", "Say what is wrong or could be better, and what to do",
              "likely doctor\nlikely doctor --json", [&context, &services]() -> Result<void> {
                ASSIGN(Diagnosis diagnosis, services.care.diagnose());
                for (Finding& finding : diagnosis.findings) {
                  finding.command = with_folder(std::move(finding.command), context.data);
                }
                diagnosis.facts.emplace_back("Likely", LIKELY_VERSION);
                if (context.json) {
                  print_json(context, diagnosis_json(diagnosis));
                } else {
                  print_diagnosis(context, diagnosis);
                }
                if (!diagnosis.broken()) return {};
                return fail(ErrorCode::kUnusable,
                            format("{}: something is broken; see above", context.data));
              });
}

}  // namespace

void add_care_commands(CLI::App& app, Context& context, Services& services) {
  add_verify(app, context, services);
  add_doctor(app, context, services);
}

}  // namespace likely::cli
