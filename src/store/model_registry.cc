#include "store/model_registry.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>
#include <set>

#include "base/format.h"
#include "base/hash.h"
#include "base/json.h"
#include "store/atomic_file.h"

namespace likely {
namespace {

constexpr int kKept = 3;  // models of the same goals and horizon
constexpr std::string_view kSelect =
    "SELECT name, goals, horizon_days, as_of_us, created_us, mapping, checksum, path, bytes "
    "FROM models ORDER BY id DESC";

ModelRecord read_row(const SqliteStatement& row) {
  return {.name = std::string(row.text(0)),
          .goals = goals_of(row.text(1)),
          .horizon_days = static_cast<int>(row.integer(2)),
          .as_of = row.integer(3),
          .created = row.integer(4),
          .mapping = row.integer(5),
          .checksum = std::string(row.text(6)),
          .path = std::string(row.text(7)),
          .bytes = static_cast<uint64_t>(row.integer(8))};
}

std::string words(const ModelRecord& record) {
  std::string goals;
  for (const auto& goal : record.goals) goals += format("{}{}", goals.empty() ? "" : " + ", goal);
  return format("{} within {} day{}", goals, record.horizon_days,
                record.horizon_days == 1 ? "" : "s");
}

Result<void> hold(Sqlite& state, std::string_view name, std::string_view note) {
  ASSIGN(auto put,
         state.prepare("INSERT OR REPLACE INTO held_models (name, note) VALUES (?1, ?2)"));
  put.bind(1, name).bind(2, note);
  return put.run();
}

// Folders of earlier programs, opened to read, do not have the table.
Result<std::map<std::string, std::string, std::less<>>> held_notes(Sqlite& state) {
  std::map<std::string, std::string, std::less<>> notes;
  ASSIGN(const int64_t there,
         state.number("SELECT count(*) FROM sqlite_schema WHERE name = 'held_models'"));
  if (there == 0) return notes;
  ASSIGN(auto select, state.prepare("SELECT name, note FROM held_models"));
  while (true) {
    ASSIGN(const bool more, select.step());
    if (!more) return notes;
    notes.emplace(select.text(0), select.text(1));
  }
}

// A model's file on disk, without its name yet.
Result<AtomicFile> aside(const Folder& folder, std::string_view bytes) {
  static std::atomic<uint64_t> files = 0;  // of this process
  ASSIGN(AtomicFile file, AtomicFile::create(folder.model(format("new_{}", ++files))));
  TRY(file.write(bytes));
  TRY(file.flush());
  return file;
}

}  // namespace

std::string goals_text(std::vector<std::string> goals) {
  std::sort(goals.begin(), goals.end());
  goals.erase(std::unique(goals.begin(), goals.end()), goals.end());
  return Json(goals).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<std::string> goals_of(std::string_view text) {
  const Json parsed = Json::parse(text, nullptr, false);
  std::vector<std::string> goals;
  if (!parsed.is_array()) return goals;
  for (const auto& goal : parsed) {
    if (goal.is_string()) goals.push_back(goal.get<std::string>());
  }
  return goals;
}

const ModelRecord* serving_among(const std::vector<ModelRecord>& newest_first) {
  const auto found = std::ranges::find_if(
      newest_first, [](const ModelRecord& record) { return record.held_back.empty(); });
  return found == newest_first.end() ? nullptr : &*found;
}

std::string ModelRegistry::checksum_of(std::string_view bytes) {
  const Hash128 hash = hash128(bytes);
  return format("{:016x}{:016x}", hash.hi, hash.lo);
}

std::string ModelRegistry::path_of(const ModelRecord& record) const {
  return space_.folder().path + "/" + record.path;
}

Result<ModelRecord> ModelRegistry::add(ModelRecord record, std::string_view bytes,
                                       std::string_view held_back) {
  Sqlite& state = space_.state();
  record.checksum = checksum_of(bytes);
  record.bytes = bytes.size();
  std::error_code error;
  std::filesystem::create_directories(space_.folder().models(), error);
  ASSIGN(AtomicFile file, aside(space_.folder(), bytes));
  ASSIGN(auto transaction, state.begin());
  ASSIGN(const int64_t last, state.number("SELECT max(seq) FROM sqlite_sequence WHERE "
                                          "name = 'models'"));
  record.name = format("model_{}", last + 1);
  record.path = format("models/{}.model", record.name);
  TRY(file.commit_as(path_of(record)));
  TRY(insert(record));
  if (!held_back.empty()) TRY(hold(state, record.name, held_back));
  TRY(prune(record));
  TRY(transaction.commit());
  record.held_back = held_back;
  TRY(remove_strays());
  return record;
}

Result<void> ModelRegistry::insert(const ModelRecord& record) {
  ASSIGN(auto insert,
         space_.state().prepare("INSERT INTO models (name, goals, horizon_days, as_of_us, "
                                "created_us, mapping, checksum, path, bytes) "
                                "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"));
  const std::string goals = goals_text(record.goals);
  insert.bind(1, record.name).bind(2, goals).bind(3, int64_t{record.horizon_days});
  insert.bind(4, record.as_of).bind(5, record.created).bind(6, record.mapping);
  insert.bind(7, record.checksum).bind(8, record.path);
  insert.bind(9, static_cast<int64_t>(record.bytes));
  return insert.run();
}

Result<void> ModelRegistry::replace(const ModelRecord& record, std::string_view bytes) {
  ASSIGN(AtomicFile file, aside(space_.folder(), bytes));
  const std::string checksum = checksum_of(bytes);
  ASSIGN(auto transaction, space_.state().begin());
  // Under another file name, so that a row and its file fit together whenever this is cut off.
  ModelRecord other = record;
  std::error_code error;
  for (int round = 2; other.path == record.path; ++round) {
    const std::string path = format("models/{}.{}.model", record.name, round);
    if (!std::filesystem::exists(space_.folder().path + "/" + path, error)) other.path = path;
  }
  TRY(file.commit_as(path_of(other)));
  {
    ASSIGN(auto update, space_.state().prepare("UPDATE models SET path = ?2, checksum = ?3, "
                                               "bytes = ?4 WHERE name = ?1"));
    update.bind(1, record.name).bind(2, other.path).bind(3, checksum);
    update.bind(4, static_cast<int64_t>(bytes.size()));
    TRY(update.run());
  }
  TRY(transaction.commit());
  return remove_strays();
}

Result<void> ModelRegistry::remove(const ModelRecord& record) {
  ASSIGN(auto statement, space_.state().prepare("DELETE FROM models WHERE name = ?1"));
  statement.bind(1, record.name);
  TRY(statement.run());
  return remove_strays();
}

Result<void> ModelRegistry::prune(const ModelRecord& latest) {
  const std::string goals = goals_text(latest.goals);
  ASSIGN(auto statement,
         space_.state().prepare(
             "DELETE FROM models WHERE goals = ?1 AND horizon_days = ?2 AND id NOT IN "
             "(SELECT id FROM models WHERE goals = ?1 AND horizon_days = ?2 "
             "ORDER BY id DESC LIMIT ?3) AND id <> (SELECT max(id) FROM models WHERE goals = ?1 "
             "AND horizon_days = ?2 AND name NOT IN (SELECT name FROM held_models))"));
  statement.bind(1, goals).bind(2, int64_t{latest.horizon_days}).bind(3, int64_t{kKept});
  TRY(statement.run());
  return space_.state().execute(
      "DELETE FROM held_models WHERE name NOT IN (SELECT name FROM models)");
}

Result<void> ModelRegistry::remove_strays() {
  // Nobody else names a file meanwhile.
  ASSIGN(const auto transaction, space_.state().begin());
  ASSIGN(const auto records, list());
  std::set<std::string> known;
  for (const auto& record : records) known.insert(path_of(record));
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(space_.folder().models(), error)) {
    const std::string path = entry.path().string();
    if (entry.path().extension() == ".model" && !known.contains(path)) {
      std::filesystem::remove(entry.path(), error);
    }
  }
  return {};
}

Result<ModelRecord> ModelRegistry::find(const ModelChoice& choice) {
  ASSIGN(const auto records, list());
  const auto goals = goals_of(goals_text(choice.goals));
  std::string there;
  for (const auto& record : records) {
    if (!record.held_back.empty()) continue;
    const bool right_goals = goals.empty() || goals == record.goals;
    if (right_goals && choice.horizon_days.value_or(record.horizon_days) == record.horizon_days) {
      return record;
    }
    const std::string line = words(record);
    if (there.find(line) == std::string::npos) {
      there += format("{}{}", there.empty() ? "" : "; ", line);
    }
  }
  if (records.empty()) {
    return fail_until(NextStep::kTrain, "there is no model yet");
  }
  return std::unexpected(Error{
      .code = ErrorCode::kNotFound,
      .message =
          format("no model was trained for these goals and this horizon; there are: {}", there),
      .field = choice.goals.empty() ? "horizon_days" : "goals",
      .next = NextStep::kTrainForIt});
}

Result<std::vector<ModelRecord>> ModelRegistry::list() {
  ASSIGN(auto select, space_.state().prepare(kSelect));
  ASSIGN(const auto held, held_notes(space_.state()));
  std::vector<ModelRecord> records;
  while (true) {
    ASSIGN(const bool more, select.step());
    if (!more) return records;
    records.push_back(read_row(select));
    const auto note = held.find(records.back().name);
    if (note != held.end()) records.back().held_back = note->second;
  }
}

Result<ModelRecord> ModelRegistry::serve(std::string_view name) {
  ASSIGN(auto records, list());
  const auto chosen = std::ranges::find(records, name, &ModelRecord::name);
  if (chosen == records.end()) {
    return fail(ErrorCode::kNotFound, format("there is no model {}", name));
  }
  Sqlite& state = space_.state();
  ASSIGN(auto transaction, state.begin());
  for (auto newer = records.begin(); newer != chosen; ++newer) {
    if (newer->goals != chosen->goals || newer->horizon_days != chosen->horizon_days) continue;
    if (newer->held_back.empty()) {
      TRY(hold(state, newer->name, format("held back: {} was chosen to serve", name)));
    }
  }
  ASSIGN(auto release, state.prepare("DELETE FROM held_models WHERE name = ?1"));
  release.bind(1, name);
  TRY(release.run());
  TRY(transaction.commit());
  chosen->held_back.clear();
  return std::move(*chosen);
}

}  // namespace likely
