#pragma once

#include <string>

#include "base/json.h"
#include "cli/context.h"
#include "domain/refresh_rule.h"
#include "pipeline/loaded_model.h"

namespace CLI {
class App;
}

namespace likely::cli {

// --goal and --horizon of every command that reads a model.
void add_model_options(CLI::App& command, ModelChoice& choice);

// --refresh of an audience or a trait that is made.
void add_refresh_option(CLI::App& command, std::string& refresh);
// "live", "snapshot", "every 6 hours, next 2017-03-01T12:00:00Z".
std::string refresh_words(const RefreshRule& rule);
Json refresh_json(const RefreshRule& rule);

// "Order Completed + Refill Ordered".
std::string goals_words(const std::vector<std::string>& goals);
// "the last 30 days before 2017-03-01" and the like: "within 30 days of 2017-03-01".
std::string horizon_words(int horizon_days, TimeUs as_of);
Json model_json(const ModelSummary& model);

// "Refreshed …", unless it is a snapshot.
void print_refresh(const Context& context, const RefreshRule& rule);

// "Note: …" lines.
void print_notes(const Context& context, const std::vector<std::string>& notes);

}  // namespace likely::cli
