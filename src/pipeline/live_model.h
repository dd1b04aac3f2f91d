#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "models/model.h"
#include "pipeline/live.h"
#include "store/audience_store.h"
#include "store/interaction_codes.h"
#include "store/mapped_file.h"
#include "store/model_registry.h"
#include "store/trait_store.h"

namespace likely {

// A model kept ready for batches, with all that does not depend on the people.
struct LiveScores::ReadyModel {
  ModelRecord record;
  int64_t mapping = 0, version = 0;  // of the mapping and codes_version, when `codes` were made
  std::optional<MappedFile> file;
  std::unique_ptr<Model> model;
  std::unique_ptr<ModelCodes> codes;
  std::map<std::pair<std::string, std::string>, Target> targets;  // by column and value
  std::map<int64_t, std::vector<bool>> allowed;                   // by trait with conditions

  // Makes `ready` current for the newest model that fits `choice`. kNotFound: there is none.
  static Result<void> update(Space& space, const ModelChoice& choice,
                             std::unique_ptr<ReadyModel>& ready);
  const Target& target(const ColumnModel& column, const std::string& value);
  Result<std::vector<bool>> allowed_of(Space& space, const TraitRecord& trait,
                                       const ColumnModel& column, int threads);
};

// The codes of one trait's lists, as they are in trait_values, for the values of a model.
struct LiveScores::ValueCodes {
  TimeUs refreshed = 0;  // of the trait when they were read
  std::string checksum;  // of the model that of_model is about
  std::unordered_map<std::string, uint32_t> of_value;
  uint32_t next = 0;
  std::vector<uint32_t> of_model;  // per code of the model, kNoValue: not looked up yet

  static Result<void> update(Sqlite& state, const TraitRecord& trait, const std::string& checksum,
                             size_t values, std::unique_ptr<ValueCodes>& codes);
  uint32_t code(const ColumnModel& column, uint32_t model_code);
};

}  // namespace likely
