#include "serving/verify.h"

#include <algorithm>
#include <set>

#include "base/format.h"
#include "catalog/mapping_file.h"
#include "models/model.h"
#include "store/erased_ids.h"
#include "store/erasing_mark.h"
#include "store/interaction_store.h"
#include "store/leftovers.h"
#include "store/mapped_file.h"
#include "store/mapping_store.h"
#include "store/model_registry.h"

namespace likely {

namespace {

class Verifying {
 public:
  Verifying(Space& space, Progress& progress, std::vector<Check>& checks)
      : space_(space), progress_(progress), checks_(checks) {}

  Result<void> run() {
    TRY(erasure());
    ASSIGN(auto state, check_state(space_, progress_));
    const bool readable = state.front().ok;
    take(std::move(state));
    if (!readable && !space_.state().number("SELECT count(*) FROM mappings")) return {};
    const MappingTables mapping = this->mapping();
    ASSIGN(auto warehouse, check_warehouse(space_, mapping, progress_));
    take(std::move(warehouse));
    TRY(models());
    left_behind();
    return {};
  }

 private:
  void take(std::vector<Check> more) {
    for (Check& check : more) checks_.push_back(std::move(check));
  }
  void add(std::string name, bool ok, std::string detail) {
    checks_.push_back({std::move(name), ok, std::move(detail)});
  }

  Result<void> erasure() {
    ASSIGN(const auto mark, read_erasing_mark(space_.folder()));
    if (mark) {
      add("erasure", false,
          format("one was cut off; `likely profile erase {} --yes` finishes it",
                 mark->asked.empty() ? mark->profile_id : mark->asked));
    }
    const auto erased = read_erased_ids(space_.folder().erased());
    if (erased) {
      add("erased", true, format("{} ids of people who were erased", erased->hashes.size()));
    } else if (erased.error().code != ErrorCode::kNotFound) {  // an older folder has none yet
      add("erased", false, erased.error().message);
    }
    return {};
  }

  // The mapping that serves: it must be readable.
  MappingTables mapping() {
    const auto stored = current_mapping(space_.state());
    if (!stored) {
      add("catalog", false, stored.error().message);
      return {};
    }
    if (!*stored) {
      add("catalog", true, "none was set");
      return {};
    }
    const auto read = read_mapping((*stored)->toml, "the stored catalog");
    if (!read) {
      add("catalog", false, read.error().message + "; run `likely catalog set` with your mapping");
      return {};
    }
    add("catalog", true,
        format("version {}, {} columns", (*stored)->version, read->columns.size()));
    const InteractionLayout layout = InteractionLayout::of(*read);
    return {(*stored)->version, layout.texts, layout.numbers, read->rules.size()};
  }

  Result<void> models() {
    ModelRegistry registry(space_);
    ASSIGN(const auto records, registry.list());
    progress_.step("models", records.size(), "models");
    uint64_t done = 0;
    for (const ModelRecord& record : records) {
      const std::string wrong = wrong_with(registry, record);
      add(record.name, wrong.empty(), wrong.empty() ? "checksum and content" : wrong);
      progress_.at(++done);
    }
    return {};
  }

  static std::string wrong_with(const ModelRegistry& registry, const ModelRecord& record) {
    const auto file = MappedFile::open(registry.path_of(record));
    if (!file) return file.error().message + "; run `likely train` again";
    if (file->bytes().size() != record.bytes) {
      return format("{} bytes instead of {}; run `likely train` again", file->bytes().size(),
                    record.bytes);
    }
    if (ModelRegistry::checksum_of(file->bytes()) != record.checksum) {
      return "its checksum does not match; run `likely train` again";
    }
    const auto model = open_model(file->bytes());
    return model ? "" : model.error().message;
  }

  void left_behind() {
    const auto files = leftovers(space_.folder(), false);
    std::string names;
    for (const std::string& file : files) names += (names.empty() ? "" : ", ") + file;
    add("leftovers", files.empty(),
        files.empty() ? "none"
                      : format("half-written files of killed commands: {}; the next command that "
                               "writes removes them, for example `likely train`",
                               names));
  }

  Space& space_;
  Progress& progress_;
  std::vector<Check>& checks_;
};

}  // namespace

bool Verification::ok() const {
  return std::all_of(checks.begin(), checks.end(), [](const Check& check) { return check.ok; });
}

Result<Verification> verify_folder(const Place& place, Progress& progress) {
  Verification found;
  auto space = place.open(Access::kRead);
  if (!space) {
    const ErrorCode code = space.error().code;
    if (code == ErrorCode::kNotFound || code == ErrorCode::kUnavailable) {
      return std::unexpected(space.error());
    }
    found.checks.push_back({"data folder", false, space.error().message});
    return found;
  }
  found.checks.push_back({"data folder", true, "format and lock"});
  if (const auto done = Verifying(**space, progress, found.checks).run(); !done) {
    found.checks.push_back({"state.sqlite", false, done.error().message});
  }
  return found;
}

}  // namespace likely
