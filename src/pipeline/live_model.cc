#include "pipeline/live_model.h"

#include <algorithm>

#include "base/format.h"
#include "pipeline/interactions.h"
#include "pipeline/trait_lister.h"
#include "store/facts.h"
#include "store/mapping_store.h"

namespace likely {

Result<void> LiveScores::ReadyModel::update(Space& space, const ModelChoice& choice,
                                            std::unique_ptr<ReadyModel>& ready) {
  ModelRegistry registry(space);
  ASSIGN(ModelRecord newest, registry.find(choice));
  if (ready == nullptr || ready->record.checksum != newest.checksum) {
    auto fresh = std::make_unique<ReadyModel>();
    ASSIGN(fresh->file, MappedFile::open(registry.path_of(newest)));
    auto model = open_model(fresh->file->bytes());
    if (!model) {
      return fail(model.error().code,
                  format("{}: {}", registry.path_of(newest), model.error().message));
    }
    fresh->file->drop_pages();  // histories are those of batches
    fresh->model = std::move(*model);
    fresh->record = std::move(newest);
    ready = std::move(fresh);
  }
  ASSIGN(const auto mapping, current_mapping(space.state()));
  ASSIGN(const int64_t codes_now, codes_version(space.state()));
  const int64_t version = mapping ? mapping->version : 0;
  if (ready->codes != nullptr && ready->mapping == version && ready->version == codes_now)
    return {};
  ready->codes.reset();
  ready->allowed.clear();
  ASSIGN(ModelCodes codes, model_codes(space, *ready->model));
  ready->codes = std::make_unique<ModelCodes>(std::move(codes));
  ready->mapping = version;
  ready->version = codes_now;
  return {};
}

const Target& LiveScores::ReadyModel::target(const ColumnModel& column, const std::string& value) {
  const std::pair key(std::string(column.name()), value);
  const auto known = targets.find(key);
  return known != targets.end() ? known->second
                                : targets.emplace(key, column.find(value)).first->second;
}

Result<std::vector<bool>> LiveScores::ReadyModel::allowed_of(Space& space, const TraitRecord& trait,
                                                             const ColumnModel& column,
                                                             int threads) {
  const auto known = allowed.find(trait.id);
  if (known != allowed.end()) return known->second;
  ASSIGN(auto values, allowed_by(space, trait, column, model->now(), threads));
  return allowed.emplace(trait.id, std::move(values)).first->second;
}

Result<void> LiveScores::ValueCodes::update(Sqlite& state, const TraitRecord& trait,
                                            const std::string& checksum, size_t values,
                                            std::unique_ptr<ValueCodes>& codes) {
  if (codes == nullptr || codes->refreshed != trait.refreshed) {
    auto fresh = std::make_unique<ValueCodes>();
    fresh->refreshed = trait.refreshed;
    ASSIGN(const auto known, TraitStore(state).values(trait.id));
    for (const auto& [code, value] : known) {
      fresh->of_value.emplace(value, code);
      fresh->next = std::max(fresh->next, code + 1);
    }
    codes = std::move(fresh);
  }
  if (codes->checksum != checksum) {
    codes->checksum = checksum;
    codes->of_model.assign(values, kNoValue);
  }
  return {};
}

uint32_t LiveScores::ValueCodes::code(const ColumnModel& column, uint32_t model_code) {
  uint32_t& known = of_model[model_code];
  if (known == kNoValue) {
    const auto [at, is_new] = of_value.try_emplace(std::string(column.value(model_code)), next);
    if (is_new) ++next;
    known = at->second;
  }
  return known;
}

}  // namespace likely
