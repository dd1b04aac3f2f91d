#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/space.h"

namespace likely {

// What is known of a trained model besides its file.
struct ModelRecord {
  std::string name;
  std::vector<std::string> goals;  // event names, sorted
  int horizon_days = 30;
  TimeUs as_of = 0;
  TimeUs created = 0;
  int64_t mapping = 0;   // version of the catalog it was trained under
  std::string checksum;  // of the file's bytes, 32 hex digits
  std::string path;      // inside the data folder
  uint64_t bytes = 0;
  std::string held_back;  // why it does not serve; empty: it may
};

// Which model is asked for. Nothing given: the last trained one.
struct ModelChoice {
  std::vector<std::string> goals;  // empty: any
  std::optional<int> horizon_days;
};

// The first of `newest_first` that is not held back; null: none is.
const ModelRecord* serving_among(const std::vector<ModelRecord>& newest_first);

// The trained models of a data folder: rows in state.sqlite, files under models/. A file is written
// and synced before its row, and rows leave before their files, so a row always has its file. Files
// get and lose their names inside transactions only, so that several registries of one folder may
// work at once. Borrows the space; one thread at a time.
class ModelRegistry {
 public:
  explicit ModelRegistry(Space& space) : space_(space) {}

  // Stores the bytes under a new name and makes it the latest of its (goals, horizon). The older
  // ones are pruned to a few; files that no row names are removed. Fills name, checksum and path.
  // held_back: why it does not serve; empty: it does.
  Result<ModelRecord> add(ModelRecord record, std::string_view bytes,
                          std::string_view held_back = {});
  // Makes it the one that serves: newer ones of its goals and horizon are held back. kNotFound.
  Result<ModelRecord> serve(std::string_view name);
  // The newest that fits and is not held back. kNotFound says which models there are, or to train
  // first.
  Result<ModelRecord> find(const ModelChoice& choice);
  // All, newest first.
  Result<std::vector<ModelRecord>> list();
  std::string path_of(const ModelRecord& record) const;
  // What ModelRecord::checksum says of a file.
  static std::string checksum_of(std::string_view bytes);
  // Other bytes for a model that is there; its name stays. The old file is removed.
  Result<void> replace(const ModelRecord& record, std::string_view bytes);
  // The model leaves, and its file.
  Result<void> remove(const ModelRecord& record);
  // Removes model files that no row names.
  Result<void> remove_strays();

 private:
  Result<void> insert(const ModelRecord& record);
  Result<void> prune(const ModelRecord& latest);
  Space& space_;
};

// Names as a JSON array, sorted and without doubles; and back.
std::string goals_text(std::vector<std::string> goals);
std::vector<std::string> goals_of(std::string_view text);

}  // namespace likely
