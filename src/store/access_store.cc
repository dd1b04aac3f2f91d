#include "store/access_store.h"

#include <algorithm>

#include "base/format.h"

namespace likely {

namespace {

std::optional<TimeUs> time_or_none(const SqliteStatement& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional<TimeUs>(row.integer(column));
}

// Runs a bound statement that must change exactly one row.
Result<void> change_one(Sqlite& state, SqliteStatement statement, std::string_view what) {
  TRY(statement.run());
  ASSIGN(const int64_t changed, state.number("SELECT changes()"));
  if (changed == 1) return {};
  return fail(ErrorCode::kNotFound, format("there is no such {}", what));
}

Error taken(std::string_view what, std::string_view name) {
  return {ErrorCode::kConflict, format("the {} {} exists already", what, name)};
}

AccountRecord read_account(const SqliteStatement& row) {
  return {.id = row.integer(0),
          .email = std::string(row.text(1)),
          .name = std::string(row.text(2)),
          .role = std::string(row.text(3)),
          .status = std::string(row.text(4)),
          .password = std::string(row.text(5)),
          .created = row.integer(6)};
}
constexpr std::string_view kSelectAccount =
    "SELECT id, email, name, role, status, password, created_us FROM accounts";

}  // namespace

Result<int64_t> AccessStore::add_source(std::string_view name, TimeUs now) {
  ASSIGN(auto insert, state_.prepare("INSERT INTO sources (name, status, created_us) VALUES (?1, "
                                     "'live', ?2)"));
  insert.bind(1, name).bind(2, now);
  if (auto done = insert.run(); !done) {
    if (done.error().code == ErrorCode::kConflict) return std::unexpected(taken("source", name));
    return std::unexpected(done.error());
  }
  return state_.number("SELECT last_insert_rowid()");
}

Result<std::vector<SourceRecord>> AccessStore::sources() {
  ASSIGN(auto select, state_.prepare("SELECT s.id, s.name, s.created_us, k.id, k.hint, "
                                     "k.created_us, k.last_use_us FROM sources s LEFT JOIN "
                                     "write_keys k ON k.source = s.id AND k.revoked_us IS NULL "
                                     "WHERE s.status = 'live' ORDER BY s.id, k.id"));
  std::vector<SourceRecord> sources;
  TRY(select.each_row([&](const SqliteStatement& row) {
    if (sources.empty() || sources.back().id != row.integer(0)) {
      sources.push_back({row.integer(0), std::string(row.text(1)), row.integer(2), {}});
    }
    if (row.is_null(3)) return;
    sources.back().keys.push_back(
        {row.integer(3), std::string(row.text(4)), row.integer(5), time_or_none(row, 6)});
  }));
  return sources;
}

Result<void> AccessStore::remove_source(int64_t source, TimeUs now) {
  ASSIGN(auto keys, state_.prepare("UPDATE write_keys SET revoked_us = ?2 WHERE source = ?1 AND "
                                   "revoked_us IS NULL"));
  keys.bind(1, source).bind(2, now);
  TRY(keys.run());
  ASSIGN(auto mark, state_.prepare("UPDATE sources SET status = 'deleted' WHERE id = ?1 AND "
                                   "status = 'live'"));
  mark.bind(1, source);
  return change_one(state_, std::move(mark), "source");
}

Result<int64_t> AccessStore::add_write_key(int64_t source, std::string_view hash,
                                           std::string_view hint, TimeUs now) {
  ASSIGN(auto insert,
         state_.prepare("INSERT INTO write_keys (source, hash, hint, created_us) SELECT id, ?2, "
                        "?3, ?4 FROM sources WHERE id = ?1 AND status = 'live'"));
  insert.bind(1, source).bind(2, hash).bind(3, hint).bind(4, now);
  TRY(change_one(state_, std::move(insert), "source"));
  return state_.number("SELECT last_insert_rowid()");
}

Result<void> AccessStore::revoke_write_key(int64_t source, int64_t key, TimeUs now) {
  ASSIGN(auto update, state_.prepare("UPDATE write_keys SET revoked_us = ?3 WHERE source = ?1 AND "
                                     "id = ?2 AND revoked_us IS NULL"));
  update.bind(1, source).bind(2, key).bind(3, now);
  return change_one(state_, std::move(update), "write key of this source");
}

Result<int64_t> AccessStore::add_token(const TokenRecord& token, std::string_view hash) {
  ASSIGN(auto insert, state_.prepare("INSERT INTO tokens (name, scope, hash, hint, created_by, "
                                     "created_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"));
  insert.bind(1, token.name).bind(2, name_of(token.scope)).bind(3, hash);
  insert.bind(4, token.key.hint).bind(5, token.created_by).bind(6, token.key.created);
  TRY(insert.run());
  return state_.number("SELECT last_insert_rowid()");
}

Result<std::vector<TokenRecord>> AccessStore::tokens() {
  ASSIGN(auto select, state_.prepare("SELECT id, hint, created_us, last_use_us, name, scope, "
                                     "created_by, revoked_us FROM tokens ORDER BY id"));
  return select.rows([](const SqliteStatement& row) {
    return TokenRecord{
        .key = {row.integer(0), std::string(row.text(1)), row.integer(2), time_or_none(row, 3)},
        .name = std::string(row.text(4)),
        .scope = token_scope(row.text(5)).value_or(Scope::kProfileRead),
        .created_by = std::string(row.text(6)),
        .revoked = time_or_none(row, 7)};
  });
}

Result<void> AccessStore::revoke_token(int64_t token, TimeUs now) {
  ASSIGN(auto update, state_.prepare("UPDATE tokens SET revoked_us = ?2 WHERE id = ?1 AND "
                                     "revoked_us IS NULL"));
  update.bind(1, token).bind(2, now);
  return change_one(state_, std::move(update), "token that works");
}

Result<int64_t> AccessStore::add_account(const AccountRecord& account) {
  ASSIGN(auto insert, state_.prepare("INSERT INTO accounts (email, name, role, status, password, "
                                     "created_us) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"));
  insert.bind(1, account.email).bind(2, account.name).bind(3, account.role);
  insert.bind(4, account.status).bind(5, account.password).bind(6, account.created);
  if (auto done = insert.run(); !done) {
    if (done.error().code != ErrorCode::kConflict) return std::unexpected(done.error());
    return std::unexpected(taken("account", account.email));
  }
  return state_.number("SELECT last_insert_rowid()");
}

Result<std::vector<AccountRecord>> AccessStore::accounts() {
  ASSIGN(auto select, state_.prepare(format("{} ORDER BY id", kSelectAccount)));
  return select.rows(read_account);
}

Result<std::optional<AccountRecord>> AccessStore::account_of(std::string_view email) {
  ASSIGN(auto select, state_.prepare(format("{} WHERE email = ?1", kSelectAccount)));
  select.bind(1, email);
  ASSIGN(const bool there, select.step());
  return there ? std::optional(read_account(select)) : std::nullopt;
}

Result<std::optional<AccountRecord>> AccessStore::invited(std::string_view invite_hash,
                                                          TimeUs now) {
  ASSIGN(auto select, state_.prepare(format("{} WHERE invite_hash = ?1 AND invite_until_us > ?2 "
                                            "AND status <> 'disabled'",
                                            kSelectAccount)));
  select.bind(1, invite_hash).bind(2, now);
  ASSIGN(const bool there, select.step());
  return there ? std::optional(read_account(select)) : std::nullopt;
}

Result<void> AccessStore::invite(int64_t account, std::string_view invite_hash, TimeUs until) {
  ASSIGN(auto update, state_.prepare("UPDATE accounts SET invite_hash = ?2, invite_until_us = ?3 "
                                     "WHERE id = ?1"));
  update.bind(1, account).bind(2, invite_hash).bind(3, until);
  return change_one(state_, std::move(update), "account");
}

Result<void> AccessStore::set_password(int64_t account, std::string_view password) {
  ASSIGN(auto update, state_.prepare("UPDATE accounts SET password = ?2, status = 'active', "
                                     "invite_hash = NULL, invite_until_us = NULL WHERE id = ?1"));
  update.bind(1, account).bind(2, password);
  return change_one(state_, std::move(update), "account");
}

Result<void> AccessStore::set_account(const AccountRecord& account) {
  ASSIGN(auto update, state_.prepare("UPDATE accounts SET name = ?2, role = ?3, status = ?4 WHERE "
                                     "id = ?1"));
  update.bind(1, account.id).bind(2, account.name).bind(3, account.role).bind(4, account.status);
  return change_one(state_, std::move(update), "account");
}

Result<void> AccessStore::remove_account(int64_t account) {
  TRY(remove_sessions(account, ""));
  ASSIGN(auto remove, state_.prepare("DELETE FROM accounts WHERE id = ?1"));
  remove.bind(1, account);
  return change_one(state_, std::move(remove), "account");
}

Result<void> AccessStore::add_session(std::string_view hash, int64_t account, TimeUs now,
                                      TimeUs expires) {
  ASSIGN(auto insert, state_.prepare("INSERT INTO sessions (hash, account, created_us, expires_us) "
                                     "VALUES (?1, ?2, ?3, ?4)"));
  insert.bind(1, hash).bind(2, account).bind(3, now).bind(4, expires);
  return insert.run();
}

Result<void> AccessStore::remove_session(std::string_view hash) {
  ASSIGN(auto remove, state_.prepare("DELETE FROM sessions WHERE hash = ?1"));
  remove.bind(1, hash);
  return remove.run();
}

Result<void> AccessStore::remove_sessions(int64_t account, std::string_view but_hash) {
  ASSIGN(auto remove, state_.prepare("DELETE FROM sessions WHERE account = ?1 AND hash <> ?2"));
  remove.bind(1, account).bind(2, but_hash);
  return remove.run();
}

Result<void> AccessStore::remove_expired_sessions(TimeUs now) {
  ASSIGN(auto remove, state_.prepare("DELETE FROM sessions WHERE expires_us <= ?1"));
  remove.bind(1, now);
  return remove.run();
}

Result<void> AccessStore::put_setup_token(std::string_view hash, TimeUs now) {
  ASSIGN(auto put, state_.prepare("INSERT INTO setup_tokens (id, hash, created_us) VALUES (1, ?1, "
                                  "?2) ON CONFLICT (id) DO UPDATE SET hash = ?1, created_us = ?2"));
  put.bind(1, hash).bind(2, now);
  return put.run();
}

Result<std::string> AccessStore::setup_token() {
  ASSIGN(auto select, state_.prepare("SELECT hash FROM setup_tokens"));
  ASSIGN(const bool there, select.step());
  return there ? std::string(select.text(0)) : std::string();
}

Result<void> AccessStore::remove_setup_token() {
  return state_.execute("DELETE FROM setup_tokens");
}

Result<std::vector<KnownSecret>> AccessStore::known_secrets(TimeUs now) {
  std::vector<KnownSecret> secrets;
  const auto take = [&](std::string_view sql, const auto& read) -> Result<void> {
    ASSIGN(auto select, state_.prepare(sql));
    if (sql.find("?1") != std::string_view::npos) select.bind(1, now);
    return select.each_row(read);
  };
  TRY(
      take("SELECT k.hash, k.id, s.id, s.name FROM write_keys k JOIN sources s ON s.id = k.source "
           "WHERE k.revoked_us IS NULL AND s.status = 'live'",
           [&](const SqliteStatement& row) {
             secrets.push_back({.hash = std::string(row.text(0)),
                                .caller = {Caller::Kind::kSource, row.integer(2),
                                           format("source {}", row.text(3)), Scope::kWriteOnly},
                                .key = row.integer(1)});
           }));
  TRY(take("SELECT hash, id, name, scope FROM tokens WHERE revoked_us IS NULL",
           [&](const SqliteStatement& row) {
             const auto scope = token_scope(row.text(3));
             if (!scope) return;
             secrets.push_back(
                 {.hash = std::string(row.text(0)),
                  .caller = {Caller::Kind::kToken, row.integer(1),
                             format("token {} ({})", row.integer(1), row.text(2)), *scope},
                  .key = row.integer(1)});
           }));
  TRY(take(
      "SELECT s.hash, a.id, a.email, a.role, s.expires_us FROM sessions s JOIN accounts a ON "
      "a.id = s.account WHERE a.status = 'active' AND s.expires_us > ?1",
      [&](const SqliteStatement& row) {
        const auto scope = role_scope(row.text(3));
        if (!scope) return;
        secrets.push_back(
            {.hash = std::string(row.text(0)),
             .caller = {Caller::Kind::kAccount, row.integer(1), std::string(row.text(2)), *scope},
             .expires = row.integer(4)});
      }));
  return secrets;
}

Result<void> AccessStore::note_use(Caller::Kind kind, int64_t key, TimeUs at) {
  ASSIGN(auto update,
         state_.prepare(format("UPDATE {} SET last_use_us = ?2 WHERE id = ?1",
                               kind == Caller::Kind::kSource ? "write_keys" : "tokens")));
  update.bind(1, key).bind(2, at);
  return update.run();
}

}  // namespace likely
