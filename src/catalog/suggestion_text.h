#pragma once

#include <span>
#include <string>

#include "catalog/event_shape.h"
#include "catalog/suggest.h"
#include "domain/mapping.h"

namespace likely {

// A proposed rule beside what the samples of its event hold.
struct SuggestedRule {
  const InteractionRule* rule = nullptr;
  const EventShape* shape = nullptr;
};

// The proposal as TOML, each line with its coverage and sample values in a comment.
std::string suggestion_toml(std::span<const SuggestedRule> rules,
                            std::span<const Suggestion::LeftOut> left_out);

}  // namespace likely
