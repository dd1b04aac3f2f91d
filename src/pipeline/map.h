#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/progress.h"
#include "base/result.h"
#include "catalog/suggest.h"
#include "catalog/validate.h"
#include "domain/derived.h"
#include "domain/mapping.h"
#include "store/space.h"

namespace likely {

// What a mapping makes of the events.
struct MappingReport {
  int64_t version = 0;
  TimeUs created_at = 0;
  Mapping mapping;
  std::string toml, json;          // the mapping as text, as `catalog set` reads it
  std::vector<bool> goals;         // per rule, after the default rule of goals
  std::vector<RuleCounts> counts;  // per rule
  std::vector<uint64_t> values;    // per column: different values; 0 for numbers
  uint64_t events = 0;             // all events in the folder, mapped or not
  std::vector<MappingWarning> warnings;
  bool unchanged = false;  // it served already, and nothing was derived

  uint64_t interactions() const { return rows(false); }
  uint64_t searches() const { return rows(true); }  // of the rules that have words instead of a key

 private:
  uint64_t rows(bool searches) const;
};

struct SetMappingOptions {
  std::string text;  // TOML or JSON
  std::string name;  // what errors call it: the file's name
  int threads = 1;
  TimeUs now = 0;
};

// Reads and checks a mapping, derives its interactions over all history, then makes it the one that
// serves. Until then the old one serves; an error changes nothing. The mapping that serves already,
// with tables that are whole, stays as it is: models trained with it stay current. Others may be in
// the folder while it derives; the tables of the old one stay for them. REQUIRES: space is alone.
Result<MappingReport> set_mapping(Space& space, const SetMappingOptions& options,
                                  Progress& progress);

// What set_mapping() answers when the mapping serves already, with tables that are whole; else
// nothing. Any space will do.
Result<std::optional<MappingReport>> serves_already(Space& space, const SetMappingOptions& options,
                                                    Progress& progress);

// Drops the tables of mappings that do not serve. REQUIRES: nobody else is in
// the folder.
Result<void> drop_past_mappings(Space& space);

// Proposes a mapping from the events; kNotFound when there are none.
Result<Suggestion> suggest_mapping(Space& space, Progress& progress);

// The mapping that serves, and what its tables hold now; kNotFound when there is none.
Result<MappingReport> show_mapping(Space& space);

}  // namespace likely
