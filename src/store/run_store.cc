#include "store/run_store.h"

#include "base/format.h"

namespace likely {

namespace {

constexpr int kKept = 1000;
constexpr std::string_view kSelect =
    "SELECT id, kind, arguments, actor, status, percent, words, created_us, started_us, ended_us, "
    "result, error FROM runs";

constexpr std::string_view kIsAbout =
    "(kind GLOB ?5 || '.*' AND (json_extract(arguments, '$.' || ?5) = ?6 OR (json_valid(result) "
    "AND "
    "json_extract(result, '$.' || ?5) = ?6)))";

RunRecord read_row(const SqliteStatement& row) {
  const auto time = [&row](int column) {
    return row.is_null(column) ? std::nullopt : std::optional<TimeUs>(row.integer(column));
  };
  return {.id = row.integer(0),
          .kind = std::string(row.text(1)),
          .arguments = std::string(row.text(2)),
          .actor = std::string(row.text(3)),
          .status = std::string(row.text(4)),
          .percent = static_cast<int>(row.integer(5)),
          .words = std::string(row.text(6)),
          .created = row.integer(7),
          .started = time(8),
          .ended = time(9),
          .result = std::string(row.text(10)),
          .error = std::string(row.text(11))};
}

void bind_time(SqliteStatement& statement, int parameter, const std::optional<TimeUs>& time) {
  if (time) {
    statement.bind(parameter, *time);
  } else {
    statement.bind_null(parameter);
  }
}

}  // namespace

Result<int64_t> RunStore::add(const RunRecord& run) {
  ASSIGN(auto transaction, state_.begin());
  int64_t id = 0;
  {
    ASSIGN(auto insert,
           state_.prepare("INSERT INTO runs (kind, arguments, actor, status, percent, words, "
                          "created_us, result, error) VALUES (?1, ?2, ?3, 'queued', 0, 'queued', "
                          "?4, '', '')"));
    insert.bind(1, run.kind).bind(2, run.arguments).bind(3, run.actor).bind(4, run.created);
    TRY(insert.run());
    ASSIGN(id, state_.number("SELECT last_insert_rowid()"));
  }
  for (const char* table : {"run_lines WHERE run", "runs WHERE id"}) {
    TRY(
        state_.execute(format("DELETE FROM {} IN (SELECT id FROM runs WHERE status NOT IN "
                              "('queued', 'running') ORDER BY id DESC LIMIT -1 OFFSET {})",
                              table, kKept)));
  }
  TRY(transaction.commit());
  return id;
}

Result<void> RunStore::put(const RunRecord& run, std::span<const RunLine> new_lines) {
  ASSIGN(auto transaction, state_.begin());
  {
    ASSIGN(auto update, state_.prepare("UPDATE runs SET status = ?2, percent = ?3, words = ?4, "
                                       "started_us = ?5, ended_us = ?6, result = ?7, error = ?8 "
                                       "WHERE id = ?1"));
    update.bind(1, run.id).bind(2, run.status).bind(3, int64_t{run.percent}).bind(4, run.words);
    bind_time(update, 5, run.started);
    bind_time(update, 6, run.ended);
    update.bind(7, run.result).bind(8, run.error);
    TRY(update.run());
  }
  TRY(add_lines(run.id, new_lines));
  return transaction.commit();
}

Result<void> RunStore::add_lines(int64_t run, std::span<const RunLine> lines) {
  ASSIGN(auto insert, state_.prepare("INSERT OR IGNORE INTO run_lines (run, line, at_us, text) "
                                     "VALUES (?1, ?2, ?3, ?4)"));
  for (const RunLine& line : lines) {
    insert.bind(1, run).bind(2, line.line).bind(3, line.at).bind(4, line.text);
    TRY(insert.run());
  }
  return {};
}

Result<void> RunStore::keep(const RunRecord& run, std::span<const RunLine> new_lines) {
  ASSIGN(auto transaction, state_.begin());
  {
    ASSIGN(auto update, state_.prepare("UPDATE runs SET percent = ?2, words = ?3 "
                                       "WHERE id = ?1 AND status = 'running'"));
    update.bind(1, run.id).bind(2, int64_t{run.percent}).bind(3, run.words);
    TRY(update.run());
    ASSIGN(const int64_t running, state_.number("SELECT changes()"));
    if (running == 0) return {};
  }
  TRY(add_lines(run.id, new_lines));
  return transaction.commit();
}

Result<RunRecord> RunStore::find(int64_t id) {
  ASSIGN(auto select, state_.prepare(format("{} WHERE id = ?1", kSelect)));
  select.bind(1, id);
  ASSIGN(const bool there, select.step());
  if (there) return read_row(select);
  return fail(ErrorCode::kNotFound, format("there is no run {}", id));
}

Result<std::vector<RunRecord>> RunStore::list(const RunQuery& query) {
  ASSIGN(auto select, state_.prepare(format("{} WHERE id < ?1 AND (?2 = '' OR kind = ?2) AND (?3 = "
                                            "'' OR status = ?3) AND (?5 = '' OR {}) ORDER BY id "
                                            "DESC LIMIT ?4",
                                            kSelect, kIsAbout)));
  select.bind(1, query.before > 0 ? query.before : INT64_MAX);
  select.bind(2, query.kind).bind(3, query.status).bind(4, static_cast<int64_t>(query.limit));
  select.bind(5, query.subject_kind).bind(6, query.subject);
  return select.rows(read_row);
}

Result<std::vector<RunLine>> RunStore::lines(int64_t id, int64_t after, size_t limit) {
  ASSIGN(auto select, state_.prepare("SELECT line, at_us, text FROM run_lines WHERE run = ?1 AND "
                                     "line > ?2 ORDER BY line LIMIT ?3"));
  select.bind(1, id).bind(2, after).bind(3, static_cast<int64_t>(limit));
  return select.rows([](const SqliteStatement& row) {
    return RunLine{row.integer(0), row.integer(1), std::string(row.text(2))};
  });
}

Result<std::optional<RunRecord>> RunStore::first_queued() {
  ASSIGN(auto select,
         state_.prepare(format("{} WHERE status = 'queued' ORDER BY id LIMIT 1", kSelect)));
  ASSIGN(const bool there, select.step());
  return there ? std::optional(read_row(select)) : std::nullopt;
}

Result<int64_t> RunStore::queued_count() {
  return state_.number("SELECT count(*) FROM runs WHERE status = 'queued'");
}

Result<int64_t> RunStore::interrupt_running(TimeUs now) {
  ASSIGN(auto update,
         state_.prepare("UPDATE runs SET status = 'interrupted', ended_us = ?1, error = 'the "
                        "process ended before it was over; run it again' WHERE status = 'running' "
                        "OR (status = 'queued' AND substr(arguments, 1, length(?2)) = ?2)"));
  update.bind(1, now).bind(2, kWaitedForStart);
  TRY(update.run());
  return state_.number("SELECT changes()");
}

}  // namespace likely
