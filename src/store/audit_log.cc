#include "store/audit_log.h"

#include "base/format.h"
#include "base/secret.h"

namespace likely {

namespace {

// Every field with its length, so that no two lines give the same text.
std::string chained(std::string_view previous, const AuditEntry& entry) {
  std::string text = format("{}\n{}\n{}\n", previous, entry.seq, entry.at);
  for (const std::string* field : {&entry.actor, &entry.action, &entry.subject, &entry.detail}) {
    text += format("{}:{}\n", field->size(), *field);
  }
  return hash_secret(text);
}

AuditEntry read_row(const SqliteStatement& row) {
  return {.seq = row.integer(0),
          .at = row.integer(1),
          .actor = std::string(row.text(2)),
          .action = std::string(row.text(3)),
          .subject = std::string(row.text(4)),
          .detail = std::string(row.text(5)),
          .hash = std::string(row.text(6))};
}

}  // namespace

Result<void> append_audit(Sqlite& state, AuditEntry entry) {
  std::string previous;
  int64_t last = 0;
  {
    ASSIGN(auto newest, state.prepare("SELECT seq, hash FROM audit_log ORDER BY seq DESC LIMIT 1"));
    ASSIGN(const bool any, newest.step());
    if (any) {
      last = newest.integer(0);
      previous = newest.text(1);
    }
  }
  entry.seq = last + 1;
  entry.hash = chained(previous, entry);
  ASSIGN(auto insert,
         state.prepare("INSERT INTO audit_log (seq, at_us, actor, action, subject, detail, hash) "
                       "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"));
  insert.bind(1, entry.seq).bind(2, entry.at).bind(3, entry.actor).bind(4, entry.action);
  insert.bind(5, entry.subject).bind(6, entry.detail).bind(7, entry.hash);
  return insert.run();
}

Result<std::vector<AuditEntry>> newest_audit(Sqlite& state, int64_t before, size_t limit) {
  ASSIGN(auto select,
         state.prepare("SELECT seq, at_us, actor, action, subject, detail, hash FROM audit_log "
                       "WHERE seq < ?1 ORDER BY seq DESC LIMIT ?2"));
  select.bind(1, before > 0 ? before : INT64_MAX).bind(2, static_cast<int64_t>(limit));
  return select.rows(read_row);
}

Result<int64_t> first_broken_audit(Sqlite& state) {
  ASSIGN(auto select,
         state.prepare("SELECT seq, at_us, actor, action, subject, detail, hash FROM audit_log "
                       "ORDER BY seq"));
  std::string previous;
  int64_t expected = 1;
  while (true) {
    ASSIGN(const bool more, select.step());
    if (!more) break;
    const AuditEntry entry = read_row(select);
    if (entry.seq != expected || entry.hash != chained(previous, entry)) return expected;
    previous = entry.hash;
    ++expected;
  }
  // Lines cut off at the end: the counter of the table remembers how many there were.
  ASSIGN(const int64_t given,
         state.number("SELECT max(seq) FROM sqlite_sequence WHERE name = 'audit_log'"));
  return given >= expected ? expected : 0;
}

}  // namespace likely
