#include "serving/erase.h"

#include <utility>

#include "base/format.h"
#include "models/forget.h"
#include "serving/person_words.h"
#include "store/erase_rows.h"
#include "store/erased_ids.h"
#include "store/erasing_mark.h"
#include "store/item_store.h"
#include "store/mapped_file.h"
#include "store/mapping_store.h"
#include "store/model_registry.h"
#include "store/row_file.h"
#include "store/sql_list.h"
#include "store/uploads.h"

namespace likely {

namespace {

Result<std::vector<std::string>> profile_ids_of(Sqlite& state,
                                                const std::vector<ProfileNumber>& numbers) {
  std::vector<std::string> ids;
  ASSIGN(auto select, state.prepare("SELECT public_id FROM profiles WHERE number = ?1"));
  for (const ProfileNumber number : numbers) {
    select.reset();
    select.bind(1, int64_t{number});
    ASSIGN(const bool there, select.step());
    if (there) ids.emplace_back(select.text(0));
  }
  return ids;
}

// One erasure: every step can be done again.
class Erasure {
 public:
  Erasure(Space& space, Progress& progress, EraseReport& report)
      : space_(space), progress_(progress), report_(report) {}

  // `asked`: the id of the one person as typed.
  Result<void> run(std::span<const ProfileNumber> people, const std::string& asked) {
    TRY(find_ids(people));
    progress_.step("looking for what is theirs", 0, "");
    TRY(find_mentions());
    TRY(note_ids());
    TRY(set_erasing_mark(space_.folder(), {report_.profile_id, asked}));
    TRY(clean_files());
    TRY(clean_models());
    TRY(clean_warehouse());
    return clean_state();
  }

 private:
  Result<void> find_ids(std::span<const ProfileNumber> people) {
    Sqlite& state = space_.state();
    for (const ProfileNumber profile : people) {
      ASSIGN(const auto numbers, numbers_of_person(state, profile));
      cut_.profiles.insert(cut_.profiles.end(), numbers.begin(), numbers.end());
      ASSIGN(const auto ids, external_ids_of(state, profile));
      ids_.insert(ids_.end(), ids.begin(), ids.end());
    }
    ASSIGN(profile_ids_, profile_ids_of(state, cut_.profiles));
    words_ = std::make_unique<PersonWords>(ids_, profile_ids_);
    report_.profile_id = profile_ids_.empty() ? "" : profile_ids_.front();
    return {};
  }

  // For whoever restores an older backup.
  Result<void> note_ids() {
    std::vector<std::string> ids;
    for (const ExternalId& id : ids_) ids.push_back(id.type + ":" + id.value);
    for (const std::string& id : profile_ids_) ids.push_back("profile_id:" + id);
    return note_erased(space_.folder(), ids);
  }

  // What in the warehouse is theirs though no profile number says so.
  Result<void> find_mentions() {
    ASSIGN(Warehouse * warehouse, space_.warehouse());
    DuckConnection& connection = warehouse->connection();
    JsonParser parser;
    TRY(each_text(connection,
                  format("SELECT rowid, body FROM events WHERE profile = {}", kNoProfile),
                  [&](int64_t row, std::string_view body) {
                    const auto json = parser.parse(body);
                    if (json ? words_->in_json(*json) : words_->in_text(body)) {
                      cut_.events.push_back(row);
                    }
                  }));
    for (const char* column : {"excerpt", "detail"}) {
      TRY(each_text(connection, format("SELECT rowid, {} FROM discards", column),
                    [&](int64_t row, std::string_view text) {
                      if (words_->in_text(text)) cut_.discards.push_back(row);
                    }));
    }
    return count_mentions(connection);
  }

  template <typename Visit>
  static Result<void> each_text(DuckConnection& connection, const std::string& sql,
                                const Visit& visit) {
    ASSIGN(auto rows, connection.stream(sql));
    DuckChunk chunk;
    while (true) {
      ASSIGN(const bool more, rows.next(chunk));
      if (!more) return {};
      for (size_t i = 0; i < chunk.size(); ++i) visit(chunk.cells<int64_t>(0)[i], chunk.text(1, i));
    }
  }

  Result<void> count_mentions(DuckConnection& connection) {
    std::string any;
    for (const std::string& word : words_->telling()) {
      any += format("{}contains(body, {})", any.empty() ? "" : " OR ", sql_text(word));
    }
    if (any.empty()) return {};
    JsonParser parser;
    return each_text(connection,
                     format("SELECT CAST(0 AS BIGINT), body FROM events WHERE profile NOT IN ({}) "
                            "AND profile <> {} AND ({})",
                            sql_list(cut_.profiles), kNoProfile, any),
                     [&](int64_t, std::string_view body) {
                       const auto json = parser.parse(body);
                       report_.mentions += json && words_->in_json(*json);
                     });
  }

  Result<void> clean_files() {
    progress_.step("exports below the data folder", 0, "");
    ASSIGN(const auto files, other_files(space_.folder()));
    const auto telling = words_->telling();
    const Uploads uploads(space_.folder().path);
    for (const std::string& file : files) {
      if (const std::string upload = uploads.id_of(file); !upload.empty()) {
        if (!may_name_them(file)) continue;
        uploads.remove(upload);
        ++report_.uploads;
        continue;
      }
      ASSIGN(uint64_t rows, remove_export_rows(file, profile_ids_));
      if (file.ends_with(".ndjson")) {
        JsonParser parser;
        ASSIGN(const uint64_t calls, remove_lines(file, [&](std::string_view line) {
                 const auto call = parser.parse(line);
                 return call && words_->is_call(*call);
               }));
        rows += calls;
      }
      report_.rows += rows;
      report_.files += rows > 0;
      ASSIGN(const bool left, file_holds(file, telling));
      if (left) report_.files_left.push_back(file);
    }
    return {};
  }

  // Of a file on its way in or out, which is nobody's only copy. Parquet has no lines to look at.
  bool may_name_them(const std::string& file) const {
    constexpr std::string_view kParquet = "PAR1";
    bool parquet = false, first = true;
    const auto found = any_line(file, [&](std::string_view line) {
      if (std::exchange(first, false)) parquet = line.starts_with(kParquet);
      return parquet || words_->in_text(line);
    });
    return !found || *found;
  }

  Result<void> clean_models() {
    ModelRegistry registry(space_);
    ASSIGN(const auto records, registry.list());
    progress_.step("models", records.size(), "models");
    for (const ModelRecord& record : records) {
      const auto forgotten = [&]() -> Result<Forgotten> {
        ASSIGN(const MappedFile file, MappedFile::open(registry.path_of(record)));
        return forget_profiles(file.bytes(), cut_.profiles,
                               [&](std::string_view, std::string_view value) {
                                 return is_in_feed(space_.state(), value);
                               });
      }();
      if (!forgotten) {
        TRY(registry.remove(record));
        report_.models_dropped.push_back(record.name);
      } else if (forgotten->profiles > 0) {
        TRY(registry.replace(record, forgotten->bytes));
        ++report_.models;
      }
    }
    return registry.remove_strays();
  }

  Result<void> clean_warehouse() {
    ASSIGN(const auto mapping, current_mapping(space_.state()));
    cut_.mapping = mapping ? mapping->version : 0;
    ASSIGN(const WarehouseRemoved removed, rewrite_warehouse(space_, cut_, progress_));
    report_.events = removed.events;
    report_.discards = removed.discards;
    report_.interactions = removed.interactions;
    report_.values = removed.values;
    return {};
  }

  Result<void> clean_state() {
    progress_.step("ids, audiences and traits", 0, "");
    ASSIGN(const StateRemoved removed, erase_from_state(space_.state(), cut_.profiles));
    report_.profiles = removed.profiles;
    report_.external_ids = removed.external_ids;
    report_.memberships = removed.memberships;
    report_.trait_lists = removed.lists;
    return {};
  }

  Space& space_;
  Progress& progress_;
  EraseReport& report_;
  WarehouseCut cut_;
  std::vector<ExternalId> ids_;
  std::vector<std::string> profile_ids_;
  std::unique_ptr<PersonWords> words_;
};

Result<void> erase_and_compact(Space& space, std::span<const ProfileNumber> people,
                               const std::string& asked, Progress& progress, EraseReport& report) {
  TRY(Erasure(space, progress, report).run(people, asked));
  progress.step("compacting", 0, "");
  TRY(space.state().compact());
  return clear_erasing_mark(space.folder());
}

// Says that it is not over, and how it will be.
Result<void> explained(Result<void> done, const std::string& id) {
  if (done) return done;
  Error error = std::move(done).error();
  error.message += format("; the erasure is not over: `likely profile erase {}` finishes it", id);
  return std::unexpected(std::move(error));
}

// Finishes an erasure that was cut off. Returns whom it was about, if there was one.
Result<std::optional<ErasingMark>> finish_earlier(Space& space, Progress& progress,
                                                  EraseReport& report) {
  ASSIGN(auto mark, read_erasing_mark(space.folder()));
  if (!mark) return mark;
  report.finished_earlier = true;
  const auto profile = find_profile(space.state(), "profile_id:" + mark->profile_id);
  if (profile) {
    TRY(explained(erase_and_compact(space, {{*profile}}, mark->asked, progress, report),
                  mark->asked));
    return mark;
  }
  TRY(explained(space.state().compact(), mark->asked));  // only bytes were left
  TRY(clear_erasing_mark(space.folder()));
  report.profile_id = mark->profile_id;
  return mark;
}

}  // namespace

Result<ErasePlan> plan_erasure(Space& space, const std::string& id) {
  const auto profile = find_profile(space.state(), id);
  if (!profile) return std::unexpected(profile.error());
  ErasePlan plan;
  const ProfileNumber numbers[] = {*profile};
  ASSIGN(auto names, profile_names(space.state(), numbers));
  plan.names = std::move(names.front());
  ASSIGN(plan.ids, external_ids_of(space.state(), *profile));
  ASSIGN(const auto all, numbers_of_person(space.state(), *profile));
  ASSIGN(Warehouse * warehouse, space.warehouse());
  ASSIGN(const int64_t events,
         warehouse->connection().number(
             format("SELECT count(*) FROM events WHERE profile IN ({})", sql_list(all))));
  plan.events = static_cast<uint64_t>(events);
  return plan;
}

Result<EraseReport> erase_profile(Space& space, const std::string& id, Progress& progress) {
  EraseReport report;
  ASSIGN(const auto earlier, finish_earlier(space, progress, report));
  const auto profile = find_profile(space.state(), id);
  if (profile) {
    EraseReport fresh{.finished_earlier = earlier.has_value()};
    TRY(explained(erase_and_compact(space, {{*profile}}, id, progress, fresh), id));
    return fresh;
  }
  const bool was_asked = earlier && (earlier->asked == id || earlier->profile_id == id ||
                                     "profile_id:" + earlier->profile_id == id);
  if (was_asked) return report;
  return std::unexpected(profile.error());
}

Result<EraseReport> erase_people(Space& space, std::span<const ProfileNumber> people,
                                 Progress& progress) {
  EraseReport report;
  TRY(erase_and_compact(space, people, "", progress, report));
  return report;
}

}  // namespace likely
