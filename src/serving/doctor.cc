#include "serving/doctor.h"

#include <algorithm>

#include "base/format.h"
#include "catalog/mapping_file.h"
#include "domain/level.h"
#include "domain/time.h"
#include "models/model.h"
#include "store/audience_store.h"
#include "store/erasing_mark.h"
#include "store/event_store.h"
#include "store/interaction_store.h"
#include "store/leftovers.h"
#include "store/mapped_file.h"
#include "store/mapping_store.h"
#include "store/model_registry.h"
#include "store/platform.h"
#include "store/secret_file.h"
#include "store/trait_store.h"

namespace likely {

namespace {

constexpr uint64_t kLittleDisk = uint64_t{1} << 30;    // bytes; or a share of kLittleShare
constexpr double kLittleShare = .05;                   // of the disk
constexpr uint64_t kLittleMemory = uint64_t{3} << 30;  // bytes
constexpr double kManyDiscards = .02;                  // of all rows
constexpr double kLowCoverage = .8;                    // of an event's rows with a key
constexpr double kWeakAuc = .6;
constexpr TimeUs kEarliest = 631'152'000'000'000;  // 1990: older events are misread times

// A command for this folder.
std::string quoted(const std::string& name) {
  const bool plain = std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
  return plain ? name : "'" + name + "'";
}

class Doctor {
 public:
  Doctor(const Place& place, Diagnosis& diagnosis) : place_(place), diagnosis_(diagnosis) {}

  Result<void> run() {
    auto space = place_.open(Access::kRead, /*wait_ms=*/200);
    if (!space) {
      folder_problem(space.error());
    } else {
      space_ = std::move(*space);
      TRY(look_inside());
    }
    machine();
    std::stable_sort(diagnosis_.findings.begin(), diagnosis_.findings.end(),
                     [](const Finding& a, const Finding& b) { return a.broken > b.broken; });
    return {};
  }

 private:
  void broken(std::string what, std::string command) {
    diagnosis_.findings.push_back({true, std::move(what), std::move(command)});
  }
  void advise(std::string what, std::string command) {
    diagnosis_.findings.push_back({false, std::move(what), std::move(command)});
  }
  void fact(std::string name, std::string value) {
    diagnosis_.facts.emplace_back(std::move(name), std::move(value));
  }

  void folder_problem(const Error& error) {
    switch (error.code) {
      case ErrorCode::kNotFound:
        return advise(error.message, "likely import FILE");
      case ErrorCode::kUnavailable:
        return advise(error.message, "likely doctor");
      default:
        return broken(error.message, "likely verify");
    }
  }

  Result<void> look_inside() {
    ASSIGN(const auto mark, read_erasing_mark(space_->folder()));
    if (mark) {
      broken("an erasure was cut off before it was over",
             format("likely profile erase {} --yes", quoted(mark->asked)));
    }
    privacy();
    disk();
    const auto warehouse = space_->warehouse();
    if (!warehouse) return broken(warehouse.error().message, "likely verify"), Result<void>();
    const auto totals = event_totals((*warehouse)->connection());
    if (!totals) return broken(totals.error().message, "likely verify"), Result<void>();
    totals_ = *totals;
    if (totals_.events == 0) {
      advise("there are no events yet", "likely import FILE");
    } else {
      TRY(catalog());
      TRY(model());
      discards();
      if (mapping_) coverage((*warehouse)->connection());
      clock();
      quality();
      TRY(results());
    }
    left_behind();
    return {};
  }

  void privacy() {
    if (!is_open_to_others(place_.folder)) return;
    advise(
        "others who work on this machine may look into the data folder, which holds personal data",
        "chmod -R go= " + place_.folder);
  }

  void disk() {
    const auto space = disk_space(place_.folder);
    if (!space) return;
    fact("free disk", format("{:.1f} of {:.1f} GiB", in_gib(space->free), in_gib(space->total)));
    const double share = static_cast<double>(space->free) / static_cast<double>(space->total);
    if (space->free < kLittleDisk || share < kLittleShare) {
      advise(format("the disk is nearly full: {:.1f} GiB are free; importing, mapping and erasing "
                    "need about the size of the warehouse for a while: free some space",
                    in_gib(space->free)),
             "df -h " + place_.folder);
    }
  }

  Result<void> catalog() {
    ASSIGN(mapping_, current_mapping(space_->state()));
    if (!mapping_) {
      advise("there is no catalog: which events are interactions, and where their product id is",
             "likely catalog suggest > catalog.toml; likely catalog set catalog.toml");
    }
    return {};
  }

  Result<void> model() {
    ModelRegistry registry(*space_);
    ASSIGN(records_, registry.list());
    if (!mapping_) return {};
    if (records_.empty()) {
      advise("no model was trained yet", "likely train");
      return {};
    }
    for (const ModelRecord& record : records_) {
      const auto file = MappedFile::open(registry.path_of(record));
      if (file && file->bytes().size() == record.bytes) continue;
      broken(format("the file of {} is missing or cut short", record.name), "likely train");
    }
    // Those after the one that serves; older ones are told of by nobody any more.
    for (const ModelRecord& record : records_) {
      if (record.held_back.empty()) break;
      advise(format("{} is {}", record.name, record.held_back), "likely train");
    }
    const ModelRecord* serving = serving_among(records_);
    if (serving == nullptr) return {};
    const ModelRecord& latest = *serving;
    if (latest.mapping != mapping_->version) {
      advise(format("the catalog has changed since {} was trained", latest.name), "likely train");
    } else if (totals_.last - latest.as_of > latest.horizon_days * kDayUs) {
      advise(format("events came until {}, more than a horizon after what {} knows ({})",
                    format_date(totals_.last), latest.name, format_date(latest.as_of)),
             "likely train");
    }
    return {};
  }

  void discards() {
    const auto all = static_cast<double>(totals_.events + totals_.discards);
    const double share = static_cast<double>(totals_.discards) / all;
    if (share > kManyDiscards) {
      advise(format("{:.1f} % of all rows were refused ({} rows)", share * 100, totals_.discards),
             "likely discards");
    }
  }

  // Events of the mapping's kinds that gave no interaction, since they have no product id.
  void coverage(DuckConnection& connection) {
    const auto mapping = read_mapping(mapping_->toml, "the stored catalog");
    if (!mapping) return broken(mapping.error().message, "likely catalog set catalog.toml");
    for (size_t rule = 0; rule < mapping->rules.size(); ++rule) {
      const InteractionRule& one = mapping->rules[rule];
      if (one.key.empty()) continue;
      const auto events =
          connection.number(format("SELECT count(*) FROM events WHERE profile <> {} AND name = {}",
                                   kNoProfile, sql_text(one.event)));
      const auto used =
          connection.number(format("SELECT count(DISTINCT id) FROM {} WHERE rule = {}",
                                   interactions_table(mapping_->version), rule));
      if (!events || !used) {
        return broken((events ? used : events).error().message, "likely verify");
      }
      if (*events == 0) {
        advise(format("the catalog names {}, of which there is no event", one.event),
               "likely catalog suggest");
      } else if (static_cast<double>(*used) < kLowCoverage * static_cast<double>(*events)) {
        advise(format("only {} of {} events {} have a product id at {}", *used, *events, one.event,
                      one.key),
               "likely catalog show");
      }
    }
  }

  void clock() {
    if (totals_.last > place_.wall_clock + kDayUs) {
      advise(format("the last event is of {}, in the future: its clock or time zone is wrong, or "
                    "this machine's; leave such events out of what is learned",
                    format_time(totals_.last)),
             format("likely train --as-of {}", format_date(place_.wall_clock)));
    }
    if (totals_.first < kEarliest) {
      advise(
          format("the first event is of {}: times were misread; import into a new folder and say "
                 "how they are written",
                 format_time(totals_.first)),
          "likely import FILE --time-format FORMAT --data NEW");
    }
  }

  void quality() {
    const ModelRecord* serving = serving_among(records_);
    if (serving == nullptr) return;
    const auto file = MappedFile::open(ModelRegistry(*space_).path_of(*serving));
    if (!file) return;  // told already
    const auto model = open_model(file->bytes());
    if (!model) return broken(model.error().message, "likely train");
    for (const std::string& note : (*model)->notes()) advise(note, "likely import FILE");
    for (const auto& column : (*model)->columns()) {
      const Quality& quality = column->quality();
      const std::string name(column->name());
      if (quality.low_data) {
        advise(format("{}: the last window has few conversions, so its numbers are pooled and "
                      "wide; more history helps",
                      name),
               "likely import FILE");
      } else if (quality.values > 0 && quality.auc < kWeakAuc) {
        advise(format("{}: the model tells buyers from others hardly better than chance (AUC "
                      "{:.2f})",
                      name, quality.auc),
               format("likely backtest --column {}", quoted(name)));
      }
      const double ratio = quality.expected_over_actual;
      if (quality.values > 0 && level_is_off(ratio)) {
        advise(format("{}: on the last window {:.1f} times as many were expected as came: trust "
                      "the order of people, not the level of their probabilities",
                      name, ratio),
               format("likely backtest --column {}", quoted(name)));
      }
    }
  }

  // What audiences and traits were computed from, against the newest model of their goals.
  Result<void> results() {
    ModelRegistry registry(*space_);
    const auto is_old = [&](const auto& record) {
      const auto newest =
          registry.find({.goals = record.goals, .horizon_days = record.horizon_days});
      return newest && newest->name != record.model;
    };
    ASSIGN(const auto audiences, AudienceStore(space_->state()).list());
    for (const AudienceRecord& record : audiences) {
      if (!is_old(record)) continue;
      advise(format("audience {} was computed by {}; there is a newer model", record.name,
                    record.model),
             format("likely audience refresh {}", record.key));
    }
    ASSIGN(const auto traits, TraitStore(space_->state()).list());
    for (const TraitRecord& record : traits) {
      if (!is_old(record)) continue;
      advise(
          format("trait {} was computed by {}; there is a newer model", record.name, record.model),
          format("likely trait refresh {}", record.key));
    }
    return {};
  }

  void left_behind() {
    const auto files = leftovers(space_->folder(), false);
    if (files.empty()) return;
    advise(format("{} half-written files of killed commands, such as {}; the next command that "
                  "writes removes them",
                  files.size(), files.front()),
           "likely train");
  }

  void machine() {
    const Platform here = platform();
    fact("memory", format("{:.1f} GiB", in_gib(here.memory_bytes)));
    fact("threads", format("{}", place_.threads));
    fact("AVX2", here.avx2 ? "yes" : "no");
    fact("DuckDB", here.duckdb);
    fact("SQLite", here.sqlite);
    fact("zstd", here.zstd);
    if (here.memory_bytes < kLittleMemory) {
      advise(format("{:.1f} GiB of memory: training some million interactions needs about 4 GiB",
                    in_gib(here.memory_bytes)),
             "");
    }
    if (!here.avx2) {
      advise(
          "this processor has no AVX2: answers are the same, scoring takes several times as long",
          "");
    }
  }

  static double in_gib(uint64_t bytes) {
    return static_cast<double>(bytes) / static_cast<double>(uint64_t{1} << 30);
  }

  const Place& place_;
  Diagnosis& diagnosis_;
  std::unique_ptr<Space> space_;
  EventTotals totals_;
  std::optional<StoredMapping> mapping_;
  std::vector<ModelRecord> records_;
};

}  // namespace

bool Diagnosis::broken() const {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& finding) { return finding.broken; });
}

Result<Diagnosis> diagnose_folder(const Place& place) {
  Diagnosis diagnosis;
  TRY(Doctor(place, diagnosis).run());
  return diagnosis;
}

}  // namespace likely
